#include "sim/wire/tls/tls_handshake.h"

#include <boost/test/unit_test.hpp>

#include "sim/wire/tls/tls_record.h"
#include "tests/golden.h"

namespace badrdp::tls_handshake_tests {

using namespace badrdp::wire;
using badrdp::test::from_hex;
using badrdp::test::golden;
using badrdp::test::joined;

namespace {

using U16s = std::vector<std::uint16_t>;

// The messages of a flight that travel in clear.
std::vector<HandshakeMessage> messages(BytesView flight) {
    TlsRecordReader records;
    HandshakeReader handshake;
    std::vector<HandshakeMessage> all;
    records.feed(flight);
    while (const auto record = records.next()) {
        if (record->header.type != tls_type::handshake) break;
        handshake.feed(record->fragment);
        while (auto message = handshake.next()) all.push_back(std::move(*message));
    }
    BOOST_TEST(!handshake.malformed());
    return all;
}

template <class Hello>
Hello read_hello(BytesView body) {
    Reader in(body);
    const auto hello = Hello::read(in);
    BOOST_REQUIRE_MESSAGE(hello, (hello ? "" : to_string(hello.error())));
    return *hello;
}

template <class Hello>
std::string error_of(BytesView body) {
    Reader in(body);
    const auto hello = Hello::read(in);
    return hello ? "none" : to_string(hello.error());
}

const Bytes kRandom(32, 0x11);

// A body that ends after the compression methods: SSL 3.0 and TLS 1.0 knew no extensions.
Bytes old_client_hello() { return joined({from_hex("03 01"), kRandom, from_hex("00 0004 002f 0035 01 00")}); }
Bytes client_hello_with(std::string_view extensions_hex) {
    return joined({old_client_hello(), from_hex(extensions_hex)});
}
Bytes server_hello_with(std::string_view extensions_hex) {
    return joined({from_hex("03 03"), kRandom, from_hex("00 c030 00"), from_hex(extensions_hex)});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tls_handshake)

BOOST_AUTO_TEST_CASE(header_read_and_write_are_mirrors) {
    const auto bytes = from_hex("01 00 01 32");
    Reader in(bytes);
    const auto header = HandshakeHeader::read(in);
    BOOST_REQUIRE(header);
    BOOST_TEST((*header == HandshakeHeader{handshake_type::client_hello, 306}));
    Writer out;
    header->write(out);
    BOOST_TEST(out.bytes == bytes);
    BOOST_TEST(std::ranges::equal(in.fields(), out.fields));
}

BOOST_AUTO_TEST_CASE(finds_the_messages_that_tshark_finds) {
    for (const auto* name : {"server-flight-tls12", "server-flight-tls12-small-records"}) {
        BOOST_TEST_CONTEXT(name) {
            const auto all = messages(golden(name));
            BOOST_REQUIRE(all.size() == 4u);
            BOOST_TEST((all[0].header == HandshakeHeader{handshake_type::server_hello, 61}));
            BOOST_TEST((all[1].header == HandshakeHeader{handshake_type::certificate, 805}));
            BOOST_TEST((all[2].header == HandshakeHeader{12, 296}));
            BOOST_TEST((all[3].header == HandshakeHeader{handshake_type::server_hello_done, 0}));
        }
    }
}

BOOST_AUTO_TEST_CASE(joins_alike_however_the_records_were_cut) {
    const auto body = messages(golden("client-hello-xfreerdp")).at(0);
    const auto record = golden("client-hello-xfreerdp");
    const auto fragment = BytesView(record).subspan(TlsRecordHeader::kSize);
    for (std::size_t split = 0; split <= fragment.size(); ++split) {
        BOOST_TEST_CONTEXT("split at " << split) {
            HandshakeReader reader;
            reader.feed(fragment.first(split));
            BOOST_TEST(reader.next().has_value() == (split == fragment.size()));
            reader.feed(fragment.subspan(split));
            if (split < fragment.size()) BOOST_TEST((reader.next() == body));
            BOOST_TEST(reader.buffered() == 0u);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_message_too_long_to_keep_is_malformed_before_it_has_come) {
    HandshakeReader reader;
    reader.feed(from_hex("0b 00 ff fd"));
    BOOST_TEST(!reader.next());
    BOOST_REQUIRE(reader.malformed());
    BOOST_TEST(to_string(*reader.malformed()) == "handshake.length: more than 64 KiB (byte 1)");

    HandshakeReader longest;
    longest.feed(from_hex("0b 00 ff fc"));
    longest.feed(Bytes(65532, 0xaa));
    BOOST_TEST(longest.next().has_value());
}

BOOST_AUTO_TEST_CASE(a_flood_that_nobody_reads_fills_no_memory) {
    HandshakeReader reader;
    for (int i = 0; i < 100; ++i) reader.feed(Bytes(4096, 0));
    BOOST_TEST(reader.buffered() == 64u * 1024);
    BOOST_REQUIRE(reader.malformed());
    BOOST_TEST(to_string(*reader.malformed()) ==
               "handshake.length: 64 KiB were sent and nobody asked (byte 0)");
}

BOOST_AUTO_TEST_CASE(the_sixteen_grease_values_are_known) {
    // RFC 8701, section 2
    for (unsigned i = 0; i < 16; ++i) BOOST_TEST(is_grease(static_cast<std::uint16_t>(0x0a0a + i * 0x1010)));
    for (const std::uint16_t value : U16s{0x0000, 0x1301, 0x0a1a, 0x1a0a, 0xfafb, 0xaaaf, 0x00ff, 0x5600})
        BOOST_TEST(!is_grease(value));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tls_client_hello)

// What tshark 4.0.17 shows of the same bytes.
BOOST_AUTO_TEST_CASE(reads_what_xfreerdp_offers) {
    const auto hello = read_hello<ClientHello>(messages(golden("client-hello-xfreerdp")).at(0).body);
    BOOST_TEST(hello.client_version == 0x0303);
    BOOST_TEST(hello.session_id.size() == 32u);
    BOOST_TEST(hello.cipher_suites ==
               (U16s{0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc02b, 0xc02f,
                     0x009e, 0xc024, 0xc028, 0x006b, 0xc023, 0xc027, 0x0067, 0xc00a, 0xc014, 0x0039, 0xc009,
                     0xc013, 0x0033, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f, 0x00ff}));
    BOOST_TEST(hello.versions() == (U16s{0x0304, 0x0303, 0x0302, 0x0301}));
    BOOST_TEST(hello.server_name == "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(reads_what_rdesktop_offers) {
    const auto hello = read_hello<ClientHello>(messages(golden("client-hello-rdesktop")).at(0).body);
    BOOST_TEST(hello.cipher_suites.size() == 29u);
    BOOST_TEST(hello.cipher_suites.front() == 0x1302);
    BOOST_TEST(hello.cipher_suites.back() == 0x0033);
    BOOST_TEST(hello.versions() == (U16s{0x0304, 0x0303, 0x0302, 0x0301}));
    BOOST_TEST(hello.server_name == "");
}

BOOST_AUTO_TEST_CASE(without_supported_versions_there_is_the_old_one) {
    const auto hello = read_hello<ClientHello>(messages(golden("client-hello-rdesktop-tls10")).at(0).body);
    BOOST_TEST(hello.client_version == 0x0301);
    BOOST_TEST(hello.supported_versions.empty());
    BOOST_TEST(hello.versions() == U16s{0x0301});
    BOOST_TEST(hello.session_id.empty());
    BOOST_TEST(hello.cipher_suites == (U16s{0xc00a, 0xc009, 0xc014, 0xc013, 0x0035, 0x002f, 0x0039, 0x0033}));
}

BOOST_AUTO_TEST_CASE(a_hello_without_extensions_is_an_old_hello) {
    const auto hello = read_hello<ClientHello>(old_client_hello());
    BOOST_TEST(hello.cipher_suites == (U16s{0x002f, 0x0035}));
    BOOST_TEST(hello.versions() == U16s{0x0301});
}

BOOST_AUTO_TEST_CASE(grease_is_left_out) {
    // As Chromium does: one value each among ciphers, extensions (empty) and versions.
    const auto body = joined({from_hex("03 03"), kRandom,
                              from_hex("00 0006 3a3a 1301 fafa 01 00"
                                       "000f 8a8a 0000 002b 0007 06 0a0a 0304 0303")});
    const auto hello = read_hello<ClientHello>(body);
    BOOST_TEST(hello.cipher_suites == U16s{0x1301});
    BOOST_TEST(hello.versions() == (U16s{0x0304, 0x0303}));
}

BOOST_AUTO_TEST_CASE(reads_the_first_host_name_and_passes_over_other_kinds) {
    // server_name_list: a name of unknown type 1, then the host name "ab", then "c"
    const auto body = client_hello_with("0013 0000 000f 000d 01 0001 78 00 0002 6162 00 0001 63");
    BOOST_TEST(read_hello<ClientHello>(body).server_name == "ab");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong) {
    const struct {
        const char* name;
        Bytes body;
        const char* error;
    } cases[] = {
        {"nothing", {}, "clientHello.client_version: missing (byte 0)"},
        {"no random", from_hex("0303 00"), "clientHello.random: missing (byte 2)"},
        {"session id of 33", joined({from_hex("0303"), kRandom, from_hex("21"), Bytes(33, 1)}),
         "clientHello.session_id_length: more than 32 (byte 34)"},
        {"session id cut short", joined({from_hex("0303"), kRandom, from_hex("02 aa")}),
         "clientHello.session_id: missing (byte 35)"},
        {"odd cipher list", joined({from_hex("0303"), kRandom, from_hex("00 0003 130113 01 00")}),
         "clientHello.cipher_suites_length: not a multiple of 2 (byte 35)"},
        {"cipher list of 65534", joined({from_hex("0303"), kRandom, from_hex("00 fffe 1301 01 00")}),
         "clientHello.cipher_suites: missing (byte 37)"},
        {"no compression methods", joined({from_hex("0303"), kRandom, from_hex("00 0002 1301")}),
         "clientHello.compression_methods_length: missing (byte 39)"},
        {"half a length of extensions", client_hello_with("00"),
         "clientHello.extensions_length: missing (byte 43)"},
        {"extensions longer than the hello", client_hello_with("0005 0017 0000"),
         "clientHello.extensions: missing (byte 45)"},
        {"extensions shorter than the rest", client_hello_with("0004 0017 0000 00"),
         "clientHello.extensions_length: leaves bytes over (byte 43)"},
        {"an extension longer than all of them", client_hello_with("0005 0017 0002 00"),
         "extension.data: missing (byte 49)"},
        {"a server name longer than its list", client_hello_with("000a 0000 0006 0004 00 0002 61"),
         "serverName.name: missing (byte 54)"},
        {"a list of names longer than its extension", client_hello_with("0009 0000 0005 0006 00 0000"),
         "serverName.list: missing (byte 51)"},
        {"odd versions", client_hello_with("0008 002b 0004 03 030403"),
         "supportedVersions.length: not a multiple of 2 (byte 49)"},
        {"versions longer than their extension", client_hello_with("0007 002b 0003 04 0304"),
         "supportedVersions.versions: missing (byte 50)"},
    };
    for (const auto& [name, body, error] : cases) {
        BOOST_TEST_CONTEXT(name) { BOOST_TEST(error_of<ClientHello>(body) == error); }
    }
}

BOOST_AUTO_TEST_CASE(every_truncation_that_is_no_old_hello_is_malformed) {
    for (const auto* name :
         {"client-hello-xfreerdp", "client-hello-rdesktop", "client-hello-rdesktop-tls10"}) {
        const auto whole = messages(golden(name)).at(0).body;
        Reader in(whole);
        BOOST_REQUIRE(ClientHello::read(in));
        std::size_t old_end = 0;  // where a hello without extensions would end
        for (const auto& span : in.fields())
            if (span.name == "clientHello.extensions_length") old_end = span.at;
        BOOST_REQUIRE(old_end > 0u);
        for (std::size_t keep = 0; keep < whole.size(); ++keep) {
            BOOST_TEST_CONTEXT(name << " cut to " << keep) {
                const auto error = error_of<ClientHello>(BytesView(whole).first(keep));
                BOOST_TEST((error == "none") == (keep == old_end));
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tls_server_hello)

BOOST_AUTO_TEST_CASE(reads_what_openssl_chose) {
    const struct {
        const char* name;
        unsigned version;
        unsigned cipher;
        std::size_t session_id;
        bool retry;
    } cases[] = {
        {"server-flight-tls10", 0x0301, 0xc014, 0, false},
        {"server-flight-tls12", 0x0303, 0xc030, 0, false},
        {"server-flight-tls12-small-records", 0x0303, 0xc030, 0, false},
        {"server-flight-tls13", 0x0304, 0x1302, 32, false},
        {"server-flight-hello-retry", 0x0304, 0x1302, 32, true},
    };
    for (const auto& expected : cases) {
        BOOST_TEST_CONTEXT(expected.name) {
            const auto message = messages(golden(expected.name)).at(0);
            BOOST_TEST(message.header.type == handshake_type::server_hello);
            const auto hello = read_hello<ServerHello>(message.body);
            BOOST_TEST(hello.version() == expected.version);
            BOOST_TEST(hello.cipher_suite == expected.cipher);
            BOOST_TEST(hello.session_id.size() == expected.session_id);
            BOOST_TEST(hello.is_hello_retry_request() == expected.retry);
        }
    }
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong) {
    const struct {
        const char* name;
        Bytes body;
        const char* error;
    } cases[] = {
        {"nothing", {}, "serverHello.server_version: missing (byte 0)"},
        {"session id of 255", joined({from_hex("0303"), kRandom, from_hex("ff")}),
         "serverHello.session_id_length: more than 32 (byte 34)"},
        {"no cipher", joined({from_hex("0303"), kRandom, from_hex("00")}),
         "serverHello.cipher_suite: missing (byte 35)"},
        {"no compression", joined({from_hex("0303"), kRandom, from_hex("00 c030")}),
         "serverHello.compression_method: missing (byte 37)"},
        {"empty supported_versions", server_hello_with("0004 002b 0000"),
         "supportedVersions.selected_version: missing (byte 44)"},
        {"bytes after the extensions", server_hello_with("0000 00"),
         "serverHello.extensions_length: leaves bytes over (byte 38)"},
    };
    for (const auto& [name, body, error] : cases) {
        BOOST_TEST_CONTEXT(name) { BOOST_TEST(error_of<ServerHello>(body) == error); }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::tls_handshake_tests

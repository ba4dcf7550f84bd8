// What OpenSSL's own client and server said to each other, read from outside with their keys.
#include "capture/open/tls_opener.h"

#include <boost/test/unit_test.hpp>

#include "tests/capture/open/real_tls.h"

using namespace badrdp;
using namespace badrdp::capture;
using badrdp::test::RealTls;
using wire::Role;

namespace {

BOOST_AUTO_TEST_SUITE(capture_tls_opener)

struct Heard {
    std::string client, server;
    std::vector<std::uint8_t> types;
    unsigned closed = 0;
    bool opener = false;
    bool encrypt_then_mac = false;
};

// As a reader of a capture goes about it: hellos, ChangeCipherSpec, encrypted records.
Heard read_passively(const RealTls& tls, const KeyLog& keys) {
    Heard out;
    std::optional<TlsOpener> opener;
    TlsRandom random{};
    std::array<wire::TlsRecordReader, 2> readers;
    std::array<bool, 2> ciphered{};
    bool tls13 = false;
    for (const auto& [from, bytes] : tls.sent) {
        const auto which = static_cast<std::size_t>(from);
        readers[which].feed(bytes);
        while (const auto record = readers[which].next()) {
            if (record->header.type == wire::tls_type::change_cipher_spec) {
                ciphered[which] = !tls13;
                if (opener) opener->on_change_cipher_spec(from);
                continue;
            }
            const bool sealed = ciphered[which] || record->header.type == wire::tls_type::application_data;
            if (sealed) {
                const auto opened = opener ? opener->open(from, *record) : std::nullopt;
                if (!opened) ++out.closed;
                if (!opened || opened->header.type != wire::tls_type::application_data) continue;
                (from == Role::client ? out.client : out.server)
                    .append(opened->fragment.begin(), opened->fragment.end());
                continue;
            }
            wire::HandshakeReader messages;
            messages.feed(record->fragment);
            while (const auto message = messages.next()) {
                wire::Reader in(message->body);
                if (message->header.type == wire::handshake_type::client_hello)
                    random = wire::ClientHello::read(in).value().random;
                if (message->header.type != wire::handshake_type::server_hello) continue;
                const auto hello = wire::ServerHello::read(in).value();
                tls13 = hello.version() == 0x0304;
                out.encrypt_then_mac = hello.encrypt_then_mac;
                opener = TlsOpener::of(keys, random, hello);
                out.opener = opener.has_value();
            }
        }
    }
    return out;
}

KeyLog keys_of(const RealTls& tls) {
    KeyLog keys;
    keys.add(tls.keys);
    return keys;
}

void talk_and_read(RealTls& tls, const std::string& what) {
    const std::string large(20'000, 'x');
    tls.say(Role::client, "asked");
    tls.say(Role::server, "answered");
    tls.say(Role::server, large);
    tls.say(Role::client, "!");
    const auto heard = read_passively(tls, keys_of(tls));
    BOOST_TEST_CONTEXT(what) {
        BOOST_TEST(heard.client == "asked!");
        BOOST_TEST((heard.server == "answered" + large));
        BOOST_TEST(heard.closed == 0u);
    }
}

BOOST_AUTO_TEST_CASE(opens_each_suite_of_tls12) {
    for (const auto* rsa : {"ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384", "AES128-GCM-SHA256",
                            "AES256-GCM-SHA384", "ECDHE-RSA-CHACHA20-POLY1305"}) {
        RealTls tls(TLS1_2_VERSION, rsa, false);
        talk_and_read(tls, rsa);
    }
    for (const auto* ecdsa : {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
                              "ECDHE-ECDSA-CHACHA20-POLY1305"}) {
        RealTls tls(TLS1_2_VERSION, ecdsa, true);
        talk_and_read(tls, ecdsa);
    }
}

BOOST_AUTO_TEST_CASE(opens_cbc_whichever_of_mac_and_cipher_came_first) {
    for (const auto* suite :
         {"AES128-SHA", "AES256-SHA", "AES128-SHA256", "AES256-SHA256", "ECDHE-RSA-AES128-SHA",
          "ECDHE-RSA-AES256-SHA", "ECDHE-RSA-AES128-SHA256", "ECDHE-RSA-AES256-SHA384"})
        for (const bool encrypt_then_mac : {true, false}) {
            RealTls tls(TLS1_2_VERSION, suite, false, encrypt_then_mac);
            BOOST_TEST(read_passively(tls, keys_of(tls)).encrypt_then_mac == encrypt_then_mac);
            talk_and_read(tls, suite);
        }
    RealTls tls(TLS1_2_VERSION, "ECDHE-ECDSA-AES256-SHA384", true);
    talk_and_read(tls, "ECDHE-ECDSA-AES256-SHA384");
}

BOOST_AUTO_TEST_CASE(opens_each_suite_of_tls13) {
    for (const auto* suite :
         {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"}) {
        RealTls tls(TLS1_3_VERSION, suite, true);
        talk_and_read(tls, suite);
    }
}

BOOST_AUTO_TEST_CASE(follows_an_update_of_keys) {
    RealTls tls(TLS1_3_VERSION, "TLS_AES_128_GCM_SHA256", true);
    tls.say(Role::client, "a");
    tls.update_key(Role::client);
    tls.say(Role::client, "b");
    tls.update_key(Role::server);
    tls.say(Role::server, "c");
    tls.update_key(Role::client);
    tls.say(Role::client, "d");
    const auto heard = read_passively(tls, keys_of(tls));
    BOOST_TEST(heard.client == "abd");
    BOOST_TEST(heard.server == "c");
    BOOST_TEST(heard.closed == 0u);
}

BOOST_AUTO_TEST_CASE(opens_nothing_with_the_keys_of_another_connection_or_none) {
    RealTls tls(TLS1_2_VERSION, "AES128-SHA", false);
    BOOST_TEST(!read_passively(tls, KeyLog()).opener);
    auto lines = tls.keys;
    auto& digit = lines.at(lines.find_last_of("0123456789abcdef"));  // of the secret
    digit = digit == '0' ? '1' : '0';
    KeyLog wrong;
    wrong.add(lines);
    tls.say(Role::client, "asked");
    const auto heard = read_passively(tls, wrong);
    BOOST_TEST(heard.opener);
    BOOST_TEST(heard.client.empty());
    BOOST_TEST(heard.closed >= 3u);  // both Finished, and what was asked
}

BOOST_AUTO_TEST_CASE(opens_nothing_behind_a_byte_that_was_changed) {
    for (const auto* suite : {"AES128-SHA", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-CHACHA20-POLY1305"})
        for (const bool encrypt_then_mac : {true, false}) {
            RealTls tls(TLS1_2_VERSION, suite, false, encrypt_then_mac);
            tls.say(Role::client, "one");
            auto& record = tls.sent.back().second;
            const auto keys = keys_of(tls);
            for (std::size_t at = 5; at < record.size(); ++at) {
                record[at] ^= 1;
                BOOST_TEST(read_passively(tls, keys).client.empty());
                record[at] ^= 1;
            }
            BOOST_TEST(read_passively(tls, keys).client == "one");
        }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

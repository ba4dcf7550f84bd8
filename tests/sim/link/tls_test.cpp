#include "sim/link/tls.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/sslerr.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>

#include "tests/sim/link/tls_pair.h"

namespace badrdp::link {

BOOST_AUTO_TEST_SUITE(link_tls)
namespace {

namespace bdata = boost::unit_test::data;
using Bytes = wire::Bytes;

constexpr std::string_view kName = "host.example";
constexpr std::size_t kRecordHeader = 5;  // RFC 8446 section 5.1: type, version, length

Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

const Minted& plain() {
    static const Minted minted = mint({}, kName, std::chrono::system_clock::now());
    return minted;
}

TlsContext server(const host::Tls& tls = {}, KeyLog log = {}) { return {tls, plain(), std::move(log)}; }

TlsContext client(const host::Tls& tls = {}, KeyLog log = {}) {
    return TlsContext(TlsClient{.tls = tls, .trusted = {plain().anchor_der}}, std::move(log));
}

std::vector<Bytes> records(wire::BytesView stream) {
    std::vector<Bytes> found;
    while (stream.size() >= kRecordHeader) {
        const auto size = kRecordHeader + (std::size_t{stream[3]} << 8 | stream[4]);
        BOOST_REQUIRE(stream.size() >= size);
        found.emplace_back(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(size));
        stream = stream.subspan(size);
    }
    return found;
}

struct Version {
    std::uint16_t wire;
    std::string_view text;
    std::string_view log;  // a label that the key log of this version has
};
std::ostream& operator<<(std::ostream& out, const Version& version) { return out << version.text; }

const std::vector<Version> kVersions{
    {0x0301, "TLS 1.0", "CLIENT_RANDOM "},
    {0x0302, "TLS 1.1", "CLIENT_RANDOM "},
    {0x0303, "TLS 1.2", "CLIENT_RANDOM "},
    {0x0304, "TLS 1.3", "SERVER_TRAFFIC_SECRET_0 "},
};

}  // namespace

BOOST_DATA_TEST_CASE(shakes_hands_in_every_version,
                     bdata::make(kVersions) * bdata::make({SIZE_MAX, std::size_t{1}}), version, piece) {
    auto [s, c, flight] = shake_hands(server(only(version.wire)), client(only(version.wire)), kName, piece);
    BOOST_TEST(s.finished());
    BOOST_TEST(c.finished());
    for (const auto* end : {&s, &c}) {
        BOOST_TEST(end->failed().value_or("") == "");
        BOOST_TEST(end->version() == version.wire);
        BOOST_TEST(end->version_text() == version.text);
        BOOST_TEST(end->cipher() == s.cipher());
        BOOST_TEST(end->alerts().empty());
    }
    BOOST_TEST(!s.cipher().empty());
    BOOST_TEST(c.verify_text() == "ok");

    c.write(bytes("ping"));
    s.write(bytes("pong"));
    talk(c, s, piece);
    BOOST_TEST(s.take_plaintext() == bytes("ping"));
    BOOST_TEST(c.take_plaintext() == bytes("pong"));
    BOOST_TEST(c.take_plaintext().empty());
}

BOOST_AUTO_TEST_CASE(agrees_on_the_highest_version_both_have) {
    BOOST_TEST(shake_hands(server(), client(), kName).client.version_text() == "TLS 1.3");
    host::Tls old;
    old.min_version = 0x0301;
    old.max_version = 0x0303;
    BOOST_TEST(shake_hands(server(old), client(), kName).client.version_text() == "TLS 1.2");
}

BOOST_AUTO_TEST_CASE(knows_no_version_or_cipher_before_they_are_agreed) {
    const Tls end(server());
    BOOST_TEST(end.version() == 0);
    BOOST_TEST(end.version_text() == "");
    BOOST_TEST(end.cipher() == "");
    BOOST_TEST(!end.finished());
}

BOOST_AUTO_TEST_CASE(tells_of_a_cipher_that_is_not_shared) {
    auto ours = only(0x0303);
    ours.ciphers = "ECDHE-RSA-AES128-GCM-SHA256";
    auto theirs = only(0x0303);
    theirs.ciphers = "ECDHE-RSA-AES256-GCM-SHA384";
    for (const auto piece : {SIZE_MAX, std::size_t{1}}) {
        const auto [s, c, flight] = shake_hands(server(ours), client(theirs), kName, piece);
        const Tls::Alert alert{wire::Role::server, 2, 40};
        BOOST_TEST(s.failed().value_or("") == "no shared cipher");
        BOOST_TEST(s.alerts() == std::vector{alert}, boost::test_tools::per_element());
        BOOST_TEST(c.failed().value_or("") == "fatal alert 40 (handshake_failure) received");
        BOOST_TEST(c.alerts() == std::vector{alert}, boost::test_tools::per_element());
        BOOST_TEST(flight == (Bytes{21, 3, 3, 0, 2, 2, 40}), boost::test_tools::per_element());
        BOOST_TEST(!c.finished());
    }
}

BOOST_AUTO_TEST_CASE(tells_of_a_version_that_is_not_shared) {
    for (const auto& [ours, theirs] : {std::pair{0x0303, 0x0304}, std::pair{0x0304, 0x0303}}) {
        const auto [s, c, flight] = shake_hands(server(only(static_cast<std::uint16_t>(ours))),
                                                client(only(static_cast<std::uint16_t>(theirs))), kName);
        const Tls::Alert alert{wire::Role::server, 2, 70};
        BOOST_TEST(s.failed().value_or("") == "unsupported protocol");
        BOOST_TEST(s.alerts() == std::vector{alert}, boost::test_tools::per_element());
        BOOST_TEST(c.failed().value_or("") == "fatal alert 70 (protocol_version) received");
    }
}

// Before TLS 1.3 a client says only its highest version, so it is the client that finds the server's too old.
// OpenSSL's client then says so in a record of its own version, which OpenSSL's server does not read.
BOOST_AUTO_TEST_CASE(a_client_may_find_the_version_too_old) {
    const auto [s, c, flight] = shake_hands(server(only(0x0301)), client(only(0x0303)), kName);
    BOOST_TEST(c.failed().value_or("") == "unsupported protocol");
    BOOST_TEST(c.alerts() == (std::vector{Tls::Alert{wire::Role::client, 2, 70}}),
               boost::test_tools::per_element());
    BOOST_TEST(s.failed().value_or("") == "wrong version number");
}

// What xfreerdp 2.11 does: it offers TLS 1.0, and its own security level then forbids it.
BOOST_AUTO_TEST_CASE(hears_a_client_whose_level_forbids_the_version_it_offered) {
    host::Tls hopeful;
    hopeful.min_version = 0x0301;
    hopeful.security_level = 1;
    const auto [s, c, flight] = shake_hands(server(only(0x0301)), client(hopeful), kName);
    BOOST_TEST(!s.finished());
    // The client's alert with OpenSSL 3.0; with 3.5 no version is common to the two.
    const bool before = OpenSSL_version_num() < 0x30200000UL;
    BOOST_TEST(s.failed().value_or("") ==
               (before ? "fatal alert 80 (internal_error) received" : "unsupported protocol"));
    BOOST_TEST(c.failed().has_value());
}

BOOST_DATA_TEST_CASE(one_write_is_one_record, bdata::make(kVersions), version) {
    auto [s, c, flight] = shake_hands(server(only(version.wire)), client(only(version.wire)), kName);
    for (const std::size_t size : {1U, 4096U, 16384U}) {
        const Bytes said(size, 0x5a);
        s.write(said);
        const auto output = s.take_output();
        BOOST_TEST(records(output).size() == 1);
        c.feed(output);
        BOOST_TEST(c.take_plaintext() == said);
    }
    const Bytes large(40000, 0xa5);
    s.write(large);
    const auto output = s.take_output();
    BOOST_TEST(records(output).size() == 3);
    c.feed(output);
    BOOST_TEST(c.take_plaintext() == large);
}

BOOST_DATA_TEST_CASE(says_goodbye, bdata::make(kVersions), version) {
    auto [s, c, flight] = shake_hands(server(only(version.wire)), client(only(version.wire)), kName);
    c.write(bytes("last words"));
    c.close_notify();
    c.write(bytes("too late"));
    talk(c, s);
    BOOST_TEST(s.take_plaintext() == bytes("last words"));
    BOOST_TEST(s.peer_closed());
    BOOST_TEST(!s.failed().has_value());
    BOOST_TEST(!c.peer_closed());
    const std::vector goodbye{Tls::Alert{wire::Role::client, 1, 0}};
    BOOST_TEST(s.alerts() == goodbye, boost::test_tools::per_element());
    BOOST_TEST(c.alerts() == goodbye, boost::test_tools::per_element());

    s.write(bytes("still here"));  // half-closed is not closed
    s.close_notify();
    talk(c, s);
    BOOST_TEST(c.take_plaintext() == bytes("still here"));
    BOOST_TEST(c.peer_closed());
}

// A ticket would follow the handshake in TLS 1.3; in TLS 1.2 a session that can be resumed has an identifier.
BOOST_AUTO_TEST_CASE(offers_no_resumption) {
    Tls s(server());
    Tls c(client(), kName);
    c.start();
    s.feed(c.take_output());
    c.feed(s.take_output());
    s.feed(c.take_output());
    BOOST_REQUIRE(s.finished());
    BOOST_TEST(s.take_output().empty());

    const auto flight = shake_hands(server(only(0x0303)), client(only(0x0303)), kName).from_server;
    constexpr std::size_t kSessionIdLength = kRecordHeader + 4 + 2 + 32;  // RFC 5246 7.4.1.3
    BOOST_REQUIRE(flight.size() > kSessionIdLength);
    BOOST_TEST(flight[kSessionIdLength] == 0);
}

BOOST_AUTO_TEST_CASE(says_a_name_but_no_address) {
    BOOST_TEST(shake_hands(server(), client(), kName).server.server_name() == kName);
    BOOST_TEST(shake_hands(server(), client(), "127.0.0.1").server.server_name() == "");
    BOOST_TEST(shake_hands(server(), client(), "::1").server.server_name() == "");
    BOOST_TEST(shake_hands(server(), client(), "").server.server_name() == "");
}

BOOST_DATA_TEST_CASE(logs_the_keys_of_both_ends_alike, bdata::make(kVersions), version) {
    std::vector<std::string> ours;
    std::vector<std::string> theirs;
    const auto into = [](auto& lines) {
        return [&lines](std::string_view line) { lines.emplace_back(line); };
    };
    shake_hands(server(only(version.wire), into(ours)), client(only(version.wire), into(theirs)), kName);
    std::ranges::sort(ours);
    std::ranges::sort(theirs);
    BOOST_TEST(ours == theirs, boost::test_tools::per_element());
    BOOST_TEST(std::ranges::any_of(ours, [&](const auto& line) { return line.starts_with(version.log); }));
    BOOST_TEST(ours.front().find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(hears_what_is_not_tls) {
    const std::vector<std::pair<Bytes, std::string>> kNoise{
        {bytes("GET / HTTP/1.1\r\n\r\n"), "http request"},
        {{0x03, 0x00, 0x00, 0x13, 0x0e, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0}, "wrong version number"},
    };
    for (const auto& [noise, why] : kNoise) {
        Tls s(server());
        feed_in_pieces(s, noise, 1);
        BOOST_TEST(s.failed().value_or("") == why);
        BOOST_TEST(!s.finished());
    }
}

BOOST_AUTO_TEST_CASE(a_spoiled_record_ends_it_and_the_first_reason_stays) {
    auto [s, c, flight] = shake_hands(server(), client(), kName);
    c.write(bytes("hello"));
    auto record = c.take_output();
    record.back() ^= 1;
    s.feed(record);
    const std::string why = "decryption failed or bad record mac";
    BOOST_TEST(s.failed().value_or("") == why);
    BOOST_TEST(s.alerts() == (std::vector{Tls::Alert{wire::Role::server, 2, 20}}),
               boost::test_tools::per_element());
    BOOST_TEST(s.finished());
    c.feed(s.take_output());
    BOOST_TEST(c.failed().value_or("") == "fatal alert 20 (bad_record_mac) received");

    s.feed(bytes("more noise"));
    s.write(bytes("nobody listens"));
    s.close_notify();
    BOOST_TEST(s.take_output().empty());
    BOOST_TEST(s.failed().value_or("") == why);
}

BOOST_AUTO_TEST_CASE(an_error_is_never_blamed_on_the_next_connection) {
    ERR_raise(ERR_LIB_SSL, SSL_R_NO_SHARED_CIPHER);
    const auto good = shake_hands(server(), client(), kName);
    BOOST_TEST(good.server.finished());
    BOOST_TEST(good.server.failed().value_or("") == "");

    Tls noisy(server());
    noisy.feed(bytes("GET / HTTP/1.1\r\n\r\n"));
    BOOST_TEST(noisy.failed().has_value());
    BOOST_TEST(ERR_peek_error() == 0U);
}

BOOST_AUTO_TEST_CASE(goes_on_after_a_move) {
    Tls s(server());
    Tls c(client(), kName);
    c.start();
    s.feed(c.take_output());
    Tls moved = std::move(s);
    talk(c, moved);
    BOOST_TEST(moved.finished());
    BOOST_TEST(c.finished());
    BOOST_TEST(moved.failed().value_or("") == "");
}

BOOST_AUTO_TEST_CASE(outlives_its_context) {
    auto pair = shake_hands(server(), client(), kName);  // both contexts are gone
    pair.client.write(bytes("x"));
    talk(pair.client, pair.server);
    BOOST_TEST(pair.server.take_plaintext() == bytes("x"));
}

// RFC 8446 4.1.4: a host that takes none of the shares asks for another one; RFC 8422 5.1: without a group in
// common there is no handshake.
BOOST_AUTO_TEST_CASE(agrees_on_a_group_or_not_at_all) {
    host::Tls one_group;
    one_group.groups = "P-384";
    BOOST_TEST(shake_hands(server(one_group), client(), kName).client.finished());
    TlsClient other;
    other.verify = false;
    other.tls.groups = "X25519";
    const auto pair = shake_hands(server(one_group), TlsContext(other), kName);
    BOOST_TEST(!pair.client.finished());
    BOOST_TEST(pair.server.failed().has_value());
}

BOOST_AUTO_TEST_CASE(a_client_hello_may_be_filled) {
    TlsClient large;
    large.verify = false;
    const auto hello = [&](std::size_t filler) {
        large.hello_filler = filler;
        Tls end(TlsContext(large), kName);
        end.start();
        return end.take_output().size();
    };
    BOOST_TEST(hello(1300) == hello(0) + 1300 + 4);  // type and length [RFC 8446 4.2]
    BOOST_TEST(shake_hands(server(), TlsContext(large), kName).client.finished());
}

BOOST_AUTO_TEST_CASE(refuses_settings_that_openssl_does_not_know) {
    host::Tls tls;
    tls.ciphers = "ROT13";
    BOOST_CHECK_EXCEPTION(server(tls), std::runtime_error, [](const auto& e) {
        return std::string(e.what()) == "tls.ciphers: 'ROT13': no cipher match";
    });
    tls = {};
    tls.ciphersuites = "TLS_ROT13";
    BOOST_CHECK_EXCEPTION(server(tls), std::runtime_error, [](const auto& e) {
        return std::string(e.what()) == "tls.ciphersuites: 'TLS_ROT13': no cipher match";
    });
    tls = {};
    tls.groups = "P-1";
    BOOST_CHECK_EXCEPTION(server(tls), std::runtime_error, [](const auto& e) {
        return std::string(e.what()).starts_with("tls.groups: 'P-1'");
    });
    tls = {};
    tls.min_version = 0x0299;
    BOOST_CHECK_EXCEPTION(server(tls), std::runtime_error, [](const auto& e) {
        return std::string(e.what()).starts_with("tls.min_version: 0x0299");
    });
}

BOOST_AUTO_TEST_CASE(names_alerts_as_the_rfc_does) {
    BOOST_TEST(alert_name(48) == "unknown_ca");
    BOOST_TEST(alert_name(80) == "internal_error");
    BOOST_TEST(alert_name(200) == "alert_200");
    BOOST_TEST(to_string(Tls::Alert{wire::Role::client, 1, 0}) == "warning alert 0 (close_notify)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::link

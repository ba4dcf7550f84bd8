#include "sim/link/tls_sealed_alert.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>

#include "tests/sim/link/tls_pair.h"

// The judge is OpenSSL, at the other end: what it cannot decrypt it calls a bad record.
namespace badrdp::link {
namespace {

namespace bdata = boost::unit_test::data;
using wire::Bytes;

const Minted& plain() {
    static const Minted minted = mint({}, "host.example", std::chrono::system_clock::now());
    return minted;
}

struct Suite {
    std::uint16_t version;
    std::string cipher;
};
std::ostream& operator<<(std::ostream& out, const Suite& suite) { return out << suite.cipher; }

const std::vector<Suite> kAead{
    {0x0304, "TLS_AES_128_GCM_SHA256"},       {0x0304, "TLS_AES_256_GCM_SHA384"},
    {0x0304, "TLS_CHACHA20_POLY1305_SHA256"}, {0x0303, "ECDHE-RSA-AES128-GCM-SHA256"},
    {0x0303, "ECDHE-RSA-AES256-GCM-SHA384"},  {0x0303, "ECDHE-RSA-CHACHA20-POLY1305"}};

Pair up(const Suite& suite) {
    auto tls = only(suite.version);
    (suite.version == 0x0304 ? tls.ciphersuites : tls.ciphers) = suite.cipher;
    auto pair = shake_hands(TlsContext(tls, plain()), TlsContext(TlsClient{.tls = tls, .verify = false}), "");
    BOOST_REQUIRE(pair.client.finished());
    BOOST_TEST(pair.client.cipher() == suite.cipher);
    return pair;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tls_sealed_alert)

BOOST_DATA_TEST_CASE(the_other_end_takes_it_for_an_alert_of_tls, bdata::make(kAead), suite) {
    for (const unsigned said_before : {0U, 1U, 3U}) {
        auto pair = up(suite);
        for (unsigned i = 0; i < said_before; ++i) pair.server.write(Bytes{1, 2, 3});
        talk(pair.client, pair.server);
        const auto record = pair.server.alert(2, 80);
        BOOST_REQUIRE(record.has_value());
        pair.client.feed(*record);
        BOOST_TEST(pair.client.failed().value_or("") == "fatal alert 80 (internal_error) received");
    }
}

BOOST_DATA_TEST_CASE(a_client_can_say_one_too, bdata::make(kAead), suite) {
    auto pair = up(suite);
    pair.client.write(Bytes{1, 2, 3});
    talk(pair.client, pair.server);
    pair.server.feed(pair.client.alert(2, 49).value());
    BOOST_TEST(pair.server.failed().value_or("") == "fatal alert 49 (access_denied) received");
}

BOOST_DATA_TEST_CASE(it_stands_in_place_of_what_never_went_out, bdata::make(kAead), suite) {
    auto pair = up(suite);
    const auto before = pair.server.records_said();
    pair.server.write(Bytes(20'000, 7));
    const auto withheld = pair.server.records_said() - before;
    BOOST_TEST(withheld == 2U);
    pair.server.take_output();
    pair.client.feed(pair.server.alert(2, 40, withheld).value());
    BOOST_TEST(pair.client.failed().value_or("") == "fatal alert 40 (handshake_failure) received");
}

BOOST_AUTO_TEST_CASE(cannot_be_said_with_a_cipher_that_is_no_aead) {
    auto pair = up({0x0303, "ECDHE-RSA-AES128-SHA256"});
    BOOST_TEST(!pair.server.alert(2, 80).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::link

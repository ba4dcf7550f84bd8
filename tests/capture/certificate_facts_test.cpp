#include "capture/certificate_facts.h"

#include <boost/test/unit_test.hpp>

#include "tests/capture/events.h"

namespace badrdp::test {
namespace {

BOOST_AUTO_TEST_SUITE(certificate_facts)

// What `openssl x509 -dates -subject -issuer` says of the certificate in this flight.
BOOST_AUTO_TEST_CASE(reads_the_dates_of_a_certificate_in_clear) {
    const auto timeline = read(talk_of_hellos("server-flight-tls12"));
    BOOST_REQUIRE(timeline.connections.at(0).certificate.has_value());
    const auto& certificate = *timeline.connections[0].certificate;
    BOOST_TEST(certificate.not_before == 1795151288);  // 2026-11-20 05:08:08Z
    BOOST_TEST(certificate.not_after == 1826687288);   // 2027-11-20 05:08:08Z
    BOOST_TEST(certificate.self_issued);
}

BOOST_AUTO_TEST_CASE(sees_none_in_tls_1_3) {
    BOOST_TEST(!read(talk_of_hellos("server-flight-tls13")).connections.at(0).certificate.has_value());
}

// The least that a certificate has, with these two UTCTimes [RFC 5280 4.1].
wire::Bytes certificate_of(std::string_view from, std::string_view to) {
    const auto element = [](std::uint8_t tag, const wire::Bytes& body) {
        wire::Bytes out{tag, static_cast<std::uint8_t>(body.size())};
        out.insert(out.end(), body.begin(), body.end());
        return out;
    };
    const auto nothing = element(0x30, {});
    const auto times = element(0x30, joined({element(0x17, bytes_of(from)), element(0x17, bytes_of(to))}));
    return element(0x30, element(0x30, joined({element(2, {1}), nothing, nothing, times, nothing})));
}

// A chain is as valid as its weakest certificate [RFC 5280 6.1.3]; in TLS 1.3 each has extensions [RFC
// 8446 4.4.2].
BOOST_AUTO_TEST_CASE(knows_when_the_whole_chain_is_valid) {
    const auto leaf = certificate_of("250101000000Z", "300101000000Z");
    const auto authority = certificate_of("200101000000Z", "260101000000Z");
    for (const bool tls13 : {false, true}) {
        const auto entry = [&](const wire::Bytes& der) {
            const wire::Bytes length{0, 0, static_cast<std::uint8_t>(der.size())};
            return tls13 ? joined({length, der, wire::Bytes{0, 2, 0xaa, 0xbb}}) : joined({length, der});
        };
        const wire::Bytes front = tls13 ? wire::Bytes{1, 0xcc, 0, 0, 0} : wire::Bytes{0, 0, 0};
        const auto facts =
            capture::certificate_facts(joined({front, entry(leaf), entry(authority)}), tls13).value();
        BOOST_TEST(facts.not_after == 1893456000);     // 2030-01-01
        BOOST_TEST(facts.chain_ends == 1767225600);    // 2026-01-01
        BOOST_TEST(facts.chain_begins == 1735689600);  // 2025-01-01
    }
}

BOOST_AUTO_TEST_CASE(says_nothing_of_what_cannot_be_decoded) {
    BOOST_TEST(!capture::certificate_facts({}, false).has_value());
    BOOST_TEST(!capture::certificate_facts(from_hex("00 00 05 00 00 02 30 80"), false).has_value());
    BOOST_TEST(
        !capture::certificate_facts(from_hex("00 00 05 00 00 02 30 84 ff ff ff ff"), false).has_value());
    BOOST_TEST(!capture::certificate_facts(from_hex("00 00 05 00 00 05 30 03 30 01 00"), false).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::test

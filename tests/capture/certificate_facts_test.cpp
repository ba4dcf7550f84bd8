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

BOOST_AUTO_TEST_CASE(says_nothing_of_what_cannot_be_decoded) {
    BOOST_TEST(!capture::first_certificate({}).has_value());
    BOOST_TEST(!capture::first_certificate(from_hex("00 00 05 00 00 02 30 80")).has_value());
    BOOST_TEST(!capture::first_certificate(from_hex("00 00 05 00 00 02 30 84 ff ff ff ff")).has_value());
    BOOST_TEST(!capture::first_certificate(from_hex("00 00 05 00 00 05 30 03 30 01 00")).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::test

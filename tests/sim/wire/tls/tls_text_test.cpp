#include "sim/wire/tls/tls_text.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(tls_text)

using namespace badrdp::wire;

BOOST_AUTO_TEST_CASE(versions_have_the_names_people_use) {
    BOOST_TEST(tls_version_text(0x0300) == "SSL 3.0");
    BOOST_TEST(tls_version_text(0x0301) == "TLS 1.0");
    BOOST_TEST(tls_version_text(0x0302) == "TLS 1.1");
    BOOST_TEST(tls_version_text(0x0303) == "TLS 1.2");
    BOOST_TEST(tls_version_text(0x0304) == "TLS 1.3");
    BOOST_TEST(tls_version_text(0x7f1c) == "0x7f1c");  // a draft
}

// RFC 8446, section 6: enum AlertDescription.
BOOST_AUTO_TEST_CASE(alerts_have_the_names_of_the_registry) {
    const struct {
        unsigned description;
        const char* name;
    } cases[] = {
        {0, "close_notify"},
        {10, "unexpected_message"},
        {20, "bad_record_mac"},
        {22, "record_overflow"},
        {40, "handshake_failure"},
        {42, "bad_certificate"},
        {43, "unsupported_certificate"},
        {44, "certificate_revoked"},
        {45, "certificate_expired"},
        {46, "certificate_unknown"},
        {47, "illegal_parameter"},
        {48, "unknown_ca"},
        {49, "access_denied"},
        {50, "decode_error"},
        {51, "decrypt_error"},
        {70, "protocol_version"},
        {71, "insufficient_security"},
        {80, "internal_error"},
        {86, "inappropriate_fallback"},
        {90, "user_canceled"},
        {109, "missing_extension"},
        {110, "unsupported_extension"},
        {112, "unrecognized_name"},
        {113, "bad_certificate_status_response"},
        {115, "unknown_psk_identity"},
        {116, "certificate_required"},
        {120, "no_application_protocol"},
    };
    for (const auto& [description, name] : cases)
        BOOST_TEST(alert_text(static_cast<std::uint8_t>(description)) == name);
    BOOST_TEST(alert_text(255) == "0xff");
}

BOOST_AUTO_TEST_CASE(ciphers_have_the_names_of_the_registry) {
    BOOST_TEST(cipher_text(0x1301) == "TLS_AES_128_GCM_SHA256");                       // RFC 8446 B.4
    BOOST_TEST(cipher_text(0x1305) == "TLS_AES_128_CCM_8_SHA256");                     // RFC 8446 B.4
    BOOST_TEST(cipher_text(0x002f) == "TLS_RSA_WITH_AES_128_CBC_SHA");                 // RFC 5246 A.5
    BOOST_TEST(cipher_text(0x0004) == "TLS_RSA_WITH_RC4_128_MD5");                     // RFC 5246 A.5
    BOOST_TEST(cipher_text(0xc030) == "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");        // RFC 5289 3.2
    BOOST_TEST(cipher_text(0xcca8) == "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");  // RFC 7905 2
    BOOST_TEST(cipher_text(0x00ff) == "TLS_EMPTY_RENEGOTIATION_INFO_SCSV");            // RFC 5746 3.3
    BOOST_TEST(cipher_text(0x1399) == "0x1399");
}

BOOST_AUTO_TEST_SUITE_END()

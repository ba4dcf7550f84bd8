#include "sim/auth/license_keys.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"
#include "tests/sim/auth/legacy.h"

BOOST_FIXTURE_TEST_SUITE(auth_license_keys, badrdp::test::LegacyProvider)

using namespace badrdp::auth;
using badrdp::test::from_hex;

// MS-RDPELE 5.1.2 to 5.1.5, worked out with Python's hashlib and an RC4 of ten lines: the specification has
// no example of the keys.
BOOST_AUTO_TEST_CASE(the_keys_come_of_the_secret_and_both_random_numbers) {
    Bytes secret(LicenseKeys::kPreMasterSecret);
    for (std::size_t i = 0; i < secret.size(); ++i) secret[i] = static_cast<std::uint8_t>(i);
    Bytes32 client{}, server{};
    client.fill(0x11);
    server.fill(0x22);
    const auto keys = license_keys(secret, client, server);
    const auto is = [](BytesView seen, std::string_view hex) { return equal(seen, from_hex(hex)); };
    BOOST_TEST(is(keys.mac_salt, "51fe814d214d2b5d442c11fba938a2f1"));
    BOOST_TEST(is(keys.encryption, "7d4fe64e7bc2a81a4f239802573e217c"));
    BOOST_TEST(is(license_mac(keys, as_bytes("TEST")), "218f5791159bc6709c776f4755450ca7"));
    BOOST_TEST(is(license_cipher(keys, as_bytes("TEST")), "e74a682f"));
    BOOST_TEST(is(license_cipher(keys, license_cipher(keys, as_bytes("TEST"))), "54455354"));
}

BOOST_AUTO_TEST_SUITE_END()

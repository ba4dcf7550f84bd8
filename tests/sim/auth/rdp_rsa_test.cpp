#include "sim/auth/rdp_rsa.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"
#include "tests/sim/auth/legacy.h"

namespace badrdp::rdp_rsa_tests {

using namespace badrdp::auth;
using badrdp::test::from_hex;
using badrdp::test::golden;

namespace {

// MS-RDPBCGR 4.8: a key pair and a client random, little endian.
const Bytes kModulus = from_hex(
    "37a870fe9ab9a854cb9879447ab9eb3806ea26a147ea19705df352887021b59e"
    "50b4e1f51ad82d514d1aad797c8946b0cc667402d8285d9dd7cafc600f38f9b3");
const Bytes kPrivate = from_hex(
    "c107e7d4d3388d36f59e8b960d5565082825a32ec768d644852d32f672a89bba"
    "5e8282f05c0ceb6b126aa74515ce41e003e5e66ddffd58610b07a47bb3f37194");

Bytes32 client_random() {
    Bytes32 random{0xff, 0xee};
    random.back() = 0xff;
    return random;
}

// The certificate in the worked MCS Connect Response, from its dwVersion on.
Bytes certificate() {
    const auto response = golden("mcs-connect-response-spec");
    const auto magic = std::ranges::search(response, from_hex("52 53 41 31"));
    BOOST_REQUIRE(!magic.empty());
    return {magic.begin() - 16, response.end()};
}

}  // namespace

// What OpenSSL has is fixed once a test before this one has loaded and unloaded providers.
BOOST_FIXTURE_TEST_SUITE(auth_rdp_rsa, badrdp::test::LegacyProvider)

BOOST_AUTO_TEST_CASE(a_client_random_goes_there_and_back) {
    const auto encrypted = encrypt_secret(client_random(), 65537, kModulus);
    BOOST_REQUIRE(encrypted.has_value());
    BOOST_TEST(encrypted->size() == 72u);
    BOOST_TEST(Bytes(encrypted->end() - 8, encrypted->end()) == Bytes(8));
    BOOST_TEST((decrypt_client_random(*encrypted, kPrivate, kModulus) == client_random()));
    BOOST_TEST(
        (decrypt_client_random(BytesView(*encrypted).first(64), kPrivate, kModulus) == client_random()));
    auto other = *encrypted;
    other[5] ^= 1;
    BOOST_TEST(!decrypt_client_random(other, kPrivate, kModulus));
}

BOOST_AUTO_TEST_CASE(keys_without_meaning_give_nothing) {
    const auto random = client_random();
    BOOST_TEST(!encrypt_secret(random, 65537, {}));
    BOOST_TEST(!encrypt_secret(random, 65537, Bytes(64)));
    BOOST_TEST(!encrypt_secret(random, 65537, Bytes{1}));
    BOOST_TEST(!encrypt_secret(random, 65537, Bytes(16, 0xff)));
    for (const std::uint32_t exponent : {0u, 1u, 2u, 65536u})
        BOOST_TEST(!encrypt_secret(random, exponent, kModulus));
    BOOST_TEST(!encrypt_secret(random, 65537, Bytes(65536, 0xff)));
    BOOST_TEST(!decrypt_client_random(Bytes(72, 0xff), kPrivate, kModulus));
    BOOST_TEST(!decrypt_client_random(Bytes(70000, 1), kPrivate, kModulus));
    BOOST_TEST(!decrypt_client_random({}, kPrivate, Bytes(16, 0xff)));
}

// What a Windows host has signed, as the worked MCS Connect Response shows it.
BOOST_AUTO_TEST_CASE(checks_the_worked_certificate) {
    const auto whole = certificate();
    const auto signed_part = BytesView(whole).first(12 + 4 + 92);
    const auto signature = BytesView(whole).subspan(signed_part.size() + 4, 72);
    BOOST_TEST(check_certificate(signed_part, signature));
    BOOST_TEST(check_certificate(signed_part, signature.first(64)));
    BOOST_TEST(sign_certificate(signed_part) == Bytes(signature.begin(), signature.end()));
    for (std::size_t i = 0; i < 64; ++i) {
        Bytes wrong(signature.begin(), signature.end());
        wrong[i] ^= 1;
        BOOST_TEST(!check_certificate(signed_part, wrong));
    }
    Bytes other(signed_part.begin(), signed_part.end());
    other[50] ^= 1;
    BOOST_TEST(!check_certificate(other, signature));
    BOOST_TEST(!check_certificate(signed_part, {}));
    BOOST_TEST(!check_certificate(signed_part, Bytes(72, 0xff)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::rdp_rsa_tests

#include "sim/auth/license_keys.h"

#include <boost/test/unit_test.hpp>

#include "sim/auth/rdp_rsa.h"
#include "sim/auth/text.h"
#include "tests/golden.h"
#include "tests/sim/auth/legacy.h"

using namespace badrdp::auth;
using badrdp::test::from_hex;
using badrdp::test::golden;

namespace {

// The key pair of MS-RDPBCGR 4.8, to which the clients encrypted their premaster secrets.
const Bytes kModulus = from_hex(
    "37a870fe9ab9a854cb9879447ab9eb3806ea26a147ea19705df352887021b59e"
    "50b4e1f51ad82d514d1aad797c8946b0cc667402d8285d9dd7cafc600f38f9b3");
const Bytes kPrivate = from_hex(
    "c107e7d4d3388d36f59e8b960d5565082825a32ec768d644852d32f672a89bba"
    "5e8282f05c0ceb6b126aa74515ce41e003e5e66ddffd58610b07a47bb3f37194");

// What is needed of a CLIENT_NEW_LICENSE_REQUEST and a CLIENT_PLATFORM_CHALLENGE_RESPONSE [MS-RDPELE 2.2.2.2,
// 2.2.2.5]: blobs are a type, a length and that many bytes.
struct Recorded {
    LicenseKeys keys;
    Bytes response, hardware;  // decrypted
    Bytes mac;

    explicit Recorded(const std::string& client) {
        const auto request = golden("license-conversation-request-" + client);
        Bytes32 client_random{}, server_random{};
        std::copy_n(request.begin() + 12, 32, client_random.begin());
        for (std::size_t i = 0; i < 32; ++i) server_random[i] = static_cast<std::uint8_t>(0x70 + i);
        const auto plain = rsa(blob(request, 44), kPrivate, kModulus);
        BOOST_REQUIRE(plain.has_value());
        keys = license_keys(BytesView(*plain).first(48), client_random, server_random);

        const auto message = golden("license-response-" + client);
        const auto first = blob(message, 4);
        const auto second = blob(message, 8 + first.size());
        response = license_crypt(keys, first);
        hardware = license_crypt(keys, second);
        mac.assign(message.end() - 16, message.end());
    }

    static BytesView blob(BytesView message, std::size_t at) {
        return message.subspan(at + 4, message[at + 2] | static_cast<std::size_t>(message[at + 3]) << 8);
    }
};

Bytes bytes_of(BytesView view) { return {view.begin(), view.end()}; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(auth_license_keys, badrdp::test::LegacyProvider)

// Each decrypted our challenge, and encrypts it again with a key that it derived for itself.
BOOST_AUTO_TEST_CASE(real_clients_derive_the_same_keys) {
    for (const std::string client : {"xfreerdp", "rdesktop"}) {
        BOOST_TEST_CONTEXT(client) {
            const Recorded said(client);
            auto challenge = utf16("TEST");
            challenge.resize(10);
            BOOST_TEST(!std::ranges::search(said.response, challenge).empty());
            BOOST_TEST(said.hardware.size() == 20u);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_mac_is_over_both_blobs_in_clear) {
    for (const std::string client : {"xfreerdp", "rdesktop"}) {
        BOOST_TEST_CONTEXT(client) {
            const Recorded said(client);
            BOOST_TEST(bytes_of(license_mac(said.keys, joined({said.response, said.hardware}))) == said.mac);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

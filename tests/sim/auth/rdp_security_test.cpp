#include "sim/auth/rdp_security.h"

#include <bit>
#include <boost/test/unit_test.hpp>

#include "sim/auth/rdp_rsa.h"
#include "sim/auth/text.h"
#include "tests/golden.h"
#include "tests/sim/auth/legacy.h"

namespace badrdp::rdp_security_tests {

using namespace badrdp::auth;
using badrdp::test::from_hex;
using badrdp::test::golden;

namespace {

// The key pair of MS-RDPBCGR 4.8, little endian.
const Bytes kModulus = from_hex(
    "37a870fe9ab9a854cb9879447ab9eb3806ea26a147ea19705df352887021b59e"
    "50b4e1f51ad82d514d1aad797c8946b0cc667402d8285d9dd7cafc600f38f9b3");
const Bytes kPrivate = from_hex(
    "c107e7d4d3388d36f59e8b960d5565082825a32ec768d644852d32f672a89bba"
    "5e8282f05c0ceb6b126aa74515ce41e003e5e66ddffd58610b07a47bb3f37194");

Bytes bytes_of(BytesView view) { return {view.begin(), view.end()}; }

Bytes32 counted(std::uint8_t first) {
    Bytes32 out{};
    for (auto& byte : out) byte = first++;
    return out;
}

constexpr EncryptionMethod kMethods[] = {EncryptionMethod::rc4_40, EncryptionMethod::rc4_56,
                                         EncryptionMethod::rc4_128, EncryptionMethod::fips};

struct Ends : badrdp::test::LegacyProvider {
    static RdpSecurity end(EncryptionMethod method, Sender self, RdpKnobs knobs = {}) {
        return RdpSecurity(method, self, counted(1), counted(99), knobs);
    }

    struct Sealed {
        Bytes data;
        Bytes8 signature{};
        RdpSecurity::Packet packet;
    };

    static Sealed seal(RdpSecurity& from, Bytes data, bool salted) {
        Sealed sealed{.data = std::move(data), .packet = {.salted = salted, .pad = 0}};
        sealed.packet.pad = from.pad_for(sealed.data.size());
        sealed.data.resize(sealed.data.size() + sealed.packet.pad);
        from.seal(sealed.data, sealed.signature, sealed.packet);
        return sealed;
    }

    static std::optional<Bytes> open(RdpSecurity& at, Sealed sealed) {
        if (!at.open(sealed.data, sealed.signature, sealed.packet)) return std::nullopt;
        sealed.data.resize(sealed.data.size() - sealed.packet.pad);
        return sealed.data;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(auth_rdp_security, Ends)

// What real clients sealed for a key that is known: exchange, MAC and cipher of every method.
BOOST_AUTO_TEST_CASE(opens_what_real_clients_seal) {
    const struct {
        std::string name;
        EncryptionMethod method;
        std::size_t header;  // its size
        bool salted;
    } cases[] = {
        {"xfreerdp-40", EncryptionMethod::rc4_40, 12, true},
        {"xfreerdp-56", EncryptionMethod::rc4_56, 12, true},
        {"xfreerdp-128", EncryptionMethod::rc4_128, 12, true},
        {"xfreerdp-fips", EncryptionMethod::fips, 16, true},
        {"rdesktop-128", EncryptionMethod::rc4_128, 12, false},
    };
    for (const auto& [name, method, header, salted] : cases) {
        BOOST_TEST_CONTEXT(name) {
            const auto random =
                decrypt_client_random(golden("sealed-" + name + "-exchange"), kPrivate, kModulus);
            BOOST_REQUIRE(random.has_value());
            const auto info = golden("sealed-" + name + "-info");
            BOOST_TEST(((info[1] & 0x08) != 0) == salted);  // SEC_SECURE_CHECKSUM
            RdpSecurity server(method, Sender::server, *random, counted(0x40));
            Ends::Sealed sealed{.data = {info.begin() + static_cast<std::ptrdiff_t>(header), info.end()},
                                .packet = {.salted = salted, .pad = 0}};
            std::copy_n(info.begin() + static_cast<std::ptrdiff_t>(header) - 8, 8, sealed.signature.begin());
            if (method == EncryptionMethod::fips) sealed.packet.pad = info[7];
            const auto plain = open(server, sealed);
            BOOST_REQUIRE(plain.has_value());
            const auto alice = utf16("alice");
            BOOST_TEST(!std::ranges::search(*plain, alice).empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(both_ends_agree_over_many_packets_and_key_updates) {
    for (const auto method : kMethods)
        for (const bool salted : {false, true}) {
            auto client = end(method, Sender::client), server = end(method, Sender::server);
            std::size_t wrong = 0;
            for (std::size_t i = 0; i < 2 * RdpSecurity::kPacketsPerKey + 10; ++i) {
                const Bytes text(i % 40, static_cast<std::uint8_t>(i));
                wrong += open(server, seal(client, text, salted)) != text;
                if (i % 3 == 0) wrong += open(client, seal(server, text, salted)) != text;
            }
            BOOST_TEST_CONTEXT("method " << std::to_underlying(method)) { BOOST_TEST(wrong == 0u); }
        }
}

// Computed with Python's hashlib and twelve lines of RC4, from the text of 5.3.7.1.
BOOST_AUTO_TEST_CASE(updates_keys_as_the_text_says) {
    const auto initial = from_hex("000102030405060708090a0b0c0d0e0f");
    const auto current = from_hex("101112131415161718191a1b1c1d1e1f");
    BOOST_TEST(updated_key(EncryptionMethod::rc4_128, initial, current) ==
               from_hex("0c15dc15b1c7c9cbb033a0fd8e136710"));
    BOOST_TEST(updated_key(EncryptionMethod::rc4_40, from_hex("d1269e0304050607"),
                           from_hex("d1269e1314151617")) == from_hex("d1269ead563b43d3"));
    BOOST_TEST(updated_key(EncryptionMethod::rc4_56, from_hex("d101020304050607"),
                           from_hex("d111121314151617")) == from_hex("d12f348975bad8bb"));
}

// The example of 5.3.5.2.
BOOST_AUTO_TEST_CASE(a_des_key_has_odd_parity) {
    Bytes20 hash{0xd1, 0x5e, 0xc4, 0x7e, 0xda};
    const auto key = des_key(hash);
    BOOST_TEST(bytes_of(BytesView(key).first(5)) == from_hex("51 3d 10 76 26"));
    for (const auto byte : key) BOOST_TEST(std::popcount(byte) % 2 == 1);
}

BOOST_AUTO_TEST_CASE(keys_have_the_strength_of_their_method) {
    const auto weak = rdp_keys(EncryptionMethod::rc4_40, counted(1), counted(99));
    const auto middle = rdp_keys(EncryptionMethod::rc4_56, counted(1), counted(99));
    const auto strong = rdp_keys(EncryptionMethod::rc4_128, counted(1), counted(99));
    for (const auto& keys : {weak, middle}) {
        BOOST_TEST(keys.mac.size() == 8u);
        BOOST_TEST(keys.from_client.size() == 8u);
        BOOST_TEST(keys.from_server.size() == 8u);
    }
    BOOST_TEST(bytes_of(BytesView(weak.from_client).first(3)) == from_hex("d1 26 9e"));
    BOOST_TEST(bytes_of(BytesView(weak.from_client).subspan(3)) ==
               bytes_of(BytesView(strong.from_client).subspan(3, 5)));
    BOOST_TEST(middle.mac[0] == 0xd1);
    BOOST_TEST(bytes_of(BytesView(middle.mac).subspan(1)) == bytes_of(BytesView(strong.mac).subspan(1, 7)));
    BOOST_TEST(strong.from_client.size() == 16u);
    BOOST_TEST(strong.from_client != strong.from_server);
}

BOOST_AUTO_TEST_CASE(nothing_that_was_changed_passes) {
    for (const auto method : kMethods) {
        auto client = end(method, Sender::client);
        const auto sealed = seal(client, Bytes(29, 7), true);
        const auto opened = [&](const Ends::Sealed& changed) {
            auto server = end(method, Sender::server);
            return open(server, changed).has_value();
        };
        BOOST_TEST(opened(sealed));
        for (std::size_t bit = 0; bit < 8 * 29; ++bit) {
            auto changed = sealed;
            changed.data[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
            BOOST_TEST(!opened(changed));
        }
        for (std::size_t bit = 0; bit < 64; ++bit) {
            auto changed = sealed;
            changed.signature[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
            BOOST_TEST(!opened(changed));
        }
        if (method != EncryptionMethod::fips) {
            auto changed = sealed;
            changed.packet.salted = false;
            BOOST_TEST(!opened(changed));
        }
    }
}

// An encrypted PDU of 0 to 7 bytes, and padding that is longer than what it pads.
BOOST_AUTO_TEST_CASE(short_data_is_wrong_and_harmless) {
    for (const auto method : kMethods)
        for (std::size_t size = 0; size < 8; ++size)
            for (const std::size_t pad : {0u, 1u, 7u, 255u}) {
                auto server = end(method, Sender::server);
                BOOST_TEST(!open(server, {.data = Bytes(size, 1), .packet = {.salted = false, .pad = pad}}));
            }
}

BOOST_AUTO_TEST_CASE(a_wrong_mac_is_only_that) {
    for (const auto method : kMethods) {
        auto honest = end(method, Sender::server), liar = end(method, Sender::server, {.wrong_mac = true});
        const auto good = seal(honest, Bytes(16, 3), true), bad = seal(liar, Bytes(16, 3), true);
        BOOST_TEST(good.data == bad.data);
        BOOST_TEST(bytes_of(good.signature) != bytes_of(bad.signature));
        auto client = end(method, Sender::client);
        BOOST_TEST(!open(client, bad));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::rdp_security_tests

#include "sim/peer/data_layer.h"

#include <boost/test/unit_test.hpp>

#include "sim/peer/choices.h"
#include "sim/peer/machine.h"
#include "sim/wire/security/security_header.h"
#include "sim/wire/session/client_info.h"
#include "sim/wire/session/fast_path.h"
#include "tests/sim/auth/legacy.h"
#include "tests/sim/peer/environment.h"

namespace badrdp::data_layer_tests {

using namespace badrdp;
using namespace badrdp::peer;
using wire::Bytes;
using wire::FastPath;

namespace {

// User data as it is.
struct Raw {
    Bytes bytes{};
    void write(wire::Writer& out) const { out.raw("raw", bytes); }
};

constexpr EncryptionMethod kMethods[] = {EncryptionMethod::none, EncryptionMethod::rc4_40,
                                         EncryptionMethod::rc4_56, EncryptionMethod::rc4_128,
                                         EncryptionMethod::fips};

auth::Bytes32 counted(std::uint8_t first) {
    auth::Bytes32 out{};
    for (auto& byte : out) byte = first++;
    return out;
}

auth::RdpSecurity security(EncryptionMethod method, auth::Sender self) {
    return {method, self, counted(1), counted(99)};
}

DataLayer end(EncryptionMethod method, Role role) {
    DataLayer layer(role);
    const auto self = role == Role::client ? auth::Sender::client : auth::Sender::server;
    if (method != EncryptionMethod::none)
        layer.encrypt_with(security(method, self), method, EncryptionLevel::high);
    return layer;
}

Bytes sealed(DataLayer& from, Say say) {
    from.seal(say);
    return say.out.bytes;
}

Opened opened(DataLayer& at, Bytes packet) {
    auto one = at.open(std::move(packet));
    BOOST_REQUIRE_MESSAGE(one, (one ? "" : to_string(one.error())));
    return std::move(*one);
}

Bytes body(const DataLayer& layer, const Opened& one) {
    const auto bytes = layer.body_of(one).peek();
    return {bytes.begin(), bytes.end()};
}

// A fast-path packet as the other end writes it; 3DES gets its padding.
Bytes fast_packet(auth::RdpSecurity& by, EncryptionMethod method, Role sender, bool salted, Bytes data) {
    const auto pad = by.pad_for(data.size());
    data.resize(data.size() + pad);
    FastPath pdu{
        .form = {.sender = sender, .fips = method == EncryptionMethod::fips},
        .num_events = 1,
        .flags = static_cast<std::uint8_t>(FastPath::kEncrypted | (salted ? FastPath::kSecureChecksum : 0)),
        .fips = {.padlen = static_cast<std::uint8_t>(pad)},
        .data = std::move(data)};
    by.seal(pdu.data, pdu.data_signature, {.salted = salted, .pad = pad});
    wire::Writer out;
    pdu.write(out);
    return out.bytes;
}

struct Fixture : test::LegacyProvider {};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(peer_data_layer, Fixture)

BOOST_AUTO_TEST_CASE(every_pdu_of_a_packet_is_told) {
    const auto cooperate = test::golden("share-cooperate-server-spec");
    const auto granted = test::golden("share-granted-control-spec");
    for (const auto method : kMethods) {
        auto server = end(method, Role::server), client = end(method, Role::client);
        const Raw both{test::joined({cooperate, granted})};
        auto one = opened(client, sealed(server, server.say(Step::update, both)));
        BOOST_TEST(name(one.step) == name(Step::server_cooperate));
        BOOST_TEST(body(client, one) == cooperate);
        const auto two = client.behind(std::move(one));
        BOOST_REQUIRE(two);
        BOOST_TEST(name(two->step) == name(Step::granted_control));
        BOOST_TEST(body(client, *two) == granted);
        BOOST_TEST(!client.behind(*two));
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_pdu_behind_another_is_still_told) {
    auto server = end(EncryptionMethod::none, Role::server),
         client = end(EncryptionMethod::none, Role::client);
    const auto cooperate = test::golden("share-cooperate-server-spec");
    for (const auto& rest : {Bytes{0}, Bytes{0xff, 0xff, 0x17, 0}, Bytes{1, 0, 0x17, 0, 0, 0, 0}}) {
        const Raw both{test::joined({cooperate, rest})};
        const auto two = client.behind(opened(client, sealed(server, server.say(Step::update, both))));
        BOOST_REQUIRE(two);
        BOOST_TEST(name(two->step) == name(Step::none));
        BOOST_TEST(body(client, *two) == rest);
        BOOST_TEST(!client.behind(*two));
    }
}

BOOST_AUTO_TEST_CASE(nothing_stands_behind_what_has_a_header_of_its_own) {
    const auto license = test::golden("license-error-spec");
    for (const auto method : kMethods) {
        auto server = end(method, Role::server), client = end(method, Role::client);
        const auto one =
            opened(client, sealed(server, server.say(Step::license, Raw{license}, wire::kSecLicensePkt)));
        BOOST_TEST(name(one.step) == name(Step::license));
        BOOST_TEST(body(client, one) == license);
        BOOST_TEST(!client.behind(one));
    }
}

// FreeRDP's server encrypts the licence for who can take it: SEC_LICENSE_ENCRYPT_CS, SEC_LICENSE_PKT and
// SEC_ENCRYPT.
BOOST_AUTO_TEST_CASE(an_encrypted_licence_is_a_licence) {
    const auto license = test::golden("license-error-spec");
    for (const auto method : kMethods) {
        if (method == EncryptionMethod::none) continue;
        auto server = end(method, Role::server), client = end(method, Role::client);
        constexpr auto flags = static_cast<std::uint16_t>(wire::kSecLicenseEncrypt | wire::kSecLicensePkt);
        // Said at another step, since our own host keeps licensing in clear.
        const auto one = opened(client, sealed(server, server.say(Step::update, Raw{license}, flags)));
        BOOST_TEST(name(one.step) == name(Step::license));
        BOOST_TEST(body(client, one) == license);
    }
}

BOOST_AUTO_TEST_CASE(fast_path_moves_the_cipher_on) {
    for (const auto method : kMethods) {
        if (method == EncryptionMethod::none) continue;
        for (const bool salted : {false, true}) {
            for (const auto role : {Role::client, Role::server}) {
                auto reads = end(method, role);
                auto by =
                    security(method, role == Role::client ? auth::Sender::server : auth::Sender::client);
                for (const auto byte : std::initializer_list<std::uint8_t>{1, 2, 3}) {
                    auto one =
                        reads.open_fast_path(fast_packet(by, method, other(role), salted, Bytes(13, byte)));
                    BOOST_REQUIRE_MESSAGE(one, (one ? "" : to_string(one.error())));
                    BOOST_TEST(name(one->step) == name(role == Role::client ? Step::update : Step::none));
                    const auto pad = by.pad_for(13);
                    const auto data = std::span(one->bytes).last(13 + pad).first(13);
                    BOOST_TEST(Bytes(data.begin(), data.end()) == Bytes(13, byte));
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(fast_path_in_clear_leaves_the_cipher_alone) {
    const auto cooperate = test::golden("share-cooperate-server-spec");
    auto server = end(EncryptionMethod::rc4_128, Role::server),
         client = end(EncryptionMethod::rc4_128, Role::client);
    BOOST_TEST(name(client.open_fast_path(test::from_hex("00 8006 030000"))->step) == name(Step::update));
    const auto one = opened(client, sealed(server, server.say(Step::update, Raw{cooperate})));
    BOOST_TEST(name(one.step) == name(Step::server_cooperate));
}

BOOST_AUTO_TEST_CASE(a_wrong_fast_path_signature_is_blamed) {
    for (const auto role : {Role::client, Role::server}) {
        auto reads = end(EncryptionMethod::rc4_128, role);
        auto by = security(EncryptionMethod::rc4_128,
                           role == Role::client ? auth::Sender::server : auth::Sender::client);
        auto packet = fast_packet(by, EncryptionMethod::rc4_128, other(role), false, Bytes(5, 7));
        packet.back() ^= 1;
        const auto one = reads.open_fast_path(packet);
        BOOST_REQUIRE(!one);
        BOOST_TEST(to_string(one.error())
                       .starts_with(role == Role::client ? "fastPathOutput.dataSignature: "
                                                         : "fastPathInput.dataSignature: "));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::data_layer_tests

#include "sim/auth/ntlm_keys.h"

#include <boost/test/unit_test.hpp>

#include "sim/auth/ntlm_seal.h"
#include "sim/auth/text.h"
#include "sim/wire/nla/ntlm.h"
#include "tests/golden.h"
#include "tests/sim/auth/legacy.h"
#include "tests/sim/mirrors.h"

namespace badrdp::ntlm_keys_tests {

using namespace badrdp::auth;
using badrdp::test::from_hex;
using badrdp::test::golden;
using badrdp::test::read_pdu;
namespace wire = badrdp::wire;

namespace {

template <std::size_t N>
std::array<std::uint8_t, N> array_of(std::string_view hex) {
    const auto bytes = from_hex(hex);
    BOOST_REQUIRE(bytes.size() == N);
    std::array<std::uint8_t, N> out{};
    std::ranges::copy(bytes, out.begin());
    return out;
}

Bytes bytes_of(BytesView view) { return {view.begin(), view.end()}; }

// MS-NLMP 4.2.1 and 4.2.4: what the worked example starts from.
constexpr std::uint32_t kFlags = 0xe28a8233;
const Bytes8 kServerChallenge{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};
const Bytes8 kClientChallenge{0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa};

struct Worked : badrdp::test::LegacyProvider {
    Bytes16 random_session_key = array_of<16>("55555555555555555555555555555555");
    Bytes16 ntowf = ntowf_v2(utf16("Password"), utf16("User"), utf16("Domain"));
    Bytes temp = from_hex(
        "01 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 aa aa aa aa aa aa aa aa 00 00 00 00 02 00 0c 00"
        "44 00 6f 00 6d 00 61 00 69 00 6e 00 01 00 0c 00 53 00 65 00 72 00 76 00 65 00 72 00 00 00 00 00"
        "00 00 00 00");
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(auth_ntlm_keys, Worked)

// MS-NLMP 4.2.4.1 and 4.2.4.2.
BOOST_AUTO_TEST_CASE(computes_the_worked_example) {
    BOOST_TEST((ntowf == array_of<16>("0c 86 8a 40 3b fd 7a 93 a3 00 1e f2 2e f0 2e 3f")));
    const auto proof = nt_proof(ntowf, kServerChallenge, temp);
    BOOST_TEST((proof == array_of<16>("68 cd 0a b8 51 e5 1c 96 aa bc 92 7b eb ef 6a 1c")));
    const auto base = session_base_key(ntowf, proof);
    BOOST_TEST((base == array_of<16>("8d e4 0c ca db c1 4a 82 f1 5c b0 ad 0d e9 5c a3")));
    BOOST_TEST(lm_v2_response(ntowf, kServerChallenge, kClientChallenge) ==
               from_hex("86 c3 50 97 ac 9c ec 10 25 54 76 4a 57 cc cc 19 aa aa aa aa aa aa aa aa"));
    const auto encrypted = under_key_exchange_key(base, random_session_key);
    BOOST_TEST((encrypted == array_of<16>("c5 da d2 54 4f c9 79 90 94 ce 1c e9 0b c9 d0 3e")));
    BOOST_TEST((under_key_exchange_key(base, encrypted) == random_session_key));
}

BOOST_AUTO_TEST_CASE(the_worked_authenticate_proves_the_password) {
    const auto message = read_pdu<wire::NtlmAuthenticate>(golden("ntlm-authenticate-spec"));
    const auto nt = message.part(message.nt_challenge_response);
    const auto ours =
        ntowf_v2(utf16("Password"), message.part(message.user_name), message.part(message.domain_name));
    BOOST_TEST(bytes_of(nt.first(16)) == bytes_of(nt_proof(ours, kServerChallenge, nt.subspan(16))));
    const auto other =
        ntowf_v2(utf16("password"), message.part(message.user_name), message.part(message.domain_name));
    BOOST_TEST(bytes_of(nt.first(16)) != bytes_of(nt_proof(other, kServerChallenge, nt.subspan(16))));
}

// The user's name counts as capitals, the domain and the password as they are written.
BOOST_AUTO_TEST_CASE(only_the_name_is_without_case) {
    BOOST_TEST((ntowf_v2(utf16("Password"), utf16("uSER"), utf16("Domain")) == ntowf));
    BOOST_TEST((ntowf_v2(utf16("Password"), utf16("User"), utf16("DOMAIN")) != ntowf));
    BOOST_TEST((ntowf_v2(utf16("PASSWORD"), utf16("User"), utf16("Domain")) != ntowf));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(auth_ntlm_seal, Worked)

// MS-NLMP 4.2.4.4.
BOOST_AUTO_TEST_CASE(computes_the_worked_example) {
    BOOST_TEST((seal_key(random_session_key, Sender::client, kFlags) ==
                array_of<16>("59 f6 00 97 3c c4 96 0a 25 48 0a 7c 19 6e 4c 58")));
    BOOST_TEST((sign_key(random_session_key, Sender::client) ==
                array_of<16>("47 88 dc 86 1b 47 82 f3 5d 43 fd 98 fe 1a 2d 39")));
    NtlmSeal client(random_session_key, Sender::client, kFlags);
    const auto sealed = client.wrap(utf16("Plaintext"));
    BOOST_TEST(sealed == from_hex("01 00 00 00 7f b3 8e c5 c5 5d 49 76 00 00 00 00"
                                  "54 e5 01 65 bf 19 36 dc 99 60 20 c1 81 1b 0f 06 fb 5f"));
    NtlmSeal server(random_session_key, Sender::server, kFlags);
    BOOST_TEST((server.unwrap(sealed) == utf16("Plaintext")));
}

// MS-NLMP 4.2.3.4: 56 bits, no key exchange, the same layout.
BOOST_AUTO_TEST_CASE(a_shorter_key_without_key_exchange_seals_otherwise) {
    const auto key = array_of<16>("eb 93 42 9a 8b d9 52 f8 b8 9c 55 b8 7f 47 5e dc");
    constexpr std::uint32_t flags = 0x820a8233;
    BOOST_TEST((seal_key(key, Sender::client, flags) ==
                array_of<16>("04 dd 7f 01 4d 85 04 d2 65 a2 5c c8 6a 3a 7c 06")));
    BOOST_TEST(
        (sign_key(key, Sender::client) == array_of<16>("60 e7 99 be 5c 72 fc 92 92 2a e8 eb e9 61 fb 8d")));
    NtlmSeal client(key, Sender::client, flags);
    BOOST_TEST(client.wrap(utf16("Plaintext")) ==
               from_hex("01 00 00 00 ff 2a eb 52 f6 81 79 3a 00 00 00 00"
                        "a0 23 72 f6 53 02 73 f3 aa 1e b9 01 90 ce 52 00 c9 9d"));
}

BOOST_AUTO_TEST_CASE(both_directions_and_every_turn_differ) {
    NtlmSeal client(random_session_key, Sender::client, kFlags),
        server(random_session_key, Sender::server, kFlags);
    const auto text = utf16("the same text");
    const auto first = client.wrap(text), second = client.wrap(text), reply = server.wrap(text);
    BOOST_TEST(first != second);
    BOOST_TEST(first != reply);
    BOOST_TEST((server.unwrap(first) == text));
    BOOST_TEST((server.unwrap(second) == text));
    BOOST_TEST((client.unwrap(reply) == text));
}

BOOST_AUTO_TEST_CASE(nothing_that_was_changed_comes_out) {
    const auto text = utf16("Plaintext");
    NtlmSeal client(random_session_key, Sender::client, kFlags);
    const auto sealed = client.wrap(text), second = client.wrap(text);
    for (std::size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
        auto changed = sealed;
        changed[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        NtlmSeal server(random_session_key, Sender::server, kFlags);
        BOOST_TEST(!server.unwrap(changed));
    }
    for (std::size_t keep = 0; keep < sealed.size(); ++keep) {
        NtlmSeal server(random_session_key, Sender::server, kFlags);
        BOOST_TEST(!server.unwrap(BytesView(sealed).first(keep)));
    }
    NtlmSeal server(random_session_key, Sender::server, kFlags);
    BOOST_TEST(!server.unwrap(second));  // its turn had not come
    NtlmSeal again(random_session_key, Sender::server, kFlags);
    BOOST_TEST(again.unwrap(sealed).has_value());
    BOOST_TEST(!again.unwrap(sealed));  // and it comes once
}

BOOST_AUTO_TEST_CASE(streams_begin_anew_and_numbers_go_on) {
    NtlmSeal client(random_session_key, Sender::client, kFlags),
        server(random_session_key, Sender::server, kFlags);
    const auto list = from_hex("30 0c 06 0a 2b 06 01 04 01 82 37 02 02 0a");
    BOOST_TEST(server.verify(list, client.sign(list)));
    client.restart_out();
    server.restart_in();
    const auto sealed = client.wrap(list);
    BOOST_TEST(sealed[12] == 1);
    BOOST_TEST((server.unwrap(sealed) == list));
    BOOST_TEST(!server.verify(list, BytesView(sealed).first(15)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::ntlm_keys_tests

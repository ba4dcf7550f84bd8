#include <boost/test/unit_test.hpp>
#include <functional>

#include "tests/sim/auth/conversation.h"
#include "tests/sim/auth/legacy.h"

namespace badrdp::credssp_nobody_tests {

using namespace badrdp::auth;
using namespace badrdp::test;

namespace {

// Every way not to be a listed account with its password.
struct Nobody {
    const char* name;
    std::vector<Account> accounts;
    Credentials credentials;
};

std::vector<Nobody> nobodies() {
    const Account alice{.name = "alice", .password = "secret"};
    std::vector<Nobody> all{
        {"wrong password", {alice}, {"", "alice", "Secret"}},
        {"empty password", {alice}, {"", "alice", ""}},
        {"unknown user", {alice}, {"", "bob", "secret"}},
        {"empty user", {alice}, {"", "", "secret"}},
        {"empty user and password", {alice}, {"", "", ""}},
        {"no accounts at all", {}, {"", "alice", "secret"}},
        {"a listed account without a name", {{.password = "secret"}}, {"", "", "secret"}},
        {"a listed account without a password", {{.name = "alice"}}, {"", "alice", ""}},
        {"a listed account without both", {{}}, {"", "", ""}},
        {"of another domain",
         {{.name = "alice", .domain = "LAB", .password = "secret"}},
         {"X", "alice", "secret"}},
    };
    for (const auto state :
         {AccountState::locked, AccountState::disabled, AccountState::expired, AccountState::password_expired,
          AccountState::must_change, AccountState::not_allowed_here, AccountState::logon_hours,
          AccountState::restricted})
        all.push_back({"a state that is not ok",
                       {{.name = "alice", .password = "secret", .state = state}},
                       {"", "alice", "secret"}});
    return all;
}

// Every combination of a server's knobs, each with all that it can be.
template <class Visit>
void every_server(Visit visit) {
    constexpr std::uint32_t kDenied = 0xc0000022;
    for (int bits = 0; bits < 128; ++bits)
        for (int pub_key = 0; pub_key < 5; ++pub_key)
            for (int error = 0; error < 4; ++error)
                for (int garbage = 0; garbage < 4; ++garbage) {
                    ServerKnobs knobs{.pub_key_auth = static_cast<PubKeyAuth>(pub_key)};
                    knobs.ignores_nonce = bits & 1;
                    knobs.binds_as_version_4 = bits & 2;
                    knobs.says_error_code = bits & 4;
                    knobs.timestamp = bits & 8;
                    knobs.target_info = bits & 16;
                    if (bits & 32) knobs.claims = 2;
                    if (bits & 64) knobs.clock_skew = std::chrono::hours(1000);
                    if (error == 1) knobs.error_at_negotiate = kDenied;
                    if (error == 2) knobs.error_at_authenticate = kDenied;
                    if (error == 3) knobs.error_at_credentials = kDenied;
                    if (garbage > 0) knobs.garbage_token = static_cast<Round>(garbage - 1);
                    visit(knobs);
                }
}

// One knob each: all values that it has, but for the one that an honest server has.
using Turn = std::function<void(ServerKnobs&)>;
std::vector<std::vector<Turn>> turns() {
    std::vector<std::vector<Turn>> all(12);
    for (const auto value :
         {PubKeyAuth::flipped, PubKeyAuth::echoed, PubKeyAuth::unsealed, PubKeyAuth::absent})
        all[0].push_back([=](ServerKnobs& k) { k.pub_key_auth = value; });
    all[1] = {[](ServerKnobs& k) { k.ignores_nonce = true; }};
    all[2] = {[](ServerKnobs& k) { k.binds_as_version_4 = true; }};
    for (const std::uint32_t version : {0u, 2u, 5u, 99u})
        all[3].push_back([=](ServerKnobs& k) { k.claims = version; });
    // 0 is success, where an error belongs.
    for (const std::uint32_t status : {0u, 0xc0000022u}) {
        all[4].push_back([=](ServerKnobs& k) { k.error_at_negotiate = status; });
        all[5].push_back([=](ServerKnobs& k) { k.error_at_authenticate = status; });
        all[6].push_back([=](ServerKnobs& k) { k.error_at_credentials = status; });
    }
    all[7] = {[](ServerKnobs& k) { k.says_error_code = false; }};
    for (const auto round : {Round::negotiate, Round::authenticate, Round::credentials})
        all[8].push_back([=](ServerKnobs& k) { k.garbage_token = round; });
    for (const int hours : {1000, -1000})
        all[9].push_back([=](ServerKnobs& k) { k.clock_skew = std::chrono::hours(hours); });
    all[10] = {[](ServerKnobs& k) { k.timestamp = false; }};
    all[11] = {[](ServerKnobs& k) { k.target_info = false; },
               [](ServerKnobs& k) { k.target_info_ends = false; }, [](ServerKnobs& k) { k.long_pair = true; },
               [](ServerKnobs& k) { k.target_info_ends = false, k.long_pair = true; }};
    return all;
}

// Each value of each knob with each of every other.
template <class Visit>
void every_pair_of_turns(Visit visit) {
    const auto all = turns();
    for (std::size_t a = 0; a < all.size(); ++a)
        for (std::size_t b = a + 1; b < all.size(); ++b)
            for (const auto& first : all[a])
                for (const auto& second : all[b]) {
                    ServerKnobs knobs;
                    first(knobs);
                    second(knobs);
                    visit(knobs);
                }
}

template <class Visit>
void every_client(Visit visit) {
    for (int pub_key = 0; pub_key < 5; ++pub_key)
        for (int mic = 0; mic < 4; ++mic)
            for (int garbage = 0; garbage < 4; ++garbage)
                for (const bool nonce : {true, false})
                    for (const std::optional<std::uint32_t> claims :
                         {std::optional<std::uint32_t>{}, {2}, {5}}) {
                        ClientKnobs knobs{.pub_key_auth = static_cast<PubKeyAuth>(pub_key),
                                          .nonce = nonce,
                                          .mic = static_cast<Mic>(mic),
                                          .claims = claims};
                        if (garbage > 0) knobs.garbage_token = static_cast<Round>(garbage - 1);
                        visit(knobs);
                    }
}

// Whether the server takes him for somebody; or even asks for his credentials, which it does of none.
bool let_in(const Nobody& nobody, const ServerKnobs& s, const ClientKnobs& c, std::uint32_t version,
            bool spnego) {
    auto server = server_order();
    auto client = client_order();
    server.accounts = nobody.accounts;
    server.version = version;
    server.knobs = s;
    client.credentials = nobody.credentials;
    client.spnego = spnego;
    client.knobs = c;
    Conversation talk(std::move(server), std::move(client));
    talk.run();
    const auto asked = std::ranges::count(talk.steps, badrdp::wire::Step::credssp_credentials);
    return talk.authenticated || talk.server_end == "through" || asked > 0;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(auth_credssp_nobody, badrdp::test::LegacyProvider)

BOOST_AUTO_TEST_CASE(is_not_let_in_by_any_combination_of_the_servers_knobs) {
    const auto all = nobodies();
    std::minstd_rand chooses(20261120);  // whom each combination meets, and how he speaks
    std::size_t played = 0;
    every_server([&](const ServerKnobs& knobs) {
        const auto& nobody = all[chooses() % all.size()];
        const auto version = static_cast<std::uint32_t>(2 + chooses() % 5);
        auto whole = knobs;  // with the two knobs that every_server leaves alone
        whole.target_info_ends = chooses() % 2 == 0;
        whole.long_pair = chooses() % 2 == 0;
        if (let_in(nobody, whole, {}, version, chooses() % 3 == 0)) BOOST_ERROR(nobody.name);
        ++played;
    });
    BOOST_TEST(played == 128u * 5 * 4 * 4);
}

BOOST_AUTO_TEST_CASE(is_not_let_in_by_any_single_knob_of_the_server_in_any_version) {
    const std::vector<ServerKnobs> single{
        {},
        {.pub_key_auth = PubKeyAuth::flipped},
        {.pub_key_auth = PubKeyAuth::echoed},
        {.pub_key_auth = PubKeyAuth::unsealed},
        {.pub_key_auth = PubKeyAuth::absent},
        {.ignores_nonce = true},
        {.binds_as_version_4 = true},
        {.claims = 2},
        {.claims = 99},
        {.error_at_negotiate = 0},
        {.error_at_authenticate = 0},
        {.error_at_credentials = 0},
        {.says_error_code = false},
        {.garbage_token = Round::negotiate},
        {.garbage_token = Round::authenticate},
        {.garbage_token = Round::credentials},
        {.clock_skew = std::chrono::hours(1000)},
        {.timestamp = false},
        {.target_info = false},
        {.target_info_ends = false},
        {.long_pair = true},
    };
    for (const auto& nobody : nobodies())
        for (const auto& knobs : single)
            for (std::uint32_t version = 2; version <= 6; ++version)
                for (const bool spnego : {false, true})
                    if (let_in(nobody, knobs, {}, version, spnego)) BOOST_ERROR(nobody.name);
}

BOOST_AUTO_TEST_CASE(is_not_let_in_by_any_pair_of_the_servers_knobs_whoever_he_is) {
    const auto all = nobodies();
    std::size_t played = 0;
    every_pair_of_turns([&](const ServerKnobs& knobs) {
        for (const auto& nobody : all)
            if (++played; let_in(nobody, knobs, {}, 6, false)) BOOST_ERROR(nobody.name);
    });
    BOOST_TEST(played == all.size() * 326);
}

BOOST_AUTO_TEST_CASE(is_not_let_in_by_any_combination_of_the_clients_knobs) {
    for (const auto& nobody : nobodies())
        every_client([&](const ClientKnobs& knobs) {
            if (let_in(nobody, {}, knobs, 6, false)) BOOST_ERROR(nobody.name);
        });
}

// The same tables must let somebody in, or the cases above would prove nothing.
BOOST_AUTO_TEST_CASE(while_somebody_is) {
    const Nobody somebody{"", {{.name = "alice", .password = "secret"}}, {"", "alice", "secret"}};
    std::size_t turn = 0, in = 0;
    every_server(
        [&](const ServerKnobs& knobs) { in += turn++ % 16 == 0 && let_in(somebody, knobs, {}, 6, false); });
    BOOST_TEST(in > 0u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::credssp_nobody_tests

#include "sim/auth/credssp.h"

#include <boost/test/unit_test.hpp>

#include "sim/auth/text.h"
#include "tests/golden.h"
#include "tests/sim/auth/conversation.h"
#include "tests/sim/auth/legacy.h"
#include "tests/sim/mirrors.h"

namespace badrdp::credssp_tests {

using namespace badrdp::auth;
using namespace badrdp::test;
namespace wire = badrdp::wire;
using wire::Step;
using wire::TsRequest;

namespace {

Bytes bytes_of(BytesView view) { return {view.begin(), view.end()}; }

const std::vector<Step> kHonestSteps{Step::credssp_negotiate, Step::credssp_challenge,
                                     Step::credssp_authenticate, Step::credssp_pubkey,
                                     Step::credssp_credentials};

// The errorCode in the last thing that the server said, if it said one.
std::optional<std::uint32_t> said_error(const Conversation& talk) {
    if (talk.from_server.empty()) return std::nullopt;
    const auto request = read_pdu<TsRequest>(talk.from_server.back());
    return request.error_code ? std::optional(request.error_code->value) : std::nullopt;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(auth_credssp, badrdp::test::LegacyProvider)

BOOST_AUTO_TEST_CASE(honest_ends_agree_in_every_pair_of_versions) {
    for (std::uint32_t ours = 2; ours <= 6; ++ours)
        for (std::uint32_t theirs = 2; theirs <= 6; ++theirs)
            for (const bool spnego : {false, true}) {
                BOOST_TEST_CONTEXT("server " << ours << ", client " << theirs
                                             << (spnego ? " in SPNEGO" : "")) {
                    auto s = server_order();
                    auto c = client_order();
                    s.version = ours;
                    c.version = theirs;
                    c.spnego = spnego;
                    Conversation talk(s, c);
                    talk.run();
                    BOOST_TEST(talk.server_end == "through");
                    BOOST_TEST(talk.client_end == "through");
                    BOOST_TEST((talk.steps == kHonestSteps));
                    BOOST_TEST(talk.server.negotiated_version() == std::min(ours, theirs));
                    BOOST_TEST(talk.client.negotiated_version() == std::min(ours, theirs));
                    BOOST_REQUIRE(talk.authenticated.has_value());
                    BOOST_TEST((talk.authenticated->account == s.accounts[0]));
                    BOOST_TEST((talk.authenticated->delegated == c.credentials));
                }
            }
}

// A peer of a version to come is taken for one of our own [MS-CSSP 2.2.1].
BOOST_AUTO_TEST_CASE(a_version_that_nobody_knows_yet_counts_as_the_newest) {
    auto c = client_order();
    c.knobs.claims = 99;
    Conversation talk(server_order(), c);
    BOOST_TEST(talk.run().server_end == "through");
    BOOST_TEST(talk.server.negotiated_version() == 6u);
    for (const std::uint32_t old : {0u, 1u}) {
        c.knobs.claims = old;
        BOOST_TEST(Conversation(server_order(), c).run().server_end ==
                   "STATUS_NOT_SUPPORTED: a version of CredSSP that nobody speaks");
        auto s = server_order();
        s.knobs.claims = old;
        BOOST_TEST(Conversation(s, client_order()).run().client_end ==
                   "STATUS_NOT_SUPPORTED: a version of CredSSP that nobody speaks");
    }
}

// What xfreerdp 2.11.7 sealed for a recorded key, with a password that is known.
BOOST_AUTO_TEST_CASE(xfreerdp_binds_as_we_do) {
    const auto key = golden("public-key-ts-request");
    for (const std::string suffix : {"", "-v2"}) {
        BOOST_TEST_CONTEXT("xfreerdp" << suffix) {
            const auto token = [&](std::string_view step) {
                return read_pdu<TsRequest>(golden("ts-request-xfreerdp-" + std::string(step) + suffix))
                    .nego_tokens.value()
                    .front();
            };
            const auto request = read_pdu<TsRequest>(golden("ts-request-xfreerdp-authenticate" + suffix));
            auto message = read_pdu<wire::NtlmAuthenticate>(token("authenticate"));
            const auto challenge = read_pdu<wire::NtlmChallenge>(token("challenge"));
            const auto response = message.part(message.nt_challenge_response);
            const auto ntowf = ntowf_v2(utf16("sesame-\u00c4rger"), message.part(message.user_name),
                                        message.part(message.domain_name));
            const auto proof = nt_proof(ntowf, challenge.server_challenge, response.subspan(16));
            BOOST_TEST(bytes_of(proof) == bytes_of(response.first(16)));

            Bytes16 encrypted{};
            std::ranges::copy(message.part(message.encrypted_random_session_key), encrypted.begin());
            const auto exported = under_key_exchange_key(session_base_key(ntowf, proof), encrypted);
            BOOST_REQUIRE(message.mic.has_value());
            const auto said = std::exchange(*message.mic, {});
            BOOST_TEST(bytes_of(ntlm_mic(exported, token("negotiate"), token("challenge"),
                                         written(message))) == bytes_of(said));
            NtlmSeal server(exported, Sender::server, message.flags);
            const auto plain = server.unwrap(request.pub_key_auth.value());
            const auto wanted = binding(suffix.empty() ? 6 : 2, Sender::client, *request.client_nonce, key);
            BOOST_REQUIRE(plain.has_value());
            BOOST_TEST(*plain == wanted);
        }
    }
}

BOOST_AUTO_TEST_CASE(an_errorcode_is_said_where_the_version_has_one) {
    for (std::uint32_t version = 2; version <= 6; ++version) {
        BOOST_TEST_CONTEXT("version " << version) {
            auto c = client_order();
            c.version = version;
            c.credentials.password = "wrong";
            Conversation talk(server_order(), c);
            talk.run();
            BOOST_TEST(talk.server_end == "STATUS_LOGON_FAILURE: wrong password");
            const bool says = version == 3 || version == 4 || version == 6;
            BOOST_TEST(talk.from_server.size() == (says ? 2u : 1u));
            BOOST_TEST((said_error(talk) == (says ? std::optional(0xc000006du) : std::nullopt)));
            BOOST_TEST(talk.client_end == (says ? "STATUS_LOGON_FAILURE: the server says so" : "more"));
        }
    }
    auto s = server_order();
    s.accounts[0].password = "other";
    s.knobs.says_error_code = false;
    BOOST_TEST(Conversation(s, client_order()).run().from_server.size() == 1u);
}

// The bytes that xfreerdp takes for STATUS_LOGON_FAILURE.
BOOST_AUTO_TEST_CASE(the_refusal_is_the_one_that_clients_understand) {
    auto c = client_order();
    c.credentials.password = "wrong";
    Conversation talk(server_order(), c);
    BOOST_TEST(talk.run().from_server.back() == from_hex("30 0d a0 03 02 01 06 a4 06 02 04 c0 00 00 6d"));
}

BOOST_AUTO_TEST_CASE(every_state_of_an_account_has_its_status) {
    const struct {
        AccountState state;
        std::uint32_t status;
    } cases[] = {
        {AccountState::locked, 0xc0000234},      {AccountState::disabled, 0xc0000072},
        {AccountState::expired, 0xc0000193},     {AccountState::password_expired, 0xc0000071},
        {AccountState::must_change, 0xc0000224}, {AccountState::not_allowed_here, 0xc000015b},
        {AccountState::logon_hours, 0xc000006f}, {AccountState::restricted, 0xc000006e},
    };
    for (const auto& [state, status] : cases) {
        BOOST_TEST_CONTEXT(status_text(status)) {
            auto s = server_order();
            s.accounts[0].state = state;
            Conversation talk(s, client_order());
            talk.run();
            BOOST_TEST((said_error(talk) == status));
            BOOST_TEST(!talk.authenticated);
            auto c = client_order();
            c.credentials.password = "wrong";
            Conversation guess(s, c);
            guess.run();
            BOOST_TEST((said_error(guess) == (state == AccountState::locked ? status : 0xc000006d)));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_name_is_found_as_people_write_it) {
    const auto end = [](Account account, Credentials credentials) {
        auto s = server_order();
        auto c = client_order();
        s.accounts = {std::move(account)};
        c.credentials = std::move(credentials);
        return Conversation(s, c).run().server_end;
    };
    const Account local{.name = "alice", .password = "secret"};
    const Account member{.name = "Alice", .domain = "LAB", .password = "secret"};
    const std::string unknown = "STATUS_LOGON_FAILURE: no such account";
    BOOST_TEST(end(local, {"", "ALICE", "secret"}) == "through");
    BOOST_TEST(end(local, {"BADRDP", "alice", "secret"}) == "through");
    BOOST_TEST(end(local, {"", "alice@anywhere", "secret"}) == "through");
    BOOST_TEST(end(member, {"lab", "alice", "secret"}) == "through");
    BOOST_TEST(end(member, {"", "alice@lab", "secret"}) == "through");
    BOOST_TEST(end(member, {"", "alice", "secret"}) == unknown);
    BOOST_TEST(end(member, {"OTHER", "alice", "secret"}) == unknown);
    BOOST_TEST(end(member, {"", "alice@other", "secret"}) == unknown);
    BOOST_TEST(end(local, {"", "alic", "secret"}) == unknown);
    BOOST_TEST(end({.name = "\u00c4rger", .password = "\u20ac"}, {"", "\u00e4RGER", "\u20ac"}) == "through");
}

// What a client delegates is what the host logs on with.
BOOST_AUTO_TEST_CASE(delegated_credentials_must_be_those_that_were_proved) {
    const std::string other = "STATUS_LOGON_FAILURE: the delegated credentials are not the account's";
    for (const auto& delegates : {Credentials{"", "alice", "wrong"}, Credentials{"", "bob", "secret"},
                                  Credentials{"", "", ""}, Credentials{"", "alice", ""}}) {
        auto c = client_order();
        c.delegates = delegates;
        Conversation talk(server_order(), c);
        BOOST_TEST(talk.run().server_end == other);
        BOOST_TEST(!talk.authenticated);
    }
}

// [MS-RDPBCGR 2.2.1.2.1]: empty credentials, or a ticket, are for a host that says so; a password does
// anywhere.
BOOST_AUTO_TEST_CASE(who_has_proved_himself_may_leave_less_than_a_password_where_that_is_agreed_on) {
    using badrdp::auth::LeftBehind;
    const auto end = [](LeftBehind leaves, bool takes_nothing, bool takes_ticket) {
        auto s = server_order();
        s.takes_nothing = takes_nothing;
        s.takes_ticket = takes_ticket;
        auto c = client_order();
        c.leaves = leaves;
        Conversation talk(s, c);
        const auto text = talk.run().server_end;
        BOOST_TEST((talk.left == leaves));
        if (leaves != LeftBehind::password && talk.authenticated)
            BOOST_TEST((talk.authenticated->delegated == Credentials{}));
        return text;
    };
    for (const bool other : {false, true}) {
        BOOST_TEST(end(LeftBehind::nothing, true, other) == "through");
        BOOST_TEST(end(LeftBehind::ticket, other, true) == "through");
        BOOST_TEST(end(LeftBehind::nothing, false, other) ==
                   "STATUS_LOGON_FAILURE: the delegated credentials are not the account's");
        BOOST_TEST(end(LeftBehind::ticket, other, false) ==
                   "STATUS_NOT_SUPPORTED: no password was delegated");
        BOOST_TEST(end(LeftBehind::password, other, !other) == "through");
    }
}

// What it has left is left, however the host answers.
BOOST_AUTO_TEST_CASE(what_was_left_is_told_of_who_is_refused_too) {
    auto s = server_order();
    s.knobs.error_at_credentials = 0xc000006e;
    Conversation talk(s, client_order());
    BOOST_TEST(talk.run().server_end == "STATUS_ACCOUNT_RESTRICTION: by order");
    BOOST_TEST((talk.left == badrdp::auth::LeftBehind::password));
}

// rdesktop 1.9.1 delegates C strings with their zero; one zero too many is another text.
BOOST_AUTO_TEST_CASE(delegated_credentials_may_have_a_zero_at_their_end) {
    using namespace std::string_literals;
    for (const auto& [password, gets_in] : {std::pair{"secret\0"s, true}, std::pair{"secret\0\0"s, false},
                                            std::pair{"sec\0ret"s, false}, std::pair{"\0"s, false}}) {
        auto c = client_order();
        c.delegates = Credentials{"\0"s, "alice\0"s, badrdp::auth::Secret(password)};
        Conversation talk(server_order(), c);
        talk.run();
        BOOST_TEST(talk.authenticated.has_value() == gets_in);
        if (gets_in) BOOST_TEST(talk.authenticated->delegated.user == "alice");
    }
}

BOOST_AUTO_TEST_CASE(fields_of_the_inner_messages_can_be_aimed_at) {
    for (const bool spnego : {false, true}) {
        auto c = client_order();
        c.spnego = spnego;
        Conversation talk(server_order(), c);
        talk.run();
        auto challenge = talk.server_writers.front();
        const auto before = challenge.bytes;
        BOOST_TEST(challenge.set("ntlm.challenge.negotiateFlags", 0) == 1u);
        BOOST_TEST(challenge.set("tsRequest.version", 2) == 1u);
        BOOST_TEST(challenge.set("ntlm.avPair.avId", 0x4242) == 6u);
        BOOST_TEST(challenge.bytes != before);
        for (const auto& span : challenge.fields) BOOST_TEST(span.at + span.width <= challenge.bytes.size());
        const auto request = read_pdu<TsRequest>(challenge.bytes);
        BOOST_TEST(request.version == 2u);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::credssp_tests

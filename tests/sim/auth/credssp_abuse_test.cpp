#include <boost/test/unit_test.hpp>

#include "sim/auth/text.h"
#include "tests/golden.h"
#include "tests/sim/auth/conversation.h"
#include "tests/sim/auth/legacy.h"
#include "tests/sim/mirrors.h"

namespace badrdp::credssp_abuse_tests {

using namespace badrdp::auth;
using namespace badrdp::test;
namespace wire = badrdp::wire;
using wire::Step;
using wire::TsRequest;

namespace {

// What an honest client says to the server of `order`, message by message, for somebody to say otherwise.
std::vector<Bytes> honest_messages() {
    Conversation talk(server_order(), client_order());
    talk.run();
    BOOST_REQUIRE(talk.from_client.size() == 3u);
    return talk.from_client;
}

std::string last_of(const std::vector<Bytes>& messages) {
    CredSspServer server(server_order());
    std::string end;
    for (const auto& message : messages) end = text_of(server.hear(message).result);
    return end;
}

Bytes written_request(const TsRequest& request) { return written(request); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(auth_credssp_abuse, badrdp::test::LegacyProvider)

BOOST_AUTO_TEST_CASE(a_default_result_is_a_refusal) {
    BOOST_TEST(text_of(CredSspServer::Reply{}.result) == "STATUS_LOGON_FAILURE: nobody was authenticated");
    BOOST_TEST(text_of(CredSspClient::Reply{}.result) == "STATUS_LOGON_FAILURE: nobody was authenticated");
}

BOOST_AUTO_TEST_CASE(stages_come_once_and_in_order) {
    const auto m = honest_messages();
    BOOST_TEST(last_of({m[0], m[1], m[2]}) == "through");
    BOOST_TEST(last_of({m[1]}) == "tsRequest.pubKeyAuth: out of turn (byte 0)");
    BOOST_TEST(last_of({m[2]}) == "tsRequest.negoTokens: missing (byte 0)");
    BOOST_TEST(last_of({m[0], m[0]}) ==
               "ntlm.authenticate.messageType: another message than expected (byte 8)");
    BOOST_TEST(last_of({m[0], m[2]}) == "tsRequest.negoTokens: missing (byte 0)");
    BOOST_TEST(last_of({m[0], m[1], m[1]}) == "tsRequest.negoTokens: out of turn (byte 0)");
    BOOST_TEST(last_of({m[0], m[1], m[0]}) == "tsRequest.negoTokens: out of turn (byte 0)");
    BOOST_TEST(last_of({m[0], m[1], m[2], m[2]}) == "STATUS_LOGON_FAILURE: it is over");
    BOOST_TEST(last_of({m[1], m[0], m[1], m[2]}) == "STATUS_LOGON_FAILURE: it is over");
    auto authenticate = read_pdu<TsRequest>(m[1]);
    authenticate.pub_key_auth.reset();
    BOOST_TEST(last_of({written_request(authenticate)}) ==
               "ntlm.negotiate.messageType: another message than expected (byte 8)");
    BOOST_TEST(last_of({m[0], written_request(authenticate)}) ==
               "SEC_E_MESSAGE_ALTERED: pubKeyAuth is missing");
}

BOOST_AUTO_TEST_CASE(messages_of_another_conversation_prove_nothing) {
    const auto m = honest_messages();
    auto s = server_order();
    s.random = chance(77);
    CredSspServer server(s);
    server.hear(m[0]);
    BOOST_TEST(text_of(server.hear(m[1]).result) == "STATUS_LOGON_FAILURE: wrong password");
}

BOOST_AUTO_TEST_CASE(another_key_of_tls_is_a_man_in_the_middle) {
    for (std::uint32_t version = 2; version <= 6; ++version) {
        auto c = client_order();
        c.version = version;
        c.server_public_key[9] ^= 1;
        Conversation talk(server_order(), c);
        BOOST_TEST(talk.run().server_end == "SEC_E_MESSAGE_ALTERED: pubKeyAuth is not of our key");
    }
    auto s = server_order();
    auto c = client_order();
    s.server_public_key.clear();
    c.server_public_key.clear();
    for (std::uint32_t version = 2; version <= 6; ++version) {
        c.version = version;
        BOOST_TEST(Conversation(s, c).run().server_end ==
                   "SEC_E_MESSAGE_ALTERED: pubKeyAuth is not of our key");
    }
}

BOOST_AUTO_TEST_CASE(knobs_of_the_server_are_noticed_by_an_honest_client) {
    const std::string altered = "SEC_E_MESSAGE_ALTERED: pubKeyAuth is not of the server's key";
    const struct {
        const char* name;
        ServerKnobs knobs;
        std::string client_end;
    } cases[] = {
        {"flipped", {.pub_key_auth = PubKeyAuth::flipped}, altered},
        {"echoed", {.pub_key_auth = PubKeyAuth::echoed}, altered},
        {"unsealed",
         {.pub_key_auth = PubKeyAuth::unsealed},
         "SEC_E_MESSAGE_ALTERED: pubKeyAuth is not sealed with the session's keys"},
        {"absent", {.pub_key_auth = PubKeyAuth::absent}, "tsRequest.pubKeyAuth: missing (byte 0)"},
        {"ignores the nonce", {.ignores_nonce = true}, altered},
        {"binds as version 4", {.binds_as_version_4 = true}, altered},
        {"error at negotiate",
         {.error_at_negotiate = 0xc00000bb},
         "STATUS_NOT_SUPPORTED: the server says so"},
        {"error at authenticate",
         {.error_at_authenticate = 0xc000005e},
         "STATUS_NO_LOGON_SERVERS: the server says so"},
        {"garbage instead of a challenge",
         {.garbage_token = Round::negotiate},
         "ntlm.challenge.signature: not NTLMSSP (byte 0)"},
        {"garbage instead of a pubKeyAuth",
         {.garbage_token = Round::authenticate},
         "tsRequest.negoTokens: one too many (byte 0)"},
        {"no target info", {.target_info = false}, "ntlm.challenge.targetInfoLen: no target info (byte 40)"},
        {"no end of target info", {.target_info_ends = false}, "ntlm.avPair.avId: missing"},
        {"a pair of 65535", {.long_pair = true}, "ntlm.avPair.value: missing"},
    };
    for (const auto& [name, knobs, client_end] : cases) {
        BOOST_TEST_CONTEXT(name) {
            auto s = server_order();
            s.knobs = knobs;
            Conversation talk(s, client_order());
            talk.run();
            BOOST_TEST(talk.client_end.starts_with(client_end), talk.client_end);
            BOOST_TEST(!talk.authenticated);
        }
    }
}

BOOST_AUTO_TEST_CASE(knobs_that_spoil_nothing_let_the_listed_account_in) {
    for (const auto& knobs :
         {ServerKnobs{.timestamp = false}, ServerKnobs{.claims = 99}, ServerKnobs{.says_error_code = false},
          ServerKnobs{.clock_skew = std::chrono::hours(24 * 365)}}) {
        auto s = server_order();
        s.knobs = knobs;
        BOOST_TEST(Conversation(s, client_order()).run().server_end == "through");
    }
    // Without the server's time in the CHALLENGE a client takes its own, and then clocks may differ too much.
    auto s = server_order();
    s.knobs = {.clock_skew = std::chrono::hours(37), .timestamp = false};
    BOOST_TEST(Conversation(s, client_order()).run().server_end ==
               "STATUS_TIME_DIFFERENCE_AT_DC: the clocks are more than 36 hours apart");
    s.knobs.clock_skew = std::chrono::hours(-35);
    BOOST_TEST(Conversation(s, client_order()).run().server_end == "through");
}

BOOST_AUTO_TEST_CASE(an_errorcode_after_the_credentials) {
    auto s = server_order();
    s.knobs.error_at_credentials = 0xc0000022;
    Conversation talk(s, client_order());
    talk.run();
    BOOST_TEST(talk.server_end == "STATUS_ACCESS_DENIED: by order");
    BOOST_TEST(!talk.authenticated);
    BOOST_TEST((read_pdu<TsRequest>(talk.from_server.back()).error_code->value == 0xc0000022));
}

BOOST_AUTO_TEST_CASE(knobs_of_the_client_are_refused) {
    const struct {
        const char* name;
        ClientKnobs knobs;
        std::string server_end;
    } cases[] = {
        {"flipped",
         {.pub_key_auth = PubKeyAuth::flipped},
         "SEC_E_MESSAGE_ALTERED: pubKeyAuth is not of our key"},
        {"echoed",
         {.pub_key_auth = PubKeyAuth::echoed},
         "SEC_E_MESSAGE_ALTERED: pubKeyAuth is not of our key"},
        {"unsealed",
         {.pub_key_auth = PubKeyAuth::unsealed},
         "SEC_E_MESSAGE_ALTERED: pubKeyAuth is not sealed with the session's keys"},
        {"absent", {.pub_key_auth = PubKeyAuth::absent}, "SEC_E_MESSAGE_ALTERED: pubKeyAuth is missing"},
        {"no nonce", {.nonce = false}, "SEC_E_MESSAGE_ALTERED: clientNonce is missing"},
        {"wrong MIC", {.mic = Mic::wrong}, "STATUS_LOGON_FAILURE: wrong MIC"},
        {"MIC of zeros", {.mic = Mic::announced_and_zero}, "STATUS_LOGON_FAILURE: wrong MIC"},
        {"no MIC, and none announced", {.mic = Mic::absent}, "through"},
        {"garbage first",
         {.garbage_token = Round::negotiate},
         "ntlm.negotiate.signature: not NTLMSSP (byte 0)"},
        {"garbage second",
         {.garbage_token = Round::authenticate},
         "ntlm.authenticate.signature: not NTLMSSP (byte 0)"},
        {"garbage third",
         {.garbage_token = Round::credentials},
         "tsRequest.negoTokens: out of turn (byte 0)"},
    };
    for (const auto& [name, knobs, server_end] : cases) {
        BOOST_TEST_CONTEXT(name) {
            auto c = client_order();
            c.knobs = knobs;
            Conversation talk(server_order(), c);
            talk.run();
            BOOST_TEST(talk.server_end == server_end);
        }
    }
}

// errorCode and authInfo together, or with anything else: the errorCode ends it.
BOOST_AUTO_TEST_CASE(a_client_stops_at_an_errorcode_whatever_else_is_there) {
    CredSspClient client(client_order());
    client.start();
    const auto reply = client.hear(written_request({.nego_tokens = {{Bytes(40, 1)}},
                                                    .auth_info = Bytes(40, 2),
                                                    .pub_key_auth = Bytes(40, 3),
                                                    .error_code = wire::DerInteger{.value = 0xc000006d}}));
    BOOST_TEST(text_of(reply.result) == "STATUS_LOGON_FAILURE: the server says so");
    BOOST_TEST(!reply.send);
    BOOST_TEST(client.over());
    BOOST_TEST(text_of(client.hear(written_request({})).result) == "SEC_E_INVALID_TOKEN: it is over");
}

// Found by fuzz_credssp_client: the blame lay where the empty part pointed, behind the message.
BOOST_AUTO_TEST_CASE(an_empty_target_info_may_point_anywhere) {
    auto s = server_order();
    s.knobs.target_info = false;
    Conversation talk(s, client_order());
    talk.bend = [](Step step, Bytes& message) {
        if (step != Step::credssp_challenge) return;
        const auto token = std::ranges::search(message, as_bytes("NTLMSSP"));
        std::ranges::fill(std::span(token.begin() + 44, 4), std::uint8_t{0x7f});
    };
    BOOST_TEST(talk.run().client_end == "ntlm.challenge.targetInfoLen: no target info (byte 40)");
}

// Whichever bit of the proof changes on its way, nobody is let in; and where the client's own words are what
// changes, both ends stay within their bounds.
BOOST_AUTO_TEST_CASE(a_flipped_bit_anywhere_in_the_proof_lets_nobody_in) {
    const auto m = honest_messages();
    std::size_t through = 0;
    for (std::size_t bit = 0; bit < 8 * m[1].size(); bit += 3) {
        CredSspServer server(server_order());
        server.hear(m[0]);
        auto changed = m[1];
        changed[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        const auto reply = server.hear(changed);
        if (std::holds_alternative<More>(reply.result)) ++through;
        BOOST_TEST(!std::holds_alternative<Authenticated>(reply.result));
    }
    BOOST_TEST(through == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::credssp_abuse_tests

#include "sim/auth/nego.h"

#include "tests/golden.h"
#include "tests/sim/auth/conversation.h"
#include "tests/sim/auth/legacy.h"
#include "tests/sim/mirrors.h"

namespace badrdp::nego_tests {

using namespace badrdp::auth;
using namespace badrdp::test;
namespace wire = badrdp::wire;
using wire::NegTokenInit;
using wire::NegTokenResp;

namespace {

const Bytes kNtlmssp(wire::kNtlmsspOid.begin(), wire::kNtlmsspOid.end());
const Bytes kKerberos = from_hex("2a 86 48 86 f7 12 01 02 02");  // RFC 4121 4.1

std::string text_of_trouble(const Trouble& trouble) {
    const auto* refused = std::get_if<Refused>(&trouble);
    return refused ? status_text(refused->status) + ": " + refused->why
                   : to_string(std::get<wire::Malformed>(trouble));
}

// A client that would rather have Kerberos, as one that is a member of a domain.
struct Member : LegacyProvider {
    NegoAcceptor server{
        {.accounts = {{.name = "alice", .password = "secret"}}, .random = chance(1), .now = kNow}};
    NtlmInitiator client{{.credentials = {"", "alice", "secret"},
                          .target_name = "TERMSRV/x",
                          .random = chance(2),
                          .now = kNow}};
    NegTokenInit init{.mech_types = {kKerberos, kNtlmssp}, .mech_token = Bytes(20, 0x6e)};

    std::string heard(const auto& token) {
        reply = server.hear(written(token));
        return reply ? "fine" : text_of_trouble(reply.error());
    }
    NegTokenResp answer() const { return read_pdu<NegTokenResp>(reply->token.value().bytes); }

    // Up to the AUTHENTICATE, with the keys that came of it.
    NtlmInitiator::Answer authenticated() {
        BOOST_TEST(heard(init) == "fine");
        BOOST_TEST(
            (answer() == NegTokenResp{.neg_state = NegTokenResp::kRequestMic, .supported_mech = kNtlmssp}));
        BOOST_TEST(!server.challenged());
        BOOST_TEST(heard(NegTokenResp{.response_token = client.negotiate().bytes}) == "fine");
        BOOST_TEST(server.challenged());
        BOOST_TEST((answer().neg_state == NegTokenResp::kAcceptIncomplete));
        auto made = client.answer(answer().response_token.value());
        BOOST_REQUIRE(made.has_value());
        return std::move(*made);
    }

    std::expected<NegoAcceptor::Reply, Trouble> reply;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(auth_nego, Member)

// RFC 4178 5: where the mechanism is not the first choice, both ends sign the list of choices.
BOOST_AUTO_TEST_CASE(the_second_choice_is_signed_by_both) {
    auto made = authenticated();
    const auto list = wire::encoded_mech_types(init);
    const auto mic = made.seal.sign(list);
    BOOST_TEST(heard(NegTokenResp{.response_token = made.authenticate.bytes,
                                  .mech_list_mic = Bytes(mic.begin(), mic.end())}) == "fine");
    BOOST_REQUIRE(reply->proven.has_value());
    BOOST_TEST(reply->proven->account.name == "alice");
    BOOST_TEST((answer().neg_state == NegTokenResp::kAcceptCompleted));
    BOOST_TEST(made.seal.verify(list, answer().mech_list_mic.value()));
    // And both begin their streams anew.
    made.seal.restart_out();
    made.seal.restart_in();
    const Bytes text(40, 1);
    BOOST_TEST((reply->proven->seal->unwrap(made.seal.wrap(text)) == text));
    BOOST_TEST((made.seal.unwrap(reply->proven->seal->wrap(text)) == text));
}

BOOST_AUTO_TEST_CASE(the_second_choice_is_refused_without_a_signature) {
    const auto made = authenticated();
    BOOST_TEST(heard(NegTokenResp{.response_token = made.authenticate.bytes}) ==
               "SEC_E_MESSAGE_ALTERED: no mechListMIC, though NTLM was not the first choice");
}

BOOST_AUTO_TEST_CASE(a_list_that_was_changed_on_its_way_is_noticed) {
    auto made = authenticated();
    const auto mic = made.seal.sign(wire::encoded_mech_types({.mech_types = {kNtlmssp}}));
    BOOST_TEST(heard(NegTokenResp{.response_token = made.authenticate.bytes,
                                  .mech_list_mic = Bytes(mic.begin(), mic.end())}) ==
               "SEC_E_MESSAGE_ALTERED: wrong mechListMIC");
}

BOOST_AUTO_TEST_CASE(a_client_without_ntlm_is_refused) {
    init.mech_types = {kKerberos};
    BOOST_TEST(heard(init) == "STATUS_NOT_SUPPORTED: the client does not offer NTLM");
}

BOOST_AUTO_TEST_CASE(tokens_come_in_turn_and_stay_of_a_kind) {
    BOOST_TEST(heard(NegTokenResp{}) == "spnego.gss.tag: a response before anything was asked (byte 0)");
    NegoAcceptor other({.random = chance(1)});
    BOOST_REQUIRE(other.hear(client.negotiate().bytes).has_value());
    const auto mixed = other.hear(written(init));
    BOOST_TEST(text_of_trouble(mixed.error()) ==
               "tsRequest.negoTokens.negoToken: is no longer of the kind that came first (byte 0)");
    NegoAcceptor third({.random = chance(1)});
    BOOST_REQUIRE(third.hear(written(init)).has_value());
    BOOST_TEST(text_of_trouble(third.hear(written(init)).error()) ==
               "spnego.gss.tag: begins a second time (byte 0)");
    BOOST_TEST(text_of_trouble(third.hear(written(NegTokenResp{})).error()) ==
               "spnego.responseToken.context.tag: missing (byte 0)");
}

BOOST_AUTO_TEST_CASE(a_reject_ends_it_for_the_client) {
    NegoInitiator spnego({.credentials = {"", "alice", "secret"}, .random = chance(2), .now = kNow}, true);
    spnego.start();
    const auto end = spnego.hear(written(NegTokenResp{.neg_state = NegTokenResp::kReject}));
    BOOST_TEST(text_of_trouble(end.error()) == "STATUS_NOT_SUPPORTED: the server rejects NTLM");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::nego_tests

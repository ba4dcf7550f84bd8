#include "sim/auth/kerberos.h"

#include "sim/auth/text.h"
#include "tests/golden.h"
#include "tests/sim/auth/conversation.h"
#include "tests/sim/auth/legacy.h"
#include "tests/sim/mirrors.h"

namespace badrdp::kerberos_tests {

using namespace badrdp::auth;
using namespace badrdp::test;
namespace wire = badrdp::wire;
using wire::NegTokenInit;
using wire::NegTokenResp;
using wire::Step;
using wire::TsRequest;

namespace {

const Bytes kNtlmssp(wire::kNtlmsspOid.begin(), wire::kNtlmsspOid.end());
const Bytes kKerberos = from_hex("2a 86 48 86 f7 12 01 02 02");    // RFC 4121 4.1
const Bytes kMsKerberos = from_hex("2a 86 48 82 f7 12 01 02 02");  // MS-SPNG 1.9
const Bytes kUserToUser = from_hex("2a 86 48 86 f7 12 01 02 02 03");
const Bytes kApReq = from_hex("6e 01");
const Bytes kApRep = from_hex("6f 02");
const Bytes kOurMic = from_hex("04 04 a0");
const Bytes kTheirMic = from_hex("04 04 c0");

// A library that takes one ticket, and seals by turning bytes round: what is tested is who asks it what.
struct Library final : KerberosAcceptor {
    explicit Library(std::string whose) : principal(std::move(whose)) {}

    std::expected<Accepted, Refused> accept(wire::BytesView token) override {
        if (!std::ranges::equal(token, kApReq))
            return std::unexpected(Refused{ntstatus::wrong_principal, "not our ticket"});
        return Accepted{.principal = principal, .token = kApRep};
    }
    Bytes sign(wire::BytesView) override { return kOurMic; }
    bool verify(wire::BytesView message, wire::BytesView mic) override {
        signed_list = Bytes(message.begin(), message.end());
        return std::ranges::equal(mic, kTheirMic);
    }
    Bytes wrap(wire::BytesView plain) override {
        Bytes out{0x05, 0x04};
        for (const auto byte : plain) out.push_back(static_cast<std::uint8_t>(~byte));
        return out;
    }
    std::optional<Bytes> unwrap(wire::BytesView sealed) override {
        if (sealed.size() < 2 || sealed[0] != 0x05) return std::nullopt;
        Bytes out;
        for (const auto byte : sealed.subspan(2)) out.push_back(static_cast<std::uint8_t>(~byte));
        return out;
    }
    std::size_t overhead() const override { return 2; }

    std::string principal;
    Bytes signed_list;
};

// A client that is played by hand: what it says is what RFC 4178 and MS-CSSP have it say.
struct InRealm : LegacyProvider {
    std::string principal = "alice@EXAMPLE.TEST";
    ServerOrder order = server_order();
    std::optional<CredSspServer> server;
    CredSspServer::Reply reply;
    const Bytes nonce = Bytes(32, 0x11);
    Library client{""};

    std::string say(const TsRequest& request) {
        if (!server) {
            order.kerberos = [this] { return std::make_unique<Library>(principal); };
            server.emplace(order);
        }
        reply = server->hear(written(request));
        return text_of(reply.result);
    }
    std::string offer(const NegTokenInit& init) {
        return say({.version = 6, .nego_tokens = {{written(init)}}});
    }
    std::string respond(const NegTokenResp& resp) {
        return say({.version = 6, .nego_tokens = {{written(resp)}}});
    }
    TsRequest said() const { return read_pdu<TsRequest>(reply.send.value().bytes); }
    NegTokenResp token() const { return read_pdu<NegTokenResp>(said().nego_tokens.value().front()); }

    TsRequest bound(std::optional<NegTokenResp> token = {}) {
        TsRequest request{.version = 6,
                          .pub_key_auth = client.wrap(binding(6, Sender::client, nonce, public_key())),
                          .client_nonce = nonce};
        if (token) request.nego_tokens = {{written(*token)}};
        return request;
    }
    TsRequest credentials(std::string_view password) {
        const wire::TsPasswordCreds inner{
            .domain_name = utf16("EXAMPLE.TEST"), .user_name = utf16("alice"), .password = utf16(password)};
        const wire::TsCredentials outer{.credentials = written(inner)};
        return {.version = 6, .auth_info = client.wrap(written(outer))};
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(auth_kerberos, InRealm)

// MS-CSSP 3.1.5: behind the AP-REP the exchange of tokens is over, and the client goes on with its binding.
BOOST_AUTO_TEST_CASE(a_ticket_proves_the_client_in_one_round) {
    BOOST_TEST(offer({.mech_types = {kKerberos, kNtlmssp}, .mech_token = kApReq}) == "more");
    BOOST_TEST((token() == NegTokenResp{.neg_state = NegTokenResp::kAcceptCompleted,
                                        .supported_mech = kKerberos,
                                        .response_token = kApRep}));
    BOOST_TEST(say(bound()) == "more");
    BOOST_TEST((reply.heard == Step::credssp_authenticate));
    BOOST_TEST(
        (client.unwrap(said().pub_key_auth.value()) == binding(6, Sender::server, nonce, public_key())));
    BOOST_TEST(!said().nego_tokens.has_value());
    BOOST_TEST(say(credentials("secret")) == "through");
    BOOST_TEST(std::get<Authenticated>(reply.result).account.name == "alice");
}

// Windows names it by an identifier of its own, and puts the same token behind it.
BOOST_AUTO_TEST_CASE(the_identifier_of_windows_is_taken) {
    BOOST_TEST(offer({.mech_types = {kMsKerberos, kKerberos, kNtlmssp}, .mech_token = kApReq}) == "more");
    BOOST_TEST((token().supported_mech == kMsKerberos));
    BOOST_TEST((token().neg_state == NegTokenResp::kAcceptCompleted));
}

// RFC 4178 5: of the second choice both ends sign the list; ours goes with the last token of the mechanism.
BOOST_AUTO_TEST_CASE(as_second_choice_it_is_signed_by_both) {
    const NegTokenInit init{.mech_types = {kUserToUser, kKerberos, kNtlmssp}, .mech_token = Bytes(8, 1)};
    BOOST_TEST(offer(init) == "more");
    BOOST_TEST(
        (token() == NegTokenResp{.neg_state = NegTokenResp::kRequestMic, .supported_mech = kKerberos}));
    BOOST_TEST(respond({.response_token = kApReq}) == "more");
    BOOST_TEST((token() == NegTokenResp{.neg_state = NegTokenResp::kAcceptIncomplete,
                                        .response_token = kApRep,
                                        .mech_list_mic = kOurMic}));
    BOOST_TEST(say(bound(NegTokenResp{.mech_list_mic = kTheirMic})) == "more");
    BOOST_TEST(say(credentials("secret")) == "through");
}

BOOST_AUTO_TEST_CASE(as_second_choice_it_is_refused_without_a_signature_or_with_a_wrong_one) {
    const NegTokenInit init{.mech_types = {kUserToUser, kKerberos}, .mech_token = Bytes(8, 1)};
    offer(init);
    respond({.response_token = kApReq});
    BOOST_TEST(say(bound()) ==
               "SEC_E_MESSAGE_ALTERED: no mechListMIC, though Kerberos was not the first choice");
    server.reset();
    offer(init);
    respond({.response_token = kApReq});
    BOOST_TEST(say(bound(NegTokenResp{.mech_list_mic = kOurMic})) ==
               "SEC_E_MESSAGE_ALTERED: wrong mechListMIC");
}

BOOST_AUTO_TEST_CASE(a_ticket_that_is_not_ours_is_refused_with_its_status) {
    BOOST_TEST(offer({.mech_types = {kKerberos}, .mech_token = Bytes(8, 2)}) ==
               "SEC_E_WRONG_PRINCIPAL: not our ticket");
    BOOST_TEST(said().error_code.value().value == 0x80090322);  // MS-ERREF 2.1.1
}

BOOST_AUTO_TEST_CASE(only_accounts_of_this_host_come_in) {
    for (const auto* whose : {"mallory@EXAMPLE.TEST", "@EXAMPLE.TEST", "", "empty@EXAMPLE.TEST"}) {
        principal = whose;
        server.reset();
        BOOST_TEST(offer({.mech_types = {kKerberos}, .mech_token = kApReq}) != "more", whose);
    }
}

BOOST_AUTO_TEST_CASE(an_account_that_may_not_log_on_is_refused) {
    order.accounts.front().state = AccountState::not_allowed_here;
    BOOST_TEST(offer({.mech_types = {kKerberos}, .mech_token = kApReq}) ==
               "STATUS_LOGON_TYPE_NOT_GRANTED: the account may not log on here");
}

BOOST_AUTO_TEST_CASE(the_delegated_password_must_be_the_accounts) {
    offer({.mech_types = {kKerberos}, .mech_token = kApReq});
    say(bound());
    BOOST_TEST(say(credentials("guessed")) ==
               "STATUS_LOGON_FAILURE: the delegated credentials are not the account's");
}

BOOST_AUTO_TEST_CASE(the_binding_is_demanded_behind_a_ticket_too) {
    offer({.mech_types = {kKerberos}, .mech_token = kApReq});
    BOOST_TEST(say({.version = 6, .client_nonce = nonce}) == "SEC_E_MESSAGE_ALTERED: pubKeyAuth is missing");
}

BOOST_AUTO_TEST_CASE(who_offers_no_kerberos_gets_ntlm_unless_a_policy_forbids_it) {
    BOOST_TEST(offer({.mech_types = {kUserToUser, kNtlmssp}, .mech_token = Bytes(8, 1)}) == "more");
    BOOST_TEST((token().supported_mech == kNtlmssp));
    server.reset();
    order.knobs.ntlm = false;
    BOOST_TEST(offer({.mech_types = {kUserToUser, kNtlmssp}, .mech_token = Bytes(8, 1)}) ==
               "STATUS_NOT_SUPPORTED: the client does not offer Kerberos");
    server.reset();
    const auto bare =
        NtlmInitiator({.credentials = {"", "alice", "secret"}, .random = chance(2), .now = kNow})
            .negotiate()
            .bytes;
    BOOST_TEST(say({.version = 6, .nego_tokens = {{bare}}}) ==
               "SEC_E_UNSUPPORTED_FUNCTION: this host takes no NTLM");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::kerberos_tests

#include "sim/auth/nego.h"

#include <algorithm>

#include "sim/auth/text.h"

namespace badrdp::auth {

namespace {

const Bytes kNtlmssp(wire::kNtlmsspOid.begin(), wire::kNtlmsspOid.end());

// Kerberos by either of its identifiers: the tokens are the same [MS-SPNG 3.1.5.2].
bool is_kerberos(BytesView mechanism) {
    const auto which = wire::mechanism_of(mechanism);
    return which == wire::Mechanism::krb5 || which == wire::Mechanism::ms_krb5;
}

// Whose ticket it is, among the accounts of this host. A principal is name@REALM, and a name may hold an @.
std::expected<Account, Trouble> account_of(const std::vector<Account>& accounts,
                                           const std::string& principal) {
    const auto split = std::min(principal.rfind('@'), principal.size());
    const auto realm = principal.substr(std::min(split + 1, principal.size()));
    const auto* account = find_account(accounts, utf16(principal.substr(0, split)), utf16(realm));
    if (!account) return refused(ntstatus::logon_failure, "this host has no account of that principal");
    if (auto why = refusal(*account)) return std::unexpected(Trouble{std::move(*why)});
    return *account;
}

std::unexpected<Trouble> malformed(std::string_view field, std::string_view why) {
    return std::unexpected(Trouble{wire::Malformed{field, why, 0}});
}

wire::Writer written(const auto& token, std::string_view field, const wire::Writer& inner) {
    wire::Writer out;
    token.write(out);
    wire::overlay(out, field, inner);
    return out;
}

}  // namespace

NegoAcceptor::NegoAcceptor(NtlmAcceptor::Order order, std::unique_ptr<KerberosAcceptor> kerberos)
    : accounts_(order.accounts),
      takes_ntlm_(order.knobs.ntlm),
      ntlm_(std::move(order)),
      kerberos_(std::move(kerberos)) {}

bool NegoAcceptor::takes(BytesView mechanism) const {
    return std::ranges::equal(mechanism, kNtlmssp) ? takes_ntlm_ : kerberos_ && is_kerberos(mechanism);
}

bool NegoAcceptor::kerberos_is_chosen() const { return is_kerberos(chosen_); }

std::expected<NegoAcceptor::Reply, Trouble> NegoAcceptor::hear(BytesView token) {
    const bool spnego = wire::looks_like_spnego(token);
    if (spnego_.value_or(spnego) != spnego)
        return malformed("tsRequest.negoTokens.negoToken", "is no longer of the kind that came first");
    const bool first = !spnego_;
    spnego_ = spnego;
    if (!spnego) return hear_ntlm(token);
    wire::Reader in(token);
    const auto read = wire::read_spnego(in);
    if (!read) return std::unexpected(Trouble{read.error()});
    const auto* init = std::get_if<wire::NegTokenInit>(&*read);
    if (first != (init != nullptr))
        return first ? malformed("spnego.gss.tag", "a response before anything was asked")
                     : malformed("spnego.gss.tag", "begins a second time");
    return init ? hear_init(*init) : hear_resp(std::get<wire::NegTokenResp>(*read));
}

std::expected<NegoAcceptor::Reply, Trouble> NegoAcceptor::hear_ntlm(BytesView message) {
    if (!takes_ntlm_) return refused(ntstatus::unsupported_function, "this host takes no NTLM");
    if (!challenged_) {
        auto challenge = ntlm_.challenge(message);
        if (!challenge) return std::unexpected(challenge.error());
        challenged_ = true;
        return Reply{.token = std::move(*challenge)};
    }
    auto proven = ntlm_.authenticate(message);
    if (!proven) return std::unexpected(proven.error());
    return Reply{.proven = Proven{proven->account, std::make_shared<NtlmSeal>(std::move(proven->seal))}};
}

std::expected<NegoAcceptor::Reply, Trouble> NegoAcceptor::hear_init(const wire::NegTokenInit& init) {
    const auto chosen = std::ranges::find_if(init.mech_types, [&](const auto& type) { return takes(type); });
    if (chosen == init.mech_types.end())
        return refused(ntstatus::not_supported, !kerberos_ ? "the client does not offer NTLM"
                                                : !takes_ntlm_
                                                    ? "the client does not offer Kerberos"
                                                    : "the client offers neither Kerberos nor NTLM");
    chosen_ = *chosen;
    mech_types_ = wire::encoded_mech_types(init);
    mic_needed_ = chosen != init.mech_types.begin();
    if (!mic_needed_ && init.mech_token)
        return kerberos_is_chosen() ? hear_kerberos(*init.mech_token, true)
                                    : wrap(hear_ntlm(*init.mech_token));
    // What token there is belongs to a mechanism that we do not have [RFC 4178 4.2.2].
    return wrap(Reply{});
}

std::expected<NegoAcceptor::Reply, Trouble> NegoAcceptor::hear_resp(const wire::NegTokenResp& resp) {
    if (!resp.response_token) return malformed("spnego.responseToken.context.tag", "missing");
    if (kerberos_is_chosen()) return hear_kerberos(*resp.response_token, false);
    auto reply = hear_ntlm(*resp.response_token);
    if (!reply || !reply->proven) return wrap(std::move(reply));
    auto& seal = static_cast<NtlmSeal&>(*reply->proven->seal);
    wire::NegTokenResp last{.neg_state = wire::NegTokenResp::kAcceptCompleted};
    if (resp.mech_list_mic) {
        if (!seal.verify(mech_types_, *resp.mech_list_mic))
            return refused(ntstatus::message_altered, "wrong mechListMIC");
        seal.restart_in();
        const auto mic = seal.sign(mech_types_);
        seal.restart_out();
        last.mech_list_mic = Bytes(mic.begin(), mic.end());
    } else if (mic_needed_) {
        return refused(ntstatus::message_altered, "no mechListMIC, though NTLM was not the first choice");
    }
    wire::Writer out;
    last.write(out);
    reply->token = std::move(out);
    return reply;
}

// The acceptor's token is Kerberos' last one: the signature of the list, where one is needed, goes with it,
// and the client's comes in return [RFC 4178 5].
std::expected<NegoAcceptor::Reply, Trouble> NegoAcceptor::hear_kerberos(BytesView ap_req, bool first) {
    auto accepted = kerberos_->accept(ap_req);
    if (!accepted) return std::unexpected(Trouble{accepted.error()});
    auto account = account_of(accounts_, accepted->principal);
    if (!account) return std::unexpected(account.error());
    accepted_ = true;
    wire::NegTokenResp resp{.neg_state = mic_needed_ ? wire::NegTokenResp::kAcceptIncomplete
                                                     : wire::NegTokenResp::kAcceptCompleted};
    if (first) resp.supported_mech = chosen_;
    if (!accepted->token.empty()) resp.response_token = std::move(accepted->token);
    if (mic_needed_) resp.mech_list_mic = kerberos_->sign(mech_types_);
    wire::Writer out;
    resp.write(out);
    return Reply{.token = std::move(out), .proven = Proven{std::move(*account), kerberos_}};
}

std::optional<Trouble> NegoAcceptor::finish(std::optional<BytesView> token) {
    std::optional<Bytes> mic;
    if (token) {
        wire::Reader in(*token);
        auto resp = wire::NegTokenResp::read(in);
        if (!resp) return Trouble{resp.error()};
        if (resp->neg_state == wire::NegTokenResp::kReject)
            return Trouble{Refused{ntstatus::logon_failure, "the client rejects us"}};
        mic = std::move(resp->mech_list_mic);
    }
    if (!mic && !mic_needed_) return std::nullopt;
    if (!mic)
        return Trouble{
            Refused{ntstatus::message_altered, "no mechListMIC, though Kerberos was not the first choice"}};
    if (!kerberos_->verify(mech_types_, *mic))
        return Trouble{Refused{ntstatus::message_altered, "wrong mechListMIC"}};
    return std::nullopt;
}

// The answer to all but the last token.
std::expected<NegoAcceptor::Reply, Trouble> NegoAcceptor::wrap(std::expected<Reply, Trouble> reply) {
    if (!reply) return reply;
    wire::NegTokenResp resp{
        .neg_state = mic_needed_ ? wire::NegTokenResp::kRequestMic : wire::NegTokenResp::kAcceptIncomplete,
        .supported_mech = chosen_};
    if (reply->token && mic_needed_) resp = {.neg_state = wire::NegTokenResp::kAcceptIncomplete};
    if (reply->token) resp.response_token = reply->token->bytes;
    reply->token = written(resp, "spnego.responseToken", reply->token.value_or(wire::Writer{}));
    return reply;
}

wire::Writer NegoInitiator::start() {
    auto negotiate = ntlm_.negotiate();
    if (!spnego_) return negotiate;
    const wire::NegTokenInit init{.mech_types = {kNtlmssp}, .mech_token = negotiate.bytes};
    mech_types_ = wire::encoded_mech_types(init);
    return written(init, "spnego.mechToken", negotiate);
}

std::expected<NegoInitiator::Reply, Trouble> NegoInitiator::hear(BytesView token) {
    Bytes message(token.begin(), token.end());
    if (spnego_) {
        wire::Reader in(token);
        const auto resp = wire::NegTokenResp::read(in);
        if (!resp) return std::unexpected(Trouble{resp.error()});
        if (resp->neg_state == wire::NegTokenResp::kReject)
            return refused(ntstatus::not_supported, "the server rejects NTLM");
        if (!resp->response_token) return malformed("spnego.responseToken.context.tag", "missing");
        message = *resp->response_token;
    }
    auto answer = ntlm_.answer(message);
    if (!answer) return std::unexpected(answer.error());
    if (!spnego_) return Reply{.token = std::move(answer->authenticate), .seal = std::move(answer->seal)};
    const auto mic = answer->seal.sign(mech_types_);
    answer->seal.restart_out();
    const wire::NegTokenResp resp{.response_token = answer->authenticate.bytes,
                                  .mech_list_mic = Bytes(mic.begin(), mic.end())};
    return Reply{.token = written(resp, "spnego.responseToken", answer->authenticate),
                 .seal = std::move(answer->seal)};
}

std::optional<Trouble> NegoInitiator::finish(BytesView token, NtlmSeal& seal) const {
    if (!spnego_) return Trouble{wire::Malformed{"tsRequest.negoTokens", "one too many", 0}};
    wire::Reader in(token);
    const auto resp = wire::NegTokenResp::read(in);
    if (!resp) return Trouble{resp.error()};
    if (resp->neg_state == wire::NegTokenResp::kReject)
        return Trouble{Refused{ntstatus::logon_failure, "the server rejects us"}};
    if (!resp->mech_list_mic) return std::nullopt;
    if (!seal.verify(mech_types_, *resp->mech_list_mic))
        return Trouble{Refused{ntstatus::message_altered, "wrong mechListMIC"}};
    seal.restart_in();
    return std::nullopt;
}

}  // namespace badrdp::auth

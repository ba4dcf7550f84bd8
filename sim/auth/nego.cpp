#include "sim/auth/nego.h"

#include <algorithm>

namespace badrdp::auth {

namespace {

const Bytes kNtlmssp(wire::kNtlmsspOid.begin(), wire::kNtlmsspOid.end());

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
    if (!challenged_) {
        auto challenge = ntlm_.challenge(message);
        if (!challenge) return std::unexpected(challenge.error());
        challenged_ = true;
        return Reply{.token = std::move(*challenge)};
    }
    auto proven = ntlm_.authenticate(message);
    if (!proven) return std::unexpected(proven.error());
    return Reply{.proven = std::move(*proven)};
}

std::expected<NegoAcceptor::Reply, Trouble> NegoAcceptor::hear_init(const wire::NegTokenInit& init) {
    if (std::ranges::find(init.mech_types, kNtlmssp) == init.mech_types.end())
        return refused(ntstatus::not_supported, "the client does not offer NTLM");
    mech_types_ = wire::encoded_mech_types(init);
    mic_needed_ = init.mech_types.front() != kNtlmssp;
    if (!mic_needed_ && init.mech_token) return wrap(hear_ntlm(*init.mech_token));
    // What token there is belongs to a mechanism that we do not have [RFC 4178 4.2.2].
    return wrap(Reply{});
}

std::expected<NegoAcceptor::Reply, Trouble> NegoAcceptor::hear_resp(const wire::NegTokenResp& resp) {
    if (!resp.response_token) return malformed("spnego.responseToken.context.tag", "missing");
    auto reply = hear_ntlm(*resp.response_token);
    if (!reply || !reply->proven) return wrap(std::move(reply));
    auto& seal = reply->proven->seal;
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

// The answer to all but the last token.
std::expected<NegoAcceptor::Reply, Trouble> NegoAcceptor::wrap(std::expected<Reply, Trouble> reply) {
    if (!reply) return reply;
    wire::NegTokenResp resp{
        .neg_state = mic_needed_ ? wire::NegTokenResp::kRequestMic : wire::NegTokenResp::kAcceptIncomplete,
        .supported_mech = kNtlmssp};
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

#include "sim/wire/nla/nego_text.h"

#include <algorithm>

#include "sim/wire/io/hex.h"
#include "sim/wire/nla/mechanism.h"
#include "sim/wire/nla/ntlm.h"
#include "sim/wire/nla/spnego.h"
#include "sim/wire/nla/ts_request.h"

namespace badrdp::wire {
namespace {

// "1.2.840.113554" [X.690 8.19]; hostile ones are long, or end in the middle of a number.
std::string dotted(BytesView oid) {
    constexpr std::size_t longest = 32;
    if (oid.empty() || oid.size() > longest || (oid.back() & 0x80) != 0) return "an unreadable mechanism";
    std::string out;
    std::uint64_t number = 0;
    for (const auto byte : oid) {
        number = number << 7 | (byte & 0x7fu);
        if ((byte & 0x80) != 0) continue;
        if (out.empty()) {
            const auto first = std::min<std::uint64_t>(number / 40, 2);
            out = std::to_string(first) + '.' + std::to_string(number - first * 40);
        } else {
            out += '.' + std::to_string(number);
        }
        number = 0;
    }
    return out;
}

std::string ntlm_text(std::uint32_t type) {
    switch (type) {
        case NtlmNegotiate::kType: return "NTLM NEGOTIATE";
        case NtlmChallenge::kType: return "NTLM CHALLENGE";
        case NtlmAuthenticate::kType: return "NTLM AUTHENTICATE";
        default: return "NTLM message " + std::to_string(type);
    }
}

// What a mechanism's own token is: NTLM says so itself, and Kerberos is wrapped with its identifier
// [RFC 2743 3.1].
std::string inner_text(BytesView token) {
    if (const auto type = ntlm_message_type(token)) return ntlm_text(*type);
    Reader in(token);
    DerReader der(in);
    der.open(kDer<"token.gss">, der_tag::application_0);
    const auto mechanism = der.octets(kDer<"token.thisMech">, der_tag::oid);
    if (in.malformed()) return "a token of " + std::to_string(token.size()) + " bytes";
    return "a token of " + mechanism_text(mechanism);
}

std::string init_text(const NegTokenInit& init) {
    if (init.mech_types.empty()) return "SPNEGO offers nothing";
    constexpr std::size_t most = 8;
    std::string text = "SPNEGO offers ";
    for (std::size_t i = 0; i < init.mech_types.size() && i < most; ++i)
        text += (i > 0 ? ", " : "") + mechanism_text(init.mech_types[i]);
    if (init.mech_types.size() > most)
        text += " and " + std::to_string(init.mech_types.size() - most) + " more";
    text += ", prefers " + mechanism_text(init.mech_types.front());
    if (init.mech_token) text += ", with " + inner_text(*init.mech_token);
    return text;
}

std::string state_text(std::uint32_t state) {
    switch (state) {
        case NegTokenResp::kAcceptCompleted: return "accept-completed";
        case NegTokenResp::kAcceptIncomplete: return "accept-incomplete";
        case NegTokenResp::kReject: return "reject";
        case NegTokenResp::kRequestMic: return "request-mic";
        default: return "state " + std::to_string(state);
    }
}

// Who asks for a mechanism that was not the first choice rejects those before it [RFC 4178 4.2.2].
std::string resp_text(const NegTokenResp& resp) {
    std::string text = "SPNEGO";
    if (resp.neg_state) text += ' ' + state_text(*resp.neg_state);
    if (resp.supported_mech) {
        text += ", selects " + mechanism_text(*resp.supported_mech);
        if (resp.neg_state == NegTokenResp::kRequestMic) text += " and rejects what was preferred";
    }
    if (resp.response_token && !resp.response_token->empty())
        text += ", with " + inner_text(*resp.response_token);
    if (resp.mech_list_mic) text += ", mechListMIC";
    return text;
}

}  // namespace

std::string mechanism_text(BytesView oid) {
    const auto mechanism = mechanism_of(oid);
    return mechanism == Mechanism::other ? dotted(oid) : std::string(name(mechanism));
}

std::string nego_token_text(BytesView token) {
    if (!looks_like_spnego(token)) return inner_text(token);
    Reader in(token);
    const auto read = read_spnego(in);
    if (!read) return "malformed SPNEGO: " + to_string(read.error());
    if (const auto* init = std::get_if<NegTokenInit>(&*read)) return init_text(*init);
    return resp_text(std::get<NegTokenResp>(*read));
}

std::string ts_request_text(BytesView message) {
    Reader in(message);
    const auto request = TsRequest::read(in);
    if (!request) return {};
    std::string text = "version " + std::to_string(request->version);
    if (request->nego_tokens)
        for (const auto& token : *request->nego_tokens) text += ", " + nego_token_text(token);
    if (request->pub_key_auth) text += ", pubKeyAuth";
    if (request->auth_info) text += ", authInfo";
    if (request->error_code) text += ", errorCode " + hex(request->error_code->value);
    return text;
}

}  // namespace badrdp::wire

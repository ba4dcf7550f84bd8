#include "sim/wire/names/credssp_samples.h"

#include "sim/wire/names/written.h"
#include "sim/wire/nla/early_user_auth.h"
#include "sim/wire/nla/ntlm.h"
#include "sim/wire/nla/spnego.h"
#include "sim/wire/nla/ts_request.h"

namespace badrdp::wire {

namespace {

// Where lengths take one byte, one more, and two more.
constexpr std::size_t kSizes[] = {0, 140, 400};

Writer with_token(TsRequest request, const Writer& token) {
    request.nego_tokens = {{token.bytes}};
    auto out = written(request);
    overlay(out, "tsRequest.negoTokens.negoToken", token);
    return out;
}

// The message as it is, and in the SPNEGO token of its turn.
void add(std::vector<Writer>& samples, const TsRequest& request, const Writer& message, bool first) {
    samples.push_back(with_token(request, message));
    const Bytes mech(kNtlmsspOid.begin(), kNtlmsspOid.end());
    auto token = first ? written(NegTokenInit{.mech_types = {mech}, .mech_token = message.bytes})
                       : written(NegTokenResp{.neg_state = NegTokenResp::kAcceptIncomplete,
                                              .supported_mech = mech,
                                              .response_token = message.bytes,
                                              .mech_list_mic = Bytes(16)});
    overlay(token, first ? "spnego.mechToken" : "spnego.responseToken", message);
    samples.push_back(with_token(request, token));
}

Writer challenge(std::size_t size) {
    NtlmChallenge message{.version = Bytes8{}};
    const auto info = written(AvPairs{{{av_id::nb_computer_name, Bytes(size)}}});
    message.target_info = message.add(info.bytes);
    auto out = written(message);
    for (auto span : info.fields) {
        span.at += message.target_info.offset;
        out.fields.push_back(span);
    }
    return out;
}

std::vector<Writer> of_errors() {
    return {written(TsRequest{.error_code = DerInteger{.value = 0xc000006d}})};
}

}  // namespace

std::vector<Writer> credssp_samples(Step step) {
    std::vector<Writer> samples;
    for (const auto size : kSizes) {
        const Bytes some(size);
        switch (step) {
            case Step::credssp_negotiate:
                add(samples, {.client_nonce = Bytes(TsRequest::kNonceBytes)},
                    written(NtlmNegotiate{.version = Bytes8{}, .payload = some}), true);
                break;
            case Step::credssp_challenge: add(samples, {}, challenge(size), false); break;
            case Step::credssp_authenticate:
                add(samples, {.pub_key_auth = some, .client_nonce = Bytes(TsRequest::kNonceBytes)},
                    written(NtlmAuthenticate{.version = Bytes8{}, .mic = Bytes16{}, .payload = some}), false);
                break;
            case Step::credssp_pubkey:
                samples.push_back(written(TsRequest{.pub_key_auth = some}));
                samples.push_back(with_token({.pub_key_auth = some},
                                             written(NegTokenResp{.neg_state = NegTokenResp::kAcceptCompleted,
                                                                  .mech_list_mic = Bytes(16)})));
                break;
            case Step::credssp_credentials: samples.push_back(written(TsRequest{.auth_info = some})); break;
            default: break;
        }
    }
    // An error stands where the server's answer would.
    if (step == Step::credssp_challenge || step == Step::credssp_pubkey)
        for (auto& error : of_errors()) samples.push_back(std::move(error));
    if (step == Step::early_user_auth) samples.push_back(written(EarlyUserAuthResult{}));
    return samples;
}

}  // namespace badrdp::wire

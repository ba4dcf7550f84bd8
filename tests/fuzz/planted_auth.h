// Authentication with a bug each, of the kinds that RDP programs have had.
#pragma once

#include "sim/auth/credssp_client.h"
#include "sim/auth/credssp_server.h"
#include "sim/wire/nla/ntlm.h"
#include "sim/wire/nla/spnego.h"
#include "sim/wire/nla/ts_request.h"

namespace badrdp::fuzz::planted {

// Knows the fields of version 4, and drops what came later.
struct ForgetsNonce : wire::TsRequest {
    static wire::Expected<ForgetsNonce> read(wire::Reader& in) {
        auto request = TsRequest::read(in);
        if (!request) return std::unexpected(request.error());
        request->client_nonce.reset();
        return ForgetsNonce{*request};
    }
    friend bool operator==(const ForgetsNonce&, const ForgetsNonce&) = default;
};

// Takes an offset for what it says.
struct TrustsOffsets : wire::NtlmChallenge {
    static wire::Expected<TrustsOffsets> read(wire::Reader& in) {
        const auto left = in.peek();
        auto challenge = NtlmChallenge::read(in);
        if (challenge) return TrustsOffsets{*challenge};
        if (!challenge.error().why.starts_with("points ")) return std::unexpected(challenge.error());
        // As if the check were not there.
        wire::Bytes harmless(left.begin(), left.end());
        for (const std::size_t at : {12u, 13u, 40u, 41u}) harmless[at] = 0;
        wire::Reader again(harmless);
        auto trusted = NtlmChallenge::read(again);
        if (!trusted) return std::unexpected(trusted.error());
        const auto number = [&](std::size_t at) { return left[at] | std::uint32_t{left[at + 1]} << 8; };
        trusted->target_name.length = static_cast<std::uint16_t>(number(12));
        trusted->target_info.length = static_cast<std::uint16_t>(number(40));
        return TrustsOffsets{*trusted};
    }
    friend bool operator==(const TrustsOffsets&, const TrustsOffsets&) = default;
};

// Reads a MIC, and does not keep it.
struct ForgetsMic : wire::NegTokenResp {
    static wire::Expected<ForgetsMic> read(wire::Reader& in) {
        auto resp = NegTokenResp::read(in);
        if (!resp) return std::unexpected(resp.error());
        resp->mech_list_mic.reset();
        return ForgetsMic{*resp};
    }
    friend bool operator==(const ForgetsMic&, const ForgetsMic&) = default;
};

// Success by default: goes on when the password was wrong.
class FailsOpenServer : public auth::CredSspServer {
public:
    using CredSspServer::CredSspServer;

    Reply hear(wire::BytesView bytes) {
        auto reply = CredSspServer::hear(bytes);
        const auto* refused = std::get_if<auth::Refused>(&reply.result);
        if (refused && refused->why == "wrong password") reply.result = auth::More{};
        return reply;
    }
};

// Does not look at the errorCode.
class IgnoresErrors : public auth::CredSspClient {
public:
    using CredSspClient::CredSspClient;

    Reply hear(wire::BytesView bytes) {
        wire::Reader in(bytes);
        auto request = wire::TsRequest::read(in);
        if (!request || !request->error_code) return CredSspClient::hear(bytes);
        request->error_code.reset();
        wire::Writer out;
        request->write(out);
        return CredSspClient::hear(out.bytes);
    }
};

}  // namespace badrdp::fuzz::planted

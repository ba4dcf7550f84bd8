// NTLM bare or inside SPNEGO [RFC 4178], as CredSSP's negoTokens carry it. The server follows what the client
// does; the client is told which.
#pragma once

#include "sim/auth/ntlm_acceptor.h"
#include "sim/auth/ntlm_initiator.h"
#include "sim/wire/nla/spnego.h"

namespace badrdp::auth {

class NegoAcceptor {
public:
    struct Reply {
        std::optional<wire::Writer> token{};
        std::optional<NtlmAcceptor::Proven> proven{};  // and the exchange of tokens is over
    };

    explicit NegoAcceptor(NtlmAcceptor::Order order) : ntlm_(std::move(order)) {}

    std::expected<Reply, Trouble> hear(BytesView token);

    // A NEGOTIATE has been answered: what comes next must prove something.
    bool challenged() const { return challenged_; }

private:
    std::expected<Reply, Trouble> hear_ntlm(BytesView message);
    std::expected<Reply, Trouble> hear_init(const wire::NegTokenInit& init);
    std::expected<Reply, Trouble> hear_resp(const wire::NegTokenResp& resp);
    std::expected<Reply, Trouble> wrap(std::expected<Reply, Trouble> reply);

    NtlmAcceptor ntlm_;
    std::optional<bool> spnego_;  // once the first token has told
    bool challenged_ = false;
    bool mic_needed_ = false;  // NTLM was not what the client wanted most
    Bytes mech_types_;
};

class NegoInitiator {
public:
    struct Reply {
        wire::Writer token;
        NtlmSeal seal;
    };

    NegoInitiator(NtlmInitiator::Order order, bool spnego) : ntlm_(std::move(order)), spnego_(spnego) {}

    wire::Writer start();
    std::expected<Reply, Trouble> hear(BytesView token);

    // A token that comes with the server's proof; without one there is nothing to check.
    std::optional<Trouble> finish(BytesView token, NtlmSeal& seal) const;

private:
    NtlmInitiator ntlm_;
    bool spnego_ = false;
    Bytes mech_types_;
};

}  // namespace badrdp::auth

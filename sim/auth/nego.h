// NTLM bare or inside SPNEGO [RFC 4178], as CredSSP's negoTokens carry it, and Kerberos inside SPNEGO for a
// host that is in a realm. The server follows what the client does; the client is told which.
#pragma once

#include "sim/auth/kerberos.h"
#include "sim/auth/ntlm_acceptor.h"
#include "sim/auth/ntlm_initiator.h"
#include "sim/wire/nla/mechanism.h"
#include "sim/wire/nla/spnego.h"

namespace badrdp::auth {

class NegoAcceptor {
public:
    // Who has proved it, and the keys.
    struct Proven {
        Account account;
        std::shared_ptr<Seal> seal;
    };

    struct Reply {
        std::optional<wire::Writer> token{};
        std::optional<Proven> proven{};  // and the exchange of tokens is over, but for what finish() reads
    };

    // `kerberos`: none where the host is in no realm.
    explicit NegoAcceptor(NtlmAcceptor::Order order, std::unique_ptr<KerberosAcceptor> kerberos = {});

    std::expected<Reply, Trouble> hear(BytesView token);

    // A NEGOTIATE has been answered: what comes next must prove something.
    bool challenged() const { return challenged_; }

    // Kerberos has proved the client with its first message. What it says next need bring no token, but where
    // Kerberos was not its first choice a signature of its list [RFC 4178 5].
    bool accepted() const { return accepted_; }
    std::optional<Trouble> finish(std::optional<BytesView> token);

private:
    std::expected<Reply, Trouble> hear_ntlm(BytesView message);
    std::expected<Reply, Trouble> hear_init(const wire::NegTokenInit& init);
    std::expected<Reply, Trouble> hear_resp(const wire::NegTokenResp& resp);
    std::expected<Reply, Trouble> hear_kerberos(BytesView ap_req, bool first);
    std::expected<Reply, Trouble> wrap(std::expected<Reply, Trouble> reply);
    bool takes(BytesView mechanism) const;
    bool kerberos_is_chosen() const;

    std::vector<Account> accounts_;
    bool takes_ntlm_ = true;
    NtlmAcceptor ntlm_;
    std::shared_ptr<KerberosAcceptor> kerberos_;
    std::optional<bool> spnego_;  // once the first token has told
    bool challenged_ = false;
    bool accepted_ = false;
    bool mic_needed_ = false;  // what was chosen is not what the client wanted most
    Bytes chosen_;             // mechanism
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

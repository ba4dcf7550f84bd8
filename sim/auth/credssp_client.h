// The client's half of CredSSP [MS-CSSP 3.1.5]. It delegates credentials only to a server that has proved to
// hold the session's keys and the key of the TLS certificate; an errorCode ends it at once.
#pragma once

#include "sim/auth/credssp.h"
#include "sim/auth/credssp_server.h"
#include "sim/auth/nego.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::auth {

struct ClientOrder {
    Credentials credentials{};
    std::optional<Credentials> delegates{};  // others than those it logs on with
    std::string workstation = "BADRDP";
    std::string target_name = "TERMSRV/127.0.0.1";
    Bytes server_public_key{};  // SubjectPublicKey of the certificate that TLS has shown
    std::uint32_t version = kNewestVersion;
    bool spnego = false;
    Random random{};
    std::uint64_t now = 0;  // a FILETIME
    LeftBehind leaves = LeftBehind::password;
    ClientKnobs knobs{};
};

// The credentials are on their way; what follows is no longer CredSSP.
struct Delegated {};

class CredSspClient {
public:
    struct Reply {
        wire::Step heard = wire::Step::none;
        wire::Step said = wire::Step::none;
        std::optional<wire::Writer> send{};
        std::variant<Refused, More, Delegated, wire::Malformed> result{};
    };

    explicit CredSspClient(ClientOrder order);

    wire::Writer start();  // credssp_negotiate
    Reply hear(BytesView ts_request);

    std::uint32_t negotiated_version() const;  // 0 while the server has not said its own
    bool over() const { return stage_ == Stage::over; }

private:
    enum class Stage : std::uint8_t { challenge, pubkey, over };

    Reply challenged(const wire::TsRequest& request);
    Reply bound(const wire::TsRequest& request);
    std::optional<Trouble> why_unproven(const wire::TsRequest& request);
    Reply stop(const Trouble& trouble);
    wire::Writer delegate();
    std::uint32_t claimed_version() const { return order_.knobs.claims.value_or(order_.version); }

    ClientOrder order_;
    NegoInitiator nego_;
    Stage stage_ = Stage::challenge;
    std::uint32_t peer_version_ = 0;
    Bytes nonce_;
    std::optional<NtlmSeal> seal_;
};

}  // namespace badrdp::auth

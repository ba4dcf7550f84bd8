// The server's half of CredSSP [MS-CSSP 3.1.5]: TSRequests come in, TSRequests and a verdict go out. What has
// not been proved is refused: that is how every result begins.
#pragma once

#include "sim/auth/credssp.h"
#include "sim/auth/nego.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::auth {

struct ServerOrder {
    std::vector<Account> accounts{};
    Bytes server_public_key{};  // SubjectPublicKey of the certificate that TLS has shown
    std::uint32_t version = kNewestVersion;
    HostNames names{};
    Random random{};
    std::uint64_t now = 0;  // a FILETIME
    ServerKnobs knobs{};
    // Both ends have said so in the negotiation [MS-RDPBCGR 2.2.1.1.1, 2.2.1.2.1]: whoever proves himself may
    // leave no credentials, or a ticket alone.
    bool takes_nothing = false;
    bool takes_ticket = false;
    KerberosMaker kerberos{};  // nothing: the host is in no realm
};

struct More {};

struct Authenticated {
    Account account;
    Credentials delegated;  // empty where no password was left
};

class CredSspServer {
public:
    struct Reply {
        wire::Step heard = wire::Step::none;  // which exchange that was, as far as it could be told
        wire::Step said = wire::Step::none;   // what `send` is; an error stands where its answer would
        std::optional<wire::Writer> send{};
        std::optional<LeftBehind> left{};  // by this message, whether it let anybody in or not
        std::variant<Refused, More, Authenticated, wire::Malformed> result{};
    };

    explicit CredSspServer(ServerOrder order);

    // Of one whole TSRequest. After any result but More it is over, and everything is refused.
    Reply hear(BytesView ts_request);

    std::uint32_t negotiated_version() const;  // 0 while the client has not said its own
    bool over() const { return stage_ == Stage::over; }

private:
    enum class Stage : std::uint8_t { negotiate, authenticate, credentials, over };
    struct Left {
        LeftBehind what = LeftBehind::nothing;
        Credentials credentials{};
    };

    Reply negotiate(const wire::TsRequest& request);
    Reply authenticate(const wire::TsRequest& request);
    Reply credentials(const wire::TsRequest& request);
    Reply admit(std::expected<Left, Trouble> left);
    std::optional<wire::Malformed> why_out_of_turn(const wire::TsRequest& request) const;
    static std::expected<Left, Trouble> read_credentials(BytesView plain);
    bool takes(const Left& left) const;
    std::expected<std::optional<wire::Writer>, Trouble> prove(const wire::TsRequest& request);
    std::optional<wire::TsRequest> bound(const wire::TsRequest& request, Refused& why);
    Reply go_on(Stage next, wire::Step said, wire::Writer send);
    Reply refuse(wire::Step said, Refused why, std::optional<std::uint32_t> ordered = {});
    Reply give_up(wire::Step said, const Trouble& trouble);
    wire::Writer error(std::uint32_t status) const;
    std::uint32_t claimed_version() const { return order_.knobs.claims.value_or(order_.version); }

    ServerOrder order_;
    NegoAcceptor nego_;
    Stage stage_ = Stage::negotiate;
    std::uint32_t peer_version_ = 0;
    std::optional<Bytes> nonce_;
    std::optional<NegoAcceptor::Proven> proven_;
};

}  // namespace badrdp::auth

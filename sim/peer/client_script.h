// What an honest client says and reads at each step, whatever its choices are.
#pragma once

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "sim/auth/credssp_client.h"
#include "sim/peer/action.h"
#include "sim/peer/bandwidth.h"
#include "sim/peer/choices.h"
#include "sim/peer/data_layer.h"
#include "sim/peer/license_client.h"
#include "sim/peer/script.h"
#include "sim/wire/mcs/server_data.h"
#include "sim/wire/security/server_certificate.h"
#include "sim/wire/sequence/sequence.h"
#include "sim/wire/share/share_control.h"

namespace badrdp::peer {

using wire::Agreement;
using wire::Shared;

class ClientScript {
public:
    ClientScript(Shared<ClientChoices> choices, Shared<Environment> around);

    const Agreement& agreement() const { return agreement_; }
    Due due(Step step) const;
    void compose(Step step, Actions& out);
    // An End among `out` is the end of the conversation.
    void read(const Opened& message, Actions& out);
    Opened open_ts_request(wire::Bytes message);
    std::expected<Opened, wire::Malformed> open(wire::Bytes packet) {
        measure_.saw(packet.size());
        return data_.open(std::move(packet));
    }
    std::expected<Opened, wire::Malformed> open_fast_path(wire::Bytes packet) {
        measure_.saw(packet.size());
        return data_.open_fast_path(std::move(packet));
    }
    std::optional<Opened> behind(Opened heard) const { return data_.behind(std::move(heard)); }

    // Something that may come at any time and changes nothing in the sequence; true: it was that.
    bool interlude(const Opened& message, Actions& out);
    // A step without bytes has been reached; true: the share starts over.
    bool reached(Step step, Actions& out);

    void seal(Say& say) { data_.seal(say); }
    const DataLayer& data() const { return data_; }
    void tls_up(wire::BytesView server_public_key);

private:
    using Trouble = std::optional<End>;

    wire::Writer request();
    wire::Writer rdstls_request() const;
    wire::Writer aad_request() const;
    wire::Writer connect_initial() const;
    void exchange_keys(Actions& out);
    Say client_info() const;
    Say confirm_active() const;
    void assume();
    auth::LeftBehind leaves() const;
    wire::ShareData share() const;

    Trouble read_pdu(const Opened& message);
    Trouble read_confirm(const Opened& message);
    Trouble read_early_user_auth(const Opened& message) const;
    Trouble read_rdstls_capabilities(const Opened& message) const;
    Trouble read_rdstls_response(const Opened& message) const;
    Trouble read_aad_nonce(const Opened& message);
    Trouble read_aad_result(const Opened& message) const;
    Trouble read_connect_response(const Opened& message);
    Trouble read_security(const wire::ServerSecurityData& security);
    Trouble read_certificate(wire::BytesView certificate);
    Trouble read_certificate_chain(wire::BytesView chain);
    Trouble read_attach_confirm(const Opened& message);
    Trouble read_join_confirm(const Opened& message);
    Trouble read_auto_detect(const Opened& message);
    Trouble read_license(const Opened& message);
    Trouble read_multitransport(const Opened& message);
    Trouble read_demand_active(const Opened& message);
    Trouble read_redirection(const Opened& message) const;
    Trouble read_in_session(const Opened& message) const;
    Trouble read_update(const Opened& message) const;
    Trouble read_unknown(const Opened& message) const;
    void read_credssp(Actions& out);
    bool answer_late(const Opened& message, Actions& out);
    bool unasked(wire::Step step) const;

    Shared<ClientChoices> choices_;
    Shared<Environment> around_;
    Agreement agreement_;
    DataLayer data_{Role::client};

    // Large, and not there for most of a connection.
    std::unique_ptr<auth::CredSspClient> credssp_;
    bool negotiated_ = false;  // has said its first TSRequest
    std::unique_ptr<auth::CredSspClient::Reply> reply_;

    std::string aad_nonce_;  // the server's

    EncryptionLevel encryption_level_{};
    std::array<std::uint8_t, 32> server_random_{};
    wire::RsaPublicKey server_key_{};
    bool was_told_ = false;       // which protocol is selected, or takes one for that
    bool extended_data_ = false;  // the server has said that it knows the newer settings blocks
    std::vector<std::uint16_t> channels_;
    std::deque<std::uint16_t> to_join_;
    bool skips_joins_ = false;
    bool licensing_ = false;  // has begun
    LicenseClient licenses_;
    wire::Bytes granted_;  // a licence, until it is handed out
    std::optional<std::uint16_t> joining_;
    Bandwidth measure_;        // that the server has asked for
    std::deque<Say> answers_;  // to questions of the server that are still to be said, by step
    std::uint32_t share_id_ = 0;
    bool fonts_told_ = false;
    bool was_active_ = false;
};

}  // namespace badrdp::peer

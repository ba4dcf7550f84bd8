// What an honest host says and reads at each step, whatever its choices are.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "sim/auth/credssp_server.h"
#include "sim/peer/action.h"
#include "sim/peer/choices.h"
#include "sim/peer/data_layer.h"
#include "sim/peer/license_host.h"
#include "sim/peer/script.h"
#include "sim/wire/mcs/mcs_connect_initial.h"
#include "sim/wire/mcs/mcs_connect_response.h"
#include "sim/wire/sequence/sequence.h"

namespace badrdp::peer {

using wire::Agreement;
using wire::Shared;

class ServerScript {
public:
    ServerScript(Shared<ServerChoices> choices, Shared<Environment> around);

    const Agreement& agreement() const { return agreement_; }
    Due due(Step step) const;
    void compose(Step step, Actions& out);
    // An End among `out` is the end of the conversation.
    void read(const Opened& message, Actions& out);
    Opened open_ts_request(wire::Bytes message);
    std::expected<Opened, wire::Malformed> open(wire::Bytes packet);
    std::expected<Opened, wire::Malformed> open_fast_path(wire::Bytes packet) {
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

    wire::Writer confirm();
    wire::Writer aad_nonce();
    wire::Writer connect_response();
    wire::ServerSecurityData security_data();
    wire::Bytes certificate() const;
    wire::Bytes certificate_chain() const;
    Say joined();
    Say detect();
    void license(Actions& out);
    wire::ServerLicenseRequest license_request();
    void answer_license(const LicenseHost::Next& next, Actions& out);
    Trouble read_license_response(const Opened& message);
    Say offer_multitransport();
    Say demand_active() const;
    Say session_info() const;
    Say redirection() const;
    void say_unasked(Step step, Actions& out) const;
    void paint(Actions& out) const;
    void take_leave(Actions& out);

    Trouble read_pdu(const Opened& message);
    Trouble read_preconnection(const Opened& message) const;
    Trouble read_request(const Opened& message);
    Trouble read_rdstls_request(const Opened& message);
    Trouble read_aad_request(const Opened& message);
    Trouble read_connect_initial(const Opened& message);
    Trouble read_join(const Opened& message);
    Trouble read_security_exchange(const Opened& message);
    Trouble read_font_list(const Opened& message);
    void read_credssp(Actions& out);

    Shared<ServerChoices> choices_;
    Shared<Environment> around_;
    Agreement agreement_;
    std::uint8_t request_flags_ = 0;
    bool turns_away_ = false;          // somebody who has left no password
    Protocols told_ = Protocols::rdp;  // selectedProtocol of its RDP_NEG_RSP; without one the client says rdp
    DataLayer data_{Role::server};

    // Large, and not there for most of a connection.
    std::unique_ptr<auth::CredSspServer> credssp_;
    std::unique_ptr<auth::CredSspServer::Reply> reply_;  // to the TSRequest that was just read

    std::uint32_t rdstls_result_ = 0;
    std::string aad_nonce_;
    std::uint32_t aad_result_ = 0;

    wire::ClientCoreData core_{};
    std::vector<std::uint16_t> channels_;  // ids of the client's static virtual channels
    std::uint16_t client_user_ = 0;
    std::optional<std::uint16_t> wants_to_join_;
    std::array<std::uint8_t, 32> server_random_{};
    LicenseHost licenses_;
    std::optional<LicenseHost::Next> license_next_;  // to the answer that was read last
    bool licensing_begun_ = false;
    bool license_answered_ = false;
    bool licensed_ = false;
    bool detects_ = false;  // the round trip: both ends know how
    bool detecting_ = false;
    bool detected_ = false;
    bool skips_joins_ = false;
    std::uint32_t multitransports_left_ = 0;
    unsigned reactivations_left_ = 0;
    bool fonts_told_ = false;
    bool fonts_mapped_ = false;
    bool sharing_ = false;  // the client has confirmed a share
};

}  // namespace badrdp::peer

// In which conversation a machine is to hold its own: what the first bytes of an input choose.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/peer/preconnection.h"
#include "sim/peer/redirection.h"
#include "sim/wire/io/malformed.h"

namespace badrdp::fuzz {

// The account that nobody may know: no input and no seed has its password, and no hash of it.
inline auth::Account unknowable() { return {.name = "alice", .password = "d3f1-not-in-any-seed-77"}; }

struct MachineMode {
    static constexpr std::size_t kHeader = 4;

    peer::ServerChoices server{};
    peer::ClientChoices client{};
    bool needs_nla = false;
    // The end that is not on trial knows the password.
    bool knows_password = true;

    // From the first bytes: security protocol and what else a connection may begin with, variations, versions
    // of CredSSP, and its knobs.
    static MachineMode from(const std::array<std::uint8_t, kHeader>& header, wire::Role on_trial);

private:
    void choose_security(std::uint8_t which);
    void begin_otherwise(std::uint8_t bits);
    void vary(std::uint8_t bits);
    void choose_accounts(std::uint8_t which, bool none, wire::Role on_trial);
    void turn_knobs(std::uint8_t which);
};

enum class MachineSecurity : std::uint8_t {
    tls,
    rdp_none,
    rc4_40,
    rc4_56,
    rc4_128,
    low,
    high,
    fips,
    rdstls,
    rdsaad,
    nla_stranger,
    nla_ex_stranger,
    nla,
    nla_ex,
    count
};

inline void MachineMode::choose_security(std::uint8_t which) {
    using peer::EncryptionLevel;
    using peer::EncryptionMethod;
    using peer::Protocols;
    using enum MachineSecurity;
    const auto security = static_cast<MachineSecurity>(which % static_cast<std::uint8_t>(count));
    needs_nla = security >= nla_stranger;
    client.requests = Protocols::ssl;
    if (needs_nla) {
        const bool ex = security == nla_ex || security == nla_ex_stranger;
        server.accepts = ex ? Protocols::hybrid_ex : Protocols::hybrid;
        client.requests = Protocols::ssl | Protocols::hybrid | (ex ? Protocols::hybrid_ex : Protocols::rdp);
        client.insists_on_nla = true;
        knows_password = security >= MachineSecurity::nla;
        return;
    }
    if (security == tls) return;
    if (security == rdstls) {
        server.accepts = Protocols::rdstls;
        client.requests = Protocols::ssl | Protocols::rdstls;
        client.redirected = peer::redirection_packet({.redirection = peer::Redirection::handover}, {});
        return;
    }
    if (security == rdsaad) {
        server.accepts = Protocols::rdsaad;
        client.requests = Protocols::rdsaad;
        return;
    }
    server.accepts = {};
    server.accepts_rdp = true;
    client.requests = Protocols::rdp;
    struct Row {
        MachineSecurity security;
        EncryptionMethod method;
        EncryptionLevel level;
    };
    constexpr std::array kRows{Row{rdp_none, EncryptionMethod::none, EncryptionLevel::none},
                               Row{rc4_40, EncryptionMethod::rc4_40, EncryptionLevel::client_compatible},
                               Row{rc4_56, EncryptionMethod::rc4_56, EncryptionLevel::client_compatible},
                               Row{rc4_128, EncryptionMethod::rc4_128, EncryptionLevel::client_compatible},
                               Row{low, EncryptionMethod::rc4_128, EncryptionLevel::low},
                               Row{high, EncryptionMethod::rc4_128, EncryptionLevel::high},
                               Row{fips, EncryptionMethod::fips, EncryptionLevel::fips}};
    const auto row = std::ranges::find(kRows, security, &Row::security);
    server.encryption_method = row->method;
    server.encryption_level = row->level;
}

// From what the protocol leaves of the first byte: 0 to 18, and 0 changes nothing.
inline void MachineMode::begin_otherwise(std::uint8_t bits) {
    using peer::Preconnecting;
    using peer::Protocols;
    if ((bits & 1) != 0)
        server.licensing = static_cast<peer::Licensing>(4 + std::to_underlying(server.licensing));
    if ((bits & 2) != 0) {
        constexpr std::string_view kept = "a licence that badrdp has issued";
        client.license.assign(kept.begin(), kept.end());
        server.hello_within = std::chrono::seconds(3);
    }
    // Both ends begin with the same protocol, and with none that is on trial elsewhere.
    const bool may_begin = server.accepts == Protocols::ssl || server.accepts == Protocols::hybrid;
    server.direct = client.direct = (bits & 4) != 0 && may_begin;
    if ((bits & 8) != 0) {
        server.preconnection = Preconnecting::wanted;
        client.preconnection = wire::Preconnection{.id = peer::kMachineId};
    }
    if ((bits & 16) != 0) server.preconnection = Preconnecting::unknown;
}

inline void MachineMode::vary(std::uint8_t bits) {
    server.licensing = static_cast<peer::Licensing>(bits & 3);
    server.skips_channel_join = (bits & 4) != 0;
    server.auto_detects = (bits & 8) != 0;
    server.multitransport = (bits & 8) != 0 ? 3 : 0;
    server.reactivations = (bits & 16) != 0 ? 2 : 0;
    server.saves_session_info = (bits & 16) != 0;
    if ((bits & 32) != 0) client.channels = {"rdpdr", "cliprdr", "rdpsnd"};
    if ((bits & 64) != 0) {
        client.stays = std::chrono::seconds(1);
        server.parting = {.how = peer::Parting::How::deactivate, .delay = std::chrono::milliseconds(1)};
    }
    client.desktop_width = client.desktop_height = 64;  // small pictures, quickly painted
}

inline void MachineMode::choose_accounts(std::uint8_t which, bool none, wire::Role on_trial) {
    const auto honest = unknowable();
    server.accounts = {honest};
    client.account = honest;
    server.credssp_version = 2 + which % 5U;
    client.credssp_version = 2 + which / 5 % 5U;
    if (knows_password) return;
    const std::array wrong{auth::Account{.name = "alice", .password = "guess"},
                           auth::Account{.name = "alice"}, auth::Account{.password = "guess"},
                           auth::Account{}};
    const auto& guess = wrong[which / 25 % wrong.size()];
    const bool listed = guess.name.empty() || guess.password.empty();  // which makes it no account
    if (on_trial == wire::Role::server) client.account = guess;
    if (none) server.accounts.clear();
    if (none ? listed && which % 2 == 0 : on_trial == wire::Role::client) server.accounts = {guess};
}

inline void MachineMode::turn_knobs(std::uint8_t which) {
    auto& knobs = server.credssp;
    knobs.pub_key_auth = static_cast<auth::PubKeyAuth>(which % 5);
    knobs.says_error_code = (which & 8) == 0;
    knobs.target_info = (which & 16) == 0;
    knobs.timestamp = (which & 32) == 0;
    if ((which & 64) != 0) knobs.garbage_token = static_cast<auth::Round>(which % 3);
    if ((which & 128) != 0) knobs.error_at_authenticate = which % 2;
}

inline MachineMode MachineMode::from(const std::array<std::uint8_t, kHeader>& header, wire::Role on_trial) {
    MachineMode mode;
    mode.choose_security(header[0]);
    mode.vary(header[1]);
    mode.begin_otherwise(header[0] / static_cast<std::uint8_t>(MachineSecurity::count));
    mode.choose_accounts(header[2], (header[1] & 128) != 0, on_trial);
    // What is wrong with a host may be anything while it knows nobody's password; those who do know it meet
    // an honest one.
    if (!mode.knows_password && on_trial == wire::Role::server) mode.turn_knobs(header[3]);
    return mode;
}

}  // namespace badrdp::fuzz

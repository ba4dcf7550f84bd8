// Keys of [host] that say something about what this host never comes to: whoever wrote one believes that it
// is played.
#include <fmt/format.h>

#include "harness/data/scenario/read.h"

namespace badrdp::harness {
namespace {

// What this host may come to, from its own choices.
struct Comes {
    // Settings that keep a host silent, or make it refuse everybody, can be mended: what is wrong behind them
    // is met then.
    Comes(const host::Host& host, bool can_be_mended) {
        using enum wire::Protocols;
        const auto& server = host.server;
        const bool answers = can_be_mended || (host.listening == host::Listening::normal && !server.failure);
        const auto chosen = server.select.value_or(server.accepts);
        tls = answers && server.negotiates && chosen != rdp;
        credssp = tls && has_any(chosen, wire::kNla);
        early_user_auth = tls && has_any(chosen, hybrid_ex);
        standard = answers && (server.select ? *server.select == rdp : server.accepts_rdp);
        session = answers;
        using How = peer::Parting::How;
        const bool parts_early =
            server.parting.after == wire::Step::client_info && server.parting.how != How::stays;
        licensing = session && !parts_early;
        using peer::Licensing;
        const bool refuses =
            server.licensing == Licensing::refused || server.licensing == Licensing::new_license;
        // Whoever has none yet, or shows none, may come further.
        const bool may_refuse = refuses || server.licensing == Licensing::challenge_refused ||
                                server.licensing == Licensing::presented_refused;
        licensing_error = licensing && may_refuse;
        active = licensing && !refuses && !server.redirects;
        redirected_logon = tls && has_any(chosen, rdstls);
        entra_logon = tls && has_any(chosen, rdsaad);
    }

    bool session, tls, credssp, early_user_auth, standard, licensing, licensing_error, active,
        redirected_logon, entra_logon;
};

void unread(const Table& table, std::string_view key, bool is_read, std::string_view unless) {
    if (is_read) return;
    for (const auto& [name, at] : table.keys())
        if (name == key) table.reading().unread(at, fmt::format("nobody reads '{}': {}", key, unless));
}

void check_tables(Table& host, const Comes& comes) {
    struct Row {
        std::string_view key;
        bool is_read;
        std::string_view unless;
    };
    for (const auto& [key, is_read, unless] :
         {Row{"flags", comes.session,
              "a refusal of the negotiation has no flags, and a closed port no answer"},
          Row{"refuses_restricted_admin", comes.credssp, "this host never speaks CredSSP"},
          Row{"hello_within", comes.tls, "this host never speaks TLS"},
          Row{"closes_behind_alert", comes.tls, "this host never speaks TLS"},
          Row{"tls", comes.tls, "this host never speaks TLS"},
          Row{"certificate", comes.tls, "this host never speaks TLS"},
          Row{"rdp", comes.standard, "this host never speaks Standard RDP Security"},
          Row{"credssp", comes.credssp, "this host never speaks CredSSP; 'accepts' needs \"nla\""},
          Row{"account", comes.credssp, "nobody logs on to a host that never speaks CredSSP"},
          Row{"session", comes.session, "this host lets nobody that far"}})
        unread(host, key, is_read, unless);
}

void check_session(const Table& table, const peer::ServerChoices& server, const Comes& comes) {
    using How = peer::Parting::How;
    constexpr std::string_view parts_early = "the host parts before the licence";
    constexpr std::string_view not_active = "this session is never active";
    for (const std::string_view key : {"licensing", "multitransport"})
        unread(table, key, comes.licensing, parts_early);
    for (const std::string_view key : {"reactivations", "saves_session_info", "says_when_active"})
        unread(table, key, comes.active, not_active);
    unread(table, "licensing_error", comes.licensing_error,
           "it goes with licensing = \"refused\", \"new_license\", \"challenge_refused\" or "
           "\"presented_refused\"");
    unread(table, "session_info", server.saves_session_info, "it goes with saves_session_info = true");
    unread(table, "redirects", comes.licensing && !comes.licensing_error, "this host is done before");
    const bool redirects = server.redirects || server.says_when_active == wire::Step::server_redirection;
    for (const std::string_view key : {"redirection", "redirection_token"})
        unread(table, key, redirects,
               "it goes with redirects = true or says_when_active = \"server_redirection\"");
    unread(table, "names_other_certificate", redirects && server.redirection == peer::Redirection::handover,
           "it goes with redirection = \"handover\"");
    unread(table, "rdstls_result", comes.redirected_logon, "it goes with \"rdstls\" among 'accepts'");
    unread(table, "aad_result", comes.entra_logon, "it goes with \"rdsaad\" among 'accepts'");
    unread(table, "error_info", server.parting.how == How::error_info,
           "it goes with parting = \"error_info\"");
    unread(table, "parts_after", table.has("parting") && server.parting.how != How::stays,
           "it says when a host takes its leave, and 'parting' how");
    unread(table, "parting_delay", server.parting.how != How::stays, "this host never takes its leave");
}

}  // namespace

void check_unread(Table& table, const host::Host& host) {
    const Comes comes(host, table.has("settings"));
    check_tables(table, comes);
    if (!comes.session) return;
    if (const auto credssp = table.has("credssp") ? table.table("credssp") : std::nullopt)
        if (comes.credssp)
            unread(*credssp, "early_user_auth", comes.early_user_auth,
                   "it goes with \"nla_ex\" among 'accepts'");
    if (const auto session = table.has("session") ? table.table("session") : std::nullopt)
        check_session(*session, host.server, comes);
}

}  // namespace badrdp::harness

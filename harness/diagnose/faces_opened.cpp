// Conversations whose TLS was opened with keys: what the ends said inside names the cause.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/diagnose/reading.h"
#include "sim/wire/license/license.h"
#include "sim/wire/mcs/mcs_domain.h"

namespace badrdp::harness::diagnosis {
namespace {

using capture::OpenedFacts;
using wire::Role;
using wire::Step;

// NTSTATUS [MS-ERREF 2.3.1] and SEC_E [2.1.1], as CredSSP's errorCode has them.
namespace status {
constexpr std::uint32_t access_denied = 0xc0000022, no_such_user = 0xc0000064, wrong_password = 0xc000006a,
                        logon_failure = 0xc000006d, not_supported = 0xc00000bb,
                        unsupported_function = 0x80090302, message_altered = 0x8009030f;
// The account is known, and may not: restriction, hours, workstation, expired password, disabled, type of
// logon, expired account, must change, locked out.
constexpr std::array kMayNot{0xc000006eu, 0xc000006fu, 0xc0000070u, 0xc0000071u, 0xc0000072u,
                             0xc000015bu, 0xc0000193u, 0xc0000224u, 0xc0000234u};
}  // namespace status

// errorInfo [MS-RDPBCGR 2.2.5.1.1].
namespace error_info {
constexpr std::uint32_t denied = 0x7, insufficient_privileges = 0x9, disconnected_by_user = 0xb,
                        logged_off = 0xc;
}  // namespace error_info

void explain_first(Draft& draft, std::string_view family, std::uint32_t code) {
    draft.out().next.push_back(
        {fmt::format("badrdp explain {}:{:#x}", family, code), "what this code means, and what leads to it"});
}

void no_cause_known(Draft& draft, std::string_view what) {
    draft.out().cannot.push_back(fmt::format("no cause of the catalogue is known for this {}", what));
}

Evidence said_by_host(const Reading& reading, std::string_view beginning, const Ending& ended) {
    const auto* event = reading.said(beginning, Role::server);
    return event ? Evidence{event->packet + 1,
                            event->detail.empty() ? event->what : event->what + ": " + event->detail}
                 : Evidence{ended.frame, std::string(beginning)};
}

void errorcode_of_credssp(const Reading& reading, std::uint32_t code, const Ending& ended, Draft draft) {
    const auto said = said_by_host(reading, "credssp errorCode", ended);
    const bool early = reading.talk.facts.deepest < Step::credssp_authenticate;
    const bool unsupported = code == status::not_supported || code == status::unsupported_function;
    explain_first(draft, "ntstatus", code);
    if (early && unsupported) {
        draft.out().says =
            "The host ends NLA before any challenge: it does not support what the client begins with.";
        auto& old = draft.suspect("C09", Certainty::likely, {"credssp/updated-clients-only"});
        old.evidence.push_back(said);
        old.rules_out = {{"C22", said.frame, "no account was named yet"},
                         {"C23", said.frame, "no account was named yet"}};
        return;
    }
    draft.out().says = fmt::format("The host refuses the logon inside NLA with errorCode {:#x}.", code);
    const std::vector<RuledOut> not_old{
        {"C09", said.frame, "both ends went beyond the exchange of versions"}};
    const auto put = [&](std::string_view cause, Certainty certainty, Scenarios scenarios) {
        auto& suspect = draft.suspect(cause, certainty, scenarios);
        suspect.evidence.push_back(said);
        suspect.rules_out = not_old;
    };
    if (std::ranges::find(status::kMayNot, code) != status::kMayNot.end()) {
        put("C23", Certainty::likely, {"accounts/refused"});
    } else if (code == status::access_denied) {
        put("C23", Certainty::possible, {"accounts/refused"});
    } else if (code == status::logon_failure || code == status::no_such_user ||
               code == status::wrong_password) {
        draft.out().says += " To the host, user name or password is wrong.";
        put("C22", Certainty::possible, {"accounts/duplicate-sid"});
    } else if (code == status::message_altered) {
        // What the client seals is bound to the key that TLS showed it [MS-CSSP 3.1.5].
        draft.out().says += " What the client has sealed is not for this host's key.";
        put("C12", Certainty::likely, {"path/middlebox-answers-tls"});
    } else {
        if (code == status::unsupported_function)
            draft.out().says +=
                " It takes no NTLM from this account: it wants Kerberos, which a client cannot use towards "
                "an "
                "address.";
        no_cause_known(draft, "errorCode");
    }
}

void early_authorization(const Reading& reading, const Ending& ended, Draft draft) {
    draft.out().says =
        "The host takes the credentials, and its Early User Authorization Result denies access.";
    auto& refused = draft.suspect("C23", Certainty::certain,
                                  {"accounts/not-in-the-group", "accounts/no-early-authorization"});
    refused.evidence.push_back(said_by_host(reading, "early_user_auth", ended));
    refused.rules_out.push_back({"C09", refused.evidence.front().frame, "credentials were taken"});
}

void turned_away(const Reading& reading, std::uint32_t code, const Ending& ended, Draft draft) {
    const auto said = said_by_host(reading, "set_error_info", ended);
    draft.out().says =
        fmt::format("The host turns the client away before a session, with Set Error Info {:#x}.", code);
    explain_first(draft, "errinfo", code);
    const bool of_account = code == error_info::denied || code == error_info::insufficient_privileges;
    if (!of_account) return no_cause_known(draft, "errorInfo");
    auto& refused = draft.suspect("C23", Certainty::likely,
                                  {"accounts/not-in-the-group", "session/error-info-before-active"});
    refused.evidence.push_back(said);
    refused.rules_out.push_back({"C12", said.frame, "the host says why it ends this"});
}

// The client leaves CredSSP by itself: what it misliked may be the host's version [MS-CSSP 3.1.5].
bool left_an_old_host(const Reading& reading, const Ending& ended, Draft draft) {
    constexpr std::uint32_t kUpdated = 5;  // the first version that binds both ends
    const auto& opened = reading.talk.facts.opened;
    const auto deepest = reading.talk.facts.deepest;
    const bool stopped =
        deepest >= Step::credssp_challenge && deepest < Step::credssp_credentials && ended.by == "client";
    if (!stopped || opened.credssp_server.value_or(kUpdated) >= kUpdated) return false;
    draft.out().says =
        fmt::format("The client leaves a host whose CredSSP is of version {}.", *opened.credssp_server);
    auto& old = draft.suspect("C09", Certainty::likely, {"credssp/old-host", "credssp/host-not-updated"});
    old.evidence.push_back(said_by_host(reading, "credssp_challenge", ended));
    old.rules_out.push_back({"C23", ended.frame, "it is the client that ends this"});
    return true;
}

}  // namespace

bool face_of_opened(const Reading& reading, Draft draft) {
    const auto& opened = reading.talk.facts.opened;
    if (!opened.any) return false;
    const auto ended = reading.ending();
    if (opened.credssp_error) return errorcode_of_credssp(reading, *opened.credssp_error, ended, draft), true;
    if (opened.early_user_auth.value_or(0) != 0) return early_authorization(reading, ended, draft), true;
    if (opened.license_error.value_or(wire::LicenseError::kValidClient) != wire::LicenseError::kValidClient) {
        draft.out().says =
            fmt::format("The host refuses the client's licence, with error {}.", *opened.license_error);
        draft.suspect("C35", Certainty::likely, {"licensing/refused", "licensing/presented-refused"})
            .evidence.push_back(said_by_host(reading, "license", ended));
        return true;
    }
    if (opened.error_info) return turned_away(reading, *opened.error_info, ended, draft), true;
    if (opened.connect_result.value_or(0) != 0) {
        draft.out().says =
            fmt::format("The host refuses the client's settings, with result {}.", *opened.connect_result);
        no_cause_known(draft, "result");
        return true;
    }
    return left_an_old_host(reading, ended, draft);
}

void judge_opened_session(const Reading& reading, Draft draft) {
    const auto& opened = reading.talk.facts.opened;
    auto& out = draft.out();
    if (opened.redirected) {
        out.state = HealthState::healthy;
        out.says = "The host sends the client on to another host.";
    } else if (opened.error_info == error_info::logged_off) {
        out.state = HealthState::healthy;
        out.says = "The session is up until the user logs off.";
    } else if (opened.error_info == error_info::disconnected_by_user) {
        const bool logged_on = reading.passed(Step::save_session_info);
        out.state = logged_on ? HealthState::healthy : HealthState::undetermined;
        out.says = "The session is up until the user ends it.";
        if (!logged_on)
            out.cannot.emplace_back(
                "the host never said that somebody had logged on: one that refuses Restricted Admin shows "
                "that in a "
                "session and ends it just so");
    } else if (opened.error_info) {
        out.state = HealthState::failed;
        out.says = fmt::format("The session is up, and the host ends it with Set Error Info {:#x}.",
                               *opened.error_info);
        explain_first(draft, "errinfo", *opened.error_info);
    } else if (opened.ultimatum_of_host == wire::DisconnectProviderUltimatum::kUserRequested) {
        // MS-RDPBCGR 1.3.1.4: so a host says that the user ended it there.
        out.state = HealthState::healthy;
        out.says = "The session is up until the user ends it on the host.";
    } else if (opened.ultimatum_of_host) {
        out.state = HealthState::undetermined;
        out.says = fmt::format("The session is up, and the host ends it with an ultimatum of reason {}.",
                               *opened.ultimatum_of_host);
        out.cannot.emplace_back("the host gives no reason in Set Error Info");
    }
}

}  // namespace badrdp::harness::diagnosis

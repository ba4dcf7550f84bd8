// Conversations that die between the X.224 Connection Request and TLS.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "harness/diagnose/reading.h"
#include "sim/wire/io/joined_text.h"
#include "sim/wire/x224/negotiation.h"

namespace badrdp::harness::diagnosis {
namespace {

using capture::Speech;
using wire::FailureCode;
using wire::Role;
using wire::Step;

std::string quoted_start(const std::string& bytes) {
    std::string out;
    for (const char c : bytes.substr(0, 24)) {
        if (c == '\r' || c == '\n') break;
        out += c >= ' ' && c <= '~' ? c : '.';
    }
    return out;
}

// Who answers is no RDP host.
bool another_service(const Reading& reading, Draft draft) {
    const auto& said = reading.talk.server.first_bytes;
    if (said.empty() || said[0] == 3 || reading.passed(Step::x224_confirm)) return false;
    const auto frame = reading.talk.server.first_data.frame;
    const bool ssh = said.starts_with("SSH-");
    const bool http = said.starts_with("HTTP/");
    const bool tls = said[0] >= 20 && said[0] <= 23 && said.size() > 1 && said[1] == 3;
    draft.out().says = fmt::format("What answers there is not RDP{}.", ssh    ? " but SSH"
                                                                       : http ? " but HTTP"
                                                                       : tls  ? " but bare TLS"
                                                                              : "");
    auto& taken = draft.suspect("C17", ssh ? Certainty::certain : Certainty::likely,
                                {ssh   ? "negotiation/wrong-port-ssh"
                                 : tls ? "negotiation/tls-alert-instead-of-confirm"
                                       : "negotiation/wrong-port-http"});
    taken.evidence.push_back(
        {frame, tls ? "a TLS record where a Connection Confirm is due"
                    : fmt::format("\"{}\" where a Connection Confirm is due", quoted_start(said))});
    taken.rules_out = {{"C14", frame, "somebody answers"}, {"C15", frame, "somebody listens"}};
    if (tls) {
        draft.suspect("C30", Certainty::likely, {"negotiation/tls-wanted-at-once"})
            .evidence.push_back({frame, "a host that wants TLS from the first byte answers a request so"});
        draft.all_alike();
    }
    if (!ssh)
        draft.suspect("C24", Certainty::possible, {})
            .evidence.push_back({frame, "a proxy in front of the host may say this"});
    return true;
}

// The client names a machine first [MS-RDPEPS 2.2.1], or begins with TLS [MS-RDPBCGR 5.4.2.2], and the host
// ends that before it has agreed to anything.
bool began_otherwise(const Reading& reading, Draft draft) {
    const auto& talk = reading.talk;
    const bool named = reading.passed(Step::preconnection);
    const bool sealed = talk.facts.client_hello && !reading.passed(Step::x224_request);
    const auto ended = reading.ending();
    if (!talk.whole || !(named || sealed) || ended.by != "server" || ended.how == EndedHow::open ||
        ended.how == EndedHow::silence || reading.passed(Step::x224_confirm) ||
        reading.passed(Step::server_flight))
        return false;
    draft.out().says = fmt::format("The client {}, and the host ends that.",
                                   named ? "names a machine before it asks for anything"
                                         : "begins with TLS, without asking for it first");
    auto& otherwise =
        draft.suspect("C30", Certainty::likely,
                      {named ? "negotiation/preconnection-unexpected" : "negotiation/tls-at-once",
                       "negotiation/console-machine-unknown"});
    otherwise.evidence = {
        {talk.client.first_data.frame, named ? "a preconnection PDU is the first that the client says"
                                             : "a ClientHello is the first that the client says"},
        {ended.frame, fmt::format("{} in the host's name", name(ended.how))}};
    otherwise.rules_out = {{"C14", ended.frame, "a stuck service ends nothing"},
                           {"C15", talk.server.syn.frame, "somebody listens"}};
    draft.suspect("C24", Certainty::possible, {"path/gateway-drops-client"})
        .evidence.push_back({ended.frame, "a proxy in front of the host may hang up so"});
    return true;
}

void say_failure(Draft& draft, FailureCode code) {
    draft.out().says = wire::joined_text(
        {"The host refuses the security protocols that the client asks for: ", wire::failure_text(code), " (",
         wire::Digits(std::to_underlying(code)), ")."});
}

// An earlier attempt of the same client at the same host that asked for more and was not refused in words:
// what it fell back from, which a refusal of less follows from. Null: none right before this one is.
const capture::AttemptBook::Attempt* fell_back_from(const Reading& reading) {
    constexpr double kAtOnce = 30;  // seconds
    const auto& talk = reading.talk;
    const auto asked = talk.facts.requested_protocols.value_or(wire::Protocols::rdp);
    const capture::AttemptBook::Attempt* latest = nullptr;
    for (const auto& before : reading.survey.attempts.of(talk)) {
        if (before.first.frame >= talk.client.first.frame) continue;
        if (latest && latest->first.frame > before.first.frame) continue;
        if ((before.asked > asked || !before.whole) && !before.refused &&
            reading.seconds_between(before.last, talk.client.first) < kAtOnce)
            latest = &before;
    }
    return latest;
}

// RDP_NEG_FAILURE [MS-RDPBCGR 2.2.1.2.2].
bool refused_protocols(const Reading& reading, Draft draft) {
    if (!reading.talk.facts.failure_code) return false;
    const FailureCode code{*reading.talk.facts.failure_code};
    const auto frame = reading.frame_of(Step::x224_confirm);
    say_failure(draft, code);
    const Evidence said{frame, wire::joined_text({"failureCode ", wire::Digits(std::to_underlying(code)),
                                                  ": ", wire::failure_text(code)})};
    const auto* more = fell_back_from(reading);
    if (more)
        draft.out().cannot.push_back(
            fmt::format("the client asked for more before (frame {}), and fell back to this: the cause is "
                        "what ended that attempt",
                        more->first.frame));
    const auto put = [&](std::string_view cause, Certainty certainty, Scenarios scenarios) {
        auto& suspect = draft.suspect(cause, more ? Certainty::possible : certainty, scenarios);
        suspect.evidence.push_back(said);
        for (const auto* other : {"C12", "C14"})
            suspect.rules_out.push_back({other, frame, "the host has answered, in RDP"});
    };
    switch (code) {
        case FailureCode::ssl_required:
            put("C06", Certainty::certain, {"negotiation/tls-required", "negotiation/security-layer-tls"});
            break;
        case FailureCode::ssl_not_allowed:
            put("C05", Certainty::likely, {"negotiation/rdp-only", "negotiation/security-layer-rdp"});
            put("C03", Certainty::possible, {"negotiation/machine-keys-at-xrdp"});
            draft.all_alike();
            break;
        case FailureCode::ssl_cert_not_on_server:
            put("C02", Certainty::likely, {"negotiation/certificate-gone"});
            put("C03", Certainty::likely, {"negotiation/machine-keys"});
            draft.all_alike();
            break;
        case FailureCode::hybrid_required:
            put("C04", Certainty::certain, {"negotiation/nla-required", "negotiation/nla-by-default"});
            break;
        case FailureCode::entra_auth_required:
            put("C34", Certainty::certain, {"negotiation/entra-required"});
            break;
        default: draft.out().cannot.push_back("no cause of the catalogue is known for this failure code");
    }
    return true;
}

// The host goes on with Standard RDP Security, and that is not what the client wants.
bool selected_too_little(const Reading& reading, Draft draft) {
    const auto& facts = reading.talk.facts;
    const auto frame = reading.frame_of(Step::x224_confirm);
    const bool nothing_said = !facts.selected_protocol && !facts.failure_code;
    if (frame == 0 || facts.deepest != Step::x224_confirm ||
        !(nothing_said || facts.selected_protocol == wire::Protocols::rdp))
        return false;
    const auto ended = reading.ending();
    // What the client asked for is not in the answer: it cannot go on, whoever closes first.
    const bool asked_more = facts.requested_protocols.value_or(wire::Protocols::rdp) != wire::Protocols::rdp;
    const bool closed = ended.by == "server" && ended.how == EndedHow::fin && asked_more;
    if (ended.by != "client" && !closed) return false;
    draft.out().says = fmt::format("The host answers without TLS, and the {}.",
                                   closed ? "connection is closed" : "client leaves");
    const Evidence said{frame, nothing_said ? "a Connection Confirm without negotiation data"
                                            : "selectedProtocol 0: Standard RDP Security"};
    if (nothing_said)
        draft.suspect("C21", Certainty::likely, {"negotiation/xp-host"}).evidence.push_back(said);
    draft.suspect("C05", Certainty::likely, {"negotiation/server-2003", "negotiation/rdp-only"})
        .evidence.push_back(said);
    if (!nothing_said)
        draft.suspect("C03", Certainty::possible, {"negotiation/key-unreadable-downgrade"})
            .evidence.push_back({frame, "a host that cannot read its key may fall back to this"});
    if (closed)
        draft.suspect("C24", Certainty::possible, {"path/gateway-drops-client"})
            .evidence.push_back({ended.frame, "it is in the host's name that the connection is closed"});
    draft.all_alike();
    for (auto& suspect : draft.out().causes)
        suspect.rules_out.push_back({"C04", frame, "the host does not ask for NLA"});
    return true;
}

bool lacks_flag(const capture::Connection& facts, std::uint8_t asked, std::uint8_t offered) {
    return (facts.request_flags & asked) != 0 && (facts.response_flags & offered) == 0;
}

// The client asks to leave no password there, and the host does not say that it lets anybody in so
// [MS-RDPBCGR 2.2.1.1.1, 2.2.1.2.1].
bool offers_no_such_logon(const Reading& reading, Draft draft) {
    const auto& facts = reading.talk.facts;
    const auto ended = reading.ending();
    const bool lacks =
        lacks_flag(facts, wire::RdpNegReq::kRestrictedAdmin, wire::RdpNegRsp::kRestrictedAdmin);
    const bool lacks_guard = lacks_flag(facts, wire::RdpNegReq::kRedirectedAuthentication,
                                        wire::RdpNegRsp::kRedirectedAuthentication);
    if (!facts.selected_protocol || !(lacks || lacks_guard) || ended.by != "client") return false;
    draft.out().says =
        "The client is to leave no password at the host, the host does not offer that, and the "
        "client leaves.";
    draft
        .suspect(
            "C31", Certainty::likely,
            {lacks ? "negotiation/restricted-admin-not-offered" : "negotiation/remote-guard-not-offered"})
        .evidence = {{reading.frame_of(Step::x224_request),
                      fmt::format("request flags {:#x}: {}", facts.request_flags,
                                  lacks ? "Restricted Admin" : "Remote Credential Guard")},
                     {reading.frame_of(Step::x224_confirm),
                      fmt::format("response flags {:#x}: it is not among them", facts.response_flags)}};
    return true;
}

void answered_with_silence(const Reading& reading, Draft draft) {
    const auto& talk = reading.talk;
    const auto request = talk.client.first_data.frame;
    draft.out().says = "The connection is taken, the request arrives, and no answer to it follows.";
    auto& stuck = draft.suspect("C14", Certainty::likely, {"service/mute", "service/stuck-after-request"});
    stuck.evidence = {
        {talk.server.syn.frame, "the host's kernel takes the connection"},
        {request, fmt::format("the request{}, and no byte comes back in {:.1f} s",
                              reading.acknowledged(Role::client) ? ", which the host acknowledges" : "",
                              reading.seconds_between(talk.client.first_data, reading.survey.last))}};
    stuck.rules_out = {{"C13", talk.server.syn.frame, "the SYN is answered"},
                       {"C15", talk.server.syn.frame, "somebody listens"}};
    if (reading.acknowledged(Role::client))
        stuck.rules_out.push_back(
            {"C19", talk.server.last.frame, "the request is acknowledged: it is not lost"});
    draft.suspect("C18", Certainty::possible, {"negotiation/slow-host"})
        .evidence.push_back({request, "a host that answers later than the client waits looks the same"});
    draft.suspect("C24", Certainty::possible, {})
        .evidence.push_back({request, "so does a forwarder whose target is not there"});
    draft.suspect("C17", Certainty::possible, {"negotiation/port-taken"})
        .evidence.push_back(
            {request, "so does another service on this port, which waits for words of its own"});
    draft.all_alike();
}

void ended_behind_request(const Reading& reading, const Ending& ended, Draft draft) {
    const bool rst = ended.how == EndedHow::rst;
    draft.out().says = fmt::format("The request is answered with {}.", rst ? "RST" : "FIN");
    const Evidence end{ended.frame, fmt::format("{} in the host's name, behind the request of frame {}",
                                                rst ? "RST" : "FIN", reading.frame_of(Step::x224_request))};
    const auto forged = reading.forged();
    const auto middle = [&](std::string_view cause, Scenarios scenarios) {
        auto& suspect = draft.suspect(cause, forged ? Certainty::likely : Certainty::possible, scenarios);
        suspect.evidence.push_back(forged ? *forged : end);
        suspect.rules_out.push_back({"C14", ended.frame, "a stuck service ends nothing"});
    };
    if (rst)
        middle("C12", {"negotiation/reset-after-request", "path/reset-on-cookie", "path/reset-after-step"});
    middle("C24", {"negotiation/close-after-request", "path/gateway-drops-client"});
    if (!rst) middle("C12", {"path/reset-after-step"});
    if (!forged)
        middle("C17", {"negotiation/port-taken"});  // another service, which hangs up on what is not its own
    if (!forged)
        middle("C30", {"negotiation/preconnection-lost"});  // as a host does that waits for a machine's name
    draft.all_alike();
}

// A client that asked without rdpNegReq cannot be told what the host demands: it is confirmed, and cut off
// [MS-RDPBCGR 3.3.5.3.2].
void add_untold_demands(const Reading& reading, const Ending& ended, Draft draft) {
    const auto& facts = reading.talk.facts;
    if (facts.requested_protocols || facts.selected_protocol) return;
    const auto confirm = reading.frame_of(Step::x224_confirm);
    const auto put = [&](std::string_view cause, Scenarios scenarios) {
        draft.suspect(cause, Certainty::possible, scenarios).evidence = {
            {reading.frame_of(Step::x224_request), "the request names no protocol but Standard RDP Security"},
            {confirm, "so the host may not say which one it demands"},
            {ended.frame, fmt::format("{} in its name", name(ended.how))}};
    };
    put("C06", {"negotiation/tls-required", "negotiation/security-layer-tls"});
    put("C04", {"negotiation/nla-required", "negotiation/nla-by-default"});
    draft.out().next.push_back({fmt::format("badrdp probe {}", capture::to_text(reading.talk.server.at)),
                                "which protocols the host takes"});
}

void ended_behind_confirm(const Reading& reading, const Ending& ended, Draft draft) {
    draft.out().says = "Both ends agree on a protocol, and the connection ends before it begins.";
    const Evidence end{
        ended.frame, fmt::format("{} in the name of the {}, behind the Confirm of frame {}", name(ended.how),
                                 ended.by, reading.frame_of(Step::x224_confirm))};
    if (ended.by != "server") {
        draft.out().cannot.push_back("the client leaves by itself; why, only its own log can say");
        return;
    }
    const bool rst = ended.how == EndedHow::rst;
    add_untold_demands(reading, ended, draft);
    if (rst) draft.suspect("C12", Certainty::possible, {"path/reset-after-step"}).evidence.push_back(end);
    draft.suspect("C24", Certainty::possible, {"path/gateway-drops-client"}).evidence.push_back(end);
    draft.all_alike();
}

}  // namespace

bool face_of_negotiation(const Reading& reading, Draft draft) {
    if (began_otherwise(reading, draft)) return true;
    const auto& talk = reading.talk;
    const auto spoken = reading.frame_of(Step::mcs_connect_initial);
    const bool too_late = talk.facts.deepest == Step::mcs_connect_initial && !talk.facts.client_hello &&
                          reading.ending().by == "server" && reading.ending().frame < spoken;
    if (too_late && reading.passed(Step::x224_confirm))
        return ended_behind_confirm(reading, reading.ending(), draft), true;
    if (talk.facts.deepest > Step::x224_confirm) return false;
    if (another_service(reading, draft) || refused_protocols(reading, draft) ||
        selected_too_little(reading, draft) || offers_no_such_logon(reading, draft))
        return true;
    const auto ended = reading.ending();
    if (reading.passed(Step::x224_confirm)) {
        if (ended.how == EndedHow::fin || ended.how == EndedHow::rst)
            return ended_behind_confirm(reading, ended, draft), true;
        return false;
    }
    if (!talk.server.syn && talk.whole) return false;
    if (!talk.client.first_data || talk.server.first_data) {
        // The host's answer may come behind a RST in its name.
        if (!(ended.by == "server" && ended.how == EndedHow::rst)) return false;
    }
    if (ended.how == EndedHow::silence) return answered_with_silence(reading, draft), true;
    if (ended.by != "server" || ended.how == EndedHow::open) return false;
    ended_behind_request(reading, ended, draft);
    return true;
}

}  // namespace badrdp::harness::diagnosis

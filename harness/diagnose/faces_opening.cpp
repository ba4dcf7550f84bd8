// Conversations that die before the host has said a byte: the SYN, and what comes back.
#include <fmt/format.h>

#include "harness/diagnose/reading.h"

namespace badrdp::harness::diagnosis {
namespace {

using wire::Role;

// Why the capture would have shown an answer to the SYN, if one had come.
std::string why_absent(const Reading& reading) {
    const auto& talk = reading.talk;
    return fmt::format(
        "the SYN was sent {} times in {:.1f} s and nothing came back; the capture goes on for {:.1f} s "
        "behind the last of them, and holds {}",
        talk.facts.syns, reading.seconds_between(talk.client.syn, talk.client.last), reading.capture_went_on,
        reading.survey.conversations > 1 ? "other conversations meanwhile" : "no packet of this host");
}

void syn_unanswered(const Reading& reading, Draft draft) {
    const auto& talk = reading.talk;
    const auto frame = talk.client.syn.frame;
    const auto absent = why_absent(reading);
    draft.out().says = "The client knocks, and nothing comes back.";
    // Another address of the same name may have been tried at the same time.
    const auto other = reading.survey.answered.other_host(talk.client.at, talk.server.at);
    if (other) {
        auto& name =
            draft.suspect("C20", Certainty::likely, {"path/dead-ipv6-first", "path/dead-ipv4-first"});
        name.evidence = {
            {frame, absent},
            {other->when.frame, fmt::format("{} answers: of the addresses that the client tries, one is dead",
                                            capture::to_text(other->server))}};
    }
    auto& firewall = draft.suspect("C13", Certainty::likely, {"path/syn-dropped", "path/firewall-drops"});
    firewall.evidence.push_back({frame, absent});
    firewall.rules_out.push_back({"C15", frame, "a host without a listener would have answered with RST"});
    draft.suspect("C14", Certainty::possible, {"service/queue-full", "tcp/full-backlog"})
        .evidence.push_back({frame, "a host whose queue of connections is full drops the SYN just so"});
    draft.suspect("C16", Certainty::possible, {"tcp/remote-desktop-off"})
        .evidence.push_back(
            {frame, "where Remote Desktop was never enabled, the firewall's rule for it was not either"});
    if (draft.out().causes.front().cause != "C20")
        draft.suspect("C20", Certainty::possible, {"path/name-of-nobody"})
            .evidence.push_back({frame, "the address may be nobody's: a stale name"});
    draft.all_alike();
}

void syn_answered_by_router(const Reading& reading, Draft draft) {
    const auto& icmp = reading.talk.icmp.front();
    const bool by_host = icmp.from == reading.talk.server.at.address;
    draft.out().says = "A message of the network turns the client away.";
    auto& firewall = draft.suspect("C13", Certainty::likely, {"path/syn-rejected", "path/firewall-rejects"});
    firewall.evidence = {
        {reading.talk.client.syn.frame, "the SYN"},
        {icmp.when.frame,
         fmt::format("ICMP, code {}, from {}{}", icmp.code, capture::to_text(icmp.from),
                     by_host ? ", the host itself: its own firewall" : ", which is not the host")}};
    firewall.rules_out = {
        {"C15", icmp.when.frame, "a host without a listener answers with RST, not with ICMP"},
        {"C14", icmp.when.frame, "a stuck service still completes the TCP handshake"}};
    draft.suspect("C20", Certainty::possible, {"path/name-of-nobody"})
        .evidence.push_back({icmp.when.frame, "where the address is nobody's, a router says so too"});
}

void syn_refused(const Reading& reading, Draft draft) {
    const auto& talk = reading.talk;
    const Evidence refusal{talk.server.rst.frame,
                           fmt::format("RST in answer to the SYN of frame {}", talk.client.syn.frame)};
    draft.out().says = "The SYN is answered with RST: nobody listens there, or a firewall says so.";
    draft.suspect("C15", Certainty::possible, {"tcp/port-closed", "service/stopped"})
        .evidence.push_back(refusal);
    draft.suspect("C16", Certainty::possible, {"tcp/remote-desktop-off"}).evidence.push_back(refusal);
    draft.suspect("C17", Certainty::possible, {"tcp/another-port"}).evidence.push_back(refusal);
    draft.suspect("C13", Certainty::possible, {"path/syn-rejected", "path/firewall-rejects"})
        .evidence.push_back(refusal);
    draft.all_alike();
    for (auto& suspect : draft.out().causes)
        suspect.rules_out.push_back(
            {"C14", talk.server.rst.frame, "a stuck service still takes the connection"});
}

void ended_at_once(const Reading& reading, Draft draft) {
    const auto& talk = reading.talk;
    const auto ended = reading.ending();
    const bool rst = ended.how == EndedHow::rst;
    draft.out().says =
        fmt::format("The connection is taken and at once ended with {}, before the host says a byte.",
                    rst ? "RST" : "FIN");
    const Evidence end{ended.frame, fmt::format("{} in the host's name, behind its SYN-ACK of frame {}",
                                                rst ? "RST" : "FIN", talk.server.syn.frame)};
    const auto middlebox = [&](Certainty certainty) -> Suspect& {
        return draft.suspect("C12", certainty, {"tcp/reset-after-accept", "path/reset-after-step"});
    };
    if (const auto forged = reading.forged()) {
        middlebox(Certainty::likely).evidence.push_back(*forged);
        return;
    }
    if (rst) middlebox(Certainty::possible).evidence.push_back(end);
    draft.suspect("C24", Certainty::possible, {"tcp/close-after-accept"}).evidence.push_back(end);
    if (!rst) middlebox(Certainty::possible).evidence.push_back(end);
    draft.all_alike();
}

}  // namespace

bool face_of_opening(const Reading& reading, Draft draft) {
    const auto& talk = reading.talk;
    if (talk.server.first_data || !talk.client.syn) return false;
    if (talk.facts.refused) return syn_refused(reading, draft), true;
    if (!talk.server.syn) {
        if (!talk.icmp.empty()) return syn_answered_by_router(reading, draft), true;
        if (talk.server.frames == 0) return syn_unanswered(reading, draft), true;
        return false;
    }
    const auto ended = reading.ending();
    const bool before_request = !talk.client.first_data || ended.frame < talk.client.first_data.frame;
    if (ended.by != "server" || ended.how == EndedHow::silence || !before_request) return false;
    ended_at_once(reading, draft);
    return true;
}

}  // namespace badrdp::harness::diagnosis

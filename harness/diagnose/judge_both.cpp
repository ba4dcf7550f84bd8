#include <fmt/format.h>

#include <algorithm>

#include "harness/diagnose/both_sides.h"

namespace badrdp::harness::diagnosis {
namespace {

namespace flag = path::tcp_flag;
using wire::Role;

std::string_view side_of(Role role) { return role == Role::client ? "client's side" : "host's side"; }

// One cause is left; what the others were taken for is said.
void settle(Diagnosis& found, const std::string& cause, Certainty certainty,
            std::vector<std::string> scenarios, std::vector<Evidence> evidence) {
    Suspect left{.cause = cause, .scenarios = std::move(scenarios), .certainty = certainty};
    left.evidence = std::move(evidence);
    for (const auto& other : found.causes)
        if (other.cause != cause && left.evidence.front().frame != 0)
            left.rules_out.push_back({other.cause, left.evidence.front().frame, "both sides show it"});
        else if (other.cause != cause)
            left.rules_out.push_back({other.cause, 0, "both sides show it"});
    found.causes = {std::move(left)};
    found.alike = 0;
}

// Takes causes away that both sides contradict.
void rule_out(Diagnosis& found, std::initializer_list<std::string_view> causes, const std::string& because) {
    std::vector<RuledOut> out;
    std::erase_if(found.causes, [&](const Suspect& one) {
        if (std::ranges::find(causes, one.cause) == causes.end()) return false;
        out.push_back({one.cause, 0, because});
        return true;
    });
    for (auto& left : found.causes) left.rules_out.insert(left.rules_out.end(), out.begin(), out.end());
    found.alike = std::min(found.alike, found.causes.size());
    if (found.alike < 2) found.alike = 0;
}

const ForgedSegment* made_up(const Meeting& meeting, Role in_the_name_of, std::uint8_t flags) {
    const auto one = std::ranges::find_if(meeting.forged, [&](const ForgedSegment& made) {
        return made.in_the_name_of == in_the_name_of &&
               (flags == 0 ? made.length > 0 : (made.flags & flags) != 0);
    });
    return one == meeting.forged.end() ? nullptr : &*one;
}

Evidence on_host_side(std::string says) { return {0, "on the host's side, " + std::move(says)}; }

bool made_on_the_way(const Meeting& meeting, Diagnosis& found, std::vector<std::string>& says) {
    const auto* end = made_up(meeting, Role::server, flag::fin | flag::rst);
    const auto* also = made_up(meeting, Role::client, flag::rst);
    const auto* word = made_up(meeting, Role::server, 0);
    if (word) {
        says.push_back(fmt::format("Frame {} arrives in the host's name, and the host never sent it.",
                                   word->when.frame));
        settle(found, "C12", Certainty::certain, {"path/middlebox-answers-tls"},
               {{word->when.frame, "these bytes left no host: something on the way speaks in its name"}});
        return true;
    }
    if (!end || found.ended.by != "server") return false;
    const bool is_rst = (end->flags & flag::rst) != 0;
    says.push_back(fmt::format("The {} of frame {} arrives in the host's name, and the host never sent it.",
                               is_rst ? "RST" : "FIN", end->when.frame));
    const Evidence made{end->when.frame, "it left no host: something on the way made it"};
    if (also) {
        says.push_back("The host gets a RST that the client never sent.");
        settle(found, "C12", Certainty::certain, {"path/reset-on-client-hello", "path/reset-after-step"},
               {made,
                on_host_side(fmt::format("frame {} is a RST that the client never sent", also->when.frame))});
        return true;
    }
    settle(found, "C12", Certainty::likely, {"path/reset-toward-client", "path/firewall-resets-hello"},
           {made});
    auto tunnel = found.causes.front();
    tunnel.cause = "C24";
    tunnel.scenarios = {"path/gateway-drops-client"};
    found.causes.push_back(std::move(tunnel));
    found.alike = 2;
    return true;
}

std::string copies_text(const LostSegment& one) {
    return fmt::format(
        "{} bytes, sent {} {}, {}", one.length, one.sent, one.sent == 1 ? "time" : "times",
        one.arrived == 0 ? std::string("never arrive") : fmt::format("arrive {} times", one.arrived));
}

// The frame is that of the client's file, or named in words as one of the host's.
Evidence lost_at(const LostSegment& one) {
    return one.from == Role::client
               ? Evidence{one.first.frame, copies_text(one)}
               : on_host_side(fmt::format("frame {}: {}", one.first.frame, copies_text(one)));
}

// The smallest of an end's segments that never arrived, if each lost one is larger than any that did, and
// others still pass behind it: then they vanish for their size. Null: not so.
const LostSegment* lost_by_size(const Meeting& meeting, Role from) {
    const auto passed =
        from == Role::client ? meeting.biggest_passed_to_server : meeting.biggest_passed_to_client;
    const LostSegment* smallest = nullptr;
    for (const auto& one : meeting.lost) {
        if (one.from != from) continue;
        if (one.arrived > 0 || one.length <= passed || !one.others_pass) return nullptr;
        if (!smallest || one.length < smallest->length) smallest = &one;
    }
    return smallest;
}

bool lost_on_the_way(const Meeting& meeting, Diagnosis& found, std::vector<std::string>& says) {
    if (meeting.lost.empty()) return false;
    for (const auto from : {Role::client, Role::server}) {
        const auto* one = lost_by_size(meeting, from);
        if (!one) continue;
        const bool to_host = from == Role::client;
        says.push_back(
            fmt::format("Toward the {} what is long is lost on the way: {}; {} bytes pass.",
                        to_host ? "host" : "client", copies_text(*one),
                        to_host ? meeting.biggest_passed_to_server : meeting.biggest_passed_to_client));
        settle(found, "C10", one->sent > 1 ? Certainty::certain : Certainty::likely,
               {to_host ? "path/mtu-black-hole-to-server" : "path/mtu-black-hole"}, {lost_at(*one)});
        return true;
    }
    unsigned copies = 0;
    for (const auto& one : meeting.lost) copies += one.sent - one.arrived;
    const auto& first = meeting.lost.front();
    says.push_back(
        fmt::format("{} {} lost on the way to the other side, the first of them frame {} of the {}: {}.",
                    copies, copies == 1 ? "segment is" : "segments are", first.first.frame,
                    side_of(first.from), copies_text(first)));
    if (found.ended.how != EndedHow::silence) return false;
    settle(found, "C19", Certainty::certain, {"path/loss", "path/outage"}, {lost_at(first)});
    return true;
}

}  // namespace

Diagnosis judge_both(const Side& host, const Meeting& meeting, Diagnosis found,
                     std::vector<std::string>& says) {
    if (found.state == HealthState::failed &&
        (made_on_the_way(meeting, found, says) || lost_on_the_way(meeting, found, says)))
        return found;
    if (found.state != HealthState::failed) {
        auto unused = found;  // a session that is up has no cause of failure
        lost_on_the_way(meeting, unused, says);
        return found;
    }
    if (!meeting.lost.empty() || !meeting.forged.empty()) return found;
    says.push_back("What leaves either side arrives on the other: the path loses nothing and adds nothing.");
    if (found.ended.how == EndedHow::silence) {
        rule_out(found, {"C10", "C12", "C19", "C20", "C24"}, "all that was sent arrived on the other side");
        if (host.talk->server.frames == 0)
            says.push_back("The SYN arrives on the host's side, and the host itself does not answer it.");
    } else if (found.ended.by == "server") {
        rule_out(found, {"C12", "C24"}, "the host itself sent what ends this");
    }
    return found;
}

}  // namespace badrdp::harness::diagnosis

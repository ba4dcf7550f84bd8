// What a network does to a conversation at any step: large packets that vanish, loss, delay.
#include <fmt/format.h>

#include <algorithm>

#include "harness/diagnose/reading.h"

namespace badrdp::harness::diagnosis {
namespace {

using capture::Unanswered;
using wire::Role;

constexpr double kLate = 0.8;        // seconds for a round trip, from which on handshakes run into time-outs
constexpr double kLateAnswer = 2.5;  // seconds for one answer of a host

// No tunnel is so narrow that a segment of this length vanishes in it for its size [RFC 791 3.2: 68 bytes
// pass].
constexpr std::uint32_t kSmall = 28;

// The largest segment of this end that was sent again and again and never acknowledged.
const Unanswered* stuck(const Reading& reading, Role role) {
    const Unanswered* out = nullptr;
    for (const auto& open : reading.talk.end(role).unanswered)
        if (open.times >= 3 && open.length > kSmall && (!out || open.length > out->length)) out = &open;
    return out;
}

// Segments that were sent again and came through in the end: whatever their size, they were lost on the way.
bool some_came_through_late(const Reading& reading) {
    unsigned stuck = 0;
    for (const auto role : {Role::client, Role::server})
        for (const auto& open : reading.talk.end(role).unanswered) stuck += open.times - 1;
    return reading.repeats > stuck;
}

// A box that knows no ClientHello of two segments leaves what a narrow path leaves.
void hole_is_alike(Draft draft) {
    draft.out().causes.front().certainty = Certainty::possible;
    draft.all_alike();
}

bool black_hole_of(const Reading& reading, Role role, Draft draft) {
    const auto* open = stuck(reading, role);
    if (!open) return false;
    const auto& end = reading.talk.end(role);
    const auto& other = reading.talk.end(wire::other(role));
    const bool alive = other.last.frame > open->first.frame;
    const bool largest =
        open->length > end.biggest_passed;  // else it vanishes for its size since a while at most
    const bool by_size = alive && largest && !some_came_through_late(reading);
    draft.out().says = fmt::format("A segment of {} bytes is sent {} times and never acknowledged{}.",
                                   open->length, open->times, largest ? "; smaller ones pass" : "");
    auto& hole =
        draft.suspect("C10", by_size ? Certainty::likely : Certainty::possible,
                      {role == Role::client ? "path/mtu-black-hole-to-server" : "path/mtu-black-hole",
                       "path/mtu-black-hole-after-handshake"});
    hole.evidence.push_back(
        {open->first.frame, fmt::format("{} bytes of the {}, sent {} times until frame {}", open->length,
                                        wire::name(role), open->times, open->last.frame)});
    if (end.biggest_passed > 0)
        hole.evidence.push_back(
            {0, fmt::format("the largest segment of this end that was acknowledged has {} bytes",
                            end.biggest_passed)});
    if (alive) {
        hole.evidence.push_back({other.last.frame, "the other end is still there"});
        hole.rules_out.push_back(
            {"C14", other.last.frame, "the other end's kernel does not acknowledge these bytes"});
    }
    if (role == Role::client && reading.splits_hello() &&
        reading.talk.facts.deepest <= wire::Step::client_hello) {
        draft.suspect("C25", Certainty::possible, {"path/split-hello-dropped"})
            .evidence.push_back(
                {open->first.frame, "it is a part of a ClientHello of more than one segment"});
        hole_is_alike(draft);
        return true;
    }
    if (by_size) return true;
    draft.suspect("C19", Certainty::possible, {"path/outage", "path/loss"})
        .evidence.push_back(
            {open->last.frame, alive ? "other segments were lost as well, or larger ones have passed before"
                                     : "nothing at all comes back behind this: the path may be cut"});
    draft.all_alike();
    return true;
}

// The capture is on the client's side: the host's full segments never came, and what was behind them did.
bool hole_in_answer(const Reading& reading, Draft draft) {
    const auto& talk = reading.talk;
    const auto* gap = reading.said("gap of", Role::server);
    if (!gap || talk.missed || talk.cut > 0) return false;
    draft.out().says = "The end of the host's answer comes, the full segments before it never do.";
    auto& hole = draft.suspect("C10", Certainty::likely,
                               {"path/mtu-black-hole", "path/mtu-lying-icmp", "tls/mtu-black-hole"});
    hole.evidence = {{gap->packet + 1, "a " + gap->what + " in the host's stream that was never filled"},
                     {talk.server.last_data.frame, "while what follows it arrived"}};
    hole.rules_out.push_back({"C14", gap->packet + 1, "the host has answered"});
    draft.suspect("C19", Certainty::possible, {"path/loss"})
        .evidence.push_back(
            {gap->packet + 1, "plain loss does that too, but is made good when the host sends again"});
    if (!some_came_through_late(reading)) return true;
    draft.out().causes.front().certainty = Certainty::possible;
    draft.all_alike();
    return true;
}

bool too_slow(const Reading& reading, Draft draft) {
    const bool late = reading.round_trip >= kLate || reading.slowest >= kLateAnswer;
    if (!late) return false;
    draft.out().says = "Everything arrives, and so late that an end gives up.";
    auto& slow = draft.suspect("C18", reading.late_answer ? Certainty::likely : Certainty::possible,
                               {"path/latency", "negotiation/slow-host", "tls/slow-host"});
    if (reading.round_trip >= kLate)
        slow.evidence.push_back({reading.talk.server.syn.frame,
                                 fmt::format("{:.1f} s from the SYN to its answer", reading.round_trip)});
    if (reading.slowest >= kLateAnswer)
        slow.evidence.push_back(
            {reading.slowest_frame, fmt::format("an answer that took {:.1f} s", reading.slowest)});
    if (reading.late_answer)
        slow.evidence.push_back({reading.late_frame, "the host still answers when the client has gone"});
    if (reading.late_answer)
        slow.rules_out.push_back({"C14", reading.late_frame, "the host does answer"});
    else
        draft.suspect("C14", Certainty::possible, {"service/stuck-after-request"})
            .evidence.push_back({reading.ending().frame, "what the client waits for last does not come"});
    draft.all_alike();
    return true;
}

// Bytes that were sent again and again, small as they are.
bool lossy(const Reading& reading, Draft draft) {
    const auto& talk = reading.talk;
    const Unanswered* open = nullptr;
    for (const auto role : {Role::client, Role::server})
        for (const auto& one : talk.end(role).unanswered)
            if (one.times >= 2 && !open) open = &one;
    if (!open && reading.repeats < 2) return false;
    draft.out().says = "Segments are sent again and again, and the conversation is given up.";
    const auto frame =
        open ? open->first.frame : std::max(talk.client.last_repeat.frame, talk.server.last_repeat.frame);
    auto& loss =
        draft.suspect("C19", Certainty::possible, {"path/loss", "path/outage", "path/loss-in-bursts"});
    loss.evidence.push_back(
        {frame, fmt::format("{} segments of this conversation were sent again", reading.repeats)});
    return true;
}

}  // namespace

bool face_of_path(const Reading& reading, Draft draft) {
    const bool silence = reading.ending().how == EndedHow::silence;
    if (silence && (black_hole_of(reading, Role::client, draft) ||
                    black_hole_of(reading, Role::server, draft) || hole_in_answer(reading, draft)))
        return true;
    if ((silence || reading.late_answer) && too_slow(reading, draft)) return true;
    return silence && lossy(reading, draft);
}

void face_of_datagrams(const Reading& reading, Draft draft) {
    for (const auto& udp : reading.survey.datagrams) {
        const bool same = udp.client.address == reading.talk.client.at.address &&
                          udp.server.address == reading.talk.server.at.address;
        if (!same || udp.answer || udp.syns < 2) continue;
        draft.suspect("C11", Certainty::likely, {"path/udp-dropped", "session/multitransport"})
            .evidence.push_back(
                {udp.first_syn.frame,
                 fmt::format("the opening over UDP, sent {} times until frame {}, and never answered "
                             "while TCP passes",
                             udp.syns, udp.last_syn.frame)});
        return;
    }
}

}  // namespace badrdp::harness::diagnosis

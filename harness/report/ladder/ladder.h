// One case as a ladder: what passed between client and host, and what was done to it, from above to below on
// one clock. Terminal, report, diagnosis and atlas draw the same value.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/play/result.h"
#include "harness/report/runs/witnesses.h"

namespace badrdp::harness {

enum class RungKind : std::uint8_t {
    packet,  // the packets show it
    inside,  // no packet shows it, inside TLS for instance: the fake host tells it
    again,   // segments that were sent before
    fault,   // a fault of the host acted
    wire,    // the network between them did something
    wait,    // nothing
    ours,    // badrdp's own deed
    client,  // the client's process
    host,    // what else the host notes
    dies,    // here it ends, and should not
};

struct Rung {
    RungKind kind = RungKind::packet;
    std::optional<std::chrono::nanoseconds> at{};  // since the first packet; nothing: there is no clock
    std::uint16_t connection = 0;                  // from 1; 0: of none
    wire::Role from = wire::Role::client;          // who speaks, of the first three kinds
    wire::Step step = wire::Step::none;
    std::string what{};
    std::string detail{};
    std::size_t frame = 0;  // as other programs count them, from 1; 0: none
    unsigned times = 1;     // so often in a row, the last time
    std::optional<std::chrono::nanoseconds> until{};
    std::string_view told{};  // by whom or where, if no packet shows it: "inside TLS"
    bool lit = false;         // here it first differs from what it is compared with
};

struct Ladder {
    std::vector<Rung> rungs{};
    std::string middle{};  // what stands between client and host: "wire", "middlebox"; empty: nothing
    bool many = false;     // TCP connections
};

// The ladder of a case. What a killed client's kernel closed is ours, a pause of a second or more is a wait,
// and what is said again and again is one rung.
Ladder ladder_of(const Witnesses& witnesses, const CaseResult& result);

// Of events alone, as a capture of others has them, with times from the first of them.
Ladder ladder_of(std::span<const capture::Event> events);

// Of steps alone: what passes in a conversation that has them.
Ladder ladder_of(std::span<const wire::Step> steps);

// Lights the first rung that is not as `other` has it: who does what on which connection counts, not when,
// nor what the client's process and the host's notes say. False: there is none.
bool light_difference(Ladder& ladder, const Ladder& other);

// With at most so many rungs: of those in the middle a rung says how many they are.
Ladder shortened(Ladder ladder, std::size_t most);

// So many rungs of both are alike from the top on, but for times, frames and details.
std::size_t alike(const Ladder& one, const Ladder& other);

// The part of the connection sequence that a step belongs to, as the catalogue's folders call them.
std::string_view part_of(wire::Step step);

// What is said begins a part; what is done to it lies within one.
constexpr bool begins_part(const Rung& rung) {
    return rung.kind == RungKind::packet || rung.kind == RungKind::inside;
}

// "x224_request: requestedProtocols 0x3"; "retransmitted 4 times, until 12.4 s".
std::string label(const Rung& rung);

struct LadderLook {
    std::size_t columns = 100;
    bool colour = false;
    bool ascii = false;  // nothing but ASCII, for where a ticket may spoil anything else
};

// For a terminal or a ticket: a line a rung, with a heading for each part of the sequence.
std::string ladder_text(const Ladder& ladder, const LadderLook& look);

// As a table that also reads well without any style; the first `hidden` rungs are left out.
std::string ladder_html(const Ladder& ladder, std::size_t hidden = 0);

}  // namespace badrdp::harness

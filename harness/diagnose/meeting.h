// One conversation that two files saw: recognised, its clocks laid over each other, and each segment looked
// for on the other side.
#pragma once

#include <optional>

#include "harness/diagnose/side_segments.h"

namespace badrdp::harness::diagnosis {

// One side of a conversation, as a file has it.
struct Side {
    const capture::Talk* talk = nullptr;
    std::vector<SideSegment> segments{};
    capture::Seen first{}, last{};  // of the whole file: what it can have seen
};

// How much the host's clock is ahead of the client's, in seconds. A segment cannot arrive before it was sent:
// those of the client bound it from above, those of the host from below.
struct ClockBounds {
    double least = 0, most = 0;

    double middle() const { return (least + most) / 2; }
    double uncertainty() const { return (most - least) / 2; }
};

// A segment that left one side, and did not arrive at the other as often as it left.
struct LostSegment {
    wire::Role from = wire::Role::client;
    capture::Seen first{};  // in the file of the side that it left
    std::uint32_t length = 0;
    std::uint8_t flags = 0;
    unsigned sent = 0;
    unsigned arrived = 0;
    bool others_pass = false;  // of the same end, sent later
};

// A segment that arrived in the name of an end that never sent it.
struct ForgedSegment {
    wire::Role in_the_name_of = wire::Role::server;
    capture::Seen when{};  // in the file of the side where it arrived
    std::uint32_t length = 0;
    std::uint8_t flags = 0;
};

struct Meeting {
    bool renamed = false;                // addresses or ports differ: somebody translates them
    bool renumbered = false;             // so do sequence numbers
    std::optional<ClockBounds> clock{};  // nothing: too few segments in common
    unsigned common = 0;                 // segments of data, SYN and FIN that are on both sides
    std::vector<LostSegment> lost{};
    std::vector<ForgedSegment> forged{};
    std::uint32_t biggest_passed_to_client = 0, biggest_passed_to_server = 0;  // payload
};

// What a conversation may be recognised by on another side: those of one that is the same share at least one.
std::vector<std::uint64_t> tokens_of(const Side& side);

// Whether both are one conversation: by the numbers with which it begins, or, where somebody has changed
// those, by a message that no other conversation has, as a ClientHello is.
bool is_one_conversation(const Side& a, const Side& b);

// Which of the two is nearer the client: what the client says is there first, with more hops left, and
// oftener where copies are lost; what the host says, on the other. Nothing: none of that tells.
std::optional<wire::Role> nearer(const Side& a, const Side& b);

// `client` was captured nearer the client than `host`. What either file cannot have seen, since it began
// later or ended earlier, counts neither as lost nor as forged.
Meeting meet(const Side& client, const Side& host);

}  // namespace badrdp::harness::diagnosis

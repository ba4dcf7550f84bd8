// timeline.json of a case: what the packets say, and beside it on the same clock what the fake host and the
// wire say.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "harness/play/evidence.h"

namespace badrdp::harness {

// How "kind" below calls them.
inline constexpr std::array kNoteKinds{link::NoteKind::step,      link::NoteKind::bite, link::NoteKind::tls,
                                       link::NoteKind::malformed, link::NoteKind::end,  link::NoteKind::info};

constexpr std::string_view name(link::NoteKind kind) {
    constexpr std::array<std::string_view, kNoteKinds.size()> names{"step",      "bite", "tls",
                                                                    "malformed", "end",  "info"};
    return names[static_cast<std::size_t>(kind)];
}

// The object of capture/timeline_json.h, and
//   "port": 3389                       the host's
//   "host": [{"at": 0.1, "connection": 1, "kind": "bite", "from": "server", "step": "x224_confirm",
//             "text": "…", "withheld": false, "packet": 9}]
//                                      kind: step, bite, tls, malformed, end, info; step null: of none;
//                                      packet: that in which a fault acted, or behind which it kept silent;
//                                      null: none, or it is no bite
//   "wire": [{"at": 0.1, "packet": 9, "says": "dropped: mtu 1000"}]
//                                      what became of a frame on a path of ours
// Of both the first 2,000. `packets` are those of all interfaces, without comments of ours.
std::string witnesses_json(std::span<const capture::Packet> packets, std::uint16_t port,
                           const Evidence& evidence);

// The packet in which this deed of a fault can be seen; nothing: it was the silence behind the last packet
// before it, which silent_after() finds.
std::optional<std::size_t> packet_of(std::span<const capture::Packet> packets, std::uint16_t port,
                                     const link::Note& bite);
std::optional<std::size_t> silent_after(std::span<const capture::Packet> packets, const link::Note& bite);

}  // namespace badrdp::harness

#include "harness/play/witnesses_json.h"

#include <algorithm>
#include <boost/json.hpp>

#include "capture/json_text.h"
#include "capture/timeline_json.h"
#include "harness/os/text.h"
#include "harness/play/own_deeds.h"

namespace badrdp::harness {
namespace {

namespace json = boost::json;
using link::Note;
using link::NoteKind;
using std::chrono::nanoseconds;

constexpr std::size_t kMostNotes = 2'000;
constexpr nanoseconds kSilence = std::chrono::seconds(1);  // what comes later is no deed of the fault's

nanoseconds packet_clock(const Note& note) {
    return std::chrono::duration_cast<nanoseconds>(note.at.time_since_epoch());
}

double seconds_since(nanoseconds start, nanoseconds at) {
    return std::chrono::duration<double>(at - start).count();
}

// Which connection of the timeline the note speaks of: the peer counts those alone that it accepted.
std::uint16_t connection_of(const Note& note, const capture::Timeline& timeline) {
    const auto& all = timeline.connections;
    const auto found = std::ranges::find(all, note.peer_port, &capture::Connection::client_port);
    if (note.peer_port == 0 || found == all.end()) return note.connection;
    return static_cast<std::uint16_t>(found - all.begin() + 1);
}

json::value packet_value(std::span<const capture::Packet> packets, std::uint16_t port, const Note& note) {
    if (note.kind != NoteKind::bite) return nullptr;
    auto at = packet_of(packets, port, note);
    const bool later = at && packets[*at].at - packet_clock(note) > kSilence;
    if (!at || later) at = silent_after(packets, note);
    return at ? json::value(*at) : json::value();
}

json::array host_notes(std::span<const capture::Packet> packets, std::uint16_t port, const Evidence& evidence,
                       nanoseconds start) {
    json::array out;
    for (const auto& note : told_as_ours(evidence)) {
        if (out.size() == kMostNotes) break;
        const auto step = note.step == wire::Step::none ? json::value() : json::value(name(note.step));
        out.push_back({{"at", seconds_since(start, packet_clock(note))},
                       {"connection", connection_of(note, evidence.packets)},
                       {"kind", name(note.kind)},
                       {"from", name(note.from)},
                       {"step", step},
                       {"text", json::string(whole_utf8(note.text))},
                       {"withheld", note.withheld},
                       {"packet", packet_value(packets, port, note)}});
    }
    return out;
}

json::array wire_deeds(std::span<const capture::Packet> packets, nanoseconds start) {
    json::array out;
    for (std::size_t i = 0; i < packets.size() && out.size() < kMostNotes; ++i) {
        const auto& packet = packets[i];
        if (packet.comment.empty()) continue;
        out.push_back({{"at", seconds_since(start, packet.at)},
                       {"packet", i},
                       {"says", json::string(whole_utf8(packet.comment))}});
    }
    return out;
}

}  // namespace

std::optional<std::size_t> packet_of(std::span<const capture::Packet> packets, std::uint16_t port,
                                     const Note& bite) {
    return capture::packet_with(packets, port, bite.peer_port, wire::Role::server, bite.offset);
}

std::optional<std::size_t> silent_after(std::span<const capture::Packet> packets, const Note& bite) {
    const auto when = packet_clock(bite);
    const auto after = std::ranges::find_if(packets, [&](const auto& packet) { return packet.at > when; });
    if (after == packets.begin()) return std::nullopt;
    return static_cast<std::size_t>(after - packets.begin()) - 1;
}

std::string witnesses_json(std::span<const capture::Packet> packets, std::uint16_t port,
                           const Evidence& evidence) {
    auto out = capture::json_of(evidence.packets);
    auto& connections = out["connections"].as_array();  // the first of them
    for (std::size_t i = 0; i < connections.size(); ++i)
        if (closed_by_killing(evidence.packets.connections[i], evidence))
            connections[i].as_object()["ended_by"] = "badrdp";
    auto start = capture::start_of(evidence.packets);
    if (evidence.packets.connections.empty() && !evidence.peer.empty())
        start = packet_clock(evidence.peer.front());
    out["port"] = port;
    out["host"] = host_notes(packets, port, evidence, start);
    out["wire"] = wire_deeds(packets, start);
    return capture::json_text(std::move(out));
}

}  // namespace badrdp::harness

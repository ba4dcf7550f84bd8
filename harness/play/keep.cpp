#include "harness/play/keep.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "capture/pcapng.h"
#include "harness/data/scenario/print.h"
#include "harness/os/about.h"
#include "harness/os/fd.h"
#include "harness/os/files.h"
#include "harness/play/own_deeds.h"
#include "harness/play/witnesses_json.h"

namespace badrdp::harness {

namespace fs = std::filesystem;
using link::NoteKind;
using wire::Role;

namespace {

constexpr std::string_view kOwnViewRemark =
    "\nNo capture: these are the packets that badrdp's host knows it sent and received. Sequence numbers are "
    "made up.";

bool is_own_end(const capture::Event& event, const Evidence& evidence) {
    const auto& all = evidence.packets.connections;
    const bool end = event.from == Role::client && (event.what == "FIN" || event.what == "RST");
    return end && event.connection > 0 && event.connection <= all.size() &&
           closed_by_killing(all[event.connection - 1], evidence);
}

}  // namespace

// Put together by hand: a host under load says a line for each step, and tells the time only once in it.
std::string narrate(const link::Note& note, link::TimePoint start) {
    std::string line;
    line.reserve(96 + note.text.size());
    const auto seconds = std::chrono::duration<double>(note.at - start).count();
    fmt::format_to(std::back_inserter(line), "{:9.4f}  #{}  ", seconds, note.connection);
    const auto say = [&](auto... words) { (line.append(words), ...); };
    switch (note.kind) {
        case NoteKind::step: {
            const auto step = name(note.step);
            constexpr std::size_t column = 20;
            say(note.from == Role::client ? "--> " : "<-- ", step);
            line.append(column - std::min(step.size(), column) + 1, ' ');
            say(wire::row(note.step).what, note.text.empty() ? "" : ": ", std::string_view(note.text));
            break;
        }
        case NoteKind::bite: say("*** fault: ", std::string_view(note.text)); break;
        case NoteKind::tls: say("    TLS: ", std::string_view(note.text)); break;
        case NoteKind::malformed:
            say("    ", name(note.from), " sent what it should not: ", std::string_view(note.text));
            break;
        case NoteKind::end:
        case NoteKind::info: say("    ", name(note.from), " ", std::string_view(note.text)); break;
    }
    return line;
}

std::string narrate(const link::Transcript& transcript) {
    std::string out;
    for (const auto& note : transcript) out += narrate(note, transcript.front().at) + '\n';
    return out;
}

std::vector<capture::Packet> annotate(std::span<const capture::Packet> packets, std::uint16_t port,
                                      const Evidence& evidence) {
    std::vector<capture::Packet> out(packets.begin(), packets.end());
    const auto say = [&](std::size_t index, const std::string& text) {
        auto& comment = out.at(index).comment;
        comment += (comment.empty() ? "" : "\n") + text;
    };
    for (const auto& event : evidence.packets.events)
        if (event.step != wire::Step::none && event.packet < out.size())
            say(event.packet, fmt::format("step: {}", name(event.step)));
    for (const auto& event : evidence.packets.events)
        if (event.packet < out.size() && is_own_end(event, evidence))
            say(event.packet, "the client's kernel, since badrdp had ended the client");
    for (const auto& note : evidence.peer) {
        if (note.kind != NoteKind::bite) continue;
        const auto text = fmt::format("fault: {} (at step {})", note.text, name(note.step));
        if (const auto at = packet_of(packets, port, note))
            say(*at, text);
        else if (const auto last = silent_after(packets, note))  // nothing of ours was sent there or later
            say(*last, text + ", silence from here on");
    }
    return out;
}

void keep(const fs::path& dir, const RunContext& context, const CaseOrder& order, const Evidence& evidence,
          const Network& network, std::string_view key_log, const CaseResult& result) {
    write_public(dir / "server.log", narrate(told_as_ours(evidence)));
    if (!evidence.names.empty())
        write_public(dir / "names.log", fmt::format("{}\n", fmt::join(evidence.names, "\n")));
    if (!evidence.kdc.empty())
        write_public(dir / "kdc.log", fmt::format("{}\n", fmt::join(evidence.kdc, "\n")));
    auto scenario = *order.scenario;
    scenario.played = Played{.client = result.client,
                             .version = result.version,
                             .options = result.options,
                             .seed = context.seed,
                             .net = result.net};
    write_public(dir / "case.toml", to_toml(scenario));
    const auto port = network.whereabouts().port;
    const auto packets = annotate(network.packets(), port, evidence);
    capture::write_pcapng(
        dir / "capture.pcapng",
        {.application = std::string(kApplication),
         .comment = fmt::format("{} with {} {} ({}): {}{}", result.scenario, result.client, result.version,
                                result.options, name(result.judgement.verdict),
                                result.own_view ? kOwnViewRemark : "")},
        network.interfaces(), packets, key_log);
    write_public(dir / "timeline.json", witnesses_json(network.packets(), port, evidence));
}

}  // namespace badrdp::harness

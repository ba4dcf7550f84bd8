#include "harness/run/keep.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

#include "capture/pcapng.h"
#include "capture/timeline_json.h"
#include "harness/client/fd.h"
#include "harness/scenario/print.h"

namespace badrdp::harness {

namespace fs = std::filesystem;
using link::NoteKind;
using wire::Role;

void make_private_folder(const fs::path& folder) {
    if (folder.empty() || fs::is_directory(folder)) return;
    make_private_folder(folder.parent_path());
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        throw std::system_error(errno, std::generic_category(), "cannot make the folder " + folder.string());
}

void remove_folder(const fs::path& folder) {
    std::error_code trouble;
    fs::remove_all(folder, trouble);
    if (trouble) throw std::system_error(trouble, "cannot remove " + folder.string());
}

void write_private(const fs::path& file, std::string_view text) {
    const Fd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), file.c_str());
    while (!text.empty()) {
        const auto written = ::write(fd.get(), text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0)
            throw std::system_error(errno, std::generic_category(), "cannot write " + file.string());
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::string narrate(const link::Note& note, link::TimePoint start) {
    const auto seconds = std::chrono::duration<double>(note.at - start).count();
    auto line = fmt::format("{:9.4f}  #{}  ", seconds, note.connection);
    switch (note.kind) {
        case NoteKind::step:
            line += note.from == Role::client ? "--> " : "<-- ";
            line += fmt::format("{:<20} {}", name(note.step), wire::row(note.step).what);
            if (!note.text.empty()) line += ": " + note.text;
            break;
        case NoteKind::bite: line += fmt::format("*** fault: {}", note.text); break;
        case NoteKind::tls: line += "    TLS: " + note.text; break;
        case NoteKind::malformed:
            line += fmt::format("    {} sent what it should not: {}", name(note.from), note.text);
            break;
        case NoteKind::end: line += fmt::format("    {} {}", name(note.from), note.text); break;
        case NoteKind::info: line += fmt::format("    {} {}", name(note.from), note.text); break;
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
    for (const auto& note : evidence.peer) {
        if (note.kind != NoteKind::bite) continue;
        const auto text = fmt::format("fault: {} (at step {})", note.text, name(note.step));
        if (const auto at = capture::packet_with(packets, port, note.peer_port, Role::server, note.offset)) {
            say(*at, text);
            continue;
        }
        // Nothing of ours was sent at that place or later: it is the silence after the last packet before it.
        const auto when = std::chrono::duration_cast<std::chrono::nanoseconds>(note.at.time_since_epoch());
        const auto after = std::ranges::find_if(out, [&](const auto& packet) { return packet.at > when; });
        if (after != out.begin())
            say(static_cast<std::size_t>(after - out.begin()) - 1, text + ", silence from here on");
    }
    return out;
}

Recording recording_of(const Network& network) {
    return {
        .packets = network.packets(), .interfaces = network.interfaces(), .port = network.whereabouts().port};
}

void keep(const fs::path& dir, const Stage& stage, const CaseOrder& order, const Evidence& evidence,
          const std::optional<Recording>& recording, std::string_view key_log, const CaseResult& result) {
    write_private(dir / "server.log", narrate(evidence.peer));
    if (!evidence.names.empty())
        write_private(dir / "names.log", fmt::format("{}\n", fmt::join(evidence.names, "\n")));
    auto scenario = *order.scenario;
    scenario.played = Played{.client = result.client,
                             .version = result.version,
                             .options = result.options,
                             .seed = stage.seed,
                             .net = result.net};
    write_private(dir / "case.toml", to_toml(scenario));
    if (!recording) return;
    const auto packets = annotate(recording->packets, recording->port, evidence);
    capture::write_pcapng(
        dir / "capture.pcapng",
        {.application = "badrdp " BADRDP_VERSION,
         .comment = fmt::format("{} with {} {} ({}): {}", result.scenario, result.client, result.version,
                                result.options, name(result.judgement.verdict))},
        recording->interfaces, packets, key_log);
    write_private(dir / "timeline.json", capture::to_json(evidence.packets));
}

}  // namespace badrdp::harness

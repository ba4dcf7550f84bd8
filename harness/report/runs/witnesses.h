// What the witnesses of one case have said, read back from its timeline.json: all on one clock, which begins
// with the first packet.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/play/result.h"
#include "harness/play/witnesses_json.h"

namespace badrdp::harness {

struct HostNote {
    std::chrono::nanoseconds at{0};
    std::uint16_t connection = 0;
    link::NoteKind kind = link::NoteKind::info;
    wire::Role from = wire::Role::client;
    wire::Step step = wire::Step::none;
    std::string text;
    bool withheld = false;
    std::optional<std::size_t> packet;  // from 0
};

// What our wire did to a frame.
struct WireDeed {
    std::chrono::nanoseconds at{0};
    std::size_t packet = 0;
    std::string says;
};

struct Witnesses {
    std::uint16_t port = 0;  // the host's; 0: not told
    std::vector<capture::Event> events;
    std::vector<capture::Again> again;
    std::vector<HostNote> host;
    std::vector<WireDeed> wire;
};

// Of each kind the first 10,000; nothing at all if there is no such file, or it is none of ours. Throws
// UsageError if it is there and cannot be read.
Witnesses read_witnesses(const std::filesystem::path& file);

// The events alone.
std::vector<capture::Event> read_events(const std::filesystem::path& file);

// Puts the events of its healthy and its red cases into a run that was read back: those that reports compare.
void recall_events(RunResult& run);

}  // namespace badrdp::harness

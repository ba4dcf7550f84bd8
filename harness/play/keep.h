// What a case leaves behind in its folder: capture.pcapng, timeline.json, server.log, case.toml (client.log
// is written by the sandbox).
#pragma once

#include <span>

#include "harness/play/evidence.h"
#include "harness/play/player.h"

namespace badrdp::harness {

void keep(const std::filesystem::path& dir, const RunContext& context, const CaseOrder& order,
          const Evidence& evidence, const Network& network, std::string_view key_log,
          const CaseResult& result);

// Says in the packets' comments where the faults bit.
std::vector<capture::Packet> annotate(std::span<const capture::Packet> packets, std::uint16_t port,
                                      const Evidence& evidence);

// The peer's transcript, a line a note, times relative to the first.
std::string narrate(const link::Transcript& transcript);
std::string narrate(const link::Note& note, link::TimePoint start);

}  // namespace badrdp::harness

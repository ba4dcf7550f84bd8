// What a file is that was given in place of one of ours: people try what they have at hand.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace badrdp::harness {

// "is a packet capture (pcapng): ...", with what to do about it; nothing if it may be one of ours, or cannot
// be read.
std::optional<std::string> foreign_kind(const std::filesystem::path& file);

}  // namespace badrdp::harness

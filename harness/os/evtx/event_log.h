// An event log of Windows (.evtx), which libevtx's own program evtxexport opens: a parser of hostile files
// that is no part of ours (docs/adr/0007-evtx-by-its-own-program.md).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace badrdp::harness {

inline constexpr std::string_view kEventLogMagic{"ElfFile\0", 8};

struct EventLogText {
    std::string text{};             // records as evtxexport prints them
    std::uint64_t passed_over = 0;  // records that `wanted` did not want
    bool cut = false;               // there was no room for those before
    std::string trouble{};          // what the program said as it gave up; empty: it read all of it
};

// Whether a record may matter: its source, and its number.
using RecordWanted = std::function<bool(std::string_view source, std::uint32_t event)>;

// `file` is a descriptor of a regular file, at its beginning. At most `most` bytes of text are kept, the last
// ones. The program ends after a minute of processor time or with a gibibyte of memory. As far as the kernel
// has Landlock it writes nothing, reads no other file of a user, and connects to no TCP port; without it only
// those bounds stand. UsageError if it is not there, and the package that has it.
EventLogText read_event_log(int file, std::size_t most, const RecordWanted& wanted);

}  // namespace badrdp::harness

// A log as lines that name codes, each with its time: what FreeRDP, Remmina, rdesktop, guacd and xrdp print,
// the text of mstsc's dialog, and events of Windows as XML, as text, or as evtxexport prints them. Pure.
// Hostile text costs linear work, and what is kept of it is bounded.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/advise/explain/leads.h"
#include "harness/diagnose/log.h"

namespace badrdp::harness {

inline constexpr std::size_t kMostLogLines = 10'000;  // with codes, the last; those before are counted

// Whether bytes with this beginning can be text: UTF-8, or UTF-16 with a byte order mark.
bool looks_like_text(std::string_view beginning);

// Whether some family knows this event; who writes the others has nothing to do with Remote Desktop.
bool concerns_rdp(std::span<const Family> families, std::string_view source, std::uint32_t event);

// A log whose codes are not explained yet.
struct LogText {
    diagnosis::Log log{};
    std::vector<Query> queries{};     // each code once
    std::vector<std::size_t> asks{};  // of each line: its place among `queries`
};

// `bytes` are read up to kMostPasted.
LogText read_log(std::string name, std::string_view bytes, std::span<const Family> families);

// What its codes mean, and the causes that they speak of: those that their rows name, or else those of the
// scenarios that lead to them. `known` is that of the codes which the queries find.
diagnosis::Log explained_log(LogText text, const std::vector<Family>& families, const Knowledge& known);

}  // namespace badrdp::harness

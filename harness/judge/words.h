// Facts in words that a person understands: what findings, reports and baselines say of them.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "harness/data/facts.h"

namespace badrdp::harness {

// "20.0 s", "0.3 s"; from two minutes on "2 min 05 s".
std::string seconds_text(std::chrono::milliseconds time);

// "hung (killed after 20.0 s)", "crashed (signal 11, SIGSEGV)", "refused (exit 143)".
std::string outcome_text(const Facts& facts);

// Why badrdp ended a client that it ended after `took`: "no end after 20.0 s", "its limit of memory".
std::string why_we_ended_it(Limit limit, std::chrono::milliseconds took);

// "vague (\"connection failed\")": the reason, and the words that gave it.
std::string reason_text(const Facts& facts);

// "2 (0x3, 0x1)": how many, and the requestedProtocols of each.
std::string connections_text(const Facts& facts);

// The exit status as a baseline records it: 128 + signal when a signal ended the client, -1 when we did.
int exit_word(const Facts& facts);

// "a", "a or b", "a, b or c".
std::string one_of(const std::vector<std::string>& words);

}  // namespace badrdp::harness

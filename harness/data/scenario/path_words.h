// The words of scenario files for what a network does, both ways.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/data/scenario/words.h"
#include "sim/path/impairment.h"
#include "sim/wire/io/key_and_value.h"

namespace badrdp::harness {

std::span<const Word> traffic_words();    // of path::Traffic
std::span<const Word> icmp_words();       // of path::Icmp
std::span<const Word> refusal_words();    // of path::Refusal
std::span<const Word> toward_words();     // of path::Toward
std::span<const Word> direction_words();  // of path::Direction

// "5%", "0.05%": a share of all packets, in steps of a millionth; and back.
std::optional<double> parse_share(std::string_view text);
std::string share_text(double share);

// "256kbit", "10Mbit": bits in a second; and back.
std::optional<std::uint64_t> parse_rate(std::string_view text);
std::string rate_text(std::uint64_t bits_per_second);

using wire::KeyAndValue;

// The whole table, its verb first.
std::vector<KeyAndValue> words_of(const path::Impairment& impairment);

// "mtu 1000 icmp correct direction to_client after client_hello": what reports call it.
std::string impairment_text(const path::Impairment& impairment);

}  // namespace badrdp::harness

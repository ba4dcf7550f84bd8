// How a program that was held in a sandbox came to its end.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace badrdp::harness {

// Which limit of its sandbox a client ran into.
enum class Limit : std::uint8_t { none, wall_clock, memory, disk, output, reconnects, traffic };
std::string_view name(Limit);

// What the client's process left behind.
struct ProcessEnd {
    std::optional<int> exit;
    std::optional<int> signal;
    Limit limit = Limit::none;
    std::chrono::milliseconds took{0};
    std::chrono::milliseconds struck{0};  // after which we ended it, where a limit says that we did
    std::string output;                   // stdout and stderr as they came, bounded
};

}  // namespace badrdp::harness

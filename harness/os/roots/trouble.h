// Why a root could not be made, from what apt and mmdebstrap said: one line, and what to do about it.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace badrdp::harness {

// Somebody sent SIGINT or SIGTERM: nothing is left half-made.
struct Interrupted : std::runtime_error {
    Interrupted() : std::runtime_error("interrupted; nothing was left behind") {}
};

// `output` is all that the program printed; `program` is named when nothing in it is understood.
std::string root_trouble(std::string_view program, std::string_view output);

}  // namespace badrdp::harness

// What "with" means in a fault: bytes of another protocol, or garbage.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "sim/fault/payload.h"

namespace badrdp::harness {

// "http", "ssh", "smtp", "garbage:64", "nested:1000" or "hex:0300"; otherwise what is wrong with it. The same
// seed gives the same garbage on every machine.
std::expected<fault::Payload, std::string> payload(std::string_view words, std::uint32_t seed);

}  // namespace badrdp::harness

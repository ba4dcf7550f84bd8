// What a host shows once a session is active: a picture that a person, or a test with a screenshot,
// recognises.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/wire/io/malformed.h"

namespace badrdp::peer {

// Sixteen bits a pixel, 5-6-5, rows from the top.
struct Picture {
    std::uint16_t width = 0;
    std::uint16_t height = 0;
    std::vector<std::uint16_t> pixels;
};

// A blue desktop with the lines in white on it, the first one twice as large; at most 4096 by 2304.
Picture paint(std::uint16_t width, std::uint16_t height, std::span<const std::string> lines);

// A part of a picture as a client gets it: run-length encoded [MS-RDPBCGR 2.2.9.1.1.3.1.2.4], with colour
// runs only. Rows go from the bottom upwards.
struct Strip {
    std::uint16_t top = 0;
    std::uint16_t shown = 0;  // of its width: what belongs to the picture
    std::uint16_t width = 0;
    std::uint16_t height = 0;
    wire::Bytes encoded;

    friend bool operator==(const Strip&, const Strip&) = default;
};

// The whole picture, from the top downwards. Widths that are no multiple of 4 are filled up with black on the
// right, as the encoding wants it.
std::vector<Strip> strips_of(const Picture& picture);

// strips_of(paint(...)), at the cost of the part with lines on it.
std::vector<Strip> painted(std::uint16_t width, std::uint16_t height, std::span<const std::string> lines);

}  // namespace badrdp::peer

// An input as a script: length-prefixed chunks, each of which says one message to the machine on trial.
#pragma once

#include <array>
#include <optional>

#include "sim/wire/io/malformed.h"

namespace badrdp::fuzz {

using wire::Bytes;
using wire::BytesView;

// Two bytes, little endian: the upper three bits say what to do, the others are a length or a place.
struct Line {
    enum class Deed : std::uint8_t {
        raw,     // these bytes, whatever they are
        honest,  // what an honest other end has to say next
        patch,   // that, with these bytes written over it
        cut,     // that, so long
        repeat,  // that, twice or more
        wait,    // time passes; and if the number is even, what the other end had to say gets lost
        insert,  // that, with these bytes put into it and its length mended
        again,   // one of the latest messages once more
    } deed = Deed::raw;
    std::size_t number = 0;
    Bytes bytes{};
};

class MachineScript {
public:
    explicit MachineScript(BytesView input) : left_(input) {}

    template <std::size_t size>
    std::array<std::uint8_t, size> header() {
        std::array<std::uint8_t, size> out{};
        for (auto& byte : out) byte = u8();
        return out;
    }

    std::optional<Line> next() {
        if (left_.empty()) return std::nullopt;
        const auto low = u8();
        const auto head = static_cast<unsigned>(low | u8() << 8);
        Line line{.deed = static_cast<Line::Deed>(head >> 13), .number = head & 0x1fff};
        if (line.deed == Line::Deed::raw) line.bytes = take(line.number);
        if (line.deed == Line::Deed::patch || line.deed == Line::Deed::insert) line.bytes = take(u8());
        return line;
    }

    static void put(Bytes& script, Line::Deed deed, std::size_t number, BytesView bytes = {}) {
        const auto head = static_cast<unsigned>(deed) << 13 | static_cast<unsigned>(number);
        script.push_back(static_cast<std::uint8_t>(head));
        script.push_back(static_cast<std::uint8_t>(head >> 8));
        script.insert(script.end(), bytes.begin(), bytes.end());
    }

private:
    std::uint8_t u8() {
        if (left_.empty()) return 0;
        const auto byte = left_[0];
        left_ = left_.subspan(1);
        return byte;
    }
    Bytes take(std::size_t size) {
        const auto taken = left_.first(std::min(size, left_.size()));
        left_ = left_.subspan(taken.size());
        return {taken.begin(), taken.end()};
    }

    BytesView left_;
};

}  // namespace badrdp::fuzz

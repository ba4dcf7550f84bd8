// A number that says itself in how many bytes it comes, as ASN.1's INTEGER does.
#pragma once

#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"

namespace badrdp::wire {

struct SizedInteger {
    static constexpr std::uint8_t kMostBytes = 4;

    std::uint32_t value = 0;
    // 0: as few as a signed number of this value needs. Real programs use others: [MS-RDPBCGR 4.1.3] says
    // 65535 as ff ff, and rdesktop says everything in two bytes.
    std::uint8_t width = 0;

    static std::uint8_t fewest(std::uint32_t value) {
        return value < 0x80 ? 1 : value < 0x8000 ? 2 : value < 0x800000 ? 3 : kMostBytes;
    }

    std::uint8_t bytes() const { return width == 0 ? fewest(value) : width; }

    // The length and the number, big endian. Another length than 1 to 4 is refused.
    static SizedInteger read(Reader& in, std::string_view length_field, std::string_view field);
    void write(Writer& out, std::string_view length_field, std::string_view field) const;

    friend bool operator==(const SizedInteger&, const SizedInteger&) = default;
};

}  // namespace badrdp::wire

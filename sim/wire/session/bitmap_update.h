// Rectangles of a screen: TS_UPDATE_BITMAP_DATA [MS-RDPBCGR 2.2.9.1.1.3.1.2.1], alone (as fast-path carries
// it) and as a slow-path PDU.
#pragma once

#include "sim/wire/share/share_control.h"

namespace badrdp::wire {

// TS_BITMAP_DATA [2.2.9.1.1.3.1.2.2].
struct BitmapRectangle {
    static constexpr std::uint16_t kCompressed = 0x0001;
    static constexpr std::uint16_t kNoComprHdr = 0x0400;

    std::uint16_t dest_left = 0;
    std::uint16_t dest_top = 0;
    std::uint16_t dest_right = 0;  // inclusive
    std::uint16_t dest_bottom = 0;
    std::uint16_t width = 1;
    std::uint16_t height = 1;
    std::uint16_t bits_per_pixel = 24;
    std::uint16_t flags = 0;
    Bytes data{};  // bitmapComprHdr, if compressed so, and bitmapDataStream

    // How many bytes there are if they are not compressed: every row a multiple of four.
    std::size_t uncompressed_size() const;

    static Expected<BitmapRectangle> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const BitmapRectangle&, const BitmapRectangle&) = default;
};

struct BitmapUpdateData {
    static constexpr std::uint16_t kUpdateType = 1;

    std::vector<BitmapRectangle> rectangles{};

    static Expected<BitmapUpdateData> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const BitmapUpdateData&, const BitmapUpdateData&) = default;
};

struct BitmapUpdate {
    ShareData share{};
    BitmapUpdateData update{};

    static Expected<BitmapUpdate> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const BitmapUpdate&, const BitmapUpdate&) = default;
};

}  // namespace badrdp::wire

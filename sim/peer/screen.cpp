#include "sim/peer/screen.h"

#include <algorithm>

#include "sim/peer/glyphs.h"

namespace badrdp::peer {
namespace {

constexpr std::uint16_t kDesktop = 0x1a74;  // blue
constexpr std::uint16_t kInk = 0xffff;
constexpr int kMargin = 40;
// Small enough for one Update PDU however wild the picture is: 3 bytes a pixel at worst, below 16 KiB a
// strip.
constexpr std::uint16_t kStripHeight = 4;
// What a client says of its desktop is only a number: 65,535 squared would be 8 GiB.
constexpr std::uint16_t kWidest = 4096;
constexpr std::uint16_t kHighest = 2304;

void put_glyph(Picture& picture, const Glyph& glyph, int left, int top, int scale) {
    for (int y = 0; y < kGlyphHeight * scale; ++y)
        for (int x = 0; x < kGlyphWidth * scale; ++x) {
            const auto row = glyph.rows[static_cast<std::size_t>(y / scale)];
            if ((row >> (kGlyphWidth - 1 - x / scale) & 1) == 0) continue;
            if (left + x >= picture.width || top + y >= picture.height) continue;
            picture.pixels[static_cast<std::size_t>(top + y) * picture.width +
                           static_cast<std::size_t>(left + x)] = kInk;
        }
}

char capital(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

void put_line(Picture& picture, const std::string& line, int top, int scale) {
    int left = kMargin;
    for (const char c : line) {
        const auto glyph =
            std::ranges::find_if(kGlyphs, [&](const Glyph& g) { return g.letter == capital(c); });
        if (glyph != kGlyphs.end()) put_glyph(picture, *glyph, left, top, scale);
        left += (kGlyphWidth + 1) * scale;
    }
}

void put_u16(wire::Bytes& out, std::size_t v) {
    out.push_back(static_cast<std::uint8_t>(v));
    out.push_back(static_cast<std::uint8_t>(v >> 8));
}

// REGULAR_COLOR_RUN and MEGA_MEGA_COLOR_RUN.
void put_run(wire::Bytes& out, std::size_t length, std::uint16_t pixel) {
    constexpr std::uint8_t regular = 0x60;
    constexpr std::uint8_t mega_mega = 0xf3;
    constexpr std::size_t in_header = 32;
    constexpr std::size_t in_byte = in_header + 256;
    if (length < in_header) {
        out.push_back(static_cast<std::uint8_t>(regular | length));
    } else if (length < in_byte) {
        out.push_back(regular);
        out.push_back(static_cast<std::uint8_t>(length - in_header));
    } else {
        out.push_back(mega_mega);
        put_u16(out, length);
    }
    put_u16(out, pixel);
}

Strip strip_of(const Picture& picture, std::uint16_t top, std::uint16_t height) {
    Strip strip{.top = top,
                .shown = picture.width,
                .width = static_cast<std::uint16_t>((picture.width + 3) / 4 * 4),
                .height = height,
                .encoded = {}};
    // Most strips are empty desktop: one look tells, and one run is enough.
    const std::span all(picture.pixels);
    const auto mine = all.subspan(std::size_t{top} * picture.width, std::size_t{height} * picture.width);
    if (strip.width == picture.width && mine.size() <= 0xffff &&
        std::ranges::equal(mine.first(mine.size() - 1), mine.last(mine.size() - 1))) {
        put_run(strip.encoded, mine.size(), mine.front());
        return strip;
    }
    std::size_t length = 0;
    std::uint16_t colour = 0;
    const auto add = [&](std::size_t more, std::uint16_t pixel) {
        constexpr std::size_t longest = 0xffff;
        while (more > 0) {
            if (length > 0 && (pixel != colour || length == longest)) {
                put_run(strip.encoded, length, colour);
                length = 0;
            }
            colour = pixel;
            const auto fits = std::min(more, longest - length);
            length += fits;
            more -= fits;
        }
    };
    for (int y = height - 1; y >= 0; --y) {
        auto row = mine.subspan(static_cast<std::size_t>(y) * picture.width, picture.width);
        while (!row.empty()) {
            const auto same =
                std::ranges::find_if(row, [&](std::uint16_t p) { return p != row.front(); }) - row.begin();
            add(static_cast<std::size_t>(same), row.front());
            row = row.subspan(static_cast<std::size_t>(same));
        }
        add(static_cast<std::size_t>(strip.width - picture.width), 0);
    }
    put_run(strip.encoded, length, colour);
    return strip;
}

// Where each line is, from its top; and where the next one would be.
template <class See>
int lay_out(std::span<const std::string> lines, See see) {
    int top = kMargin;
    int scale = 4;
    for (const auto& line : lines) {
        see(line, top, scale);
        top += (kGlyphHeight + 4) * scale;
        scale = 2;
    }
    return top;
}

}  // namespace

Picture paint(std::uint16_t width, std::uint16_t height, std::span<const std::string> lines) {
    width = std::min(width, kWidest);
    height = std::min(height, kHighest);
    Picture picture{.width = width,
                    .height = height,
                    .pixels = std::vector<std::uint16_t>(std::size_t{width} * height, kDesktop)};
    lay_out(lines, [&](const std::string& line, int top, int scale) { put_line(picture, line, top, scale); });
    return picture;
}

std::vector<Strip> strips_of(const Picture& picture) {
    std::vector<Strip> strips;
    for (int top = 0; top < picture.height; top += kStripHeight)
        strips.push_back(
            strip_of(picture, static_cast<std::uint16_t>(top),
                     static_cast<std::uint16_t>(std::min<int>(kStripHeight, picture.height - top))));
    return strips;
}

std::vector<Strip> painted(std::uint16_t width, std::uint16_t height, std::span<const std::string> lines) {
    if (width == 0 || height == 0) return {};
    height = std::min(height, kHighest);
    const int bottom = lay_out(lines, [](const std::string&, int, int) {});
    const auto with_lines = static_cast<std::uint16_t>(
        std::min<int>(height, (bottom + kStripHeight - 1) / kStripHeight * kStripHeight));
    auto strips = strips_of(paint(width, with_lines, lines));
    if (with_lines == height) return strips;
    const auto desktop = paint(width, kStripHeight, {});
    const auto whole = strip_of(desktop, 0, kStripHeight);
    for (int top = with_lines; top < height; top += kStripHeight) {
        const int left = height - top;
        strips.push_back(left >= kStripHeight ? whole
                                              : strip_of(desktop, 0, static_cast<std::uint16_t>(left)));
        strips.back().top = static_cast<std::uint16_t>(top);
    }
    return strips;
}

}  // namespace badrdp::peer

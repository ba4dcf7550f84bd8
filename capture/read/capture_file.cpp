#include "capture/read/capture_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace badrdp::capture {
namespace {

using wire::BytesView;

constexpr std::size_t kPcapHeader = 24;
constexpr std::size_t kPcapRecord = 16;
constexpr std::uint64_t kMillion = 1'000'000;
constexpr std::uint64_t kBillion = 1'000'000'000;
constexpr std::uint32_t kMicroseconds = 0xa1b2c3d4;
constexpr std::uint32_t kNanoseconds = 0xa1b23c4d;
constexpr std::uint32_t kSection = 0x0a0d0d0a;  // reads alike in either byte order

std::uint32_t swapped(std::uint32_t value) { return __builtin_bswap32(value); }

struct Time {
    std::uint64_t seconds = 0;
    std::uint64_t nanoseconds = 0;  // less than a second
};

// Two to the 63rd ticks a second are allowed: the product then needs more than 64 bits, the quotient 30.
inline Time time_of(std::uint64_t ticks, std::uint64_t per_second) {
    const auto rest = ticks % per_second;
    const auto part = per_second <= kBillion
                          ? rest * kBillion / per_second
                          : static_cast<std::uint64_t>(static_cast<long double>(rest) * kBillion /
                                                       static_cast<long double>(per_second));
    return {ticks / per_second, part};
}

}  // namespace

std::optional<Frame> CaptureFile::fail(std::uint64_t at, std::string why) {
    if (!input_.broken().empty()) why = input_.broken();
    error_ = FileError{at, std::move(why)};
    format_ = Format::over;
    return std::nullopt;
}

std::optional<Frame> CaptureFile::next() {
    if (format_ == Format::unknown) begin();
    if (format_ == Format::pcap) return next_pcap();
    if (format_ == Format::pcapng) return next_pcapng();
    return std::nullopt;
}

void CaptureFile::begin() {
    const auto magic_bytes = input_.peek(4);
    if (!magic_bytes) {
        fail(0, input_.left() == 0 ? "the file is empty" : "too short for a capture");
        return;
    }
    const auto magic = path::u32(*magic_bytes, 0);
    if (magic == kSection) {
        format_ = Format::pcapng;
        return;
    }
    for (const bool swap : {false, true}) {
        const auto read = swap ? swapped(magic) : magic;
        if (read == kMicroseconds || read == kNanoseconds) return begin_pcap(swap, read == kNanoseconds);
    }
    fail(0, "neither pcap nor pcapng");
}

void CaptureFile::begin_pcap(bool swap, bool nano) {
    big_endian_ = !swap;
    const auto header = input_.take(kPcapHeader);
    if (!header) {
        fail(0, "ends within the file's header");
        return;
    }
    if (const auto major = u16(*header, 4); major != 2) {
        fail(4, fmt::format("version {} of pcap is unknown", major));
        return;
    }
    // The upper bits of the link type's word say how long the frame check sequence is.
    interfaces_.push_back({.link_type = static_cast<std::uint16_t>(u32(*header, 20) & 0xffff),
                           .snaplen = u32(*header, 16),
                           .per_second = nano ? 1'000'000'000u : 1'000'000u});
    format_ = Format::pcap;
}

std::optional<Frame> CaptureFile::next_pcap() {
    const auto at = input_.at();
    const auto header = input_.take(kPcapRecord);
    if (!header) {
        if (input_.left() == 0 && input_.broken().empty()) {
            format_ = Format::over;
            return std::nullopt;
        }
        return fail(at, "ends within the header of a packet");
    }
    const std::uint64_t seconds = u32(*header, 0);
    const std::uint64_t fraction = u32(*header, 4);
    const auto length = u32(*header, 8);
    const auto wire_length = u32(*header, 12);
    if (length > kMostBytes) return fail(at, fmt::format("a packet that claims {} bytes", length));
    const auto bytes = input_.take(length);
    if (!bytes) return fail(at, fmt::format("ends within a packet of {} bytes", length));
    return frame(0, seconds * interfaces_[0].per_second + fraction, wire_length, *bytes);
}

std::optional<Frame> CaptureFile::frame(std::uint32_t interface, std::uint64_t ticks,
                                        std::uint32_t wire_length, BytesView bytes) {
    constexpr std::int64_t kMostSeconds =
        9'000'000'000;  // what nanoseconds in 64 bits can say, and a bit less
    const auto& met = interfaces_[interface];
    // By what is known when this is compiled it needs no division.
    const auto time = met.per_second == kMillion   ? time_of(ticks, kMillion)
                      : met.per_second == kBillion ? time_of(ticks, kBillion)
                                                   : time_of(ticks, met.per_second);
    const auto whole = std::min<std::uint64_t>(time.seconds, kMostSeconds);
    const auto offset = std::clamp(met.offset, -kMostSeconds, kMostSeconds);
    const auto seconds = std::clamp<std::int64_t>(static_cast<std::int64_t>(whole) + offset, 0, kMostSeconds);
    latest_ =
        std::chrono::seconds(seconds) + std::chrono::nanoseconds(static_cast<std::int64_t>(time.nanoseconds));
    return Frame{.number = ++frames_,
                 .at = latest_,
                 .wire_length = std::max(wire_length, static_cast<std::uint32_t>(bytes.size())),
                 .interface = interface,
                 .link_type = met.link_type,
                 .bytes = bytes};
}

}  // namespace badrdp::capture

// Capture files made by hand, byte by byte, as the drafts of pcap and pcapng lay them out.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "capture/read/capture_file.h"

namespace badrdp::test {

// Numbers in one byte order.
struct FileWriter {
    bool big = false;
    wire::Bytes bytes{};

    void number(std::uint64_t value, unsigned width) {
        for (unsigned i = 0; i < width; ++i)
            bytes.push_back(static_cast<std::uint8_t>(value >> 8 * (big ? width - 1 - i : i)));
    }
    void u16(std::uint64_t value) { number(value, 2); }
    void u32(std::uint64_t value) { number(value, 4); }
    void raw(wire::BytesView more) { bytes.insert(bytes.end(), more.begin(), more.end()); }

    void pcap_header(std::uint32_t magic, std::uint32_t link_type) {
        u32(magic);
        u16(2);
        u16(4);
        u32(0);
        u32(0);
        u32(65535);
        u32(link_type);
    }
    void pcap_packet(std::uint32_t seconds, std::uint32_t part, wire::BytesView packet) {
        u32(seconds);
        u32(part);
        u32(packet.size());
        u32(packet.size());
        raw(packet);
    }

    // A block of pcapng around this body, padded to four bytes.
    void block(std::uint32_t type, wire::BytesView body) {
        const auto padded = (body.size() + 3) / 4 * 4;
        u32(type);
        u32(12 + padded);
        raw(body);
        bytes.resize(bytes.size() + padded - body.size());
        u32(12 + padded);
    }
    FileWriter body() const { return {.big = big, .bytes = {}}; }
    void section() {
        auto b = body();
        b.u32(0x1a2b3c4d);
        b.u16(1);
        b.u16(0);
        b.number(~std::uint64_t{0}, 8);
        block(0x0a0d0d0a, b.bytes);
    }
    void interface(std::uint16_t link_type, wire::BytesView options = {}) {
        auto b = body();
        b.u16(link_type);
        b.u16(0);
        b.u32(262144);
        b.raw(options);
        block(1, b.bytes);
    }
    void packet(std::uint32_t interface_number, std::uint64_t ticks, wire::BytesView frame) {
        auto b = body();
        b.u32(interface_number);
        b.u32(ticks >> 32);
        b.u32(ticks & 0xffffffff);
        b.u32(frame.size());
        b.u32(frame.size());
        b.raw(frame);
        block(6, b.bytes);
    }
    void secrets(std::string_view text) {
        auto b = body();
        b.u32(0x544c534b);
        b.u32(text.size());
        b.raw(wire::BytesView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
        block(10, b.bytes);
    }
};

// Gives the bytes out in pieces, as a pipe may.
inline capture::Input input_of(const wire::Bytes& bytes, std::size_t piece = 1000) {
    return capture::Input([bytes, piece, at = std::size_t{0}](std::span<std::uint8_t> into) mutable
                          -> std::expected<std::size_t, std::string> {
        const auto count = std::min({piece, into.size(), bytes.size() - at});
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), count, into.begin());
        at += count;
        return count;
    });
}

// A frame with bytes of its own, since those that a file gives are good only until the next one.
struct Kept {
    capture::Frame frame;
    wire::Bytes bytes;
};

struct ReadFile {
    std::vector<Kept> frames;
    std::optional<capture::FileError> error;
    std::string secrets;
};

inline ReadFile read_all(capture::CaptureFile file) {
    ReadFile out;
    while (const auto frame = file.next())
        out.frames.push_back({*frame, {frame->bytes.begin(), frame->bytes.end()}});
    out.error = file.error();
    out.secrets = file.secrets();
    return out;
}

inline ReadFile read_all(const wire::Bytes& bytes, std::size_t piece = 1000) {
    return read_all(capture::CaptureFile(input_of(bytes, piece)));
}

}  // namespace badrdp::test

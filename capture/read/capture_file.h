// Reads a capture file packet by packet: pcap [draft-ietf-opsawg-pcap] in either byte order, in micro- or
// nanoseconds, and pcapng [draft-ietf-opsawg-pcapng] with any number of sections and interfaces, and with the
// secrets that it may hold. A file is hostile: nothing that it claims is believed beyond a bound.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "capture/read/input.h"
#include "sim/path/ip.h"

namespace badrdp::capture {

// What is wrong with a file, and where.
struct FileError {
    std::uint64_t at = 0;  // offset in the file, unpacked
    std::string why;       // one line

    friend bool operator==(const FileError&, const FileError&) = default;
};

// One packet as a file holds it. The bytes are good until the next one is read.
struct Frame {
    std::uint64_t number = 0;        // counted from 1, as other programs show it
    std::chrono::nanoseconds at{0};  // since the Unix epoch
    std::uint32_t wire_length = 0;   // longer than bytes.size() if the capture cut it
    std::uint32_t interface = 0;     // counted from 0 through the whole file
    std::uint16_t link_type = 1;
    wire::BytesView bytes;
};

class CaptureFile {
public:
    static constexpr std::size_t kMostBytes = 1u << 24;  // of a packet, and of a block
    static constexpr std::size_t kMostInterfaces = 4096;
    static constexpr std::size_t kMostSecrets = 1u << 20;  // bytes of key logs

    explicit CaptureFile(Input input) : input_(std::move(input)) {}

    // Nothing: the end of the file, or of what can be read of it.
    std::optional<Frame> next();

    const std::optional<FileError>& error() const { return error_; }
    const std::string& secrets() const { return secrets_; }  // NSS key log lines, of those read so far
    bool may_hold_secrets() const { return format_ == Format::pcapng; }

private:
    enum class Format : std::uint8_t { unknown, pcap, pcapng, over };

    struct Interface {
        std::uint16_t link_type = 1;
        std::uint32_t snaplen = 0;
        std::uint64_t per_second = 1'000'000;
        std::int64_t offset = 0;  // seconds
    };

    std::uint16_t u16(wire::BytesView bytes, std::size_t at) const {
        return static_cast<std::uint16_t>(big_endian_ ? bytes[at] << 8 | bytes[at + 1]
                                                      : bytes[at + 1] << 8 | bytes[at]);
    }
    std::uint32_t u32(wire::BytesView bytes, std::size_t at) const {
        const auto big = path::u32(bytes, at);
        return big_endian_ ? big : __builtin_bswap32(big);
    }
    std::optional<Frame> fail(std::uint64_t at, std::string why);

    void begin();
    void begin_pcap(bool swapped, bool nano);
    std::optional<Frame> next_pcap();

    std::optional<wire::BytesView> next_block(std::uint32_t& type);
    std::optional<Frame> next_pcapng();
    std::optional<Frame> on_block(std::uint32_t type, wire::BytesView body);
    bool on_section(wire::BytesView body);
    bool on_interface(wire::BytesView body);
    void on_secrets(wire::BytesView body);
    std::optional<Frame> on_packet(wire::BytesView body, bool old);
    std::optional<Frame> on_simple_packet(wire::BytesView body);
    std::optional<Frame> frame(std::uint32_t interface, std::uint64_t ticks, std::uint32_t wire_length,
                               wire::BytesView bytes);

    Input input_;
    Format format_ = Format::unknown;
    bool big_endian_ = false;
    std::uint64_t block_at_ = 0;
    std::vector<Interface> interfaces_;
    std::size_t first_interface_ = 0;  // of this section
    std::uint64_t frames_ = 0;
    std::chrono::nanoseconds latest_{0};  // time of the latest packet
    std::string secrets_;
    std::optional<FileError> error_;
};

}  // namespace badrdp::capture

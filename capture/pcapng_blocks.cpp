#include "capture/pcapng_blocks.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <span>

namespace badrdp::capture {
namespace {

using BytesView = std::span<const std::uint8_t>;

constexpr std::uint32_t kSectionHeader = 0x0a0d0d0a;
constexpr std::uint32_t kInterfaceDescription = 1;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint32_t kDecryptionSecrets = 10;

constexpr std::uint32_t kByteOrderMagic = 0x1a2b3c4d;
constexpr std::uint64_t kUnknownSectionLength = ~std::uint64_t{0};
constexpr std::uint32_t kTlsKeyLog = 0x544c534b;  // "TLSK"

constexpr std::uint16_t kEndOfOptions = 0;
constexpr std::uint16_t kComment = 1;
constexpr std::uint16_t kUserApplication = 4;  // of a section
constexpr std::uint16_t kInterfaceName = 2;    // of an interface
constexpr std::uint16_t kTimeResolution = 9;   // of an interface

BytesView bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

class BlockWriter {
public:
    explicit BlockWriter(std::uint32_t type) {
        u32(type);
        u32(0);  // the length, once it is known
    }

    void u8(std::uint8_t v) { block_.push_back(v); }
    void u16(std::uint16_t v) { number(v, 2); }
    void u32(std::uint32_t v) { number(v, 4); }
    void u64(std::uint64_t v) { number(v, 8); }

    void padded(BytesView bytes) {
        block_.insert(block_.end(), bytes.begin(), bytes.end());
        block_.resize((block_.size() + 3) / 4 * 4);
    }

    void option(std::uint16_t code, BytesView value) {
        u16(code);
        u16(static_cast<std::uint16_t>(value.size()));
        padded(value);
        has_options_ = true;
    }

    // Empty text is no option; what 16 bits cannot count is cut, between characters.
    void text_option(std::uint16_t code, std::string_view text) {
        std::size_t length = std::min<std::size_t>(text.size(), 0xffff);
        const auto is_inside_character = [&] { return (text[length] & 0xc0) == 0x80; };
        while (length > 0 && length < text.size() && is_inside_character()) --length;
        if (length > 0) option(code, bytes_of(text.substr(0, length)));
    }

    Block finish() {
        if (has_options_) {
            u16(kEndOfOptions);
            u16(0);
        }
        const auto length = static_cast<std::uint32_t>(block_.size() + 4);
        u32(length);  // again at the end, so that readers can go backwards
        std::copy(block_.end() - 4, block_.end(), block_.begin() + 4);
        return std::move(block_);
    }

private:
    void number(std::uint64_t v, unsigned width) {
        for (unsigned i = 0; i < width; ++i) block_.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
    }

    Block block_;
    bool has_options_ = false;
};

}  // namespace

Block section_header_block(const FileInfo& info) {
    BlockWriter out(kSectionHeader);
    out.u32(kByteOrderMagic);
    out.u16(1);  // version 1.0
    out.u16(0);
    out.u64(kUnknownSectionLength);
    out.text_option(kUserApplication, info.application);
    out.text_option(kComment, info.comment);
    return out.finish();
}

Block interface_block(const Interface& interface) {
    BlockWriter out(kInterfaceDescription);
    out.u16(interface.link_type);
    out.u16(0);
    out.u32(interface.snaplen);
    out.text_option(kInterfaceName, interface.name);
    out.option(kTimeResolution, std::array<std::uint8_t, 1>{9});  // 10^-9 s
    return out.finish();
}

Block decryption_secrets_block(std::string_view tls_key_log) {
    BlockWriter out(kDecryptionSecrets);
    out.u32(kTlsKeyLog);
    out.u32(static_cast<std::uint32_t>(tls_key_log.size()));
    out.padded(bytes_of(tls_key_log));
    return out.finish();
}

Block enhanced_packet_block(const Packet& packet) {
    assert(packet.at.count() >= 0);
    const auto at = static_cast<std::uint64_t>(packet.at.count());
    const auto captured = static_cast<std::uint32_t>(packet.bytes.size());
    BlockWriter out(kEnhancedPacket);
    out.u32(packet.interface);
    out.u32(static_cast<std::uint32_t>(at >> 32));
    out.u32(static_cast<std::uint32_t>(at));
    out.u32(captured);
    out.u32(std::max(packet.wire_length, captured));
    out.padded(packet.bytes);
    out.text_option(kComment, packet.comment);
    return out.finish();
}

}  // namespace badrdp::capture

// The blocks of a pcapng file, as far as they say something of packets.
#include <fmt/format.h>

#include <algorithm>

#include "capture/read/capture_file.h"

namespace badrdp::capture {
namespace {

using wire::BytesView;

constexpr std::uint32_t kSectionBlock = 0x0a0d0d0a;
constexpr std::uint32_t kInterfaceBlock = 1;
constexpr std::uint32_t kOldPacketBlock = 2;
constexpr std::uint32_t kSimplePacketBlock = 3;
constexpr std::uint32_t kPacketBlock = 6;
constexpr std::uint32_t kSecretsBlock = 10;

constexpr std::size_t kBlockHead = 4 + 4;       // type, length
constexpr std::size_t kBlockFrame = 4 + 4 + 4;  // and the length once more
constexpr std::uint32_t kTlsKeys = 0x544c534b;

constexpr std::uint16_t kResolution = 9;
constexpr std::uint16_t kOffset = 14;

std::optional<std::uint64_t> power(std::uint64_t base, unsigned exponent) {
    std::uint64_t out = 1;
    for (unsigned i = 0; i < exponent; ++i)
        if (__builtin_mul_overflow(out, base, &out)) return std::nullopt;
    return out;
}

}  // namespace

// The body of the next block. Nothing: the end, or an error.
std::optional<BytesView> CaptureFile::next_block(std::uint32_t& type) {
    block_at_ = input_.at();
    const auto head = input_.peek(kBlockHead + 4);
    if (!head) {
        if (input_.left() == 0 && input_.broken().empty())
            format_ = Format::over;
        else
            fail(block_at_, "ends within the head of a block");
        return std::nullopt;
    }
    type = u32(*head, 0);
    if (type == kSectionBlock) {
        const auto magic = (*head)[8];
        if (magic != 0x1a && magic != 0x4d) {
            fail(block_at_ + 8, "a section without a byte order");
            return std::nullopt;
        }
        big_endian_ = magic == 0x1a;
    }
    const std::size_t length = u32(*head, 4);
    if (length < kBlockFrame || length % 4 != 0 || length > kMostBytes) {
        fail(block_at_, fmt::format("a block that claims {} bytes", length));
        return std::nullopt;
    }
    const auto block = input_.take(length);
    if (!block) {
        fail(block_at_, fmt::format("ends within a block of {} bytes", length));
        return std::nullopt;
    }
    if (u32(*block, length - 4) != length) {
        fail(block_at_, "a block whose two lengths differ");
        return std::nullopt;
    }
    return block->subspan(kBlockHead, length - kBlockFrame);
}

std::optional<Frame> CaptureFile::next_pcapng() {
    while (true) {
        std::uint32_t type = 0;
        const auto body = next_block(type);
        if (!body) return std::nullopt;
        if (auto packet = on_block(type, *body)) return packet;
        if (format_ == Format::over) return std::nullopt;
    }
}

std::optional<Frame> CaptureFile::on_block(std::uint32_t type, BytesView body) {
    switch (type) {
        case kSectionBlock: on_section(body); return std::nullopt;
        case kInterfaceBlock: on_interface(body); return std::nullopt;
        case kSecretsBlock: on_secrets(body); return std::nullopt;
        case kOldPacketBlock: return on_packet(body, true);
        case kPacketBlock: return on_packet(body, false);
        case kSimplePacketBlock: return on_simple_packet(body);
        default: return std::nullopt;  // names, statistics, what others invented
    }
}

bool CaptureFile::on_section(BytesView body) {
    constexpr std::size_t kLeast = 4 + 2 + 2 + 8;  // byte order, version, length of the section
    if (body.size() < kLeast) return fail(block_at_, "a section without a version").has_value();
    if (const auto major = u16(body, 4); major != 1)
        return fail(block_at_ + 12, fmt::format("version {} of pcapng is unknown", major)).has_value();
    first_interface_ = interfaces_.size();
    return true;
}

bool CaptureFile::on_interface(BytesView body) {
    constexpr std::size_t kFixed = 2 + 2 + 4;  // link type, reserved, snap length
    if (body.size() < kFixed) return fail(block_at_, "an interface without a link type").has_value();
    if (interfaces_.size() == kMostInterfaces) return fail(block_at_, "too many interfaces").has_value();
    Interface met{.link_type = u16(body, 0), .snaplen = u32(body, 4)};
    for (auto options = body.subspan(kFixed); options.size() >= 4;) {
        const auto code = u16(options, 0);
        const std::size_t length = u16(options, 2);
        const auto padded = (length + 3) / 4 * 4;
        options = options.subspan(4);
        if (code == 0 || padded > options.size()) break;
        if (code == kResolution && length == 1) {
            const auto per_second = power((options[0] & 0x80) != 0 ? 2 : 10, options[0] & 0x7f);
            if (!per_second) return fail(block_at_, "time stamps that are too fine").has_value();
            met.per_second = *per_second;
        }
        if (code == kOffset && length == 8) {
            const auto low = u32(options, big_endian_ ? 4 : 0);
            const auto high = u32(options, big_endian_ ? 0 : 4);
            met.offset = static_cast<std::int64_t>(static_cast<std::uint64_t>(high) << 32 | low);
        }
        options = options.subspan(padded);
    }
    interfaces_.push_back(met);
    return true;
}

// Secrets of another kind than TLS, or more than is kept, are passed over.
void CaptureFile::on_secrets(BytesView body) {
    constexpr std::size_t kFixed = 4 + 4;  // kind, length
    if (body.size() < kFixed || u32(body, 0) != kTlsKeys) return;
    const std::size_t length = u32(body, 4);
    if (length > body.size() - kFixed || secrets_.size() + length + 1 > kMostSecrets) return;
    const auto text = body.subspan(kFixed, length);
    secrets_.append(text.begin(), text.end());
    if (!secrets_.ends_with('\n')) secrets_ += '\n';
}

// In the old block a count of drops shares the word of the interface.
std::optional<Frame> CaptureFile::on_packet(BytesView body, bool old) {
    constexpr std::size_t kFixed = 5 * 4;  // interface, time, captured and original length
    if (body.size() < kFixed) return fail(block_at_, "a packet without a length");
    const std::size_t interface = first_interface_ + (old ? u16(body, 0) : u32(body, 0));
    if (interface >= interfaces_.size()) return fail(block_at_, "a packet of an interface that is not there");
    const auto ticks = static_cast<std::uint64_t>(u32(body, 4)) << 32 | u32(body, 8);
    const std::size_t length = u32(body, 12);
    if (length > body.size() - kFixed)
        return fail(block_at_, fmt::format("a packet that claims {} bytes", length));
    return frame(static_cast<std::uint32_t>(interface), ticks, u32(body, 16), body.subspan(kFixed, length));
}

// Of the section's first interface, cut at its snap length. It has no time: that of the packet before it.
std::optional<Frame> CaptureFile::on_simple_packet(BytesView body) {
    if (body.size() < 4) return fail(block_at_, "a packet without a length");
    if (first_interface_ >= interfaces_.size()) return fail(block_at_, "a packet without an interface");
    const auto wire_length = u32(body, 0);
    const auto snaplen = interfaces_[first_interface_].snaplen;
    std::size_t length = std::min<std::size_t>(wire_length, body.size() - 4);
    if (snaplen > 0) length = std::min<std::size_t>(length, snaplen);
    const auto before = latest_;
    auto packet =
        frame(static_cast<std::uint32_t>(first_interface_), 0, wire_length, body.subspan(4, length));
    packet->at = latest_ = before;
    return packet;
}

}  // namespace badrdp::capture

#include "harness/play/net/wire_record.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <utility>

namespace badrdp::harness {
namespace {

// Ethernet's header, a VLAN tag, and the largest IP packet that a tap may be set to.
constexpr std::size_t kLargestFrame = 18 + 64 * 1024;
// Most records fit into the first chunk. The ones behind it are huge pages, where there are any.
constexpr std::size_t kFirstChunk = 256u << 10;
constexpr std::size_t kChunk = 2u << 20;

}  // namespace

// In huge pages a frame costs 0.2 microseconds to record, and 0.8 in small ones, which the kernel clears one
// by one (20,000 frames of 1514 bytes). To keep used ones for the next record would save another 0.06.
WireRecord::Chunk WireRecord::take(std::size_t size) {
    Chunk chunk(static_cast<std::uint8_t*>(std::aligned_alloc(size, size)), {size});
    if (!chunk) throw std::bad_alloc();
    if (size == kChunk) ::madvise(chunk.get(), kChunk, MADV_HUGEPAGE);
    return chunk;
}

void WireRecord::Release::operator()(std::uint8_t* chunk) const { std::free(chunk); }

std::span<std::uint8_t> WireRecord::room() {
    if (chunks_.empty() || chunks_.back().get_deleter().size - used_ < kLargestFrame) {
        chunks_.push_back(take(chunks_.empty() ? kFirstChunk : kChunk));
        used_ = 0;
    }
    return {chunks_.back().get() + used_, kLargestFrame};
}

wire::BytesView WireRecord::hold(std::size_t size) {
    held_ = room().first(size);
    if (!full_) used_ += size;
    return held_;
}

void WireRecord::add(wire::Role side, wire::BytesView frame, std::chrono::nanoseconds at,
                     std::string comment) {
    full_ = full_ || entries_.size() >= limits_.packets || frame.size() > limits_.bytes - bytes_;
    if (full_) {
        ++lost_;
        return;
    }
    if (frame.data() != held_.data()) {
        std::ranges::copy(frame, room().data());
        frame = hold(frame.size());
    }
    bytes_ += frame.size();
    std::uint32_t commented = 0;
    if (!comment.empty()) {
        comments_.push_back(std::move(comment));
        commented = static_cast<std::uint32_t>(comments_.size());
    }
    entries_.push_back({frame, at, side, commented});
}

const capture::Packet& WireRecord::packet(std::size_t index) {
    const auto& entry = entries_[index];
    // What one end sent is as a rule what comes to the other one next.
    if (std::exchange(copied_, entry.frame.data()) != entry.frame.data())
        one_.bytes.assign(entry.frame.begin(), entry.frame.end());
    fill(one_, entry);
    return one_;
}

const std::vector<capture::Packet>& WireRecord::packets() {
    all_.reserve(entries_.size());
    for (std::size_t i = all_.size(); i < entries_.size(); ++i) {
        const auto& entry = entries_[i];
        fill(all_.emplace_back(), entry);
        all_.back().bytes.assign(entry.frame.begin(), entry.frame.end());
    }
    return all_;
}

void WireRecord::fill(capture::Packet& packet, const Entry& entry) const {
    packet.at = entry.at;
    packet.wire_length = static_cast<std::uint32_t>(entry.frame.size());
    packet.interface = static_cast<std::uint32_t>(entry.side);
    packet.comment = entry.comment == 0 ? std::string() : comments_[entry.comment - 1];
}

}  // namespace badrdp::harness

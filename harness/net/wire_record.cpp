#include "harness/net/wire_record.h"

#include <sys/mman.h>

#include <algorithm>
#include <new>
#include <utility>

namespace badrdp::harness {
namespace {

// Ethernet's header, a VLAN tag, and the largest IP packet that a tap may be set to.
constexpr std::size_t kLargestFrame = 18 + 64 * 1024;
// Most records fit into the first chunk. The ones behind it are huge pages, where there are any: the faults
// of small ones were most of what recording cost.
constexpr std::size_t kFirstChunk = 256u << 10;
constexpr std::size_t kChunk = 2u << 20;

}  // namespace

std::span<std::uint8_t> WireRecord::room() {
    if (chunk_size_ - used_ < kLargestFrame) {
        chunk_size_ = chunks_.empty() ? kFirstChunk : kChunk;
        chunks_.emplace_back(static_cast<std::uint8_t*>(std::aligned_alloc(chunk_size_, chunk_size_)));
        if (!chunks_.back()) throw std::bad_alloc();
        if (chunk_size_ == kChunk) ::madvise(chunks_.back().get(), kChunk, MADV_HUGEPAGE);
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
    entries_.push_back({frame, at, side, std::move(comment)});
}

const capture::Packet& WireRecord::packet(std::size_t index) {
    fill(one_, entries_[index]);
    return one_;
}

const std::vector<capture::Packet>& WireRecord::packets() {
    all_.reserve(entries_.size());
    for (std::size_t i = all_.size(); i < entries_.size(); ++i) fill(all_.emplace_back(), entries_[i]);
    return all_;
}

void WireRecord::fill(capture::Packet& packet, const Entry& entry) {
    packet.at = entry.at;
    packet.wire_length = static_cast<std::uint32_t>(entry.frame.size());
    packet.interface = static_cast<std::uint32_t>(entry.side);
    packet.bytes.assign(entry.frame.begin(), entry.frame.end());
    packet.comment = entry.comment;
}

}  // namespace badrdp::harness

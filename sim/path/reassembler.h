// Puts a TCP stream together from segments that may come late, twice or out of order, within one window.
#pragma once

#include <algorithm>
#include <map>
#include <utility>

#include "sim/wire/io/malformed.h"

namespace badrdp::path {

class Reassembler {
public:
    static constexpr std::size_t kWindow = 65535;   // without the window scale option
    static constexpr std::size_t kMostHeld = 2048;  // segments: more than a window has of the smallest

    // Offsets count the bytes of the stream from 0; what lies behind the window is not taken.
    void add(std::uint64_t offset, wire::BytesView bytes) {
        if (offset >= next_ + kWindow) return;
        bytes = bytes.first(std::min<std::uint64_t>(bytes.size(), next_ + kWindow - offset));
        if (offset > next_) {
            if (held_.size() >= kMostHeld) return;
            auto& held = held_[offset];
            if (held.size() < bytes.size()) held.assign(bytes.begin(), bytes.end());
            return;
        }
        take(offset, bytes);
        while (!held_.empty() && held_.begin()->first <= next_) {
            const auto [at, more] = std::move(*held_.begin());
            held_.erase(held_.begin());
            take(at, more);
        }
    }

    std::uint64_t next() const { return next_; }  // everything before it is here
    bool has_gap() const { return !held_.empty(); }
    wire::Bytes take_bytes() { return std::exchange(ready_, {}); }

private:
    void take(std::uint64_t offset, wire::BytesView bytes) {
        const auto known = next_ - offset;
        if (known >= bytes.size()) return;
        const auto fresh = bytes.subspan(known);
        ready_.insert(ready_.end(), fresh.begin(), fresh.end());
        next_ += fresh.size();
    }

    std::uint64_t next_ = 0;
    wire::Bytes ready_;
    std::map<std::uint64_t, wire::Bytes> held_;
};

}  // namespace badrdp::path

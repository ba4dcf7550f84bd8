// Bytes of a stream that nobody has parsed yet. Bounded: a peer that talks without end fills no memory.
#pragma once

#include "sim/wire/io/malformed.h"

namespace badrdp::wire {

class Backlog {
public:
    static constexpr std::size_t kMax = 64 * 1024;

    // Takes the chunk whole, or, when 64 KiB are already waiting, not at all; says which.
    [[nodiscard]] bool add(BytesView chunk);

    BytesView view() const { return BytesView(bytes_).subspan(start_); }
    std::size_t size() const { return bytes_.size() - start_; }

    // Removes and gives the first `count` bytes, which must be there. Nothing is kept in store for more.
    Bytes take(std::size_t count);

private:
    Bytes bytes_;
    std::size_t start_ = 0;  // moving the rest to the front for each packet taken would be quadratic
};

}  // namespace badrdp::wire

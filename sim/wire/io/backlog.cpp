#include "sim/wire/io/backlog.h"

#include <cassert>

namespace badrdp::wire {

bool Backlog::add(BytesView chunk) {
    if (size() >= kMax) return chunk.empty();
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(start_));
    start_ = 0;
    bytes_.insert(bytes_.end(), chunk.begin(), chunk.end());
    return true;
}

Bytes Backlog::take(std::size_t count) {
    assert(count <= size());
    const auto taken = view().first(count);
    start_ += count;
    return {taken.begin(), taken.end()};
}

}  // namespace badrdp::wire

#include "sim/wire/io/backlog.h"

#include <cassert>
#include <utility>

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
    if (count == size() && start_ == 0) return std::exchange(bytes_, {});
    const auto taken = view().first(count);
    Bytes out(taken.begin(), taken.end());
    start_ += count;
    if (size() == 0) *this = {};
    return out;
}

}  // namespace badrdp::wire

// Networks with a bug each, of the kinds that middleboxes have had.
#pragma once

#include "sim/path/path.h"

namespace badrdp::fuzz::planted {

// Patches what it says, and leaves the checksum of what it said before.
class PatchesWithoutChecksum : public path::Path {
public:
    using Path::Path;

    path::Fate pass(wire::Role from, wire::BytesView frame, path::Time now) {
        auto fate = Path::pass(from, frame, now);
        for (auto& delivery : fate.deliveries)
            if (delivery.comment.starts_with("forged: ")) delivery.frame.back() ^= 1;
        return fate;
    }
};

// Lets later frames overtake: every other one comes as soon as it can.
class KeepsNoOrder : public path::Path {
public:
    using Path::Path;

    path::Fate pass(wire::Role from, wire::BytesView frame, path::Time now) {
        auto fate = Path::pass(from, frame, now);
        if (++frames_ % 2 == 0)
            for (auto& delivery : fate.deliveries) delivery.at = now;
        return fate;
    }

private:
    std::size_t frames_ = 0;
};

}  // namespace badrdp::fuzz::planted

// What one role knows how to say and to read; the order of it is the table's, and walking the table the
// machine's.
#pragma once

#include <cstdint>

namespace badrdp::peer {

// For a step that may be left out or repeated: whether there is something to say at it.
enum class Due : std::uint8_t {
    now,
    later,  // nothing more may be said before the other end has answered
    no,
};

}  // namespace badrdp::peer

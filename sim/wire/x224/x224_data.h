// X.224 Data TPDU header [X.224 13.7], which every slow-path PDU after the Connection Confirm wears, and
// which step such a packet is.
#pragma once

#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::wire {

struct X224Data {
    static constexpr std::size_t kSize = 1 + 1 + 1;  // li, code, eot

    std::uint8_t li = 2;
    std::uint8_t code = 0xf0;
    std::uint8_t eot = 0x80;  // end of transmission: RDP never splits a TPDU

    static Expected<X224Data> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const X224Data&, const X224Data&) = default;
};

// Which step a whole TPKT packet with a Data TPDU is, as far as its first bytes tell; none if they do not.
Step step_of_data(BytesView packet);

}  // namespace badrdp::wire

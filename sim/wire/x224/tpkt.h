// TPKT header [RFC 1006 6], the outermost wrapper of every slow-path PDU.
#pragma once

#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"

namespace badrdp::wire {

struct Tpkt {
    static constexpr std::size_t kSize = 1     // version
                                         + 1   // reserved
                                         + 2;  // length
    std::uint8_t version = 3;
    std::uint8_t reserved = 0;
    std::uint16_t length = kSize;  // of the whole packet, this header included

    static Expected<Tpkt> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const Tpkt&, const Tpkt&) = default;
};

// Makes tpkt.length true of a packet that is written to its end. What does not fit in 16 bits is cut off:
// such a packet cannot be said in TPKT at all.
void fill_tpkt_length(Writer& packet);

}  // namespace badrdp::wire

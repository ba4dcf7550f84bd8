// The mirror image of Reader: it remembers where every field landed, which is what faults aim at. It
// writes what it is told, right or wrong; lengths are filled in by `set` once they are known.
#pragma once

#include "sim/wire/io/malformed.h"

namespace badrdp::wire {

class Writer {
public:
    void u8(std::string_view field, std::uint8_t v) { put(field, v, 1, false); }
    void u16be(std::string_view field, std::uint16_t v) { put(field, v, 2, false); }
    void u24be(std::string_view field, std::uint32_t v) { put(field, v, 3, false); }
    void u32be(std::string_view field, std::uint32_t v) { put(field, v, 4, false); }
    void u16le(std::string_view field, std::uint16_t v) { put(field, v, 2, true); }
    void u32le(std::string_view field, std::uint32_t v) { put(field, v, 4, true); }
    void raw(std::string_view field, BytesView v);

    // What `inner` has written, with its fields where they now are: lengths that stand before their contents
    // are known once the contents are written.
    void append(const Writer& inner);

    // Overwrites every occurrence of an integer field; returns how many there were.
    std::size_t set(std::string_view field, std::uint64_t v);
    // The same, with what is there and `by` more, within the field's width: a length that is off by one,
    // whatever the right one is.
    std::size_t add(std::string_view field, std::uint64_t by);

    Bytes bytes;
    std::vector<FieldSpan> fields;

private:
    void put(std::string_view field, std::uint64_t v, std::size_t width, bool little_endian);
};

// Writes `v` over the field at `span`, if the field still lies within `bytes`; says whether it did.
bool overwrite(Bytes& bytes, const FieldSpan& span, std::uint64_t v);

}  // namespace badrdp::wire

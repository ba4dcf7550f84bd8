#include "sim/wire/io/sized_integer.h"

namespace badrdp::wire {

SizedInteger SizedInteger::read(Reader& in, std::string_view length_field, std::string_view field) {
    const auto length = in.u8(length_field);
    SizedInteger integer;
    switch (length) {
        case 1: integer.value = in.u8(field); break;
        case 2: integer.value = in.u16be(field); break;
        case 3: integer.value = in.u24be(field); break;
        case 4: integer.value = in.u32be(field); break;
        default: in.fail(length_field, "not 1 to 4");
    }
    if (length != fewest(integer.value)) integer.width = length;
    return integer;
}

void SizedInteger::write(Writer& out, std::string_view length_field, std::string_view field) const {
    out.u8(length_field, bytes());
    switch (bytes()) {
        case 1: out.u8(field, static_cast<std::uint8_t>(value)); break;
        case 2: out.u16be(field, static_cast<std::uint16_t>(value)); break;
        case 3: out.u24be(field, value); break;
        default: out.u32be(field, value); break;
    }
}

}  // namespace badrdp::wire

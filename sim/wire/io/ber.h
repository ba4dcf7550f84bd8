// The part of BER that T.125 uses for its Connect PDUs [X.690 8; T.125 10]: definite lengths only, and each
// byte under a name.
#pragma once

#include "sim/wire/io/sized_integer.h"

namespace badrdp::wire {

namespace ber_tag {
constexpr std::uint16_t boolean = 0x01;
constexpr std::uint16_t integer = 0x02;
constexpr std::uint16_t octet_string = 0x04;
constexpr std::uint16_t enumerated = 0x0a;
constexpr std::uint16_t sequence = 0x30;
constexpr std::uint16_t connect_initial = 0x7f65;   // [APPLICATION 101]
constexpr std::uint16_t connect_response = 0x7f66;  // [APPLICATION 102]
}  // namespace ber_tag

// How a length is said: in one byte, or behind a byte that counts the bytes of the length. All forms are
// legal whatever the length is, and real programs choose differently.
enum class BerForm : std::uint8_t { shortest = 0, one = 0x81, two = 0x82, three = 0x83, four = 0x84 };

struct BerNames {
    std::string_view tag;
    std::string_view form;  // of the byte before the length, where there is one
    std::string_view length;
};

struct BerValueNames {
    std::string_view tag;
    std::string_view length;
    std::string_view value;
};

// Reads tag and length, and gives a reader of the contents; `form` is `shortest` where it is just that.
Reader read_ber(Reader& in, const BerNames& names, std::uint16_t tag, BerForm& form);
void write_ber(Writer& out, const BerNames& names, std::uint16_t tag, BerForm form, const Writer& contents);

// Values of a byte; a BOOLEAN is true if it is not 0, and it need not be 0xff.
std::uint8_t read_ber_byte(Reader& in, const BerValueNames& names, std::uint16_t tag);
void write_ber_byte(Writer& out, const BerValueNames& names, std::uint16_t tag, std::uint8_t value);

SizedInteger read_ber_integer(Reader& in, const BerValueNames& names);
void write_ber_integer(Writer& out, const BerValueNames& names, const SizedInteger& integer);

// Up to 127 bytes, which is room enough for a domain selector.
Bytes read_ber_octets(Reader& in, const BerValueNames& names);
void write_ber_octets(Writer& out, const BerValueNames& names, BytesView octets);

}  // namespace badrdp::wire

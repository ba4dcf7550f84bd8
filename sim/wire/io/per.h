// The part of aligned PER that T.124 and T.125 use [X.691 10], each byte under a name.
#pragma once

#include "sim/wire/io/sized_integer.h"

namespace badrdp::wire {

// A length of up to 127 fits in one byte, yet some programs always take two.
enum class PerForm : std::uint8_t { shortest, two_bytes };

struct PerLength {
    static constexpr std::uint16_t kTwoBytes = 0x8000;

    // Of what follows. X.691 has 14 bits; RDP never cuts data into fragments as it does for more, and its
    // programs take the 15th bit as one of the length.
    std::uint16_t value = 0;
    PerForm form = PerForm::shortest;

    static PerLength read(Reader& in, std::string_view field);
    void write(Writer& out, std::string_view field) const;

    friend bool operator==(const PerLength&, const PerLength&) = default;
};

// A number of two bytes that counts from `lowest`.
std::uint16_t read_per_u16(Reader& in, std::string_view field, std::uint16_t lowest);
void write_per_u16(Writer& out, std::string_view field, std::uint16_t lowest, std::uint16_t value);

// A byte that allows one value only: a choice, a selection of optional parts, padding.
void demand_per_byte(Reader& in, std::string_view field, std::uint8_t wanted, std::string_view why);

// Octets behind a byte that counts from `fewest`: an OBJECT IDENTIFIER with 0, an H.221 key with 4.
BytesView read_per_octets(Reader& in, std::string_view length_field, std::string_view field,
                          std::uint8_t fewest);
void write_per_octets(Writer& out, std::string_view length_field, std::string_view field, std::uint8_t fewest,
                      BytesView octets);

// A NumericString of at least one digit, two digits a byte.
std::string read_per_digits(Reader& in, std::string_view length_field, std::string_view field);
void write_per_digits(Writer& out, std::string_view length_field, std::string_view field,
                      std::string_view digits);

}  // namespace badrdp::wire

#include "sim/wire/io/per.h"

namespace badrdp::wire {
namespace {

constexpr std::uint16_t kMostInOneByte = 0x7f;

// NumericString without its space: what T.124 calls SimpleNumericString.
bool is_digit(int nibble) { return nibble <= 9; }

}  // namespace

PerLength PerLength::read(Reader& in, std::string_view field) {
    PerLength length;
    if (in.remaining() == 0 || in.peek().front() <= kMostInOneByte) {
        length.value = in.u8(field);
        return length;
    }
    length.value = static_cast<std::uint16_t>(in.u16be(field) & ~kTwoBytes);
    if (length.value <= kMostInOneByte) length.form = PerForm::two_bytes;
    return length;
}

void PerLength::write(Writer& out, std::string_view field) const {
    if (form == PerForm::shortest && value <= kMostInOneByte)
        out.u8(field, static_cast<std::uint8_t>(value));
    else
        out.u16be(field, kTwoBytes | value);
}

std::uint16_t read_per_u16(Reader& in, std::string_view field, std::uint16_t lowest) {
    const std::uint32_t value = std::uint32_t{in.u16be(field)} + lowest;
    if (value > 0xffff) in.fail(field, "above 65535 once counted from its lowest value");
    return static_cast<std::uint16_t>(value);
}

void write_per_u16(Writer& out, std::string_view field, std::uint16_t lowest, std::uint16_t value) {
    out.u16be(field, static_cast<std::uint16_t>(value - lowest));
}

void demand_per_byte(Reader& in, std::string_view field, std::uint8_t wanted, std::string_view why) {
    if (in.u8(field) != wanted) in.fail(field, why);
}

BytesView read_per_octets(Reader& in, std::string_view length_field, std::string_view field,
                          std::uint8_t fewest) {
    const auto counted = in.u8(length_field);
    if (counted > kMostInOneByte) in.fail(length_field, "above 127");
    return in.bytes(field, std::size_t{counted} + fewest);
}

void write_per_octets(Writer& out, std::string_view length_field, std::string_view field, std::uint8_t fewest,
                      BytesView octets) {
    out.u8(length_field, static_cast<std::uint8_t>(octets.size() - fewest));
    out.raw(field, octets);
}

std::string read_per_digits(Reader& in, std::string_view length_field, std::string_view field) {
    const std::size_t count = std::size_t{in.u8(length_field)} + 1;
    std::string digits;
    for (const auto byte : in.bytes(field, (count + 1) / 2)) {
        for (const int nibble : {byte >> 4, byte & 0xf}) {
            const bool is_padding = digits.size() == count;
            if (is_padding ? nibble != 0 : !is_digit(nibble)) in.fail(field, "not made of digits");
            if (!is_padding) digits += static_cast<char>('0' + nibble);
        }
    }
    return digits;
}

void write_per_digits(Writer& out, std::string_view length_field, std::string_view field,
                      std::string_view digits) {
    Bytes packed((digits.size() + 1) / 2);
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const int nibble = (digits[i] - '0') & 0xf;
        packed[i / 2] = static_cast<std::uint8_t>(packed[i / 2] | (i % 2 == 0 ? nibble << 4 : nibble));
    }
    out.u8(length_field, static_cast<std::uint8_t>(digits.size() - 1));
    out.raw(field, packed);
}

}  // namespace badrdp::wire

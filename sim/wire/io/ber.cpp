#include "sim/wire/io/ber.h"

namespace badrdp::wire {
namespace {

constexpr std::string_view kOtherType = "not the type that comes here";
constexpr std::uint8_t kLongForm = 0x80;

void read_tag(Reader& in, std::string_view field, std::uint16_t tag) {
    const auto found = tag > 0xff ? in.u16be(field) : in.u8(field);
    if (found != tag) in.fail(field, kOtherType);
}

void write_tag(Writer& out, std::string_view field, std::uint16_t tag) {
    if (tag > 0xff)
        out.u16be(field, tag);
    else
        out.u8(field, static_cast<std::uint8_t>(tag));
}

BerForm shortest_form(std::size_t length) {
    if (length < kLongForm) return BerForm::shortest;
    if (length <= 0xff) return BerForm::one;
    if (length <= 0xffff) return BerForm::two;
    return length <= 0xffffff ? BerForm::three : BerForm::four;
}

std::uint32_t read_length(Reader& in, const BerNames& names, BerForm& form) {
    form = BerForm::shortest;
    if (in.remaining() == 0 || in.peek().front() < kLongForm) return in.u8(names.length);
    std::uint32_t length = 0;
    form = static_cast<BerForm>(in.u8(names.form));
    switch (form) {
        case BerForm::one: length = in.u8(names.length); break;
        case BerForm::two: length = in.u16be(names.length); break;
        case BerForm::three: length = in.u24be(names.length); break;
        case BerForm::four: length = in.u32be(names.length); break;
        default:
            in.fail(names.form, static_cast<std::uint8_t>(form) == kLongForm
                                    ? "an indefinite length"
                                    : "a length of more than 4 bytes");
    }
    if (form == shortest_form(length)) form = BerForm::shortest;
    return length;
}

void write_length(Writer& out, const BerNames& names, BerForm form, std::size_t length) {
    if (form == BerForm::shortest) form = shortest_form(length);
    if (form == BerForm::shortest) return out.u8(names.length, static_cast<std::uint8_t>(length));
    out.u8(names.form, static_cast<std::uint8_t>(form));
    switch (form) {
        case BerForm::one: return out.u8(names.length, static_cast<std::uint8_t>(length));
        case BerForm::two: return out.u16be(names.length, static_cast<std::uint16_t>(length));
        case BerForm::three: return out.u24be(names.length, static_cast<std::uint32_t>(length));
        default: return out.u32be(names.length, static_cast<std::uint32_t>(length));
    }
}

}  // namespace

Reader read_ber(Reader& in, const BerNames& names, std::uint16_t tag, BerForm& form) {
    read_tag(in, names.tag, tag);
    const auto length = read_length(in, names, form);
    return in.within(names.length, length);
}

void write_ber(Writer& out, const BerNames& names, std::uint16_t tag, BerForm form, const Writer& contents) {
    write_tag(out, names.tag, tag);
    write_length(out, names, form, contents.bytes.size());
    out.append(contents);
}

std::uint8_t read_ber_byte(Reader& in, const BerValueNames& names, std::uint16_t tag) {
    read_tag(in, names.tag, tag);
    if (in.u8(names.length) != 1) in.fail(names.length, "not 1");
    return in.u8(names.value);
}

void write_ber_byte(Writer& out, const BerValueNames& names, std::uint16_t tag, std::uint8_t value) {
    write_tag(out, names.tag, tag);
    out.u8(names.length, 1);
    out.u8(names.value, value);
}

SizedInteger read_ber_integer(Reader& in, const BerValueNames& names) {
    read_tag(in, names.tag, ber_tag::integer);
    return SizedInteger::read(in, names.length, names.value);
}

void write_ber_integer(Writer& out, const BerValueNames& names, const SizedInteger& integer) {
    write_tag(out, names.tag, ber_tag::integer);
    integer.write(out, names.length, names.value);
}

Bytes read_ber_octets(Reader& in, const BerValueNames& names) {
    read_tag(in, names.tag, ber_tag::octet_string);
    const auto length = in.u8(names.length);
    if (length >= kLongForm) in.fail(names.length, "above 127");
    const auto octets = in.bytes(names.value, length);
    return {octets.begin(), octets.end()};
}

void write_ber_octets(Writer& out, const BerValueNames& names, BytesView octets) {
    write_tag(out, names.tag, ber_tag::octet_string);
    out.u8(names.length, static_cast<std::uint8_t>(octets.size()));
    out.raw(names.value, octets);
}

}  // namespace badrdp::wire

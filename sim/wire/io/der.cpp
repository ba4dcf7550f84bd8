#include "sim/wire/io/der.h"

#include <algorithm>

namespace badrdp::wire {

namespace {

// The content of an INTEGER: two's complement, no byte more than needed [X.690 8.3.2].
Bytes content_of(std::int64_t value) {
    Bytes bytes;
    for (int shift = 56; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> shift));
    const auto idle = [&] {
        return bytes.size() > 1 &&
               ((bytes[0] == 0x00 && bytes[1] < 0x80) || (bytes[0] == 0xff && bytes[1] >= 0x80));
    };
    while (idle()) bytes.erase(bytes.begin());
    return bytes;
}

std::int64_t signed_value(BytesView content) {
    std::uint64_t value = !content.empty() && content.front() >= 0x80 ? ~std::uint64_t{0} : 0;
    for (const auto byte : content) value = value << 8 | byte;
    return static_cast<std::int64_t>(value);
}

Bytes content_of(DerInteger integer) {
    if (integer.width == 0 || integer.width > 8)
        return content_of(std::int64_t{static_cast<std::int32_t>(integer.value)});
    // As wide as it was: filled up with what continues the number.
    Bytes bytes(integer.width, integer.width <= 4 && integer.value >> 31 ? 0xff : 0x00);
    for (std::size_t i = 0; i < bytes.size() && i < 4; ++i)
        bytes[bytes.size() - 1 - i] = static_cast<std::uint8_t>(integer.value >> (8 * i));
    return bytes;
}

void head(Writer& out, const DerNames& names, std::uint8_t tag, std::size_t length) {
    out.u8(names.tag, tag);
    if (length < 0x80) {
        out.u8(names.length, static_cast<std::uint8_t>(length));
    } else if (length <= 0xff) {
        out.u8(names.form, 0x81);
        out.u8(names.length, static_cast<std::uint8_t>(length));
    } else if (length <= 0xffff) {
        out.u8(names.form, 0x82);
        out.u16be(names.length, static_cast<std::uint16_t>(length));
    } else {
        out.u8(names.form, 0x83);
        out.u24be(names.length, static_cast<std::uint32_t>(length));
    }
}

void append(Writer& out, const Writer& inner) {
    const auto base = out.bytes.size();
    out.bytes.insert(out.bytes.end(), inner.bytes.begin(), inner.bytes.end());
    for (auto span : inner.fields) {
        span.at += base;
        out.fields.push_back(span);
    }
}

}  // namespace

std::size_t DerReader::left() const {
    if (in_.malformed()) return 0;
    return ends_.empty() ? in_.remaining() : ends_.back() - in_.position();
}

std::size_t DerReader::length(const DerNames& names) {
    const auto limit = left();
    if (limit == 0) {
        in_.fail(names.length, "missing");
        return 0;
    }
    if (in_.peek().front() < 0x80) return in_.u8(names.length);
    const auto form = in_.u8(names.form);
    if (form == 0x80) in_.fail(names.form, "an indefinite length");
    if (form > 0x83) in_.fail(names.form, "a length of more than three bytes");
    const std::size_t width = form & 0x7f;
    if (limit - 1 < width) in_.fail(names.length, "missing");
    const std::size_t length = width == 1   ? in_.u8(names.length)
                               : width == 2 ? in_.u16be(names.length)
                                            : in_.u24be(names.length);
    constexpr std::size_t kLeast[] = {0, 0x80, 0x100, 0x10000};
    if (!in_.malformed() && length < kLeast[width]) in_.fail(names.length, "longer than it needs to be");
    return in_.malformed() ? 0 : length;
}

void DerReader::open(const DerNames& names, std::uint8_t tag) {
    if (ends_.size() == kDeepest) in_.fail(names.tag, "nested too deeply");
    if (left() == 0) in_.fail(names.tag, "missing");
    if (in_.u8(names.tag) != tag) in_.fail(names.tag, "another tag than expected");
    const auto size = length(names);
    if (size > left()) in_.fail(names.length, "longer than what holds it");
    ends_.push_back(in_.position() + (in_.malformed() ? 0 : size));
}

void DerReader::close(const DerNames& names) {
    if (left() > 0) in_.fail(names.length, "counts more than its parts");
    if (!ends_.empty()) ends_.pop_back();
}

Bytes DerReader::octets(const DerNames& names, std::uint8_t tag) {
    open(names, tag);
    const auto view = in_.bytes(names.value, left());
    close(names);
    return {view.begin(), view.end()};
}

std::uint32_t DerReader::number(const DerNames& names, std::uint8_t tag) {
    const auto content = octets(names, tag);
    if (in_.malformed()) return 0;
    const auto value = content.size() <= 5 ? signed_value(content) : -1;
    if (value < 0 || value > 0xffff'ffff || content != content_of(value))
        in_.fail(names.value, "not a number of at most 32 bits in its shortest form");
    return in_.malformed() ? 0 : static_cast<std::uint32_t>(value);
}

DerInteger DerReader::integer(const DerNames& names) {
    const auto content = octets(names, der_tag::integer);
    if (in_.malformed()) return {};
    const DerInteger value{.value = static_cast<std::uint32_t>(signed_value(content)),
                           .width = static_cast<std::uint8_t>(content.size())};
    if (content.empty() || content.size() > 5 || content_of(value) != content) {
        in_.fail(names.value, "not a number of 32 bits");
        return {};
    }
    // The shortest form is the one that everybody else writes, and needs no remembering.
    return content == content_of(DerInteger{.value = value.value}) ? DerInteger{.value = value.value} : value;
}

void der_octets(Writer& out, const DerNames& names, BytesView value, std::uint8_t tag) {
    head(out, names, tag, value.size());
    out.raw(names.value, value);
}

void der_number(Writer& out, const DerNames& names, std::uint32_t value, std::uint8_t tag) {
    der_octets(out, names, content_of(std::int64_t{value}), tag);
}

void der_integer(Writer& out, const DerNames& names, DerInteger value) {
    der_octets(out, names, content_of(value), der_tag::integer);
}

void der_element(Writer& out, const DerNames& names, std::uint8_t tag,
                 const std::function<void(Writer&)>& content) {
    Writer inner;
    content(inner);
    head(out, names, tag, inner.bytes.size());
    append(out, inner);
}

void overlay(Writer& out, std::string_view field, const Writer& inner) {
    const auto outer = std::ranges::find_if(out.fields, [&](const FieldSpan& span) {
        return span.name == field && span.width == inner.bytes.size();
    });
    if (outer == out.fields.end()) return;
    const auto base = outer->at;
    for (auto span : inner.fields) {
        span.at += base;
        out.fields.push_back(span);
    }
}

}  // namespace badrdp::wire

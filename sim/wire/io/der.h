// DER [X.690] as CredSSP and SPNEGO use it: definite lengths in their shortest form, and one byte of tag.
// Anything else is refused, so that an element which was read is written back the same.
#pragma once

#include <cstdint>
#include <functional>

#include "sim/wire/io/literal.h"
#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"

namespace badrdp::wire {

namespace der_tag {
inline constexpr std::uint8_t integer = 0x02, bit_string = 0x03, octet_string = 0x04, oid = 0x06,
                              enumerated = 0x0a, sequence = 0x30, application_0 = 0x60;
constexpr std::uint8_t context(unsigned number) { return static_cast<std::uint8_t>(0xa0 | number); }
}  // namespace der_tag

// Under which names the parts of an element stand. A length above 127 is a form (0x81 to 0x83) and a length.
struct DerNames {
    std::string_view tag, form, length, value;
};

template <Literal Name>
inline constexpr DerNames kDer{kJoined<Name, ".tag">, kJoined<Name, ".lengthForm">, kJoined<Name, ".length">,
                               kJoined<Name, "">};

// The wrapper that an explicit tag puts around a field: "tsRequest.version.context.tag".
template <Literal Name>
inline constexpr DerNames kDerContext{kJoined<Name, ".context.tag">, kJoined<Name, ".context.lengthForm">,
                                      kJoined<Name, ".context.length">, kJoined<Name, ".context">};

// An integer as its content bytes say it: `width` is kept because the real programs write an NTSTATUS both in
// four bytes, as a negative number, and in five.
struct DerInteger {
    std::uint32_t value = 0;
    std::uint8_t width = 0;  // 0: the shortest that DER allows, the value being a signed 32-bit number

    friend bool operator==(const DerInteger&, const DerInteger&) = default;
};

// Reads nested elements in a straight line: what `open` has opened limits every read until its `close`.
// The names and places it leaves in the Reader are those that DerWriter's functions leave in a Writer.
class DerReader {
public:
    static constexpr std::size_t kDeepest = 16;

    explicit DerReader(Reader& in) : in_(in) {}

    bool next_is(std::uint8_t tag) const { return left() > 0 && in_.peek().front() == tag; }
    std::size_t left() const;  // of the innermost open element

    void open(const DerNames& names, std::uint8_t tag);
    void close(const DerNames& names);

    Bytes octets(const DerNames& names, std::uint8_t tag = der_tag::octet_string);
    std::uint32_t number(const DerNames& names, std::uint8_t tag = der_tag::integer);  // not below 0
    DerInteger integer(const DerNames& names);

    void fail(std::string_view field, std::string_view why) { in_.fail(field, why); }
    const std::optional<Malformed>& malformed() const { return in_.malformed(); }

private:
    std::size_t length(const DerNames& names);

    Reader& in_;
    std::vector<std::size_t> ends_;  // positions
};

void der_octets(Writer& out, const DerNames& names, BytesView value,
                std::uint8_t tag = der_tag::octet_string);
void der_number(Writer& out, const DerNames& names, std::uint32_t value, std::uint8_t tag = der_tag::integer);
void der_integer(Writer& out, const DerNames& names, DerInteger value);

// An element around whatever `content` writes.
void der_element(Writer& out, const DerNames& names, std::uint8_t tag,
                 const std::function<void(Writer&)>& content);

// Names for the parts of what was written as one opaque field: `inner` is how it came about.
void overlay(Writer& out, std::string_view field, const Writer& inner);

}  // namespace badrdp::wire

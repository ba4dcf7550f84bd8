#include "capture/redact/certificate.h"

#include <algorithm>
#include <optional>

#include "capture/der.h"

namespace badrdp::capture::redaction {
namespace {

constexpr int kDeepest = 16;
constexpr std::size_t kShortNumber = 4;  // of bytes: versions, exponents, path lengths

namespace tag {
constexpr std::uint8_t boolean = 0x01, integer = 0x02, bit_string = 0x03, octet_string = 0x04, null = 0x05,
                       oid = 0x06, enumerated = 0x0a, utc_time = 0x17, generalized_time = 0x18,
                       bmp_string = 0x1e;
constexpr std::uint8_t constructed = 0x20, context = 0x80, classes = 0xc0;
// Within GeneralName and AuthorityKeyIdentifier [RFC 5280 4.2.1.6, 4.2.1.1].
constexpr std::uint8_t key_id = 0x80, ip_address = 0x87, registered_id = 0x88;
}  // namespace tag

using DerPart = DerElement<MutableBytes>;

// Elements one behind the other, to the last byte.
bool is_der(MutableBytes bytes, int depth = 0) {
    if (bytes.empty() || depth > kDeepest) return false;
    while (!bytes.empty()) {
        const auto part = take_der(bytes);
        if (!part) return false;
        const bool holds = (part->tag & tag::constructed) != 0;
        if (holds && !part->body.empty() && !is_der(part->body, depth + 1)) return false;
    }
    return true;
}

bool is_printable(MutableBytes bytes) {
    return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte >= ' ' && byte <= '~'; });
}

// Arcs that somebody registered for himself say who he is; those below these belong to everybody.
bool is_public_oid(MutableBytes oid) {
    static const std::array<wire::Bytes, 9> kPublic{
        wire::Bytes{0x55},                                            // 2.5: X.500
        wire::Bytes{0x2a, 0x86, 0x48},                                // 1.2.840: PKCS, X9.62
        wire::Bytes{0x2b, 0x06, 0x01, 0x05, 0x05, 0x07},              // 1.3.6.1.5.5.7: PKIX
        wire::Bytes{0x2b, 0x65},                                      // 1.3.101: Edwards curves
        wire::Bytes{0x2b, 0x81, 0x04},                                // 1.3.132: SEC curves
        wire::Bytes{0x2b, 0x0e, 0x03},                                // 1.3.14.3: OIW
        wire::Bytes{0x60, 0x86, 0x48, 0x01, 0x65, 0x03},              // 2.16.840.1.101.3: NIST
        wire::Bytes{0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x36},  // Microsoft's for Remote Desktop
        wire::Bytes{0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c},        // 0.9.2342.19200300: domainComponent
    };
    return std::ranges::any_of(kPublic, [&](const wire::Bytes& prefix) {
        return oid.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), oid.begin());
    });
}

// Other numbers for its arcs, each as long as before [X.690 8.19].
void redact_oid(MutableBytes oid, Pseudonyms& names) {
    if (is_public_oid(oid)) return;
    const wire::Bytes form(oid.begin(), oid.end());
    names.opaque(oid, What::certificate);
    for (std::size_t i = 0; i < oid.size(); ++i)
        oid[i] = static_cast<std::uint8_t>((form[i] & 0x80) | std::max(1, oid[i] & 0x7e));
}

void redact_parts(MutableBytes bytes, Pseudonyms& names, int depth);

// A key, a signature, an extension: DER inside, or bytes.
void redact_wrapped(MutableBytes bytes, Pseudonyms& names, int depth) {
    if (bytes.size() > 3 && is_der(bytes))
        redact_parts(bytes, names, depth + 1);
    else
        names.opaque(bytes, What::certificate);
}

// The first byte counts unused bits; a point of a curve keeps its form.
void redact_bits(MutableBytes bits, Pseudonyms& names, int depth) {
    if (bits.size() <= 3) return;  // of keyUsage and the like
    auto content = bits.subspan(1);
    const auto first = content[0];
    redact_wrapped(content, names, depth);
    content[0] = first;
}

void redact_number(MutableBytes number, Pseudonyms& names) {
    if (number.size() <= kShortNumber) return;
    const auto first = number[0];
    names.opaque(number, What::certificate);
    // As long as it was, and of the same sign: the shortest form begins with nine bits that differ.
    number[0] = first == 0 ? 0 : static_cast<std::uint8_t>((number[0] & 0x3f) | (first < 0x80 ? 0x40 : 0x80));
    if (first == 0) number[1] |= 0x80;
    number.back() |= 1;  // a modulus is odd
}

// What is no number as short as these are has no business to stay.
void redact_long(MutableBytes value, Pseudonyms& names) {
    if (value.size() > kShortNumber) names.opaque(value, What::certificate);
}

void redact_time(MutableBytes time, Pseudonyms& names) {
    const auto belongs = [](std::uint8_t c) { return (c >= '0' && c <= '9') || c == 'Z'; };
    if (!std::ranges::all_of(time, belongs)) names.text(time, What::certificate);
}

void redact_context(const DerPart& part, Pseudonyms& names) {
    const auto body = part.body;
    if (part.tag == tag::ip_address && body.size() == 4) return names.ipv4(body);
    if (part.tag == tag::ip_address && body.size() == 16) return names.ipv6(body);
    if (part.tag == tag::registered_id) return redact_oid(body, names);
    if (part.tag == tag::key_id && body.size() == 20) return names.opaque(body, What::certificate);
    is_printable(body) ? names.text(body, What::certificate) : names.opaque(body, What::certificate);
}

void redact_part(const DerPart& part, Pseudonyms& names, int depth) {
    if ((part.tag & tag::constructed) != 0) return redact_parts(part.body, names, depth + 1);
    if ((part.tag & tag::classes) == tag::context) return redact_context(part, names);
    switch (part.tag) {
        case tag::boolean:
        case tag::null:
        case tag::enumerated: return redact_long(part.body, names);
        case tag::utc_time:
        case tag::generalized_time: return redact_time(part.body, names);
        case tag::oid: return redact_oid(part.body, names);
        case tag::integer: return redact_number(part.body, names);
        case tag::bit_string: return redact_bits(part.body, names, depth);
        case tag::octet_string: return redact_wrapped(part.body, names, depth);
        case tag::bmp_string: return names.text16(part.body, What::certificate);
        default: return names.text(part.body, What::certificate);
    }
}

void redact_parts(MutableBytes bytes, Pseudonyms& names, int depth) {
    while (!bytes.empty()) {
        auto rest = bytes;
        const auto part = depth > kDeepest ? std::nullopt : take_der(rest);
        if (!part) return blank(bytes);
        redact_part(*part, names, depth);
        bytes = rest;
    }
}

}  // namespace

void redact_der(MutableBytes der, Pseudonyms& names) { redact_parts(der, names, 0); }

void blank(MutableBytes bytes) { std::ranges::fill(bytes, std::uint8_t{'X'}); }

}  // namespace badrdp::capture::redaction

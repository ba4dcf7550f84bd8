// What must hold of a decoder for every input, as ordinary functions: each says what is wrong, or nothing.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"
#include "sim/wire/tls/tls_handshake.h"
#include "sim/wire/tls/tls_record.h"
#include "sim/wire/x224/framer.h"

namespace badrdp::fuzz {

using wire::Bytes;
using wire::BytesView;

using Complaint = std::optional<std::string>;

inline Complaint about_blame(const wire::Malformed& malformed, std::size_t size) {
    if (malformed.field.empty() || malformed.why.empty()) return "blames nobody";
    if (malformed.at > size) return "blames a byte that is not there: " + to_string(malformed);
    return std::nullopt;
}

// Of a codec that keeps every field: what it accepts, it writes again byte for byte, with the same names at
// the same places; and what it wrote it reads as the same value.
template <class Pdu>
Complaint about_codec(BytesView input) {
    wire::Reader in(input);
    const auto pdu = Pdu::read(in);
    if (!pdu) return about_blame(pdu.error(), input.size());
    wire::Writer out;
    pdu->write(out);
    const auto consumed = input.size() - in.remaining();
    if (!std::ranges::equal(out.bytes, input.first(consumed))) return "encode(decode(bytes)) is not bytes";
    if (!std::ranges::equal(out.fields, in.fields())) return "read and write name different fields";
    wire::Reader again(out.bytes);
    const auto second = Pdu::read(again);
    if (!second || !(*second == *pdu)) return "decode(encode(x)) is not x";
    return std::nullopt;
}

inline Bytes bytes_of(const Bytes& packet) { return packet; }

inline Bytes bytes_of(const wire::TlsRecord& record) {
    wire::Writer out;
    record.header.write(out);
    out.raw("fragment", record.fragment);
    return out.bytes;
}

inline Bytes bytes_of(const wire::HandshakeMessage& message) {
    wire::Writer out;
    message.header.write(out);
    out.raw("body", message.body);
    return out.bytes;
}

// Everything that a cutter of streams makes of the input when it comes in such pieces.
struct Cut {
    std::vector<Bytes> items;
    std::size_t left = 0;
    std::optional<wire::Malformed> malformed;
    Complaint complaint;

    bool operator==(const Cut&) const = default;
};

template <class Cutter>
Cut cut(BytesView input, std::size_t piece) {
    Cutter cutter;
    Cut made;
    for (std::size_t at = 0; at < input.size() && !made.complaint; at += piece) {
        cutter.feed(input.subspan(at, std::min(piece, input.size() - at)));
        for (auto before = cutter.buffered(); auto item = cutter.next(); before = cutter.buffered()) {
            made.items.push_back(bytes_of(*item));
            const auto size = made.items.back().size();
            if (size == 0 || before - cutter.buffered() != size) {
                made.complaint = "consumes another number of bytes than it gives";
                break;
            }
        }
    }
    made.left = cutter.buffered();
    made.malformed = cutter.malformed();
    return made;
}

// Of whatever cuts a stream: nothing is lost or invented, each item takes its bytes away, and how the network
// has split the stream makes no difference.
template <class Cutter>
Complaint about_cutter(BytesView input) {
    input = input.first(std::min<std::size_t>(input.size(), 32 * 1024));  // below what it may refuse
    const auto whole = cut<Cutter>(input, std::max<std::size_t>(input.size(), 1));
    if (whole.complaint) return whole.complaint;
    Bytes joined;
    for (const auto& item : whole.items) joined.insert(joined.end(), item.begin(), item.end());
    if (!std::ranges::equal(joined, input.first(std::min(joined.size(), input.size()))))
        return "gives other bytes than it was fed";
    if (joined.size() + whole.left != input.size()) return "loses bytes or invents them";
    if (whole.malformed)
        if (auto complaint = about_blame(*whole.malformed, input.size())) return complaint;
    for (const std::size_t piece : {1uz, 2uz, 5uz, 64uz}) {
        if (input.size() / piece > 512) continue;  // a fuzzer has better things to do than to drip
        if (!(cut<Cutter>(input, piece) == whole))
            return "cuts otherwise when fed " + std::to_string(piece) + " bytes at a time";
    }
    return std::nullopt;
}

// Nobody asks for items while the peer talks on.
template <class Cutter>
Complaint about_flood(BytesView chunk) {
    constexpr std::size_t kMost = 64 * 1024;
    if (chunk.empty()) return std::nullopt;
    Cutter cutter;
    for (std::size_t fed = 0; fed < 2 * kMost + chunk.size(); fed += chunk.size()) {
        cutter.feed(chunk);
        if (cutter.buffered() >= kMost + chunk.size()) return "keeps more than 64 KiB and a chunk";
    }
    return cutter.malformed() ? Complaint{} : "never says that it is too much";
}

// Of a reader that has no writer: what it accepts it has read to the end, and every byte has a name.
template <class Hello>
Complaint about_hello(BytesView body) {
    wire::Reader in(body);
    const auto hello = Hello::read(in);
    if (!hello) return about_blame(hello.error(), body.size());
    std::vector<bool> named(body.size(), false);
    for (const auto& span : in.fields()) {
        if (span.at > body.size() || body.size() - span.at < span.width)
            return std::string(span.name) + " lies outside";
        std::fill_n(named.begin() + static_cast<std::ptrdiff_t>(span.at), span.width, true);
    }
    const auto gap = std::ranges::find(named, false);
    if (gap != named.end()) return "passes over byte " + std::to_string(gap - named.begin());
    return std::nullopt;
}

inline Complaint about_offer(const wire::ClientHello& hello, std::size_t size) {
    if (2 * (hello.cipher_suites.size() + hello.supported_versions.size()) > size)
        return "offers more than there are bytes";
    if (std::ranges::any_of(hello.cipher_suites, wire::is_grease)) return "takes GREASE for a cipher";
    if (std::ranges::any_of(hello.versions(), wire::is_grease) && !wire::is_grease(hello.client_version))
        return "takes GREASE for a version";
    return std::nullopt;
}

}  // namespace badrdp::fuzz

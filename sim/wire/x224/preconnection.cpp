#include "sim/wire/x224/preconnection.h"

#include <algorithm>
#include <string>

#include "sim/wire/io/utf16.h"

namespace badrdp::wire {

namespace {

constexpr std::size_t kPreconnectionWithText = Preconnection::kSize + 2;
constexpr std::size_t kLongestPreconnection = 64 * 1024;

}  // namespace

Expected<Preconnection> Preconnection::read(Reader& in) {
    Preconnection pdu;
    const std::size_t size = in.u32le("preconnection.cbSize");
    if (size != in.remaining() + 4) in.fail("preconnection.cbSize", "not the size of the PDU");
    pdu.flags = in.u32le("preconnection.Flags");
    pdu.version = in.u32le("preconnection.Version");
    pdu.id = in.u32le("preconnection.Id");
    if (in.remaining() > 0) {
        if (pdu.version == kVersion1) in.fail("preconnection.cbSize", "longer than version 1");
        const std::size_t characters = in.u16le("preconnection.cchPCB");
        if (2 * characters > in.remaining()) in.fail("preconnection.cchPCB", "more than there is");
        const auto text = in.bytes("preconnection.wszPCB", 2 * characters);
        pdu.pcb.emplace(text.begin(), text.end());
        const auto behind = in.rest("preconnection.behind");
        pdu.behind.assign(behind.begin(), behind.end());
    }
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void Preconnection::write(Writer& out) const {
    const auto text = pcb ? 2 + pcb->size() + behind.size() : 0;
    out.u32le("preconnection.cbSize", static_cast<std::uint32_t>(kSize + text));
    out.u32le("preconnection.Flags", flags);
    out.u32le("preconnection.Version", version);
    out.u32le("preconnection.Id", id);
    if (!pcb) return;
    out.u16le("preconnection.cchPCB", static_cast<std::uint16_t>(pcb->size() / 2));
    out.raw("preconnection.wszPCB", *pcb);
    out.raw("preconnection.behind", behind);
}

Expected<std::optional<std::size_t>> preconnection_length(BytesView waiting) {
    if (waiting.size() < 4) return std::nullopt;
    Reader in(waiting.first(4));
    const std::size_t size = in.u32le("preconnection.cbSize");
    if (size < Preconnection::kSize || (size > Preconnection::kSize && size < kPreconnectionWithText))
        return std::unexpected(Malformed{"preconnection.cbSize", "of no version", 0});
    if (size > kLongestPreconnection)
        return std::unexpected(Malformed{"preconnection.cbSize", "longer than any preconnection PDU", 0});
    return size;
}

Preconnects begins_preconnection(BytesView first_bytes) {
    constexpr std::size_t telling = 12;  // cbSize, Flags and Version
    constexpr std::uint8_t most_of_size = 0x0f;
    const auto seen = first_bytes.first(std::min(first_bytes.size(), telling));
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const auto byte = seen[i];
        const bool fits = i == 0   ? byte % 2 == 0
                          : i == 1 ? byte <= most_of_size
                          : i == 8 ? byte == Preconnection::kVersion1 || byte == Preconnection::kVersion2
                                   : byte == 0;
        if (!fits) return Preconnects::no;
    }
    if (seen.size() >= 4 && !preconnection_length(seen)) return Preconnects::no;
    return seen.size() == telling ? Preconnects::sure : Preconnects::perhaps;
}

std::string preconnection_text(const Preconnection& pdu) {
    if (!pdu.pcb) return "Id " + std::to_string(pdu.id);
    const auto text = utf8_of(*pdu.pcb);
    return '"' + text.substr(0, text.find('\0')) + '"';
}

}  // namespace badrdp::wire

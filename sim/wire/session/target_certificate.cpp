#include "sim/wire/session/target_certificate.h"

#include "sim/wire/io/base64.h"

namespace badrdp::wire {

std::optional<Bytes> TargetCertificateContainer::certificate() const {
    for (const auto& element : elements)
        if (element.type == CertificateMetaElement::kCertificate &&
            element.encoding == CertificateMetaElement::kDer)
            return element.data;
    return std::nullopt;
}

Expected<TargetCertificateContainer> TargetCertificateContainer::read(Reader& in) {
    TargetCertificateContainer container;
    while (in.remaining() > 0) {
        CertificateMetaElement element;
        element.type = in.u32le("targetCertificate.type");
        element.encoding = in.u32le("targetCertificate.encoding");
        const std::size_t size = in.u32le("targetCertificate.elementSize");
        if (size > in.remaining()) in.fail("targetCertificate.elementSize", "more than there is");
        const auto data = in.bytes("targetCertificate.elementData", size);
        element.data.assign(data.begin(), data.end());
        container.elements.push_back(std::move(element));
    }
    if (in.malformed()) return std::unexpected(*in.malformed());
    return container;
}

void TargetCertificateContainer::write(Writer& out) const {
    for (const auto& element : elements) {
        out.u32le("targetCertificate.type", element.type);
        out.u32le("targetCertificate.encoding", element.encoding);
        out.u32le("targetCertificate.elementSize", static_cast<std::uint32_t>(element.data.size()));
        out.raw("targetCertificate.elementData", element.data);
    }
}

Bytes base64_text(BytesView bytes) {
    Bytes text;
    for (const char digit : to_base64(bytes) + '\0') {
        text.push_back(static_cast<std::uint8_t>(digit));
        text.push_back(0);
    }
    return text;
}

namespace {

// Nothing where anything else stands than digits, line ends, and what fills the last group.
std::optional<Bytes> bytes_of_base64(BytesView text) {
    Bytes out;
    std::uint32_t bits = 0;
    unsigned digits = 0;
    for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
        const auto unit = static_cast<char>(text[at]);
        if (text[at + 1] != 0) return std::nullopt;
        if (unit == '\r' || unit == '\n' || unit == '=' || unit == '\0') continue;
        const auto digit = kBase64Digits.find(unit);
        if (digit == kBase64Digits.npos) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        if (++digits % 4 == 0)
            for (const auto shift : {16, 8, 0}) out.push_back(static_cast<std::uint8_t>(bits >> shift));
    }
    if (digits % 4 == 1) return std::nullopt;
    if (digits % 4 == 2) out.push_back(static_cast<std::uint8_t>(bits >> 4));
    if (digits % 4 == 3)
        for (const auto shift : {10, 2}) out.push_back(static_cast<std::uint8_t>(bits >> shift));
    return out;
}

}  // namespace

std::optional<Bytes> certificate_in(BytesView base64_in_utf16) {
    const auto bytes = bytes_of_base64(base64_in_utf16);
    if (!bytes) return std::nullopt;
    Reader in(*bytes);
    const auto container = TargetCertificateContainer::read(in);
    return container ? container->certificate() : std::nullopt;
}

}  // namespace badrdp::wire

#include "sim/wire/session/target_certificate.h"

namespace badrdp::wire {

namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

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
    const auto add = [&](char digit) {
        text.push_back(static_cast<std::uint8_t>(digit));
        text.push_back(0);
    };
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto group = bytes.subspan(at, std::min<std::size_t>(3, bytes.size() - at));
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i) bits = bits << 8 | (i < group.size() ? group[i] : 0u);
        for (std::size_t i = 0; i < 4; ++i)
            add(i <= group.size() ? kDigits[bits >> (18 - 6 * i) & 0x3f] : '=');
    }
    add('\0');
    return text;
}

}  // namespace badrdp::wire

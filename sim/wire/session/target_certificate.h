// The certificate of the host that a Server Redirection names [MS-RDPBCGR 2.2.13.1.2], and the Base64 in
// UTF-16LE that it travels in.
#pragma once

#include <optional>

#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"

namespace badrdp::wire {

// CERTIFICATE_META_ELEMENT [2.2.13.1.2.1]. All but a certificate in DER are to be ignored, and kept.
struct CertificateMetaElement {
    static constexpr std::uint32_t kCertificate = 32;
    static constexpr std::uint32_t kDer = 1;

    std::uint32_t type = kCertificate;
    std::uint32_t encoding = kDer;
    Bytes data{};

    friend bool operator==(const CertificateMetaElement&, const CertificateMetaElement&) = default;
};

// TARGET_CERTIFICATE_CONTAINER: as many elements as there are bytes for.
struct TargetCertificateContainer {
    std::vector<CertificateMetaElement> elements{};

    // The first certificate in DER.
    std::optional<Bytes> certificate() const;

    static Expected<TargetCertificateContainer> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const TargetCertificateContainer&, const TargetCertificateContainer&) = default;
};

// What ServerRedirection::target_certificate and ::redirection_guid hold, with a null at its end.
Bytes base64_text(BytesView bytes);

// The certificate in DER of what ServerRedirection::target_certificate holds; nothing if it holds none, or
// cannot be read. Lines may be broken, as FreeRDP reads them.
std::optional<Bytes> certificate_in(BytesView base64_in_utf16);

}  // namespace badrdp::wire

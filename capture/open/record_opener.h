// Opens the records of one direction, one after the other, once its keys are known: TLS 1.2's AEADs and CBC
// with either order of MAC and encryption, and TLS 1.3's AEADs [RFC 5246 6.2.3, RFC 5288 3, RFC 7366, RFC
// 7905 2, RFC 8446 5.2].
#pragma once

#include <optional>

#include "capture/open/key_schedule.h"
#include "sim/auth/cipher.h"
#include "sim/wire/tls/tls_record.h"

namespace badrdp::capture {

class RecordOpener {
public:
    // `tls13`: whether the suite is used as TLS 1.3 does. `encrypt_then_mac` concerns CBC alone [RFC 7366].
    RecordOpener(const CipherSuite& suite, RecordKeys keys, bool tls13, bool encrypt_then_mac);

    // The content, and its true type. Nothing: these keys do not open it, and none behind it.
    std::optional<wire::TlsRecord> open(const wire::TlsRecord& sealed);

private:
    std::optional<wire::Bytes> open_aead(const wire::TlsRecord& sealed);
    std::optional<wire::Bytes> open_cbc(const wire::TlsRecord& sealed);
    std::optional<wire::Bytes> decrypt(wire::BytesView iv, wire::BytesView aad, wire::BytesView sealed,
                                       wire::BytesView tag);
    bool is_mac(wire::BytesView mac, const wire::TlsRecordHeader& header, wire::BytesView content) const;
    wire::Bytes nonce_of(wire::BytesView fragment) const;

    const CipherSuite* suite_;
    RecordKeys keys_;
    bool tls13_;
    bool encrypt_then_mac_;
    std::uint64_t sequence_ = 0;
    auth::CipherContext context_;
};

}  // namespace badrdp::capture

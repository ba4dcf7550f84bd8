// From the secrets of a key log to the keys of records [RFC 5246 5, 6.3; RFC 8446 7.1-7.3].
#pragma once

#include <optional>
#include <string_view>

#include "capture/open/cipher_suite.h"
#include "capture/open/key_log.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::capture {

// Of one direction.
struct RecordKeys {
    wire::Bytes key{};
    wire::Bytes iv{};   // 12 bytes, or the 4 of TLS 1.2's GCM; none with CBC
    wire::Bytes mac{};  // with CBC alone
};

// TLS 1.2, from the master secret. Nothing: OpenSSL refuses the secret.
std::optional<RecordKeys> record_keys(const CipherSuite& suite, wire::BytesView master,
                                      const TlsRandom& client, const TlsRandom& server, wire::Role from);

// TLS 1.3, from a traffic secret.
std::optional<RecordKeys> record_keys(const CipherSuite& suite, wire::BytesView secret);

// The traffic secret behind a KeyUpdate [RFC 8446 7.2].
std::optional<wire::Bytes> next_secret(const CipherSuite& suite, wire::BytesView secret);

}  // namespace badrdp::capture

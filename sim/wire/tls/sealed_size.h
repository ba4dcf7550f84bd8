// What the sizes of TLS 1.3's records say, whose very types are hidden.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/wire/tls/tls_handshake.h"
#include "sim/wire/tls/tls_record.h"

namespace badrdp::wire {

// TLSInnerPlaintext has its type behind the content, and the AEAD puts its tag behind that [RFC 8446 5.2].
constexpr std::size_t sealed_size(std::size_t content, std::uint16_t cipher_suite) {
    constexpr std::uint16_t kAes128Ccm8Sha256 = 0x1305;
    return content + 1 + (cipher_suite == kAes128Ccm8Sha256 ? 8 : 16);
}

// Two bytes: nothing else that is said is as short.
constexpr bool is_sealed_alert(std::size_t length, std::uint16_t cipher_suite) {
    return length == sealed_size(TlsAlert::kSize, cipher_suite);
}

// Large enough for a Finished [RFC 8446 4.4.4].
constexpr bool may_be_sealed_finished(std::size_t length, std::uint16_t cipher_suite) {
    constexpr std::uint16_t kAes256GcmSha384 = 0x1302;
    const std::size_t verify_data = cipher_suite == kAes256GcmSha384 ? 48 : 32;
    return length >= sealed_size(HandshakeHeader::kSize + verify_data, cipher_suite);
}

}  // namespace badrdp::wire

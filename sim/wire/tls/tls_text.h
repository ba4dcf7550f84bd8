// What the numbers of TLS are called [IANA TLS Parameters]. A number without a name here is printed as hex.
#pragma once

#include <cstdint>
#include <string>

namespace badrdp::wire {

std::string tls_version_text(std::uint16_t version);  // "TLS 1.2"
std::string alert_text(std::uint8_t description);     // "handshake_failure"
std::string cipher_text(std::uint16_t suite);         // "TLS_AES_128_GCM_SHA256"

}  // namespace badrdp::wire

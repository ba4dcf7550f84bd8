// What a cipher suite demands of whoever opens its records: which of OpenSSL's ciphers and digests, and how
// many bytes of key [IANA TLS Parameters; RFC 5246 6.3, RFC 5288, RFC 5289, RFC 7905, RFC 8446 B.4].
#pragma once

#include <cstdint>

namespace badrdp::capture {

enum class Protection : std::uint8_t {
    gcm,
    chacha20,
    cbc,  // with a MAC of its own
};

struct CipherSuite {
    std::uint16_t number = 0;
    Protection protection = Protection::gcm;
    const char* cipher = "";  // OpenSSL's name
    std::size_t key = 0;      // bytes
    const char* prf = "";     // the digest of the key schedule
    const char* mac = "";     // the digest of the MAC; empty: the cipher has its own
    std::size_t mac_size = 0;
};

// Null: records of this suite are not opened. TLS 1.2 and 1.3 alone are.
const CipherSuite* suite_of(std::uint16_t version, std::uint16_t number);

}  // namespace badrdp::capture

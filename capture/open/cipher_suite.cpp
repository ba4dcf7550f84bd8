#include "capture/open/cipher_suite.h"

#include <algorithm>
#include <array>

namespace badrdp::capture {
namespace {

constexpr CipherSuite gcm_128(std::uint16_t number) {
    return {number, Protection::gcm, "AES-128-GCM", 16, "SHA256", "", 0};
}
constexpr CipherSuite gcm_256(std::uint16_t number) {
    return {number, Protection::gcm, "AES-256-GCM", 32, "SHA384", "", 0};
}
constexpr CipherSuite chacha(std::uint16_t number) {
    return {number, Protection::chacha20, "ChaCha20-Poly1305", 32, "SHA256", "", 0};
}
constexpr CipherSuite cbc_128(std::uint16_t number, const char* mac, std::size_t size) {
    return {number, Protection::cbc, "AES-128-CBC", 16, "SHA256", mac, size};
}
constexpr CipherSuite cbc_256(std::uint16_t number, const char* mac, std::size_t size) {
    return {number, Protection::cbc, "AES-256-CBC", 32, size == 48 ? "SHA384" : "SHA256", mac, size};
}

constexpr std::array kTls13Suites{gcm_128(0x1301), gcm_256(0x1302), chacha(0x1303)};

// By key exchange: RSA, DHE_RSA, ECDHE_ECDSA, ECDHE_RSA.
constexpr std::array kTls12Suites{
    gcm_128(0x009c),
    gcm_128(0x009e),
    gcm_128(0xc02b),
    gcm_128(0xc02f),
    gcm_256(0x009d),
    gcm_256(0x009f),
    gcm_256(0xc02c),
    gcm_256(0xc030),
    chacha(0xccaa),
    chacha(0xcca9),
    chacha(0xcca8),
    cbc_128(0x002f, "SHA1", 20),
    cbc_128(0x0033, "SHA1", 20),
    cbc_128(0xc009, "SHA1", 20),
    cbc_128(0xc013, "SHA1", 20),
    cbc_256(0x0035, "SHA1", 20),
    cbc_256(0x0039, "SHA1", 20),
    cbc_256(0xc00a, "SHA1", 20),
    cbc_256(0xc014, "SHA1", 20),
    cbc_128(0x003c, "SHA256", 32),
    cbc_128(0x0067, "SHA256", 32),
    cbc_128(0xc023, "SHA256", 32),
    cbc_128(0xc027, "SHA256", 32),
    cbc_256(0x003d, "SHA256", 32),
    cbc_256(0x006b, "SHA256", 32),
    cbc_256(0xc024, "SHA384", 48),
    cbc_256(0xc028, "SHA384", 48),
};

template <class Suites>
const CipherSuite* find_in(const Suites& suites, std::uint16_t number) {
    const auto found = std::ranges::find(suites, number, &CipherSuite::number);
    return found == suites.end() ? nullptr : &*found;
}

}  // namespace

const CipherSuite* suite_of(std::uint16_t version, std::uint16_t number) {
    constexpr std::uint16_t kTls12 = 0x0303, kTls13 = 0x0304;
    if (version == kTls13) return find_in(kTls13Suites, number);
    return version == kTls12 ? find_in(kTls12Suites, number) : nullptr;
}

}  // namespace badrdp::capture

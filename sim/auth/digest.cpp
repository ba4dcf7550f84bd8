#include "sim/auth/digest.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

namespace badrdp::auth {

namespace {

template <std::size_t N>
std::array<std::uint8_t, N> digest(const char* name, Parts parts) {
    std::array<std::uint8_t, N> out{};
    const auto data = joined(parts);
    std::size_t size = 0;
    if (EVP_Q_digest(nullptr, name, nullptr, data.data(), data.size(), out.data(), &size) != 1 || size != N)
        throw MissingAlgorithm(name);
    return out;
}

template <std::size_t N>
std::array<std::uint8_t, N> hmac(const char* name, BytesView key, Parts parts) {
    std::array<std::uint8_t, N> out{};
    const auto data = joined(parts);
    std::size_t size = 0;
    if (!EVP_Q_mac(nullptr, "HMAC", nullptr, name, nullptr, key.data(), key.size(), data.data(), data.size(),
                   out.data(), out.size(), &size) ||
        size != N)
        throw MissingAlgorithm(std::string("HMAC-") + name);
    return out;
}

}  // namespace

MissingAlgorithm::MissingAlgorithm(const std::string& name)
    : std::runtime_error(
          "OpenSSL has no " + name + " here: " +
          (name == "MD4" || name == "RC4"
               ? "NTLM, Standard RDP Security and licences need its legacy provider (Debian: legacy.so of "
                 "the package libssl3) to be installed and loaded"
               : "its default provider is not loaded, or a policy forbids it")) {
    ERR_clear_error();
}

Bytes joined(Parts parts) {
    Bytes all;
    for (const auto part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

BytesView as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Bytes16 md4(Parts parts) { return digest<16>("MD4", parts); }
Bytes16 md5(Parts parts) { return digest<16>("MD5", parts); }
Bytes20 sha1(Parts parts) { return digest<20>("SHA1", parts); }
Bytes32 sha256(Parts parts) { return digest<32>("SHA256", parts); }
Bytes16 hmac_md5(BytesView key, Parts parts) { return hmac<16>("MD5", key, parts); }
Bytes20 hmac_sha1(BytesView key, Parts parts) { return hmac<20>("SHA1", key, parts); }

bool equal(BytesView a, BytesView b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace badrdp::auth

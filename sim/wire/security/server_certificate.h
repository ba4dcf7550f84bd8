// The certificates of Standard RDP Security [MS-RDPBCGR 2.2.1.4.3.1]: one that is no X.509, but a public key
// signed with a key that the specification publishes [5.3.3.1], and a chain of X.509 [5.3.3.2]. No
// cryptography here: bytes only.
#pragma once

#include <array>
#include <vector>

#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"

namespace badrdp::wire {

struct RsaPublicKey {
    static constexpr std::uint32_t kMagic = 0x31415352;  // RSA1
    static constexpr std::size_t kPadding = 8;           // zeros behind the modulus

    std::uint32_t pub_exp = 0x10001;
    // Little endian, without its padding. keylen, bitlen and datalen are what its size makes them.
    Bytes modulus{};

    static Expected<RsaPublicKey> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const RsaPublicKey&, const RsaPublicKey&) = default;
};

struct ProprietaryCertificate {
    static constexpr std::uint32_t kVersion1 = 1;
    static constexpr std::uint32_t kTemporary = 0x80000000;  // a bit of dwVersion: issued for a time
    static constexpr std::uint32_t kSignatureRsa = 1;
    static constexpr std::uint32_t kKeyExchangeRsa = 1;
    static constexpr std::uint16_t kKeyBlob = 0x0006;
    static constexpr std::uint16_t kSignatureBlob = 0x0008;

    std::uint32_t version = kVersion1;
    std::uint32_t sig_alg_id = kSignatureRsa;
    std::uint32_t key_alg_id = kKeyExchangeRsa;
    RsaPublicKey public_key{};
    Bytes signature{};  // little endian, its eight zeros included

    static Expected<ProprietaryCertificate> read(Reader& in);
    void write(Writer& out) const;
    // What the signature is of: everything before it.
    void write_signed_part(Writer& out) const;

    friend bool operator==(const ProprietaryCertificate&, const ProprietaryCertificate&) = default;
};

// What a licence server has issued to the host [MS-RDPELE 2.2.1.4.2]: the root first, the host's own last, in
// DER.
struct X509Chain {
    static constexpr std::uint32_t kVersion2 = 2;
    static constexpr std::size_t kMostCertificates = 64;

    std::uint32_t version = kVersion2;
    std::vector<Bytes> certificates{};
    Bytes padding{};  // 8 bytes and 4 for each certificate; nobody looks at it

    static Expected<X509Chain> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const X509Chain&, const X509Chain&) = default;
};

// Whether the certificate says that it is a chain of X.509.
bool is_x509_chain(BytesView server_certificate);

}  // namespace badrdp::wire

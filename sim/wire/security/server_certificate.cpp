#include "sim/wire/security/server_certificate.h"

#include <algorithm>

namespace badrdp::wire {
namespace {

bool all_zero(BytesView bytes) {
    return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

Expected<RsaPublicKey> RsaPublicKey::read(Reader& in) {
    RsaPublicKey key;
    if (in.u32le("rsaPublicKey.magic") != kMagic) in.fail("rsaPublicKey.magic", "not RSA1");
    const std::uint64_t keylen = in.u32le("rsaPublicKey.keylen");
    const std::uint64_t bitlen = in.u32le("rsaPublicKey.bitlen");
    const std::uint64_t datalen = in.u32le("rsaPublicKey.datalen");
    if (keylen <= kPadding) in.fail("rsaPublicKey.keylen", "no room for a modulus");
    if (bitlen != 8 * (keylen - kPadding)) in.fail("rsaPublicKey.bitlen", "disagrees with keylen");
    if (datalen != bitlen / 8 - 1) in.fail("rsaPublicKey.datalen", "disagrees with bitlen");
    key.pub_exp = in.u32le("rsaPublicKey.pubExp");
    if (key.pub_exp == 0) in.fail("rsaPublicKey.pubExp", "zero");
    if (keylen > in.remaining()) in.fail("rsaPublicKey.keylen", "counts more than there is");
    if (in.malformed()) return std::unexpected(*in.malformed());
    const auto modulus = in.bytes("rsaPublicKey.modulus", keylen - kPadding);
    if (all_zero(modulus)) in.fail("rsaPublicKey.modulus", "zero");
    if (!all_zero(in.bytes("rsaPublicKey.padding", kPadding))) in.fail("rsaPublicKey.padding", "not zero");
    if (in.malformed()) return std::unexpected(*in.malformed());
    key.modulus.assign(modulus.begin(), modulus.end());
    return key;
}

void RsaPublicKey::write(Writer& out) const {
    const auto size = static_cast<std::uint32_t>(modulus.size());
    out.u32le("rsaPublicKey.magic", kMagic);
    out.u32le("rsaPublicKey.keylen", size + static_cast<std::uint32_t>(kPadding));
    out.u32le("rsaPublicKey.bitlen", 8 * size);
    out.u32le("rsaPublicKey.datalen", size - 1);
    out.u32le("rsaPublicKey.pubExp", pub_exp);
    out.raw("rsaPublicKey.modulus", modulus);
    out.raw("rsaPublicKey.padding", std::array<std::uint8_t, kPadding>{});
}

Expected<ProprietaryCertificate> ProprietaryCertificate::read(Reader& in) {
    ProprietaryCertificate certificate;
    certificate.version = in.u32le("serverCertificate.dwVersion");
    if ((certificate.version & ~kTemporary) != kVersion1)
        in.fail("serverCertificate.dwVersion", "not a proprietary certificate");
    certificate.sig_alg_id = in.u32le("serverCertificate.dwSigAlgId");
    if (certificate.sig_alg_id != kSignatureRsa) in.fail("serverCertificate.dwSigAlgId", "not RSA");
    certificate.key_alg_id = in.u32le("serverCertificate.dwKeyAlgId");
    if (certificate.key_alg_id != kKeyExchangeRsa) in.fail("serverCertificate.dwKeyAlgId", "not RSA");
    if (in.u16le("serverCertificate.wPublicKeyBlobType") != kKeyBlob)
        in.fail("serverCertificate.wPublicKeyBlobType", "not 6");
    auto key =
        in.within("serverCertificate.wPublicKeyBlobLen", in.u16le("serverCertificate.wPublicKeyBlobLen"));
    if (auto read = RsaPublicKey::read(key)) certificate.public_key = std::move(*read);
    in.adopt_all(key, "serverCertificate.wPublicKeyBlobLen");
    if (in.u16le("serverCertificate.wSignatureBlobType") != kSignatureBlob)
        in.fail("serverCertificate.wSignatureBlobType", "not 8");
    auto blob =
        in.within("serverCertificate.wSignatureBlobLen", in.u16le("serverCertificate.wSignatureBlobLen"));
    const auto signature = blob.rest("serverCertificate.SignatureBlob");
    in.adopt(blob);
    if (in.malformed()) return std::unexpected(*in.malformed());
    certificate.signature.assign(signature.begin(), signature.end());
    return certificate;
}

void ProprietaryCertificate::write_signed_part(Writer& out) const {
    Writer key;
    public_key.write(key);
    out.u32le("serverCertificate.dwVersion", version);
    out.u32le("serverCertificate.dwSigAlgId", sig_alg_id);
    out.u32le("serverCertificate.dwKeyAlgId", key_alg_id);
    out.u16le("serverCertificate.wPublicKeyBlobType", kKeyBlob);
    out.u16le("serverCertificate.wPublicKeyBlobLen", static_cast<std::uint16_t>(key.bytes.size()));
    out.append(key);
}

Expected<X509Chain> X509Chain::read(Reader& in) {
    X509Chain chain;
    chain.version = in.u32le("serverCertificate.dwVersion");
    if ((chain.version & ~ProprietaryCertificate::kTemporary) != kVersion2)
        in.fail("serverCertificate.dwVersion", "not a chain of X.509");
    const auto count = in.u32le("serverCertificate.NumCertBlobs");
    if (count == 0 || count > kMostCertificates) in.fail("serverCertificate.NumCertBlobs", "not 1 to 64");
    for (std::uint32_t i = 0; i < count && !in.malformed(); ++i) {
        const std::size_t size = in.u32le("serverCertificate.cbCert");
        if (size > in.remaining()) in.fail("serverCertificate.cbCert", "more than there is");
        const auto certificate = in.bytes("serverCertificate.abCert", size);
        chain.certificates.emplace_back(certificate.begin(), certificate.end());
    }
    const auto padding = in.rest("serverCertificate.Padding");
    if (in.malformed()) return std::unexpected(*in.malformed());
    chain.padding.assign(padding.begin(), padding.end());
    return chain;
}

void X509Chain::write(Writer& out) const {
    out.u32le("serverCertificate.dwVersion", version);
    out.u32le("serverCertificate.NumCertBlobs", static_cast<std::uint32_t>(certificates.size()));
    for (const auto& certificate : certificates) {
        out.u32le("serverCertificate.cbCert", static_cast<std::uint32_t>(certificate.size()));
        out.raw("serverCertificate.abCert", certificate);
    }
    out.raw("serverCertificate.Padding", padding);
}

bool is_x509_chain(BytesView server_certificate) {
    Reader in(server_certificate);
    const auto version = in.u32le("serverCertificate.dwVersion");
    return !in.malformed() && (version & ~ProprietaryCertificate::kTemporary) == X509Chain::kVersion2;
}

void ProprietaryCertificate::write(Writer& out) const {
    write_signed_part(out);
    out.u16le("serverCertificate.wSignatureBlobType", kSignatureBlob);
    out.u16le("serverCertificate.wSignatureBlobLen", static_cast<std::uint16_t>(signature.size()));
    out.raw("serverCertificate.SignatureBlob", signature);
}

}  // namespace badrdp::wire

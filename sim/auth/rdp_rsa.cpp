#include "sim/auth/rdp_rsa.h"

#include <openssl/bn.h>

#include <algorithm>
#include <memory>

namespace badrdp::auth {

namespace {

struct FreedNumber {
    void operator()(BIGNUM* number) const { BN_clear_free(number); }
    void operator()(BN_CTX* context) const { BN_CTX_free(context); }
};
using Number = std::unique_ptr<BIGNUM, FreedNumber>;
using Context = std::unique_ptr<BN_CTX, FreedNumber>;

constexpr std::size_t kMostBytes = 1024;  // of a modulus: 8192 bits

// The Terminal Services signing key [5.3.3.1.1], which anybody may sign with.
constexpr std::array<std::uint8_t, 64> kSigningModulus{
    0x3d, 0x3a, 0x5e, 0xbd, 0x72, 0x43, 0x3e, 0xc9, 0x4d, 0xbb, 0xc1, 0x1e, 0x4a, 0xba, 0x5f, 0xcb,
    0x3e, 0x88, 0x20, 0x87, 0xef, 0xf5, 0xc1, 0xe2, 0xd7, 0xb7, 0x6b, 0x9a, 0xf2, 0x52, 0x45, 0x95,
    0xce, 0x63, 0x65, 0x6b, 0x58, 0x3a, 0xfe, 0xef, 0x7c, 0xe7, 0xbf, 0xfe, 0x3d, 0xf6, 0x5c, 0x7d,
    0x6c, 0x5e, 0x06, 0x09, 0x1a, 0xf5, 0x61, 0xbb, 0x20, 0x93, 0x09, 0x5f, 0x05, 0x6d, 0xea, 0x87};
constexpr std::array<std::uint8_t, 64> kSigningPrivate{
    0x87, 0xa7, 0x19, 0x32, 0xda, 0x11, 0x87, 0x55, 0x58, 0x00, 0x16, 0x16, 0x25, 0x65, 0x68, 0xf8,
    0x24, 0x3e, 0xe6, 0xfa, 0xe9, 0x67, 0x49, 0x94, 0xcf, 0x92, 0xcc, 0x33, 0x99, 0xe8, 0x08, 0x60,
    0x17, 0x9a, 0x12, 0x9f, 0x24, 0xdd, 0xb1, 0x24, 0x99, 0xc7, 0x3a, 0xb8, 0x0a, 0x7b, 0x0d, 0xdd,
    0x35, 0x07, 0x79, 0x17, 0x0b, 0x51, 0x9b, 0xb3, 0xc7, 0x10, 0x01, 0x13, 0xe7, 0x3f, 0xf3, 0x5f};
constexpr std::array<std::uint8_t, 4> kSigningPublic{0x5b, 0x7b, 0x88, 0xc0};

Number number(BytesView little_endian) {
    return Number(BN_lebin2bn(little_endian.data(), static_cast<int>(little_endian.size()), nullptr));
}

// The 63 bytes that are signed: the hash, a zero, ones, and a one to end it [5.3.3.1.2].
Bytes padded_hash(BytesView signed_part) {
    Bytes block(63, 0xff);
    std::ranges::copy(md5({signed_part}), block.begin());
    block[16] = 0;
    block[62] = 1;
    return block;
}

}  // namespace

std::optional<Bytes> rsa(BytesView base, BytesView exponent, BytesView modulus) {
    if (modulus.empty() || modulus.size() > kMostBytes || exponent.size() > kMostBytes ||
        base.size() > kMostBytes + 8)
        return std::nullopt;
    const auto b = number(base), e = number(exponent), n = number(modulus), result = Number(BN_new());
    const Context context(BN_CTX_new());
    if (!b || !e || !n || !result || !context) throw std::bad_alloc();
    if (BN_is_zero(n.get()) || BN_is_one(n.get()) || BN_is_zero(e.get()) || BN_cmp(b.get(), n.get()) >= 0)
        return std::nullopt;
    Bytes out(modulus.size());
    if (BN_mod_exp(result.get(), b.get(), e.get(), n.get(), context.get()) != 1 ||
        BN_bn2lebinpad(result.get(), out.data(), static_cast<int>(out.size())) < 0)
        return std::nullopt;
    return out;
}

std::optional<Bytes> encrypt_secret(BytesView secret, std::uint32_t exponent, BytesView modulus) {
    // With 1 it would go out as it is; what an even exponent has done nobody can undo.
    if (exponent == 1 || exponent % 2 == 0) return std::nullopt;
    const std::array<std::uint8_t, 4> e{
        static_cast<std::uint8_t>(exponent), static_cast<std::uint8_t>(exponent >> 8),
        static_cast<std::uint8_t>(exponent >> 16), static_cast<std::uint8_t>(exponent >> 24)};
    auto encrypted = rsa(secret, e, modulus);
    if (encrypted) encrypted->resize(encrypted->size() + 8);
    return encrypted;
}

std::optional<Bytes> decrypt_secret(BytesView encrypted, BytesView private_exponent, BytesView modulus,
                                    std::size_t size) {
    auto plain = rsa(encrypted, private_exponent, modulus);
    if (!plain || plain->size() < size) return std::nullopt;
    if (std::ranges::any_of(BytesView(*plain).subspan(size), [](std::uint8_t b) { return b != 0; }))
        return std::nullopt;
    plain->resize(size);
    return plain;
}

std::optional<Bytes32> decrypt_client_random(BytesView encrypted, BytesView private_exponent,
                                             BytesView modulus) {
    Bytes32 random{};
    const auto plain = decrypt_secret(encrypted, private_exponent, modulus, random.size());
    if (!plain) return std::nullopt;
    std::ranges::copy(*plain, random.begin());
    return random;
}

Bytes sign_certificate(BytesView signed_part) {
    auto signature = rsa(padded_hash(signed_part), kSigningPrivate, kSigningModulus).value();
    signature.resize(signature.size() + 8);
    return signature;
}

bool check_certificate(BytesView signed_part, BytesView signature) {
    const auto plain = rsa(signature, kSigningPublic, kSigningModulus);
    return plain && plain->back() == 0 && equal(BytesView(*plain).first(63), padded_hash(signed_part));
}

}  // namespace badrdp::auth

// The RSA of Standard RDP Security [MS-RDPBCGR 5.3.3.1, 5.3.4]: no padding, numbers in little endian, and a
// signing key that is published. Key numbers come in as bytes; making keys is somebody else's.
#pragma once

#include <optional>

#include "sim/auth/digest.h"

namespace badrdp::auth {

// base ^ exponent mod modulus, as long as the modulus. Nothing where that has no meaning (a modulus below 2,
// an exponent of 0, a base not below the modulus) or is too long to be honest.
std::optional<Bytes> rsa(BytesView base, BytesView exponent, BytesView modulus);

// A secret as a Security Exchange and licensing carry it: with 8 zeros behind. Nothing if it would be no
// secret, or lost.
std::optional<Bytes> encrypt_secret(BytesView secret, std::uint32_t exponent, BytesView modulus);

// A secret of so many bytes, with or without those zeros.
std::optional<Bytes> decrypt_secret(BytesView encrypted, BytesView private_exponent, BytesView modulus,
                                    std::size_t size);
std::optional<Bytes32> decrypt_client_random(BytesView encrypted, BytesView private_exponent,
                                             BytesView modulus);

// The signature of a proprietary certificate with the Terminal Services key: 64 bytes and 8 zeros.
// `signed_part` is the certificate up to and with its public key blob: its first six fields.
Bytes sign_certificate(BytesView signed_part);
bool check_certificate(BytesView signed_part, BytesView signature);

}  // namespace badrdp::auth

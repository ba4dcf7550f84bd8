// The cryptography of licensing, which stands beside that of the connection [MS-RDPELE 5.1]: keys that come
// of a secret and two random numbers, a MAC of 16 bytes, and RC4 that begins anew with each message.
#pragma once

#include "sim/auth/digest.h"

namespace badrdp::auth {

struct LicenseKeys {
    static constexpr std::size_t kPreMasterSecret = 48;  // bytes

    Bytes16 mac_salt{};
    Bytes16 encryption{};
};

// [5.1.2]
LicenseKeys license_keys(BytesView pre_master_secret, const Bytes32& client_random,
                         const Bytes32& server_random);

// Over what is encrypted, before it is [5.1.5].
Bytes16 license_mac(const LicenseKeys& keys, BytesView data);

// Encrypts, and decrypts [5.1.3, 5.1.4].
Bytes license_cipher(const LicenseKeys& keys, BytesView data);

}  // namespace badrdp::auth

// The keys of licensing [MS-RDPELE 5.1.2 to 5.1.5], which comes after and apart from the security of the
// connection.
#pragma once

#include "sim/auth/digest.h"

namespace badrdp::auth {

struct LicenseKeys {
    Bytes16 mac_salt{};
    Bytes16 encryption{};
};

LicenseKeys license_keys(BytesView premaster_secret, const Bytes32& client_random,
                         const Bytes32& server_random);

// One blob, with a key stream of its own; encrypting and decrypting are the same.
Bytes license_crypt(const LicenseKeys& keys, BytesView data);

// Over what was encrypted, in clear.
Bytes16 license_mac(const LicenseKeys& keys, BytesView data);

}  // namespace badrdp::auth

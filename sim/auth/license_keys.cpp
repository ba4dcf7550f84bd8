#include "sim/auth/license_keys.h"

#include <algorithm>

#include "sim/auth/little_endian.h"
#include "sim/auth/rc4.h"

namespace badrdp::auth {

namespace {

// SaltedHash('A') + SaltedHash('BB') + SaltedHash('CCC'), with the random numbers in this order.
Bytes license_hash(BytesView secret, BytesView first, BytesView second) {
    const auto part = [&](std::string_view letters) {
        return md5({secret, sha1({as_bytes(letters), secret, first, second})});
    };
    return joined({part("A"), part("BB"), part("CCC")});
}

}  // namespace

LicenseKeys license_keys(BytesView pre_master_secret, const Bytes32& client_random,
                         const Bytes32& server_random) {
    const auto master = license_hash(pre_master_secret, client_random, server_random);
    const auto session = license_hash(master, server_random, client_random);
    LicenseKeys keys;
    std::copy_n(session.begin(), keys.mac_salt.size(), keys.mac_salt.begin());
    keys.encryption = md5({BytesView(session).subspan(16, 16), client_random, server_random});
    return keys;
}

Bytes16 license_mac(const LicenseKeys& keys, BytesView data) {
    const Bytes pad1(40, 0x36), pad2(48, 0x5c);
    const auto size = little_endian(static_cast<std::uint32_t>(data.size()));
    return md5({keys.mac_salt, pad2, sha1({keys.mac_salt, pad1, size, data})});
}

Bytes license_cipher(const LicenseKeys& keys, BytesView data) { return Rc4(keys.encryption).applied(data); }

}  // namespace badrdp::auth

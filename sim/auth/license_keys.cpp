#include "sim/auth/license_keys.h"

#include <algorithm>

#include "sim/auth/rc4.h"

namespace badrdp::auth {

namespace {

Bytes16 salted_hash(BytesView secret, std::string_view letters, const Bytes32& one, const Bytes32& other) {
    return md5({secret, sha1({as_bytes(letters), secret, one, other})});
}

Bytes hashes(BytesView secret, const Bytes32& one, const Bytes32& other) {
    return joined({salted_hash(secret, "A", one, other), salted_hash(secret, "BB", one, other),
                   salted_hash(secret, "CCC", one, other)});
}

}  // namespace

LicenseKeys license_keys(BytesView premaster_secret, const Bytes32& client_random,
                         const Bytes32& server_random) {
    const auto master = hashes(premaster_secret, client_random, server_random);
    const auto session = hashes(master, server_random, client_random);  // the other way round
    LicenseKeys keys;
    std::copy_n(session.begin(), 16, keys.mac_salt.begin());
    keys.encryption = md5({BytesView(session).subspan(16, 16), client_random, server_random});
    return keys;
}

Bytes license_crypt(const LicenseKeys& keys, BytesView data) { return Rc4(keys.encryption).applied(data); }

Bytes16 license_mac(const LicenseKeys& keys, BytesView data) {
    const Bytes pad1(40, 0x36), pad2(48, 0x5c);
    const auto size = data.size();
    const std::array<std::uint8_t, 4> length{
        static_cast<std::uint8_t>(size), static_cast<std::uint8_t>(size >> 8),
        static_cast<std::uint8_t>(size >> 16), static_cast<std::uint8_t>(size >> 24)};
    return md5({keys.mac_salt, pad2, sha1({keys.mac_salt, pad1, length, data})});
}

}  // namespace badrdp::auth

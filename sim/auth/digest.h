// The digests and message authentication codes of NTLM, CredSSP and Standard RDP Security, by OpenSSL. They
// are asked for by name: MD4 and RC4 are there only where OpenSSL's legacy provider has been loaded.
#pragma once

#include <array>
#include <initializer_list>
#include <stdexcept>
#include <string>

#include "sim/wire/io/malformed.h"

namespace badrdp::auth {

using wire::Bytes;
using wire::BytesView;

using Bytes8 = std::array<std::uint8_t, 8>;
using Bytes16 = std::array<std::uint8_t, 16>;
using Bytes20 = std::array<std::uint8_t, 20>;
using Bytes32 = std::array<std::uint8_t, 32>;

// This machine's OpenSSL lacks an algorithm; the text names the cure.
struct MissingAlgorithm : std::runtime_error {
    explicit MissingAlgorithm(const std::string& name);
};

// Each of its parts one behind the other.
using Parts = std::initializer_list<BytesView>;

Bytes joined(Parts parts);
BytesView as_bytes(std::string_view text);

Bytes16 md4(Parts parts);
Bytes16 md5(Parts parts);
Bytes20 sha1(Parts parts);
Bytes32 sha256(Parts parts);
Bytes16 hmac_md5(BytesView key, Parts parts);
Bytes20 hmac_sha1(BytesView key, Parts parts);

// In a time that does not depend on where they differ.
bool equal(BytesView a, BytesView b);

}  // namespace badrdp::auth

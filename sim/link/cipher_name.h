// What OpenSSL calls a cipher suite of TLS 1.2 and older.
#pragma once

#include <string>

namespace badrdp::link {

// Of its name at IANA; empty: OpenSSL does not know it.
std::string openssl_cipher_name(const std::string& iana);

}  // namespace badrdp::link

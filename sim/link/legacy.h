// Standard RDP Security, NTLM and licences need RC4 and MD4, which OpenSSL 3 keeps in its legacy provider.
#pragma once

#include <string>

namespace badrdp::link {

std::string openssl_version();  // of the library that is loaded: "OpenSSL 3.0.17"

// Empty when the legacy provider can be loaded, otherwise what OpenSSL says.
std::string why_no_legacy_provider();

// For the whole process, once. Throws std::runtime_error that names the package when there is none.
void load_legacy_provider();

}  // namespace badrdp::link

#include "sim/link/cipher_name.h"

#include <string_view>

#include "sim/link/openssl.h"

namespace badrdp::link {

std::string openssl_cipher_name(const std::string& iana) {
    const std::string_view name = OPENSSL_cipher_name(iana.c_str());
    return name == "(NONE)" ? std::string() : std::string(name);
}

}  // namespace badrdp::link

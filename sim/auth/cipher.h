// OpenSSL's cipher context as an owner that frees itself.
#pragma once

#include <openssl/evp.h>

#include <memory>

namespace badrdp::auth {

struct FreedCipher {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
    void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
};

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreedCipher>;
using Cipher = std::unique_ptr<EVP_CIPHER, FreedCipher>;

}  // namespace badrdp::auth

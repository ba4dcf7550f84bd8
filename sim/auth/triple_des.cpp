#include "sim/auth/triple_des.h"

#include <cassert>

namespace badrdp::auth {

TripleDes::TripleDes(const Bytes24& key, const Bytes8& iv, Way way) : context_(EVP_CIPHER_CTX_new()) {
    const Cipher cipher(EVP_CIPHER_fetch(nullptr, "DES-EDE3-CBC", nullptr));
    if (!cipher || !context_ ||
        EVP_CipherInit_ex2(context_.get(), cipher.get(), key.data(), iv.data(), way == Way::encrypt ? 1 : 0,
                           nullptr) != 1 ||
        EVP_CIPHER_CTX_set_padding(context_.get(), 0) != 1)
        throw MissingAlgorithm("3DES");
}

void TripleDes::apply(std::span<std::uint8_t> data) {
    assert(data.size() % kBlock == 0);
    int size = 0;
    if (!data.empty() &&
        EVP_CipherUpdate(context_.get(), data.data(), &size, data.data(), static_cast<int>(data.size())) != 1)
        throw MissingAlgorithm("3DES");
}

}  // namespace badrdp::auth

#include "sim/auth/rc4.h"

namespace badrdp::auth {

Rc4::Rc4(BytesView key) : context_(EVP_CIPHER_CTX_new()) {
    const Cipher cipher(EVP_CIPHER_fetch(nullptr, "RC4", nullptr));
    if (!cipher || !context_ ||
        EVP_EncryptInit_ex2(context_.get(), cipher.get(), nullptr, nullptr, nullptr) != 1 ||
        EVP_CIPHER_CTX_set_key_length(context_.get(), static_cast<int>(key.size())) != 1 ||
        EVP_EncryptInit_ex2(context_.get(), nullptr, key.data(), nullptr, nullptr) != 1)
        throw MissingAlgorithm("RC4");
}

void Rc4::apply(std::span<std::uint8_t> data) {
    int size = 0;
    if (!data.empty() && EVP_EncryptUpdate(context_.get(), data.data(), &size, data.data(),
                                           static_cast<int>(data.size())) != 1)
        throw MissingAlgorithm("RC4");
}

Bytes Rc4::applied(BytesView data) {
    Bytes out(data.begin(), data.end());
    apply(out);
    return out;
}

}  // namespace badrdp::auth

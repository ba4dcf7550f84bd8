// RC4 with a key of any length: one key stream, which goes on from call to call.
#pragma once

#include "sim/auth/cipher.h"
#include "sim/auth/digest.h"

namespace badrdp::auth {

class Rc4 {
public:
    explicit Rc4(BytesView key);

    void apply(std::span<std::uint8_t> data);  // in place; encrypting and decrypting are the same
    Bytes applied(BytesView data);

private:
    CipherContext context_;
};

}  // namespace badrdp::auth

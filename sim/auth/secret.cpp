#include "sim/auth/secret.h"

#include <openssl/crypto.h>

#include "sim/auth/digest.h"

namespace badrdp::auth {

Secret::Secret(std::string&& text) : Secret(std::string_view(text)) { wipe(text); }

Secret::~Secret() { OPENSSL_cleanse(text_.data(), text_.size()); }

bool operator==(const Secret& a, const Secret& b) {
    return equal(as_bytes(a.reveal()), as_bytes(b.reveal()));  // nobody sees it: both are compared here
}

void wipe(wire::Bytes& bytes) {
    OPENSSL_cleanse(bytes.data(), bytes.size());
    bytes.clear();
}

void wipe(std::string& text) {
    OPENSSL_cleanse(text.data(), text.size());
    text.clear();
}

}  // namespace badrdp::auth

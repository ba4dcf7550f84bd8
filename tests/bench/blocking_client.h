// The simplest client there is: negotiates, shakes hands, and goes. It blocks, and knows nothing of badrdp.
#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>

namespace badrdp::bench {

class BlockingClient {
public:
    explicit BlockingClient(const char* host = "127.0.0.1");

    void negotiate(std::uint16_t port);    // X.224 Request and Confirm, then close; throws when that fails
    void shake_hands(std::uint16_t port);  // the same, and the TLS handshake before it closes

private:
    const char* host_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
};

}  // namespace badrdp::bench

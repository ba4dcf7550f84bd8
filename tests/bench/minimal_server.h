// The least that can answer: a thread that blocks, a Confirm from a constant, OpenSSL on the socket.
#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>

#include "sim/link/mint.h"

namespace badrdp::bench {

class MinimalServer {
public:
    MinimalServer(const link::Minted& minted, bool with_tls, const char* host = "127.0.0.1");
    ~MinimalServer();

    std::uint16_t port() const { return port_; }

private:
    void serve();

    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    bool with_tls_;
    int listener_;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace badrdp::bench

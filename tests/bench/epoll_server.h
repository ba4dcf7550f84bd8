// The least that can answer many: one loop of epoll, a Confirm from a constant, OpenSSL on the socket.
#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>

namespace badrdp::bench {

class EpollServer {
public:
    EpollServer();  // listens on a free port of loopback, with RSA of 2048 bits
    ~EpollServer();
    EpollServer(const EpollServer&) = delete;
    EpollServer& operator=(const EpollServer&) = delete;

    std::uint16_t port() const { return port_; }
    [[noreturn]] void serve();  // for ever

private:
    struct Connection;
    void accept();
    bool go_on(Connection& connection);  // false: it is over

    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    int listener_;
    int epoll_;
    std::uint16_t port_ = 0;
};

}  // namespace badrdp::bench

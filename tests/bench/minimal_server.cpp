#include "tests/bench/minimal_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace badrdp::bench {
namespace {

// MS-RDPBCGR 2.2.1.2 with selectedProtocol SSL.
constexpr std::array<std::uint8_t, 19> kConfirm{3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34,
                                                0, 2, 1, 8,  0,  1,    0, 0, 0};

}  // namespace

MinimalServer::MinimalServer(const link::Minted& minted, bool with_tls, const char* host)
    : context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free),
      with_tls_(with_tls),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const auto& der = minted.chain_der.front();
    const auto* at = der.data();
    const std::unique_ptr<X509, decltype(&X509_free)> leaf(
        d2i_X509(nullptr, &at, static_cast<long>(der.size())), X509_free);
    SSL_CTX_use_certificate(context_.get(), leaf.get());
    SSL_CTX_use_PrivateKey(context_.get(), minted.key.get());
    SSL_CTX_set_num_tickets(context_.get(), 0);  // as the real one
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = ::inet_addr(host);
    socklen_t size = sizeof here;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&here), sizeof here) != 0 ||
        ::listen(listener_, 4096) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&here), &size) != 0)
        throw std::system_error(errno, std::generic_category(), "minimal server");
    port_ = ntohs(here.sin_port);
    thread_ = std::thread([this] { serve(); });
}

MinimalServer::~MinimalServer() {
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

void MinimalServer::serve() {
    while (!stopping_) {
        const int fd = ::accept(listener_, nullptr, nullptr);
        if (fd < 0) continue;
        const int on = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        std::array<std::uint8_t, 64> request{};
        if (::recv(fd, request.data(), request.size(), 0) > 0 &&
            ::send(fd, kConfirm.data(), kConfirm.size(), MSG_NOSIGNAL) > 0 && with_tls_) {
            const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context_.get()), SSL_free);
            SSL_set_fd(ssl.get(), fd);
            SSL_accept(ssl.get());
        }
        ::recv(fd, request.data(), request.size(), 0);  // until the client goes
        ::close(fd);
    }
}

}  // namespace badrdp::bench

#include "tests/bench/blocking_client.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace badrdp::bench {
namespace {

// MS-RDPBCGR 2.2.1.1 with requestedProtocols SSL, without a cookie.
constexpr std::array<std::uint8_t, 19> kRequest{3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 1, 0, 0, 0};
constexpr std::size_t kConfirm = 19;

class Socket {
public:
    Socket(const char* host, std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = ::inet_addr(host);
        const int on = 1;
        ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) fail("connect");
    }
    ~Socket() {
        // A reset leaves no TIME_WAIT behind: a benchmark would run out of ports.
        const linger now{1, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        ::close(fd_);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    int fd() const { return fd_; }

    void ask() const {
        if (::send(fd_, kRequest.data(), kRequest.size(), 0) != static_cast<ssize_t>(kRequest.size()))
            fail("send");
        std::array<std::uint8_t, kConfirm> confirm{};
        if (::recv(fd_, confirm.data(), confirm.size(), MSG_WAITALL) != static_cast<ssize_t>(confirm.size()))
            fail("recv");
    }

    [[noreturn]] static void fail(const char* what) {
        throw std::system_error(errno, std::generic_category(), what);
    }

private:
    int fd_;
};

}  // namespace

BlockingClient::BlockingClient(const char* host)
    : host_(host), context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {}

void BlockingClient::negotiate(std::uint16_t port) {
    const Socket socket(host_, port);
    socket.ask();
}

void BlockingClient::shake_hands(std::uint16_t port) {
    const Socket socket(host_, port);
    socket.ask();
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context_.get()), SSL_free);
    SSL_set_fd(ssl.get(), socket.fd());
    if (SSL_connect(ssl.get()) != 1) throw std::runtime_error("the TLS handshake failed");
}

}  // namespace badrdp::bench

#include "tests/bench/epoll_server.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include "sim/link/mint.h"

namespace badrdp::bench {
namespace {

// MS-RDPBCGR 2.2.1.2 with selectedProtocol SSL.
constexpr std::array<std::uint8_t, 19> kConfirm{3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34,
                                                0, 2, 1, 8,  0,  1,    0, 0, 0};

}  // namespace

struct EpollServer::Connection {
    explicit Connection(int socket) : fd(socket), ssl(nullptr, SSL_free) {}
    ~Connection() { ::close(fd); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    int fd;
    bool answered = false;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl;
};

EpollServer::EpollServer()
    : context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    const auto minted = link::mint({}, "127.0.0.1", std::chrono::system_clock::now());
    const auto& der = minted.chain_der.front();
    const auto* at = der.data();
    const std::unique_ptr<X509, decltype(&X509_free)> leaf(
        d2i_X509(nullptr, &at, static_cast<long>(der.size())), X509_free);
    SSL_CTX_use_certificate(context_.get(), leaf.get());
    SSL_CTX_use_PrivateKey(context_.get(), minted.key.get());
    SSL_CTX_set_num_tickets(context_.get(), 0);  // as badrdp
    SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_OFF);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    epoll_event wanted{.events = EPOLLIN, .data = {.ptr = nullptr}};
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&here), sizeof here) != 0 ||
        ::listen(listener_, 4096) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&here), &size) != 0 ||
        ::epoll_ctl(epoll_, EPOLL_CTL_ADD, listener_, &wanted) != 0)
        throw std::system_error(errno, std::generic_category(), "epoll server");
    port_ = ntohs(here.sin_port);
}

EpollServer::~EpollServer() {
    ::close(listener_);
    ::close(epoll_);
}

void EpollServer::accept() {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) return;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event wanted{.events = EPOLLIN, .data = {.ptr = new Connection(fd)}};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &wanted);
}

// The first message is the Request, and is answered; what comes behind it is TLS.
bool EpollServer::go_on(Connection& connection) {
    std::array<std::uint8_t, 1024> bytes{};
    if (!std::exchange(connection.answered, true))
        return ::recv(connection.fd, bytes.data(), 19, 0) > 0 &&
               ::send(connection.fd, kConfirm.data(), kConfirm.size(), MSG_NOSIGNAL) > 0;
    auto& ssl = connection.ssl;
    if (!ssl) {
        if (::recv(connection.fd, bytes.data(), 1, MSG_PEEK) <= 0) return false;
        ssl.reset(SSL_new(context_.get()));
        SSL_set_fd(ssl.get(), connection.fd);
    }
    const int got = SSL_is_init_finished(ssl.get()) ? SSL_read(ssl.get(), bytes.data(), bytes.size())
                                                    : SSL_accept(ssl.get());
    return got > 0 || SSL_get_error(ssl.get(), got) == SSL_ERROR_WANT_READ;
}

void EpollServer::serve() {
    std::array<epoll_event, 128> events{};
    for (;;) {
        const int count = ::epoll_wait(epoll_, events.data(), events.size(), -1);
        for (int i = 0; i < count; ++i) {
            auto* connection = static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
            if (!connection)
                accept();
            else if (!go_on(*connection))
                delete connection;
        }
    }
}

}  // namespace badrdp::bench

#include "tests/bench/splice_relay.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <memory>
#include <unordered_map>

namespace badrdp::bench {
namespace {

using harness::Fd;

constexpr std::size_t kPipe = 1u << 20;

sockaddr_in place(std::uint16_t port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    out.sin_port = htons(port);
    return out;
}

void no_delay(int socket) {
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

// One direction.
struct Way {
    int from = -1;
    int to = -1;
    harness::Pipe pipe = harness::make_pipe();
    std::size_t inside = 0;

    // False: it is over.
    bool carry() {
        while (true) {
            while (inside > 0) {
                const auto size = ::splice(pipe.read.get(), nullptr, to, nullptr, inside,
                                           SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
                if (size < 0 && errno == EAGAIN) return true;
                if (size <= 0) return false;
                inside -= static_cast<std::size_t>(size);
            }
            const auto size =
                ::splice(from, nullptr, pipe.write.get(), nullptr, kPipe, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
            if (size < 0 && errno == EAGAIN) return true;
            if (size <= 0) return false;
            inside += static_cast<std::size_t>(size);
        }
    }
};

struct Both {
    Fd client;
    Fd server;
    Way there;
    Way back;

    Both(Fd c, Fd s) : client(std::move(c)), server(std::move(s)) {
        there.from = back.to = client.get();
        there.to = back.from = server.get();
        for (auto* way : {&there, &back}) ::fcntl(way->pipe.write.get(), F_SETPIPE_SZ, kPipe);
    }
};

}  // namespace

SpliceRelay::SpliceRelay(std::uint16_t to)
    : to_(to),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket"),
      stop_(harness::make_pipe()) {
    auto here = place(0);
    socklen_t size = sizeof here;
    if (::bind(listener_.get(), reinterpret_cast<sockaddr*>(&here), sizeof here) != 0 ||
        ::listen(listener_.get(), 4096) != 0 ||
        ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&here), &size) != 0)
        throw std::system_error(errno, std::generic_category(), "listen");
    port_ = ntohs(here.sin_port);
    thread_ = std::thread([this] { carry(); });
}

SpliceRelay::~SpliceRelay() {
    stop_.write.reset();
    thread_.join();
}

void SpliceRelay::carry() const {
    const Fd poll(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
    const auto watch = [&](int fd, std::uint32_t events) {
        epoll_event event{.events = events, .data = {.fd = fd}};
        ::epoll_ctl(poll.get(), EPOLL_CTL_ADD, fd, &event);
    };
    watch(listener_.get(), EPOLLIN);
    watch(stop_.read.get(), EPOLLIN);
    std::unordered_map<int, std::shared_ptr<Both>> open;
    std::array<epoll_event, 64> ready;
    while (true) {
        const auto count = ::epoll_wait(poll.get(), ready.data(), static_cast<int>(ready.size()), -1);
        for (int i = 0; i < count; ++i) {
            const auto fd = ready[static_cast<std::size_t>(i)].data.fd;
            if (fd == stop_.read.get()) return;
            if (fd == listener_.get()) {
                Fd client(::accept4(fd, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK), "accept4");
                Fd server(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket");
                const auto to = place(to_);
                ::connect(server.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to);
                no_delay(client.get());
                no_delay(server.get());
                const auto both = std::make_shared<Both>(std::move(client), std::move(server));
                for (const auto end : {both->client.get(), both->server.get()}) {
                    open.emplace(end, both);
                    watch(end, EPOLLIN | EPOLLOUT | EPOLLET);
                }
                continue;
            }
            const auto found = open.find(fd);
            if (found == open.end()) continue;
            const auto both = found->second;
            if (both->there.carry() && both->back.carry()) continue;
            open.erase(both->client.get());
            open.erase(both->server.get());
        }
    }
}

}  // namespace badrdp::bench

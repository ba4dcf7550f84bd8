// Handshakes and bulk through `badrdp proxy` against a bare splice() relay, in turns and in one run: what
// knowing the sequence costs is the ratio of the two.
#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "harness/live/proxy/proxy.h"
#include "sim/link/mint.h"
#include "tests/bench/blocking_client.h"
#include "tests/bench/minimal_server.h"
#include "tests/bench/splice_relay.h"

namespace {

using namespace badrdp;
using Seconds = std::chrono::duration<double>;

constexpr std::size_t kBulk = 256u << 20;  // bytes of one round
constexpr int kHandshakes = 200;           // of one round

// The proxy that `badrdp proxy` makes, on a loop and a thread of its own.
class RealProxy {
public:
    explicit RealProxy(std::uint16_t to)
        : proxy_(std::in_place, loop_.get_executor(),
                 harness::ProxyOrder{.name = "proxy",
                                     .listens = {boost::asio::ip::make_address("127.0.0.1"), 0},
                                     .to = {boost::asio::ip::make_address("127.0.0.1"), to}},
                 [this](const harness::HostEvent&) { ++events_; }),
          port_(proxy_->port()),
          thread_([this] { loop_.run(); }) {}
    ~RealProxy() {
        loop_.stop();
        thread_.join();
        proxy_.reset();
    }
    std::uint16_t port() const { return port_; }

private:
    boost::asio::io_context loop_{1};
    std::uint64_t events_ = 0;
    std::optional<harness::Proxy> proxy_;
    std::uint16_t port_;
    std::thread thread_;
};

// A server that reads, and answers the last byte with one.
class Sink {
public:
    Sink() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket") {
        sockaddr_in here{};
        here.sin_family = AF_INET;
        here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof here;
        ::bind(listener_.get(), reinterpret_cast<sockaddr*>(&here), sizeof here);
        ::listen(listener_.get(), 16);
        ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&here), &size);
        port_ = ntohs(here.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~Sink() {
        ::shutdown(listener_.get(), SHUT_RDWR);
        thread_.join();
    }
    std::uint16_t port() const { return port_; }

private:
    void serve() const {
        std::vector<char> in(1u << 20);
        while (true) {
            const int one = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
            if (one < 0) return;
            std::size_t all = 0;
            while (all < kBulk) {
                const auto size = ::recv(one, in.data(), in.size(), 0);
                if (size <= 0) break;
                all += static_cast<std::size_t>(size);
            }
            ::send(one, "", 1, MSG_NOSIGNAL);
            ::close(one);
        }
    }

    harness::Fd listener_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

Seconds timed(const std::function<void()>& work) {
    const auto began = std::chrono::steady_clock::now();
    work();
    return std::chrono::steady_clock::now() - began;
}

void pour(std::uint16_t port) {
    const harness::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(port);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) std::abort();
    static const std::vector<char> bytes(1u << 20, 'x');
    for (std::size_t sent = 0; sent < kBulk;) {
        const auto size = ::send(socket.get(), bytes.data(), std::min(bytes.size(), kBulk - sent), 0);
        if (size <= 0) std::abort();
        sent += static_cast<std::size_t>(size);
    }
    char last = 0;
    if (::recv(socket.get(), &last, 1, 0) != 1) std::abort();
}

double median(std::vector<double> all) {
    std::ranges::sort(all);
    return all[all.size() / 2];
}

// In turns, so that whatever else the machine does meets both; the pair of a round is what is compared.
void compare(const char* what, const char* unit, double amount, int rounds, const std::function<void()>& bare,
             const std::function<void()>& proxied) {
    std::vector<double> of_bare, of_proxy, ratios;
    bare();
    proxied();
    for (int round = 0; round < rounds; ++round) {
        const bool bare_first = round % 2 == 0;
        const auto first = timed(bare_first ? bare : proxied).count();
        const auto second = timed(bare_first ? proxied : bare).count();
        of_bare.push_back(amount / (bare_first ? first : second));
        of_proxy.push_back(amount / (bare_first ? second : first));
        ratios.push_back(of_proxy.back() / of_bare.back());
    }
    std::printf("%-12s proxy %.1f %s, splice() relay %.1f %s, ratio %.3f (median of %d pairs)\n", what,
                median(of_proxy), unit, median(of_bare), unit, median(ratios), rounds);
}

}  // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 15;
    const auto minted = link::mint({}, "127.0.0.1", std::chrono::system_clock::now());
    const bench::MinimalServer server(minted, true);
    const bench::SpliceRelay bare(server.port());
    const RealProxy proxy(server.port());
    bench::BlockingClient client;
    const auto hands = [&](std::uint16_t port) {
        for (int i = 0; i < kHandshakes; ++i) client.shake_hands(port);
    };
    compare(
        "handshakes", "/s", kHandshakes, rounds, [&] { hands(bare.port()); }, [&] { hands(proxy.port()); });
    const Sink sink;
    const bench::SpliceRelay bare_bulk(sink.port());
    const RealProxy proxy_bulk(sink.port());
    compare(
        "bulk", "MB/s", kBulk / 1e6, rounds, [&] { pour(bare_bulk.port()); },
        [&] { pour(proxy_bulk.port()); });
}

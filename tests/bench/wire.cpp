// What badrdp's wire costs: bulk TCP, negotiations and TLS handshakes through it, with its record and its
// callback, against a relay that only reads and writes, and against the kernel's own pair of interfaces.
#include "harness/play/net/wire.h"

#include <arpa/inet.h>
#include <benchmark/benchmark.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <thread>

#include "harness/os/net/namespaces.h"
#include "harness/os/net/tap.h"
#include "tests/bench/bare_relay.h"
#include "tests/bench/blocking_client.h"
#include "tests/bench/minimal_server.h"
#include "tests/harness/os/net/veth.h"

namespace {

using namespace badrdp;
using harness::Fd;
using harness::Inside;
using harness::NetNamespace;
using harness::Tap;

constexpr const char* kHost = "198.18.0.1";
constexpr std::size_t kBulk = 16u << 20;

const link::Minted& minted() {
    static const auto once = link::mint({}, kHost, std::chrono::system_clock::now());
    return once;
}

// Two namespaces, and what carries frames between them.
struct Network {
    NetNamespace client;
    NetNamespace server;
    std::thread* carrier = nullptr;  // which carries the frames; none: the kernel does
};

// What the carrying thread has worked. On a busy machine this is what can be compared; wall time is not.
double cpu_seconds(const Network& network) {
    clockid_t clock{};
    timespec worked{};
    if (network.carrier == nullptr ||
        ::pthread_getcpuclockid(network.carrier->native_handle(), &clock) != 0 ||
        ::clock_gettime(clock, &worked) != 0)
        return 0;
    return static_cast<double>(worked.tv_sec) + static_cast<double>(worked.tv_nsec) / 1e9;
}

struct ByVeth : Network {
    ByVeth() {
        harness::test::make_veth(client, server, "eth0");
        set_up(client, harness::client_tap());
        set_up(server, harness::server_tap());
    }
    static void set_up(const NetNamespace& there, const harness::TapOrder& order) {
        const Inside inside(there);
        harness::RouteSocket route;
        harness::set_up_interface(route, static_cast<int>(::if_nametoindex("eth0")), order);
    }
};

struct ByTaps : Network {
    Tap client_end{client, harness::client_tap()};
    Tap server_end{server, harness::server_tap()};
};

struct ByRelay : ByTaps {
    bench::BareRelay relay{client_end.take(), server_end.take()};
    ByRelay() { carrier = &relay.thread(); }
};

struct ByWire : ByTaps {
    boost::asio::io_context loop{1};
    harness::Wire wire{loop.get_executor(), client_end.take(), server_end.take(), path::Path({}, 1)};
    std::size_t told = 0;
    std::thread thread;

    ByWire() {
        wire.on_packet([this](const capture::Packet&, std::size_t) { ++told; });
        thread = std::thread([this] { loop.run(); });
        carrier = &thread;
    }
    ~ByWire() {
        loop.stop();
        thread.join();
        const auto losses = wire.losses();
        if (losses.unrecorded + losses.undelivered + client_end.dropped() + server_end.dropped() != 0)
            std::fputs("bench_wire: frames were lost, the figures are worthless\n", stderr);
    }
};

sockaddr_in address() {
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_port = htons(9);
    here.sin_addr.s_addr = ::inet_addr(kHost);
    return here;
}

Fd tcp_socket(const NetNamespace& there) {
    const Inside inside(there);
    return {::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"};
}

// Seconds until the server has read everything.
double send_bulk(const Network& network) {
    const auto here = address();
    const auto* where = reinterpret_cast<const sockaddr*>(&here);
    const auto listener = tcp_socket(network.server);
    if (::bind(listener.get(), where, sizeof here) != 0 || ::listen(listener.get(), 1) != 0)
        throw std::runtime_error("cannot listen");
    const auto client = tcp_socket(network.client);
    if (::connect(client.get(), where, sizeof here) != 0) throw std::runtime_error("cannot connect");
    const Fd server(::accept(listener.get(), nullptr, nullptr), "accept");
    const auto began = std::chrono::steady_clock::now();
    std::thread sender([&] {
        const std::vector<char> block(64 * 1024, 'x');
        for (std::size_t sent = 0; sent < kBulk; sent += block.size())
            if (::send(client.get(), block.data(), block.size(), MSG_NOSIGNAL) < 0) break;
    });
    std::vector<char> block(256 * 1024);
    std::size_t come = 0;
    for (ssize_t size; come < kBulk; come += static_cast<std::size_t>(size))
        if ((size = ::recv(server.get(), block.data(), block.size(), 0)) <= 0) break;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    sender.join();
    return took.count();
}

template <class Carrier>
void bulk(benchmark::State& state) {
    double worked = 0;
    for ([[maybe_unused]] auto _ : state) {
        const auto network = std::make_unique<Carrier>();
        const auto before = cpu_seconds(*network);
        state.SetIterationTime(send_bulk(*network));
        worked += cpu_seconds(*network) - before;
    }
    state.counters["carrier"] = benchmark::Counter(worked, benchmark::Counter::kAvgIterations);
}

template <class Carrier>
void connections(benchmark::State& state, bool with_tls) {
    const auto network = std::make_unique<Carrier>();
    const auto server = [&] {
        const Inside inside(network->server);
        return std::make_unique<bench::MinimalServer>(minted(), with_tls, kHost);
    }();
    const Inside inside(network->client);
    bench::BlockingClient client(kHost);
    const auto before = cpu_seconds(*network);
    for ([[maybe_unused]] auto _ : state) {
        if (with_tls)
            client.shake_hands(server->port());
        else
            client.negotiate(server->port());
    }
    state.counters["carrier"] =
        benchmark::Counter(cpu_seconds(*network) - before, benchmark::Counter::kAvgIterations);
}

template <class Carrier>
void register_all(const std::string& name) {
    benchmark::RegisterBenchmark(("bulk_" + name).c_str(), bulk<Carrier>)->UseManualTime()->Iterations(10);
    benchmark::RegisterBenchmark(("negotiation_" + name).c_str(),
                                 [](benchmark::State& state) { connections<Carrier>(state, false); })
        ->UseRealTime()
        ->Iterations(1000);
    benchmark::RegisterBenchmark(("handshake_" + name).c_str(),
                                 [](benchmark::State& state) { connections<Carrier>(state, true); })
        ->UseRealTime()
        ->Iterations(500);
}

// The best of all repetitions, since whatever disturbs one only makes it slower.
struct Best {
    double wall = 1e300;     // ns
    double carrier = 1e300;  // s
};

class Ratios : public benchmark::ConsoleReporter {
public:
    void ReportRuns(const std::vector<Run>& runs) override {
        ConsoleReporter::ReportRuns(runs);
        for (const auto& run : runs) {
            if (run.run_type != Run::RT_Iteration) continue;
            auto& best = best_[run.run_name.function_name];
            best.wall = std::min(best.wall, run.GetAdjustedRealTime());
            best.carrier = std::min(best.carrier, run.counters.at("carrier").value);
        }
    }
    void Finalize() override {
        for (const std::string what : {"bulk", "negotiation", "handshake"}) {
            if (!best_.contains(what + "_wire") || !best_.contains(what + "_relay")) continue;
            const auto wire = best_[what + "_wire"], relay = best_[what + "_relay"];
            std::printf(
                "%-12s relay %.0f us, wire %.0f us: ratio %.2f, and %.2f by what their threads worked\n",
                what.c_str(), relay.wall / 1e3, wire.wall / 1e3, relay.wall / wire.wall,
                relay.carrier / wire.carrier);
            if (best_.contains(what + "_veth"))
                std::printf("%-12s veth %.0f us: ratio %.2f\n", "", best_[what + "_veth"].wall / 1e3,
                            best_[what + "_veth"].wall / wire.wall);
        }
    }

private:
    std::map<std::string, Best> best_;
};

}  // namespace

int main(int argc, char** argv) {
    harness::claim_namespaces();
    if (const auto why = harness::why_no_namespaces(); !why.empty()) {
        std::fprintf(stderr, "bench_wire: %s\n", why.c_str());
        return 77;
    }
    benchmark::Initialize(&argc, argv);
    register_all<ByRelay>("relay");
    register_all<ByWire>("wire");
    register_all<ByVeth>("veth");
    Ratios reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
}

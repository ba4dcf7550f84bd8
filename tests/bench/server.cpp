// Negotiations and TLS handshakes per second through the real server loop, against a server that does nothing
// else, in one run: what badrdp's machine, faults and transcript cost is the ratio of the two.
#include <benchmark/benchmark.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>
#include <map>
#include <thread>

#include "sim/link/server.h"
#include "tests/bench/blocking_client.h"
#include "tests/bench/minimal_server.h"

namespace {

using namespace badrdp;

const link::Minted& minted() {
    static const auto once = link::mint({}, "127.0.0.1", std::chrono::system_clock::now());
    return once;
}

// The server that `badrdp run` and `badrdp serve` use, on a loop and a thread of its own.
class RealServer {
public:
    RealServer()
        : server_(loop_.get_executor(),
                  link::ServerOrder{.host = {},
                                    .faults = {},
                                    .tls = link::TlsContext(host::Tls{}, minted()),
                                    .address = boost::asio::ip::make_address("127.0.0.1")},
                  link::ServerCallbacks{.note = [this](const link::Note&) { ++notes_; },
                                        .connection = [](unsigned) {}}),
          port_(server_.port()),
          thread_([this] { loop_.run(); }) {}
    ~RealServer() {
        loop_.stop();
        thread_.join();
    }
    std::uint16_t port() const { return port_; }

private:
    boost::asio::io_context loop_{1};
    std::uint64_t notes_ = 0;
    link::Server server_;
    std::uint16_t port_;
    std::thread thread_;
};

void negotiation_badrdp(benchmark::State& state) {
    const RealServer server;
    bench::BlockingClient client;
    for ([[maybe_unused]] auto _ : state) client.negotiate(server.port());
}

void negotiation_minimal(benchmark::State& state) {
    const bench::MinimalServer server(minted(), false);
    bench::BlockingClient client;
    for ([[maybe_unused]] auto _ : state) client.negotiate(server.port());
}

void handshake_badrdp(benchmark::State& state) {
    const RealServer server;
    bench::BlockingClient client;
    for ([[maybe_unused]] auto _ : state) client.shake_hands(server.port());
}

void handshake_minimal(benchmark::State& state) {
    const bench::MinimalServer server(minted(), true);
    bench::BlockingClient client;
    for ([[maybe_unused]] auto _ : state) client.shake_hands(server.port());
}

BENCHMARK(negotiation_badrdp)->UseRealTime();
BENCHMARK(negotiation_minimal)->UseRealTime();
BENCHMARK(handshake_badrdp)->UseRealTime();
BENCHMARK(handshake_minimal)->UseRealTime();

class Ratios : public benchmark::ConsoleReporter {
public:
    void ReportRuns(const std::vector<Run>& runs) override {
        ConsoleReporter::ReportRuns(runs);
        for (const auto& run : runs)
            if (run.run_type == Run::RT_Iteration) best_[run.benchmark_name()] = run.GetAdjustedRealTime();
    }
    void Finalize() override {
        for (const auto* what : {"negotiation", "handshake"}) {
            const auto badrdp = best_.find(std::string(what) + "_badrdp/real_time");
            const auto minimal = best_.find(std::string(what) + "_minimal/real_time");
            if (badrdp == best_.end() || minimal == best_.end()) continue;
            std::printf("%-12s badrdp %.0f/s, minimal %.0f/s, ratio %.2f\n", what, 1e9 / badrdp->second,
                        1e9 / minimal->second, minimal->second / badrdp->second);
        }
    }

private:
    std::map<std::string, double> best_;
};

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    Ratios reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
}

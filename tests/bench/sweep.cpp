// Simulated connections, as `badrdp sweep` plays them, against what nobody can leave out: a bare pair of
// OpenSSL ends over memory with the same certificate. In turns and in one run, by processor time; each ratio
// is the median of its pairs.
//
// usage: bench_sweep SCENARIOS [PAIRS]      the catalogue's folder; 15 pairs
#include <openssl/ssl.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>

#include "harness/data/scenario/load.h"
#include "harness/play/sweep/sweep.h"
#include "sim/link/openssl.h"
#include "sim/link/simulation.h"

namespace {

using namespace badrdp;

constexpr unsigned kConnections = 100;  // of one round

double processor_seconds() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

double timed(const std::function<void()>& work) {
    const auto before = processor_seconds();
    work();
    return processor_seconds() - before;
}

class BarePair {
public:
    explicit BarePair(const link::Minted& minted)
        : server_(SSL_CTX_new(TLS_server_method())), client_(SSL_CTX_new(TLS_client_method())) {
        const auto& der = minted.chain_der.front();
        const auto* at = der.data();
        const link::X509Cert leaf(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
        SSL_CTX_use_certificate(server_.get(), leaf.get());
        SSL_CTX_use_PrivateKey(server_.get(), minted.key.get());
        SSL_CTX_set_num_tickets(server_.get(), 0);  // as badrdp
        SSL_CTX_set1_groups_list(client_.get(), "X25519:P-256:P-384");
    }

    void shake_hands() const {
        const link::Ssl server(SSL_new(server_.get())), client(SSL_new(client_.get()));
        BIO *here = nullptr, *there = nullptr;
        link::need(BIO_new_bio_pair(&here, 1 << 16, &there, 1 << 16) == 1, "no pair");
        SSL_set_bio(server.get(), here, here);
        SSL_set_bio(client.get(), there, there);
        SSL_set_accept_state(server.get());
        SSL_set_connect_state(client.get());
        for (int turn = 0; turn < 8 && !SSL_is_init_finished(server.get()); ++turn) {
            SSL_do_handshake(client.get());
            SSL_do_handshake(server.get());
        }
        link::need(SSL_is_init_finished(client.get()) == 1, "no handshake");
    }

private:
    link::SslCtx server_, client_;
};

double median(std::vector<double> all) {
    std::ranges::sort(all);
    return all[all.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return std::fprintf(stderr, "usage: bench_sweep SCENARIOS [PAIRS]\n"), 2;
    const std::filesystem::path root = argv[1];
    const int pairs = argc > 2 ? std::atoi(argv[2]) : 15;
    const auto loaded = harness::load_scenario(root / "healthy/tls.toml", root);
    const auto adapters = harness::load_adapters(root).adapters;
    const auto builtin = std::ranges::find(adapters, "builtin", &harness::Adapter::name);
    if (loaded.scenarios.size() != 1 || builtin == adapters.end())
        return std::fprintf(stderr, "bench_sweep: no catalogue in %s\n", argv[1]), 2;
    const harness::SweepOrder order{.scenario = &loaded.scenarios.front(),
                                    .adapter = &*builtin,
                                    .axes = {*harness::parse_axis("path.rtt=10ms")},
                                    .runs = kConnections};
    const auto sweep = [&] {
        std::atomic<std::size_t> done = 0;
        const std::atomic<bool> stop = false;
        const auto result = harness::play(order, done, stop);
        for (const auto& run : result.runs)
            if (run.outcome != harness::Outcome::active) throw std::runtime_error("a simulation failed");
    };
    const BarePair pair(link::mint(order.scenario->host.certificate, "198.18.0.1", link::kSimulatedStart));
    const auto bare = [&] {
        for (unsigned i = 0; i < kConnections; ++i) pair.shake_hands();
    };
    sweep();
    bare();
    std::vector<double> simulated, handshakes, ratios;
    for (int i = 0; i < pairs; ++i) {
        simulated.push_back(kConnections / timed(sweep));
        handshakes.push_back(kConnections / timed(bare));
        ratios.push_back(simulated.back() / handshakes.back());
    }
    std::printf("simulated %.0f/s, bare pairs %.0f/s, ratio %.2f (median of %d pairs)\n", median(simulated),
                median(handshakes), median(ratios), pairs);
}

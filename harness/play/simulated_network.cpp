#include "harness/play/simulated_network.h"

#include <ranges>
#include <string_view>
#include <utility>

#include "harness/os/files.h"
#include "harness/os/loop/offload.h"
#include "harness/play/net/wire.h"
#include "harness/play/simulated_case.h"

namespace badrdp::harness {

namespace asio = boost::asio;

namespace {

class SimulatedNetwork : public Network {
public:
    explicit SimulatedNetwork(const NetworkOrder& order)
        : loop_(order.loop),
          workers_(order.workers),
          context_(order.context),
          scenario_(*order.order.scenario),
          client_(order.order.client->adapter, order.order.options, scenario_.by_name) {}

    asio::awaitable<void> open(VisitOrder order) override {
        order_ = std::move(order);
        co_return;
    }

    Whereabouts whereabouts() const override {
        return {.host = client_.host(), .address = client_.host(), .port = link::kSimulatedPort};
    }

    // All of it happens now; what each witness saw is told afterwards.
    asio::awaitable<void> start_client(SandboxOrder order, std::function<void(ProcessEnd)> ended) override {
        const std::function<void()> play_it = [&] {
            seen_ = client_.visit(scenario_, {.seed = context_.seed + scenario_.seed,
                                              .key_seed = context_.seed,
                                              .visit = order_.number,
                                              .patience = order.wall_clock});
            write_private(order.log, seen_.evidence.process.output);
        };
        co_await offload(loop_, workers_, play_it);
        for (unsigned count = 1; count <= seen_.connections; ++count) order_.witness.connection(count);
        for (const auto& note : seen_.evidence.peer) order_.witness.note(note);
        for (const auto line : std::views::split(seen_.key_log, '\n'))
            if (!line.empty()) order_.witness.secrets(std::string_view(line));
        ended(seen_.evidence.process);
    }

    void end_client(Limit) override {}  // it ends by itself, in no time

    asio::awaitable<std::string> close() override { co_return std::string(); }

    const capture::Timeline& timeline() const override { return seen_.evidence.packets; }
    const std::vector<capture::Packet>& packets() const override { return seen_.packets; }
    std::vector<capture::Interface> interfaces() const override { return wire_interfaces(); }
    std::vector<std::size_t> bites() const override { return seen_.evidence.impairments; }

private:
    asio::any_io_executor loop_;
    asio::thread_pool& workers_;
    const RunContext& context_;
    const Scenario& scenario_;
    SimulatedClient client_;  // it remembers from visit to visit whom it trusts
    VisitOrder order_;
    SimulatedVisit seen_;
};

}  // namespace

std::unique_ptr<Network> simulated_network(const NetworkOrder& order) {
    return std::make_unique<SimulatedNetwork>(order);
}

std::unique_ptr<Network> make_network(const NetworkOrder& order) {
    const auto& [loop, workers, context, wanted, dir] = order;
    switch (wanted.net) {
        case Net::simulated: return simulated_network(order);
        case Net::tap:
            return tap_network(loop, workers, *wanted.scenario, context.seed + wanted.scenario->seed, dir);
        case Net::loopback: break;
    }
    if (context.own_view) return own_view_network(loop, workers, *wanted.scenario, dir);
    return loopback_network(loop, workers, *wanted.scenario, dir);
}

}  // namespace badrdp::harness

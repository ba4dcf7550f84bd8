#include "harness/play/sweep/sweep.h"

#include <algorithm>
#include <thread>

#include "harness/os/plain.h"
#include "harness/play/simulated_case.h"
#include "sim/path/rng.h"

namespace badrdp::harness {
namespace {

SweepRun play_one(const SweepOrder& order, const SimulatedClient& prototype, std::size_t point_index,
                  unsigned run) {
    auto scenario = *order.scenario;
    const auto values = point(order.axes, point_index);
    for (std::size_t i = 0; i < values.size(); ++i) order.axes[i].kind->apply(scenario, values[i]);
    auto client = prototype;
    const auto seed = path::Rng(order.seed, static_cast<std::uint64_t>(point_index) << 20 | run).number();
    SimulatedVisit seen;
    try {
        for (unsigned visit = 1; visit <= scenario.visits; ++visit)
            seen = client.visit(scenario, {.seed = seed,
                                           .key_seed = order.seed,
                                           .visit = visit,
                                           .patience = std::nullopt,
                                           .narrates = false});
    } catch (const std::exception& trouble) {
        return {.error = plain(trouble)};
    }
    const auto facts = facts_from(scenario, *order.adapter, seen.evidence);
    return {.outcome = facts.outcome,
            .deepest = facts.deepest,
            .took = seen.took,
            .connections = seen.connections,
            .bytes = seen.bytes};
}

}  // namespace

std::size_t points_of(const std::vector<Axis>& axes) {
    std::size_t points = 1;
    for (const auto& axis : axes) points *= axis.values.size();
    return points;
}

std::vector<double> point(const std::vector<Axis>& axes, std::size_t index) {
    std::vector<double> values(axes.size());
    for (std::size_t i = axes.size(); i-- > 0;) {
        values[i] = axes[i].values[index % axes[i].values.size()];
        index /= axes[i].values.size();
    }
    return values;
}

SweepResult play(const SweepOrder& order, std::atomic<std::size_t>& done, const std::atomic<bool>& stop) {
    const SimulatedClient prototype(*order.adapter, order.options, order.scenario->by_name);
    SweepResult result;
    result.runs.resize(points_of(order.axes) * order.runs);
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (auto i = next++; i < result.runs.size() && !stop; i = next++) {
            result.runs[i] =
                play_one(order, prototype, i / order.runs, static_cast<unsigned>(i % order.runs));
            ++done;
        }
    };
    {
        std::vector<std::jthread> threads;
        for (unsigned i = 0; i < std::max(1u, order.jobs); ++i) threads.emplace_back(work);
    }
    result.interrupted = done < result.runs.size();
    return result;
}

}  // namespace badrdp::harness

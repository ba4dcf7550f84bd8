#include <fmt/core.h>

#include <boost/json.hpp>
#include <map>

#include "capture/json_text.h"
#include "harness/report/sweep/report.h"

namespace badrdp::harness {
namespace {

double in_ms(std::chrono::nanoseconds time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace

std::string sweep_csv(const SweepOrder& order, const SweepResult& result) {
    std::string out;
    for (const auto& axis : order.axes)
        out += fmt::format("{} ({}),", axis.kind->name, unit_text(axis.kind->unit));
    out += "run,outcome,deepest,virtual_ms,connections,bytes\n";
    for (std::size_t i = 0; i < result.runs.size(); ++i) {
        const auto& run = result.runs[i];
        for (const auto value : point(order.axes, i / order.runs)) out += fmt::format("{:.12g},", value);
        out += fmt::format("{},{},{},{:.3f},{},{}\n", i % order.runs + 1,
                           run.error.empty() ? name(run.outcome) : "error", name(run.deepest),
                           in_ms(run.took), run.connections, run.bytes);
    }
    return out;
}

std::string sweep_json(const SweepOrder& order, const SweepResult& result) {
    namespace json = boost::json;
    json::array axes, points;
    for (const auto& axis : order.axes)
        axes.push_back({{"name", axis.kind->name},
                        {"unit", unit_text(axis.kind->unit)},
                        {"values", json::array(axis.values.begin(), axis.values.end())}});
    for (std::size_t p = 0; p < points_of(order.axes); ++p) {
        std::map<std::string_view, unsigned> outcomes, deepest;
        double took = 0;
        for (unsigned r = 0; r < order.runs; ++r) {
            const auto& run = result.runs[p * order.runs + r];
            ++outcomes[run.error.empty() ? name(run.outcome) : "error"];
            ++deepest[name(run.deepest)];
            took += in_ms(run.took) / order.runs;
        }
        json::object by_outcome, by_step;
        for (const auto& [word, count] : outcomes) by_outcome[word] = count;
        for (const auto& [word, count] : deepest) by_step[word] = count;
        const auto at = point(order.axes, p);
        points.push_back({{"at", json::array(at.begin(), at.end())},
                          {"outcomes", by_outcome},
                          {"deepest", by_step},
                          {"mean_virtual_ms", took}});
    }
    const json::object all{{"schema", 1},
                           {"scenario", order.scenario->id()},
                           {"options", order.options},
                           {"seed", order.seed},
                           {"runs", order.runs},
                           {"axes", axes},
                           {"points", points}};
    return capture::json_text(all) + "\n";
}

}  // namespace badrdp::harness

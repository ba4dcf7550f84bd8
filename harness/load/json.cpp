#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "capture/json_text.h"
#include "harness/load/print.h"
#include "harness/os/about.h"

namespace badrdp::harness::load {
namespace {

namespace json = boost::json;

json::object percentiles(const Histogram& took) {
    return {{"clients", took.count()},    {"least", took.least()},      {"p50", took.percentile(50)},
            {"p90", took.percentile(90)}, {"p99", took.percentile(99)}, {"p99_9", took.percentile(99.9)},
            {"most", took.most()}};
}

json::array failures(const Tally& tally, bool faulty) {
    json::array out;
    for (const auto& [what, failure] : tally.failures(faulty))
        out.push_back(json::object{{"kind", what.first},
                                   {"step", wire::name(what.second)},
                                   {"clients", failure.clients},
                                   {"example", failure.example}});
    return out;
}

json::array stretches(const Tally& tally) {
    json::array out;
    double from = 0;
    for (const auto& one : tally.stretches()) {
        out.push_back(json::object{{"from", from},
                                   {"began", one.began},
                                   {"well", one.well},
                                   {"failed", one.failed},
                                   {"held", one.held},
                                   {"ms_to_active", percentiles(one.to_active)}});
        from += tally.width();
    }
    return out;
}

}  // namespace

std::string as_json(const LoadOrder& order, const LoadResult& result) {
    const auto& tally = result.tally;
    json::object steps;
    for (const auto& step : wire::kSteps)
        if (wire::is_depth(step.step) && tally.to(step.step).count() > 0)
            steps[step.name] = percentiles(tally.to(step.step));
    const json::object out{
        {"badrdp", kVersion},
        {"target", result.target},
        {"address", result.address},
        {"wanted", json::object{{"rate", order.rate},
                                {"at_once", order.at_once},
                                {"ramp", order.ramp},
                                {"seconds", order.seconds},
                                {"count", order.count},
                                {"stay", order.client.stay},
                                {"faulty_percent", order.faulty}}},
        {"seconds", result.took},
        {"begun", tally.begun()},
        {"well", tally.well()},
        {"failed", tally.failed()},
        {"cut_off", tally.cut_off()},
        {"faulty", tally.faulty()},
        {"held_back", result.held_back},
        {"count_reached", result.count_reached ? json::value(*result.count_reached) : json::value()},
        {"well_per_second", rate_of(result, tally.well())},
        {"busy", result.busy},
        {"interrupted", result.interrupted},
        {"ms_to", std::move(steps)},
        {"failures", failures(tally, false)},
        {"failures_of_faulty", failures(tally, true)},
        {"stretches", stretches(tally)}};
    return capture::json_text(out) + "\n";
}

}  // namespace badrdp::harness::load

#include "harness/judge/truth.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/data/contains.h"

namespace badrdp::harness {
namespace {

Told told(const Facts& facts, const std::vector<Reason>& names, const std::vector<Reason>& vaguer) {
    if (facts.limit != Limit::none) return Told::hung;
    // What was printed before a crash was not meant as an explanation of it.
    if (facts.outcome == Outcome::crashed || facts.reason == Reason::nothing) return Told::nothing;
    if (contains(names, facts.reason)) return Told::named;
    if (facts.reason == Reason::vague || contains(vaguer, facts.reason)) return Told::vaguer;
    return Told::wrong;
}

}  // namespace

std::optional<Truth> score(const CauseRow& cause, const Facts& facts) {
    if (got_through(facts.outcome)) return std::nullopt;
    return Truth{told(facts, cause.names, cause.vaguer), cause.id, cause.names};
}

std::optional<Truth> score_by_demands(const Scenario& scenario, std::string_view options,
                                      const Facts& facts) {
    if (got_through(facts.outcome)) return std::nullopt;
    Truth truth;
    bool silence_will_do = false;
    for (const auto& demand : scenario.demands) {
        if (demand.options != options) continue;
        for (const auto reason : demand.says) {
            if (truth.of.empty()) truth.of = fmt::format("demand {}:{}", demand.file, demand.line);
            silence_will_do = silence_will_do || reason == Reason::nothing;
            if (reason != Reason::nothing && !contains(truth.names, reason)) truth.names.push_back(reason);
        }
    }
    if (truth.names.empty()) return std::nullopt;
    truth.told = told(facts, truth.names, {});
    // A demand that allows silence says that there was nothing to tell.
    if (truth.told == Told::nothing && silence_will_do) return std::nullopt;
    return truth;
}

}  // namespace badrdp::harness

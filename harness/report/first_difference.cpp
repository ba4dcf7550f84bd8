#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "harness/report/first_cause.h"

namespace badrdp::harness {
namespace {

using capture::Event;

auto sense(const Event& event) { return std::tie(event.connection, event.from, event.step, event.what); }

std::string event_text(const Event& event) { return fmt::format("{} {}", name(event.from), event.what); }

std::string place(const Event& event) {
    const auto seconds = std::chrono::duration<double>(event.at).count();
    const auto connection =
        event.connection > 1 ? fmt::format(", connection {}", event.connection) : std::string();
    return fmt::format("packet {} ({:.3f} s{})", event.packet + 1, seconds, connection);
}

bool held(const CaseResult& result) {
    const auto verdict = result.judgement.verdict;
    return result.healthy && !result.events.empty() && result.facts.outcome == Outcome::active &&
           verdict != Verdict::error && verdict != Verdict::moot && verdict != Verdict::unsupported;
}

}  // namespace

bool operator==(const Difference& a, const Difference& b) {
    const auto same = [](const std::optional<Event>& x, const std::optional<Event>& y) {
        return x.has_value() == y.has_value() && (!x || sense(*x) == sense(*y));
    };
    return same(a.healthy, b.healthy) && same(a.seen, b.seen);
}

std::optional<Difference> first_difference(std::span<const Event> healthy, std::span<const Event> seen) {
    const auto [h, s] = std::ranges::mismatch(
        healthy, seen, [](const Event& a, const Event& b) { return sense(a) == sense(b); });
    if (h == healthy.end() && s == seen.end()) return std::nullopt;
    Difference out;
    if (h != healthy.end()) out.healthy = *h;
    if (s != seen.end()) out.seen = *s;
    return out;
}

std::string difference_text(const Difference& difference) {
    const auto& [healthy, seen] = difference;
    if (!seen) return fmt::format("no packet comes where the healthy case has {}", event_text(*healthy));
    return fmt::format("{}: {}, where the healthy case {}", place(*seen), event_text(*seen),
                       healthy ? "has " + event_text(*healthy) : std::string("is over"));
}

const CaseResult* healthy_case(const RunResult& run, const CaseResult& result) {
    const CaseResult* best = nullptr;
    for (const auto& one : run.cases) {
        if (&one == &result || !held(one)) continue;
        if (one.client != result.client || one.version != result.version || one.net != result.net) continue;
        if (!best || (best->options != result.options && one.options == result.options)) best = &one;
    }
    return best;
}

std::string difference_in(const RunResult& run, const CaseResult& result) {
    if (result.events.empty()) return "";
    const auto* healthy = healthy_case(run, result);
    if (!healthy) return "";
    const auto difference = first_difference(healthy->events, result.events);
    return difference ? difference_text(*difference) : "";
}

}  // namespace badrdp::harness

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

bool is_end(const Event& event) {
    return event.step == wire::Step::none &&
           (event.what == "FIN" || event.what == "RST" || event.what == "cut off");
}

// Where badrdp killed the client, the kernel closes what was open: those last packets are no deed of the
// client's. The events of `result` without them.
std::span<const Event> own_events(const CaseResult& result) {
    std::span<const Event> events(result.events);
    if (result.facts.limit == Limit::none) return events;
    while (!events.empty() && is_end(events.back())) events = events.first(events.size() - 1);
    return events;
}

// What to say where the client did nothing more until it was killed.
std::string silence_text(const CaseResult& result, const Difference& difference, std::string_view called) {
    const auto own = own_events(result);
    const auto last = own.empty() ? std::chrono::nanoseconds{0} : own.back().at;
    const auto silence = std::chrono::duration<double>(result.events.back().at - last).count();
    return fmt::format(
        "no packet comes for {:.1f} s, until badrdp kills the client, where {} {}", silence, called,
        difference.healthy ? "has " + event_text(*difference.healthy) : std::string("is over"));
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

std::string difference_text(const Difference& difference, std::string_view called) {
    const auto& [healthy, seen] = difference;
    if (!seen) return fmt::format("no packet comes where {} has {}", called, event_text(*healthy));
    return fmt::format("{}: {}, where {} {}", place(*seen), event_text(*seen), called,
                       healthy ? "has " + event_text(*healthy) : std::string("is over"));
}

std::string difference_between(const CaseResult& healthy, const CaseResult& result, std::string_view called) {
    const auto own = own_events(result);
    const auto difference = first_difference(own_events(healthy), own);
    if (!difference) return "";
    const bool killed = !difference->seen && own.size() < result.events.size();
    return killed ? silence_text(result, *difference, called) : difference_text(*difference, called);
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
    return difference_between(*healthy, result, "the healthy case");
}

}  // namespace badrdp::harness

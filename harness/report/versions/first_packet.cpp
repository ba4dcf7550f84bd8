#include <fmt/format.h>

#include <algorithm>

#include "harness/report/first_cause.h"
#include "harness/report/versions/print.h"

namespace badrdp::harness {
namespace {

using capture::Event;

// What two clients may ask a host for otherwise: "0x3" of "requestedProtocols 0x3, cookie u".
std::string asked_in(const Event& event) {
    constexpr std::string_view kAsks = "requestedProtocols ";
    const auto at = event.detail.find(kAsks);
    if (event.step != wire::Step::x224_request || at == std::string::npos) return {};
    const auto from = at + kAsks.size();
    return event.detail.substr(from, event.detail.find_first_of(", ", from) - from);
}

// The first request of both that asks for other protocols, with nothing else before it.
std::optional<std::size_t> other_offer(const CaseResult& before, const CaseResult& after) {
    const auto both = std::min(before.events.size(), after.events.size());
    for (std::size_t i = 0; i < both; ++i) {
        const auto &a = before.events[i], &b = after.events[i];
        if (a.connection != b.connection || a.from != b.from || a.step != b.step || a.what != b.what)
            return std::nullopt;
        if (asked_in(a) != asked_in(b)) return i;
    }
    return std::nullopt;
}

std::string asks_text(const Event& event) {
    const auto asked = asked_in(event);
    return asked.empty() ? "asks for no protocol" : "asks for " + asked;
}

}  // namespace

std::string first_packet_text(const CaseResult& before, const CaseResult& after) {
    if (const auto i = other_offer(before, after)) {
        const auto& event = after.events[*i];
        return fmt::format("packet {} ({:.3f} s): client {}, where {} {}", event.packet + 1,
                           std::chrono::duration<double>(event.at).count(), asks_text(event), before.version,
                           asks_text(before.events[*i]));
    }
    return difference_between(before, after, before.version);
}

}  // namespace badrdp::harness

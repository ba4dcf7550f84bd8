#include "harness/report/ladder/ladder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace badrdp::harness {

using wire::Step;

std::string_view part_of(Step step) {
    struct Part {
        Step last;
        std::string_view name;
    };
    constexpr std::array kParts{Part{Step::none, ""},
                                Part{Step::tcp_accept, "tcp"},
                                Part{Step::x224_confirm, "negotiation"},
                                Part{Step::tls_finished, "tls"},
                                Part{Step::early_user_auth, "credssp"},
                                Part{Step::rdstls_response, "rdstls"},
                                Part{Step::aad_result, "entra id"},
                                Part{Step::mcs_connect_response, "settings"},
                                Part{Step::channel_join_confirm, "channels"},
                                Part{Step::security_exchange, "rdp-security"},
                                Part{Step::auto_detect_response, "client info"},
                                Part{Step::license_response, "licensing"},
                                Part{Step::multitransport_response, "multitransport"},
                                Part{Step::confirm_active, "capabilities"},
                                Part{Step::font_map, "finalization"}};
    for (const auto& part : kParts)
        if (step <= part.last) return part.name;
    return "session";
}

std::string label(const Rung& rung) {
    auto out = rung.what;
    if (!rung.detail.empty()) out += ": " + rung.detail;
    if (rung.times > 1) out += fmt::format("{} {} times", rung.detail.empty() ? "" : ",", rung.times);
    const bool goes_on = rung.until && rung.at && *rung.until - *rung.at >= std::chrono::seconds(1);
    if (goes_on) out += fmt::format(", until {:.1f} s", std::chrono::duration<double>(*rung.until).count());
    return out;
}

namespace {

// What makes two rungs the same thing in two cases.
auto sense_of(const Rung& rung) {
    return std::tuple(rung.kind, rung.connection, rung.from, rung.step, std::string_view(rung.what));
}

// How long a client takes to start, and how it ends, is no difference in what passed.
bool counts(const Rung& rung) {
    return rung.kind == RungKind::packet || rung.kind == RungKind::inside || rung.kind == RungKind::fault ||
           rung.kind == RungKind::ours;
}

}  // namespace

std::size_t alike(const Ladder& one, const Ladder& other) {
    const auto [a, b] = std::ranges::mismatch(
        one.rungs, other.rungs, [](const Rung& x, const Rung& y) { return sense_of(x) == sense_of(y); });
    return static_cast<std::size_t>(a - one.rungs.begin());
}

Ladder shortened(Ladder ladder, std::size_t most) {
    auto& rungs = ladder.rungs;
    if (rungs.size() <= most || most < 2) return ladder;
    const auto front = static_cast<std::ptrdiff_t>(most * 3 / 4);
    const auto back = static_cast<std::ptrdiff_t>(rungs.size() - most) + front;
    const auto left_out = std::size_t(back - front);
    const auto at = rungs[static_cast<std::size_t>(front)].at;
    rungs.erase(rungs.begin() + front, rungs.begin() + back);
    rungs.insert(rungs.begin() + front,
                 {.kind = RungKind::wait, .at = at, .what = fmt::format("{} more", left_out)});
    return ladder;
}

bool light_difference(Ladder& ladder, const Ladder& other) {
    const auto next = [](const std::vector<Rung>& rungs, std::size_t at) {
        while (at < rungs.size() && !counts(rungs[at])) ++at;
        return at;
    };
    std::size_t mine = next(ladder.rungs, 0), theirs = next(other.rungs, 0);
    while (mine < ladder.rungs.size() && theirs < other.rungs.size() &&
           sense_of(ladder.rungs[mine]) == sense_of(other.rungs[theirs])) {
        mine = next(ladder.rungs, mine + 1);
        theirs = next(other.rungs, theirs + 1);
    }
    if (mine == ladder.rungs.size()) return false;
    ladder.rungs[mine].lit = true;
    return true;
}

}  // namespace badrdp::harness

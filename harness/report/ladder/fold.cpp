#include "harness/report/ladder/fold.h"

#include <fmt/format.h>

#include <algorithm>

namespace badrdp::harness {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kPause = std::chrono::seconds(1);

constexpr std::string_view kSyn = "SYN";  // counts itself: "sent 3 times"

bool repeats(const Rung& one, const Rung& next) {
    return one.kind != RungKind::client && one.kind != RungKind::ours && one.kind == next.kind &&
           one.connection == next.connection && one.from == next.from && one.step == next.step &&
           one.what == next.what && (one.detail == next.detail || one.what == kSyn);
}

// So many rungs at the end of `out` and at `at` are the same ones, in the same order.
bool repeats_all(const std::vector<Rung>& out, const std::vector<Rung>& rungs, std::size_t at,
                 std::size_t length) {
    if (out.size() < length || rungs.size() - at < length) return false;
    for (std::size_t i = 0; i < length; ++i)
        if (!repeats(out[out.size() - length + i], rungs[at + i])) return false;
    return true;
}

void take_in(Rung& rung, const Rung& next) {
    rung.until = next.until ? next.until : next.at;
    if (rung.what == kSyn)
        rung.detail = next.detail;
    else
        rung.times += next.times;
}

// A few at a time too: a channel is asked for and given, and then the next one.
std::vector<Rung> without_repetitions(std::vector<Rung> rungs) {
    constexpr std::size_t kFew = 4;
    std::vector<Rung> out;
    for (std::size_t at = 0; at < rungs.size();) {
        std::size_t length = 1;
        while (length <= kFew && !repeats_all(out, rungs, at, length)) ++length;
        if (length > kFew) {
            out.push_back(std::move(rungs[at++]));
            continue;
        }
        for (std::size_t i = 0; i < length; ++i) take_in(out[out.size() - length + i], rungs[at + i]);
        at += length;
    }
    return out;
}

// What was folded is there until its last time.
std::vector<Rung> with_waits(std::vector<Rung> rungs) {
    std::vector<Rung> out;
    std::optional<nanoseconds> last;
    for (auto& rung : rungs) {
        if (rung.at && last && *rung.at - *last >= kPause)
            out.push_back({.kind = RungKind::wait,
                           .at = last,
                           .what = fmt::format("nothing for {:.1f} s",
                                               std::chrono::duration<double>(*rung.at - *last).count())});
        if (rung.at) last = std::max(last.value_or(*rung.at), rung.until.value_or(*rung.at));
        out.push_back(std::move(rung));
    }
    return out;
}

}  // namespace

void fold(Ladder& ladder) { ladder.rungs = with_waits(without_repetitions(std::move(ladder.rungs))); }

}  // namespace badrdp::harness

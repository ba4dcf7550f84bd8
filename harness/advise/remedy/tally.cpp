#include "harness/advise/remedy/tally.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <tuple>

#include "harness/play/plan.h"

namespace badrdp::harness {
namespace {

auto broken_case_of(const Trial& cell) {
    return std::tie(cell.scenario, cell.client, cell.version, cell.options);
}

void count_reason(Tally& tally, const std::string& reason) {
    ++tally.undetermined;
    const auto known = std::ranges::find(tally.why, reason, &std::pair<std::string, std::size_t>::first);
    if (known != tally.why.end())
        ++known->second;
    else
        tally.why.emplace_back(reason, 1);
}

std::string tried_text(const Tally& tally) {
    auto out = tally.tried == 0 ? std::string("no remedy could be tried")
                                : fmt::format("none of {} that {} tried cures it", tally.tried,
                                              tally.tried == 1 ? "was" : "were");
    if (tally.pairs > 0)
        out += fmt::format(", nor {} {} pair{}", tally.pairs == 1 ? "does" : "do", tally.pairs,
                           tally.pairs == 1 ? "" : "s");
    return out;
}

std::string undetermined_text(const Tally& tally) {
    std::vector<std::string> reasons;
    for (const auto& [reason, times] : tally.why)
        reasons.push_back(tally.why.size() == 1 ? reason : fmt::format("{} ({})", reason, times));
    return fmt::format("{} cannot be told: {}", tally.undetermined, fmt::join(reasons, "; "));
}

}  // namespace

Tally tally_of(std::span<const Trial> cells) {
    Tally out;
    for (const auto& cell : cells) {
        std::tie(out.scenario, out.client, out.version, out.options) = broken_case_of(cell);
        const bool told = cell.effect != Effect::undetermined;
        if (cell.remedies.size() > 1) {
            out.pairs += told ? 1 : 0;
        } else if (!told) {
            count_reason(out, cell.note);
        } else if (cell.dir.empty()) {
            ++out.changes_nothing;
        } else {
            ++out.tried;
            out.cures += cell.effect == Effect::cures ? 1 : 0;
            out.hides += cell.effect == Effect::hides ? 1 : 0;
        }
    }
    std::ranges::stable_sort(out.why, std::greater{}, &std::pair<std::string, std::size_t>::second);
    return out;
}

std::vector<Tally> tallies(const Trials& trials) {
    std::vector<std::vector<Trial>> cases;
    for (const auto& cell : trials.cells) {
        if (cell.scenario == kHonest) continue;  // nothing was broken
        const auto same = std::ranges::find_if(
            cases, [&](const auto& cells) { return broken_case_of(cells.front()) == broken_case_of(cell); });
        (same != cases.end() ? *same : cases.emplace_back()).push_back(cell);
    }
    std::vector<Tally> out;
    for (const auto& cells : cases) out.push_back(tally_of(cells));
    return out;
}

std::string no_cure_text(const Tally& tally) {
    std::vector<std::string> parts{tried_text(tally)};
    if (tally.changes_nothing > 0)
        parts.push_back(fmt::format("{} {} nothing there", tally.changes_nothing,
                                    tally.changes_nothing == 1 ? "changes" : "change"));
    if (tally.undetermined > 0) parts.push_back(undetermined_text(tally));
    return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace badrdp::harness

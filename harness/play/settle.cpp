#include "harness/play/settle.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace badrdp::harness {
namespace {

bool has_red(const CaseResult& play) { return is_red(play.judgement.verdict); }

// "changed in 1 of 3 plays, pass in 2": the red ones first.
std::string plays_text(const std::vector<Play>& plays) {
    std::array<std::size_t, kVerdicts.size()> counts{};
    for (const auto& play : plays) ++counts[static_cast<std::size_t>(play.verdict)];
    std::string out;
    for (const bool red : {true, false})
        for (const auto verdict : kVerdicts) {
            const auto count = counts[static_cast<std::size_t>(verdict)];
            if (count == 0 || is_red(verdict) != red) continue;
            out += out.empty() ? fmt::format("{} in {} of {} plays", name(verdict), count, plays.size())
                               : fmt::format(", {} in {}", name(verdict), count);
        }
    return out;
}

}  // namespace

CaseResult settled(std::vector<CaseResult> plays) {
    const auto spoiled = [](const CaseResult& play) { return play.judgement.verdict == Verdict::error; };
    const auto attempts = std::ranges::max(plays, {}, &CaseResult::attempts).attempts;
    if (std::ranges::all_of(plays, spoiled)) return std::move(plays.back());
    std::erase_if(plays, spoiled);

    std::vector<Play> all;
    for (const auto& play : plays) all.push_back({play.judgement.verdict, play.dir});
    const auto red = std::ranges::find_if(plays, has_red);
    const bool unsteady = red != plays.end() && !std::ranges::all_of(plays, has_red);
    auto out = std::move(red == plays.end() ? plays.front() : *red);
    out.attempts = attempts;
    if (all.size() > 1) out.plays = std::move(all);
    if (unsteady) {
        auto& note = out.judgement.note;
        out.judgement.verdict = Verdict::unsteady;
        note = plays_text(out.plays) + (note.empty() ? "" : ": ") + note;
    }
    return out;
}

}  // namespace badrdp::harness

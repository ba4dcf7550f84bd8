#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "harness/report/history/history.h"
#include "harness/report/overview.h"

namespace badrdp::harness {
namespace {

bool is_judged_past(Verdict verdict) { return verdict != Verdict::unsupported && verdict != Verdict::error; }

std::string past_note_of(const Judgement& judgement) {
    if (!judgement.note.empty() || judgement.findings.empty()) return judgement.note;
    const auto& first = judgement.findings.front();
    return fmt::format("{}: wanted {}, seen {}", first.field, first.wanted, first.seen);
}

void follow(PastStory& story, const PastResult& result) {
    const auto& [run, of] = result;
    auto& spans = story.spans;
    if (spans.empty() || spans.back().of.verdict != of.verdict || spans.back().of.outcome != of.outcome)
        spans.push_back({.first = run, .least = of.took, .most = of.took});
    auto& span = spans.back();
    span.last = run;
    span.of = of;
    span.least = std::min(span.least, of.took);
    span.most = std::max(span.most, of.took);
    ++span.runs;
    story.runs += is_judged_past(of.verdict);
    story.known += of.verdict == Verdict::known;
    story.unsteady += of.verdict == Verdict::unsteady;
}

}  // namespace

PastRun past_run(const RunResult& run) {
    return {.folder = run.out.filename().string(),
            .started = run.started,
            .badrdp = run.version,
            .took = run.took,
            .exit_status = run.ended_with.value_or(exit_status(run)),
            .whole = unfinished_text(run).empty()};
}

std::vector<PastCase> past_cases(const RunResult& run) {
    std::vector<PastCase> out;
    for (const auto& result : run.cases) {
        const auto verdict = result.judgement.verdict;
        const auto good =
            std::ranges::count_if(result.plays, [](const Play& one) { return !is_red(one.verdict); });
        out.push_back(
            {.name = {.scenario = result.scenario,
                      .client = result.client,
                      .options = result.options,
                      .net = result.net,
                      .last_round = result.last_round},
             .version = result.version,
             .verdict = verdict,
             .outcome = has_outcome(result) ? std::optional(result.facts.outcome) : std::nullopt,
             .reason = result.facts.reason,
             .step = result.facts.deepest,
             .took = result.facts.took,
             .note = past_note_of(result.judgement),
             .plays = result.plays.empty() ? 1U : static_cast<unsigned>(result.plays.size()),
             .good = result.plays.empty() ? (is_red(verdict) ? 0U : 1U) : static_cast<unsigned>(good)});
    }
    // Of a healthy case that each part of a merged run has, the history keeps the last: a red one.
    std::ranges::stable_partition(out, [](const PastCase& one) { return !is_red(one.verdict); });
    return out;
}

Past read_past(const std::filesystem::path& file, std::size_t most_runs,
               const std::function<bool(const PastName&)>& wanted) {
    const History history(file, History::Use::read);
    Past out{.file = file, .runs = history.runs()};
    const auto older = out.runs.size() - std::min(out.runs.size(), most_runs);
    out.runs.erase(out.runs.begin(), out.runs.begin() + static_cast<std::ptrdiff_t>(older));
    for (auto& [run, of] : history.results(wanted, older))
        out.results.push_back({run - older, std::move(of)});
    return out;
}

std::vector<PastStory> stories_of(const Past& past) {
    std::vector<PastStory> out;
    for (const auto& result : past.results) {
        if (out.empty() || out.back().name != result.of.name) out.push_back({.name = result.of.name});
        follow(out.back(), result);
    }
    return out;
}

std::vector<PastTurn> turns_of(const Past& past) {
    std::vector<PastTurn> out;
    const PastCase* before = nullptr;
    for (const auto& [run, of] : past.results) {
        if (before && before->name != of.name) before = nullptr;
        if (!is_judged_past(of.verdict) || of.verdict == Verdict::unsteady) continue;
        if (before && is_red(before->verdict) != is_red(of.verdict))
            out.push_back({.run = run, .worse = is_red(of.verdict), .was = *before, .is = of});
        before = &of;
    }
    std::ranges::stable_sort(out, {}, &PastTurn::run);
    return out;
}

std::vector<PastCounts> counts_of(const Past& past) {
    std::vector<PastCounts> out(past.runs.size());
    for (const auto& [run, of] : past.results) ++out[run][static_cast<std::size_t>(of.verdict)];
    return out;
}

}  // namespace badrdp::harness

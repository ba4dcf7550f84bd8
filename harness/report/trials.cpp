#include "harness/report/trials.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/advise/remedy/effect.h"
#include "harness/judge/words.h"
#include "harness/os/text.h"
#include "harness/report/overview.h"
#include "harness/report/paint.h"
#include "harness/report/table.h"
#include "harness/report/trials_matrix.h"

namespace badrdp::harness {
namespace {

std::string matrix(const Trials& trials, const Paint& paint) {
    const auto rows = trial_rows(trials);
    std::size_t widest = 0;
    for (const auto& row : rows) widest = std::max(widest, width(label(row)));
    auto out = padded("", widest);
    for (const auto& remedy : trials.remedies) out += ' ' + remedy.id.substr(1);
    out = paint.faint(out) + '\n';
    for (const auto& row : rows) {
        out += padded(printable(label(row)), widest);
        for (const auto& remedy : trials.remedies) {
            const char c = row.symbol(remedy.id);
            out += "  " + paint(colour_of(c), std::string(1, c));
        }
        out += '\n';
    }
    return out + paint.faint(wrapped(kTrialsLegend, kPage, 0, 0)) + '\n';
}

// Below each other: what a remedy did, and the words about it.
constexpr std::size_t kEffect = std::string_view("undetermined ").size();
constexpr std::size_t kText = 4 + kEffect;

std::string played_text(const RemedyRun& run, const Trial& cell, const Paint& paint) {
    const auto effect = padded(name(cell.effect), kEffect);
    auto text = title_of(run.trials, cell) + ": " + cell.after;
    if (!cell.note.empty()) text += (cell.after.empty() ? "" : ", ") + cell.note;
    const bool good = cell.effect == Effect::cures;
    const bool bad = cell.effect == Effect::worse;
    auto out = "    " + (good ? paint(Verdict::pass, effect) : bad ? paint(Verdict::fail, effect) : effect);
    out += wrapped(printable(text), kPage, kText, kText) + '\n';
    if (!cell.dir.empty()) out += fmt::format("{:{}}{}\n", "", kText, (run.out / cell.dir).string());
    return out;
}

std::string idle_text(const TrialGroup& cells) {
    std::string out;
    for (const auto& idle : idle_remedies(cells)) {
        const auto lead = fmt::format("    {}", padded(name(idle.effect), kEffect));
        const auto text = fmt::format("{}: {}", idle.note, fmt::join(idle.remedies, " "));
        out += lead + wrapped(printable(text), kPage, kText, kText) + '\n';
    }
    return out;
}

std::string details(const RemedyRun& run, const Paint& paint) {
    std::string out;
    for (const auto& group : trial_groups(run.trials)) {
        const auto& first = *group.front();
        out += paint.bold(printable(first.scenario)) +
               printable(fmt::format("{}  {} {} {}: {}", first.cause.empty() ? "" : " (" + first.cause + ")",
                                     first.client, first.version, first.options, first.before)) +
               '\n';
        for (const auto* cell : group)
            if (!cell->dir.empty()) out += played_text(run, *cell, paint);
        out += idle_text(group) + '\n';
    }
    return out;
}

// Nothing had to be mended there.
std::string active_text(const RemedyRun& run) {
    std::vector<std::string> ids;
    for (const auto& result : run.cases)
        if (!result.healthy && got_in(result.facts) && has_outcome(result))
            ids.push_back(fmt::format("{} ({} {})", result.scenario, result.client, result.options));
    if (ids.empty()) return {};
    return "active without any remedy: " +
           wrapped(printable(fmt::format("{}", fmt::join(ids, ", "))), kPage, 4, 27) + "\n\n";
}

}  // namespace

std::string trials_text(const RemedyRun& run, bool colour) {
    const Paint paint(colour);
    auto out = paint.bold(wrapped(health_line(run), kPage, 2, 0)) + "\n\n";
    if (!run.trials.cells.empty()) out += matrix(run.trials, paint) + '\n' + details(run, paint);
    out += active_text(run);
    const auto lines = disagreements(run.trials);
    for (const auto& line : lines) out += wrapped(printable(line), kPage, 4, 0) + '\n';
    if (!lines.empty()) out += '\n';
    out += fmt::format("{} in {}\n", counts_text(run.trials), seconds_text(run.took));
    if (const auto why = unfinished_text(run); !why.empty()) out += wrapped(why, kPage, 0, 0) + '\n';
    for (const auto& [client, cure] : run.missing_clients)
        out += wrapped(printable(fmt::format("{} was not played: {}", client, cure)), kPage, 4, 0) + '\n';
    if (!run.capture.empty()) out += fmt::format("no packets were captured: {}\n", run.capture);
    return out + fmt::format("kept in {}\n", run.out.string());
}

}  // namespace badrdp::harness

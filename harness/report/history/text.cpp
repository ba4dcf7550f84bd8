#include <fmt/core.h>

#include <algorithm>

#include "harness/judge/words.h"
#include "harness/os/text.h"
#include "harness/report/history/history.h"
#include "harness/report/history/words.h"
#include "harness/report/overview.h"
#include "harness/report/paint.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kMostTurns = 40;
constexpr std::size_t kMostStories = 500;
constexpr std::size_t kPastColumns = 100;

std::string painted_counts(const PastCounts& counts, const Paint& paint) {
    std::string out;
    for (const auto verdict : kMostUrgentFirst)
        if (const auto count = counts[static_cast<std::size_t>(verdict)])
            out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, paint(verdict, name(verdict)));
    return out.empty() ? "nothing of it" : out;
}

std::string past_head(const Past& past) {
    if (past.runs.empty()) return fmt::format("{}: no run is in it\n", printable(past.file.string()));
    return fmt::format("{}: {}, {} to {}\n", printable(past.file.string()), counted(past.runs.size(), "run"),
                       printable(past.runs.front().started), printable(past.runs.back().started));
}

std::string past_title(const PastName& one) {
    return printable(fmt::format("{}  {}", one.scenario, played(one)));
}

std::string past_note(const PastCase& of) {
    if (of.note.empty()) return "";
    return "      " + wrapped(printable(of.note), kPastColumns, 6, 6) + '\n';
}

std::string span_text(const Past& past, const PastSpan& span, const Paint& paint) {
    const auto when = span.first == span.last
                          ? past.runs[span.first].started
                          : past.runs[span.first].started + " to " + past.runs[span.last].started;
    auto out = fmt::format("  {}  {}  {}  {}  {}\n", padded(printable(when), 44),
                           padded(counted(span.runs, "run"), 9), paint(span.of.verdict, came_to(span.of)),
                           printable(span.of.version), time_text(span));
    if (!span.of.outcome) out.replace(out.find_last_not_of(" \n") + 1, std::string::npos, "\n");
    if (span.of.verdict != Verdict::pass) out += past_note(span.of);
    return out;
}

std::string turns_text(const Past& past, const Paint& paint) {
    const auto turns = turns_of(past);
    if (turns.empty()) return "";
    const auto left = turns.size() - std::min(turns.size(), kMostTurns);
    auto out = fmt::format("\nwhat turned{}\n", left == 0 ? "" : fmt::format(" ({} before)", left));
    for (auto i = left; i < turns.size(); ++i) {
        const auto& [run, worse, was, is] = turns[i];
        out += fmt::format("  {}  {}  {}: {} -> {}\n", printable(past.runs[run].started),
                           worse ? paint(Verdict::fail, "new  ") : paint(Verdict::pass, "fixed"),
                           past_title(is.name), came_to(was), paint(is.verdict, came_to(is)));
    }
    return out;
}

std::string unsteady_text(const Past& past, const Paint& paint) {
    std::string out;
    for (const auto& story : stories_of(past))
        if (story.unsteady > 0)
            out += fmt::format("  {}  in {} of {}\n", past_title(story.name), story.unsteady,
                               counted(story.runs, "run"));
    return out.empty() ? out : fmt::format("\n{}\n{}", paint(Verdict::unsteady, "unsteady"), out);
}

}  // namespace

std::string past_runs_text(const Past& past, bool colour) {
    const Paint paint(colour);
    auto out = past_head(past);
    const auto counts = counts_of(past);
    for (std::size_t i = 0; i < past.runs.size(); ++i) {
        const auto& run = past.runs[i];
        out += fmt::format("  {}  {}  {}{}\n", printable(run.started), printable(run.folder),
                           painted_counts(counts[i], paint), run.whole ? "" : ", unfinished");
    }
    return out + turns_text(past, paint) + unsteady_text(past, paint);
}

std::string past_cases_text(const Past& past, bool colour) {
    const Paint paint(colour);
    auto out = past_head(past);
    const auto stories = stories_of(past);
    for (std::size_t i = 0; i < stories.size() && i < kMostStories; ++i) {
        out += '\n' + paint.bold(past_title(stories[i].name)) + '\n';
        for (const auto& span : stories[i].spans) out += span_text(past, span, paint);
    }
    if (stories.size() > kMostStories)
        out += fmt::format("\nand {} more; name them, or take --json\n",
                           counted(stories.size() - kMostStories, "case"));
    return out;
}

std::string past_known_text(const Past& past, bool colour) {
    const Paint paint(colour);
    auto out = past_head(past);
    std::size_t count = 0;
    for (const auto& story : stories_of(past)) {
        if (story.known == 0) continue;
        ++count;
        const auto [first, last] = known_spans(story);
        out += fmt::format(
            "\n{}\n  known in {} of {}, since {}{}\n{}", paint.bold(past_title(story.name)), story.known,
            counted(story.runs, "run"), printable(past.runs[first->first].started),
            still_known(story)
                ? ""
                : fmt::format(", last in {}; now {}", printable(past.runs[last->last].started),
                              paint(story.spans.back().of.verdict, came_to(story.spans.back().of))),
            past_note(last->of));
    }
    return out + (count == 0 ? "no failure is known in them\n" : "");
}

}  // namespace badrdp::harness

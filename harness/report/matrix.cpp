#include "harness/report/matrix.h"

#include <fmt/core.h>

#include <map>

#include "harness/advise/versions/played.h"
#include "harness/judge/words.h"
#include "harness/os/text.h"
#include "harness/report/first_cause.h"
#include "harness/report/overview.h"
#include "harness/report/paint.h"
#include "harness/report/table.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kNoteText = 1'000;  // characters of one note or finding; results.json has them all

// A line that goes on, where it is too long, below what came after `lead`.
std::string item(std::string_view lead, std::string_view text) {
    const auto indent = width(lead);
    return std::string(lead) + wrapped(clipped(printable(text), kNoteText), kPage, indent, indent) + '\n';
}

std::string finding_text(const Finding& finding) {
    return item(fmt::format("    {:<12}", printable(finding.field)),
                fmt::format("wanted {}, seen {}", finding.wanted, finding.seen));
}

// Where a finding comes from is said once below all that come from there.
std::string findings_text(const std::vector<Finding>& findings) {
    std::string out;
    for (std::size_t i = 0; i < findings.size(); ++i) {
        const auto& finding = findings[i];
        out += finding_text(finding);
        if (i + 1 < findings.size() && findings[i + 1].source == finding.source &&
            findings[i + 1].why == finding.why)
            continue;
        out += item(std::string(16, ' '),
                    finding.why.empty() ? finding.source : finding.source + ": " + finding.why);
    }
    return out;
}

// The id stays whole, since people copy it; what finds no room beside it goes below.
std::string heading(const CaseResult& result, const Paint& paint) {
    constexpr std::size_t kIndent = 10;
    const auto id = printable(result.scenario);
    const auto who = fmt::format("{} {}{}", client_title(result), options_title(result),
                                 result.last_round ? ", last round" : "");
    const bool fits = kIndent + width(id) + 2 + width(who) <= kPage;
    return paint(result.judgement.verdict, padded(name(result.judgement.verdict), kIndent)) + paint.bold(id) +
           (fits ? "  " : "\n" + std::string(kIndent, ' ')) + who + '\n';
}

std::string case_text(const RunResult& run, const CaseResult& result, const Paint& paint) {
    auto out = heading(result, paint);
    if (!result.title.empty()) out += item("    ", result.title);
    out += findings_text(result.judgement.findings);
    if (!result.judgement.note.empty()) out += item("    note        ", result.judgement.note);
    if (const auto where = difference_in(run, result); !where.empty()) out += item("    differs     ", where);
    if (!result.approximate.empty()) out += item("    approximate ", result.approximate);
    if (!result.dir.empty()) out += item("    kept in     ", (run.out / result.dir).string());
    return out + '\n';
}

// A known break was looked at before: its reason is its note, and where it was demanded is no news.
std::string known_text(const CaseResult& result, const Paint& paint) {
    auto out = heading(result, paint);
    for (const auto& finding : result.judgement.findings) out += finding_text(finding);
    return out + item("    why         ", result.judgement.note);
}

// What cannot be played is told once for each reason.
std::string unsupported_text(const RunResult& run, const Paint& paint) {
    std::map<std::pair<std::string, std::string>, std::size_t> reasons;
    for (const auto& result : run.cases)
        if (result.judgement.verdict == Verdict::unsupported)
            ++reasons[{client_title(result), result.judgement.note}];
    std::string out;
    for (const auto& [reason, count] : reasons) {
        const auto& [client, note] = reason;
        const auto what = fmt::format("{}, {}: {}", client, counted(count, "case"), note);
        out += paint(Verdict::unsupported, "unsupported") + item("  ", what);
    }
    return out;
}

std::string details(const RunResult& run, const Paint& paint) {
    std::string urgent, known;
    for (const auto* result : by_urgency(run)) {
        if (needs_a_look(result->judgement.verdict)) urgent += case_text(run, *result, paint);
        if (result->judgement.verdict == Verdict::known) known += known_text(*result, paint);
    }
    if (!known.empty()) known += '\n';
    auto unsupported = unsupported_text(run, paint);
    if (!unsupported.empty()) unsupported += '\n';
    return urgent + known + unsupported;
}

std::string counts_line(const RunResult& run, const Paint& paint) {
    auto out = fmt::format("{} in {}", counted(run.cases.size(), "case"), seconds_text(run.took));
    auto column = width(out);
    const auto counts = count_verdicts(run);
    std::string_view separator = ":";
    for (const auto verdict : kVerdicts) {
        const auto count = counts[static_cast<std::size_t>(verdict)];
        if (count == 0) continue;
        const auto text = fmt::format("{} {}", count, name(verdict));
        const bool fits = column + 3 + text.size() <= kPage;  // a blank, and a comma on each side
        out += separator;
        out += fits ? " " : "\n  ";
        column = (fits ? column + 2 : 2) + text.size();
        out += paint(verdict, text);
        separator = ",";
    }
    return out + '\n';
}

std::string truth_lines(const RunResult& run) {
    std::string out;
    for (const auto& [client, told] : truth_counts(run)) {
        std::string counts;
        for (const auto one : kTold)
            if (const auto count = told[static_cast<std::size_t>(one)])
                counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", name(one), count);
        out += item(fmt::format("what {} told its user of the cause: ", client), counts);
    }
    return out;
}

// What explains many failures comes before each of them.
std::string lead(const RunResult& run, const Paint& paint) {
    std::string out;
    for (const auto& cause : first_causes(run)) {
        out += paint(Verdict::error, "first cause") + '\n' + item("    ", cause.reason);
        if (cause.explains > 0) out += item("    explains    ", counted(cause.explains, "case"));
        if (!cause.example) continue;
        if (const auto where = difference_in(run, *cause.example); !where.empty())
            out += item("    differs     ", where);
        if (!cause.example->dir.empty())
            out += item("    kept in     ", (run.out / cause.example->dir).string());
    }
    return out.empty() ? out : out + '\n';
}

std::string foot(const RunResult& run, const Paint& paint) {
    auto out = counts_line(run, paint) + truth_lines(run);
    if (const auto why = unfinished_text(run); !why.empty()) out += item("", why);
    for (const auto& [status, why] : run.shortfalls)
        out += paint(Verdict::fail, "not green") + item(": ", why);
    for (const auto& [client, cure] : run.missing_clients)
        out += item(fmt::format("{} was not played: ", printable(client)), cure);
    for (const auto& [client, version] : run.judged_by)
        out += item("", fmt::format("{} has no baseline, and is compared with that of {}", printable(client),
                                    printable(version)));
    for (const auto& changes : changes_in(run))
        out += item("", fmt::format("{} and {} do otherwise in {} of {}; `badrdp changes` lists them",
                                    printable(changes.from), printable(changes.to), changes.differ,
                                    counted(changes.cases, "case")));
    if (!run.capture.empty()) out += item("no packets were captured: ", run.capture);
    out +=
        item("", fmt::format("badrdp {}, seed {}, {}clients held by {}", run.version, run.seed,
                             run.profile.empty() ? "" : fmt::format("profile {}, ", printable(run.profile)),
                             run.sandbox));
    if (!run.out.empty()) out += item("kept in ", run.out.string());
    return out;
}

}  // namespace

std::string matrix_text(const RunResult& run, bool colour) {
    const Paint paint(colour);
    bool broken = false;
    for (const auto& health : client_health(run)) broken = broken || health.health == Health::broken;

    const auto health = wrapped(health_line(run), kPage, 2, 0);
    auto out = (broken ? paint(Verdict::error, health) : paint.bold(health)) + '\n';
    if (broken)
        out +=
            item("", "What a client does in other cases proves nothing while its healthy ones do not hold.");
    return out + '\n' + lead(run, paint) + table_text(arrange(run), paint) + '\n' + details(run, paint) +
           foot(run, paint);
}

}  // namespace badrdp::harness

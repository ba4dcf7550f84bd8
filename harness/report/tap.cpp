#include "harness/report/tap.h"

#include <fmt/format.h>

#include "harness/judge/words.h"
#include "harness/os/text.h"
#include "harness/report/overview.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kTapText = 500;  // characters of one text

// '#' begins a directive, and '\\' is what keeps it from that.
std::string described(std::string_view text) {
    std::string out;
    for (const char c : clipped(printable(text), kTapText)) {
        if (c == '#' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

// A YAML string in double quotes: no other kind takes everything.
std::string quoted_yaml(std::string_view text) {
    std::string out = "\"";
    for (const char c : clipped(printable(text), kTapText)) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string what_is_known(const RunResult& run, const CaseResult& result) {
    std::string out = fmt::format("  ---\n  verdict: {}\n", name(result.judgement.verdict));
    if (!result.judgement.note.empty())
        out += fmt::format("  message: {}\n", quoted_yaml(result.judgement.note));
    if (has_outcome(result)) out += fmt::format("  outcome: {}\n", quoted_yaml(outcome_text(result.facts)));
    if (!result.judgement.findings.empty()) out += "  findings:\n";
    for (const auto& one : result.judgement.findings)
        out += fmt::format("    - field: {}\n      wanted: {}\n      found: {}\n", quoted_yaml(one.field),
                           quoted_yaml(one.wanted), quoted_yaml(one.seen));
    if (!result.dir.empty()) out += fmt::format("  file: {}\n", quoted_yaml((run.out / result.dir).string()));
    return out + "  ...\n";
}

std::string directive(const CaseResult& result) {
    switch (result.judgement.verdict) {
        case Verdict::known: return " # todo known: " + described(result.judgement.note);
        case Verdict::unsteady: return " # skip unsteady: " + described(result.judgement.note);
        case Verdict::unsupported: return " # skip " + described(result.judgement.note);
        default: return "";
    }
}

}  // namespace

std::string tap_text(const RunResult& run) {
    auto out = fmt::format("TAP version 14\n1..{}\n", run.cases.size());
    std::size_t number = 0;
    for (const auto& result : run.cases) {
        const auto verdict = result.judgement.verdict;
        const bool ok = !is_red(verdict) && verdict != Verdict::known;
        out += fmt::format(
            "{}ok {} - {}{}\n", ok ? "" : "not ", ++number,
            described(fmt::format("{} {} {}{}", result.scenario, client_title(result), options_title(result),
                                  result.last_round ? ", last round" : "")),
            directive(result));
        if (is_red(verdict)) out += what_is_known(run, result);
    }
    if (const auto why = unfinished_text(run); !why.empty())
        out += fmt::format("Bail out! {}\n", described(why));
    return out;
}

}  // namespace badrdp::harness

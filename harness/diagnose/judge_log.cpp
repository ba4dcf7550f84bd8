#include <fmt/format.h>

#include <algorithm>

#include "harness/diagnose/log.h"

namespace badrdp::harness::diagnosis {
namespace {

constexpr std::size_t kMostSuspects = 6;  // of a log alone
constexpr std::size_t kMostEvidence = 4;  // lines for a cause
constexpr double kClear = 0.5;            // a code that leads to no more than two causes says which

// How much the lines speak for each cause: a code that leads to few says more. Each code counts once.
std::map<std::string, double> weights(std::span<const LogLine> lines) {
    std::map<std::string, double> out;
    std::vector<std::string_view> heard;
    for (const auto& line : lines) {
        if (line.causes.empty() || std::ranges::find(heard, line.code) != heard.end()) continue;
        heard.emplace_back(line.code);
        for (const auto& led : line.causes) out[led.cause] += 1.0 / static_cast<double>(line.causes.size());
    }
    return out;
}

double weight(const std::map<std::string, double>& all, const Suspect& suspect) {
    const auto found = all.find(suspect.cause);
    return found == all.end() ? 0 : found->second;
}

const LedTo* led_to(const LogLine& line, std::string_view cause) {
    const auto found = std::ranges::find(line.causes, cause, &LedTo::cause);
    return found == line.causes.end() ? nullptr : &*found;
}

std::string quoted(const LogLine& line) {
    return line.says.empty() ? line.code : fmt::format("{}: {}", line.code, line.says);
}

// The first line of each code that speaks for it.
std::vector<const LogLine*> speakers(std::span<const LogLine> lines, std::string_view cause) {
    std::vector<const LogLine*> out;
    for (const auto& line : lines) {
        const bool heard =
            std::ranges::any_of(out, [&](const LogLine* one) { return one->code == line.code; });
        if (!heard && out.size() < kMostEvidence && led_to(line, cause)) out.push_back(&line);
    }
    return out;
}

void add_evidence(Suspect& suspect, std::span<const LogLine> lines) {
    for (const auto* line : speakers(lines, suspect.cause))
        suspect.evidence.push_back({0, quoted(*line), line->place});
}

Suspect suspect_of(const std::string& cause, Certainty certainty, std::span<const LogLine> lines) {
    Suspect out{.cause = cause, .certainty = certainty};
    for (const auto* line : speakers(lines, cause))
        for (const auto& scenario : led_to(*line, cause)->scenarios)
            if (std::ranges::find(out.scenarios, scenario) == out.scenarios.end())
                out.scenarios.push_back(scenario);
    add_evidence(out, lines);
    return out;
}

// The causes that the lines name, the one for which they speak most first.
void name_causes(Diagnosis& found, std::span<const LogLine> lines, const std::map<std::string, double>& all) {
    std::vector<std::pair<std::string, double>> sorted(all.begin(), all.end());
    std::ranges::stable_sort(sorted, std::ranges::greater{}, &std::pair<std::string, double>::second);
    for (const auto& [cause, speaks] : sorted) {
        if (found.causes.size() == kMostSuspects) break;
        const bool first = found.causes.empty();
        const bool alone = first && (sorted.size() == 1 || sorted[1].second < speaks);
        const auto certainty = alone && speaks >= kClear ? Certainty::likely : Certainty::possible;
        found.causes.push_back(suspect_of(cause, certainty, lines));
        found.alike += speaks >= sorted.front().second ? 1 : 0;
    }
    if (found.alike < 2) found.alike = 0;
}

// So many of the first causes are those among which nothing that was seen decides.
std::size_t open_ones(const Diagnosis& found) {
    if (found.alike > 1) return found.alike;
    const bool proven = !found.causes.empty() && found.causes.front().certainty == Certainty::certain;
    return proven ? 1 : found.causes.size();
}

// Those that the lines speak for come first; what the others look like is no more than possible.
void part(Diagnosis& found, std::span<const LogLine> lines, const std::map<std::string, double>& all) {
    const auto group = std::span(found.causes).first(open_ones(found));
    const auto speaks = [&](const Suspect& one) { return weight(all, one); };
    std::ranges::stable_sort(group, std::ranges::greater{}, speaks);
    const auto named = static_cast<std::size_t>(
        std::ranges::count_if(group, [&](const Suspect& one) { return speaks(one) > 0; }));
    const bool parts = named > 0 && named < group.size();
    for (auto& suspect : group) {
        if (speaks(suspect) == 0) continue;
        if (parts)
            for (const auto& other : group)
                if (speaks(other) == 0)
                    suspect.rules_out.push_back({other.cause, 0, "the log speaks of " + suspect.cause,
                                                 speakers(lines, suspect.cause).front()->place});
        if (parts && named == 1 && suspect.certainty == Certainty::possible)
            suspect.certainty = Certainty::likely;
    }
    if (parts) {
        found.alike = named > 1 && found.alike > 1 ? named : 0;
        for (auto& suspect : group)
            if (speaks(suspect) == 0) suspect.certainty = Certainty::possible;
    }
    for (auto& suspect : found.causes)
        if (speaks(suspect) > 0) add_evidence(suspect, lines);
}

bool any_named(const Diagnosis& found, const std::map<std::string, double>& all) {
    return std::ranges::any_of(found.causes, [&](const Suspect& one) { return weight(all, one) > 0; });
}

const LogLine& last_failure(std::span<const LogLine> lines) {
    const auto from_behind = std::ranges::find_if(lines.rbegin(), lines.rend(),
                                                  [](const LogLine& one) { return !one.causes.empty(); });
    return from_behind == lines.rend() ? lines.back() : *from_behind;
}

}  // namespace

void judge_with_log(Diagnosis& found, std::vector<LogLine> lines) {
    if (lines.empty()) return;
    const auto all = weights(lines);
    if (found.state == HealthState::undetermined && !all.empty()) {
        found.state = HealthState::failed;
        found.says += fmt::format(" The log says more: {}", quoted(last_failure(lines)));
    }
    if (found.state == HealthState::failed && !all.empty()) {
        if (any_named(found, all))
            part(found, lines, all);
        else if (found.causes.empty())
            name_causes(found, lines, all);
        else
            found.cannot.push_back(
                fmt::format("why the log speaks of something else: {}", quoted(last_failure(lines))));
    }
    found.log = std::move(lines);
}

Diagnosis diagnose_log(const Log& log) {
    Diagnosis out;
    const auto all = weights(log.lines);
    if (log.lines.empty()) {
        out.says = "The log names no code, and nothing that a known program says.";
    } else {
        const auto& last = last_failure(log.lines);
        out.says = fmt::format("The log speaks of {}{}",
                               log.lines.size() == 1 ? "" : "this at last: ", quoted(last));
    }
    if (!all.empty()) {
        out.state = HealthState::failed;
        name_causes(out, log.lines, all);
    }
    out.cannot.emplace_back("what passed between client and host: a capture of it shows that");
    out.log = log.lines;
    add_checks(out, "HOST");
    return out;
}

}  // namespace badrdp::harness::diagnosis

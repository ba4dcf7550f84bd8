#include "harness/report/github.h"

#include <fmt/core.h>

#include <filesystem>
#include <vector>

#include "harness/judge/words.h"
#include "harness/os/text.h"
#include "harness/report/first_cause.h"
#include "harness/report/overview.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kMostAnnotations = 10;  // of a kind, in a step
constexpr std::size_t kAnnotationText = 500;  // characters
constexpr std::size_t kMostTableRows = 300;
constexpr std::size_t kCellText = 300;

// In a command's message '%' and line ends are written as URLs write them, in a property ':' and ',' too.
std::string commanded(std::string_view text, bool property) {
    std::string out;
    for (const char c : clipped(printable(text), kAnnotationText)) {
        const bool special = c == '%' || (property && (c == ':' || c == ','));
        out += special ? fmt::format("%{:02X}", static_cast<unsigned>(c)) : std::string(1, c);
    }
    return out;
}

struct Annotation {
    std::string title, message, file;
};

std::string command(std::string_view kind, const Annotation& one) {
    const auto file = one.file.empty() ? std::string() : "file=" + commanded(one.file, true) + ",";
    return fmt::format("::{} {}title={}::{}\n", kind, file, commanded(one.title, true),
                       commanded(one.message, false));
}

std::string commands_of(std::string_view kind, const std::vector<Annotation>& all) {
    std::string out;
    const auto shown = all.size() <= kMostAnnotations ? all.size() : kMostAnnotations - 1;
    for (std::size_t i = 0; i < shown; ++i) out += command(kind, all[i]);
    if (shown < all.size())
        out += command(kind,
                       {.title = "badrdp",
                        .message = fmt::format("and {} more; the job's summary has them", all.size() - shown),
                        .file = {}});
    return out;
}

std::string what_broke(const CaseResult& result) {
    if (result.judgement.findings.empty()) return result.judgement.note;
    const auto& first = result.judgement.findings.front();
    auto out = fmt::format("{}: wanted {}, seen {}", first.field, first.wanted, first.seen);
    if (!first.why.empty()) out += fmt::format(" ({})", first.why);
    return out;
}

// A file of the project is shown beside its lines; one from elsewhere would lead nowhere.
Annotation annotation_of(const CaseResult& result) {
    const bool near = !result.file.empty() && std::filesystem::path(result.file).is_relative() &&
                      !result.file.starts_with("..");
    return {.title = fmt::format("{}: {} {} {}", name(result.judgement.verdict), result.scenario,
                                 client_title(result), options_title(result)),
            .message = what_broke(result),
            .file = near ? result.file : std::string()};
}

// Each mark that Markdown or HTML could take for its own becomes an entity.
std::string marked(std::string_view text) {
    constexpr std::string_view kMarks = "\\`*_{}[]()<>#+-!|&~@:\"'$^=";
    std::string out;
    for (const char c : clipped(printable(text), kCellText))
        out += kMarks.find(c) == kMarks.npos ? std::string(1, c)
                                             : fmt::format("&#{};", static_cast<unsigned>(c));
    return out;
}

std::string urgent_rows(const RunResult& run, std::size_t room) {
    std::string out;
    std::size_t count = 0, left = 0;
    for (const auto* result : by_urgency(run)) {
        if (!needs_a_look(result->judgement.verdict)) continue;
        const auto row = fmt::format("| {} | {} | {} {} | {} |\n", name(result->judgement.verdict),
                                     marked(result->scenario), marked(client_title(*result)),
                                     marked(options_title(*result)), marked(what_broke(*result)));
        if (left > 0 || ++count > kMostTableRows || out.size() + row.size() > room)
            ++left;
        else
            out += row;
    }
    if (out.empty()) return out;
    return "\n| verdict | case | client | what |\n| --- | --- | --- | --- |\n" + out +
           (left == 0 ? "" : fmt::format("\nand {} more\n", left));
}

std::string counted_verdicts(const RunResult& run) {
    const auto counts = count_verdicts(run);
    std::string head = "|", line = "|", row = "|";
    for (const auto verdict : kMostUrgentFirst)
        if (const auto count = counts[static_cast<std::size_t>(verdict)]) {
            head += fmt::format(" {} |", name(verdict));
            line += " ---: |";
            row += fmt::format(" {} |", count);
        }
    return row == "|" ? std::string() : '\n' + head + '\n' + line + '\n' + row + '\n';
}

}  // namespace

std::string github_annotations(const RunResult& run) {
    std::vector<Annotation> errors, warnings;
    for (const auto& [status, why] : run.shortfalls)
        errors.push_back({.title = "badrdp: not green", .message = why, .file = {}});
    if (const auto why = unfinished_text(run); !why.empty())
        errors.push_back({.title = "badrdp: unfinished", .message = why, .file = {}});
    for (const auto& cause : first_causes(run))
        errors.push_back(
            {.title = "badrdp: first cause",
             .message = fmt::format("{} (explains {})", cause.reason, counted(cause.explains, "case")),
             .file = {}});
    for (const auto* result : by_urgency(run)) {
        if (is_red(result->judgement.verdict)) errors.push_back(annotation_of(*result));
        if (result->judgement.verdict == Verdict::unsteady) warnings.push_back(annotation_of(*result));
    }
    return commands_of("error", errors) + commands_of("warning", warnings);
}

std::string github_summary(const RunResult& run, std::size_t most) {
    auto out = fmt::format("## badrdp: {}\n", marked(verdict_sentence(run)));
    for (const auto& [status, why] : run.shortfalls) out += fmt::format("\n**not green: {}**\n", marked(why));
    if (const auto why = unfinished_text(run); !why.empty()) out += fmt::format("\n**{}**\n", marked(why));
    out += counted_verdicts(run) + '\n' + marked(health_line(run)) + '\n';
    const auto foot =
        fmt::format("\nbadrdp {}, seed {}, {}\n", marked(run.version), run.seed, seconds_text(run.took));
    constexpr std::size_t kFrame = 200;  // the head of the table, and how many more there are
    if (out.size() + foot.size() + kFrame > most) return {};
    return out + urgent_rows(run, most - out.size() - foot.size() - kFrame) + foot;
}

}  // namespace badrdp::harness

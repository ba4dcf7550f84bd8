#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tuple>

#include "harness/os/text.h"
#include "harness/report/trials.h"
#include "harness/report/trials_matrix.h"

namespace badrdp::harness {
namespace {

// Of the tries of one row of the matrix.
std::string anchor(std::string_view cause, std::string_view client, std::string_view options) {
    return escaped(fmt::format("tried-{}-{}-{}", cause.empty() ? "ok" : cause, client, options));
}

// Whose colour it has.
Verdict like(Effect effect) {
    switch (effect) {
        case Effect::cures: return Verdict::pass;
        case Effect::hides: return Verdict::moot;
        case Effect::worse: return Verdict::fail;
        default: return Verdict::unsupported;
    }
}

std::string matrix(const Trials& trials) {
    std::string head, body;
    for (const auto& remedy : trials.remedies)
        head +=
            fmt::format("<th scope=\"col\" title=\"{}\">{}</th>", escaped(remedy.title), remedy.id.substr(1));
    for (const auto& row : trial_rows(trials)) {
        body += fmt::format("<tr><th scope=\"row\"><a href=\"#{}\">{}</a></th>",
                            anchor(row.cause, row.client, row.options), escaped(label(row)));
        for (const auto& remedy : trials.remedies) {
            const char c = row.symbol(remedy.id);
            body +=
                fmt::format("<td class=\"{}\"><span class=\"verdict\">{}</span></td>", name(colour_of(c)), c);
        }
        body += "</tr>\n";
    }
    return fmt::format(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Remedies\">\n<table "
        "class=\"matrix "
        "remedies\">\n<thead><tr><th></th>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table></div>\n"
        "<p class=\"faint\">{}</p>\n",
        head, body, escaped(kTrialsLegend));
}

std::string played(const Trials& trials, const Trial& cell) {
    return fmt::format(
        "<li class=\"{}\"><span class=\"verdict\">{}</span> {}: {}{}{} <a href=\"{}\">capture</a></li>\n",
        name(like(cell.effect)), name(cell.effect), escaped(title_of(trials, cell)), escaped(cell.after),
        cell.after.empty() || cell.note.empty() ? "" : ", ", escaped(cell.note),
        reference(cell.dir / "capture.pcapng"));
}

std::string group_section(const Trials& trials, const TrialGroup& group) {
    const auto& first = *group.front();
    std::string items;
    for (const auto* cell : group)
        if (!cell->dir.empty()) items += played(trials, *cell);
    for (const auto& idle : idle_remedies(group))
        items += fmt::format("<li class=\"faint\">{}, {}: {}</li>\n", name(idle.effect), escaped(idle.note),
                             fmt::join(idle.remedies, " "));
    return fmt::format(
        "<details>\n<summary><code class=\"id\">{}</code> <span>{} {} {}</span> <span "
        "class=\"faint\">{}</span></summary>\n<div class=\"body\"><ul>\n{}</ul>\n{}</div>\n</details>\n",
        escaped(first.scenario), escaped(first.client), escaped(first.version), escaped(first.options),
        escaped(first.before), items,
        first.before_dir.empty() ? std::string()
                                 : fmt::format("<p><a href=\"{}\">capture without a remedy</a></p>\n",
                                               reference(first.before_dir / "capture.pcapng")));
}

// Below a heading for each row of the matrix.
std::string sections(const Trials& trials) {
    const auto groups = trial_groups(trials);
    std::string out;
    for (const auto& row : trial_rows(trials)) {
        out += fmt::format("<h3 id=\"{}\">{}</h3>\n", anchor(row.cause, row.client, row.options),
                           escaped(label(row)));
        for (const auto& group : groups) {
            const auto& one = *group.front();
            if (std::tie(one.cause, one.client, one.options) == std::tie(row.cause, row.client, row.options))
                out += group_section(trials, group);
        }
    }
    return out;
}

}  // namespace

std::string trials_html(const RemedyRun& run) {
    std::string lines;
    for (const auto& line : disagreements(run.trials)) lines += fmt::format("<li>{}</li>\n", escaped(line));
    return fmt::format("<h2>What remedies did</h2>\n{}{}{}<h2>Without any remedy</h2>\n", matrix(run.trials),
                       lines.empty() ? "" : fmt::format("<ul>\n{}</ul>\n", lines), sections(run.trials));
}

}  // namespace badrdp::harness

#include "harness/report/trials.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "harness/judge/words.h"
#include "harness/remedy/effect.h"
#include "harness/report/overview.h"
#include "harness/report/paint.h"
#include "harness/report/table.h"
#include "harness/report/text.h"

namespace badrdp::harness {
namespace {

using Effects = std::set<Effect>;
using RowKey = std::tuple<std::string, std::string, std::string>;  // cause, client, options

constexpr std::string_view kLegend =
    "C cures, H hides (active, but less secure than an honest host), ~ another end, . no effect, W worse, "
    "? cannot be told here; small: in some of the cause's scenarios";

// Of several scenarios of one cause, what is best for the reader to know; small if they differ.
char symbol(Effects effects) {
    if (effects.size() > 1) effects.erase(Effect::untold);
    if (effects.empty()) return ' ';
    const bool mixed = effects.size() > 1;
    if (effects.contains(Effect::cures)) return mixed ? 'c' : 'C';
    if (effects.contains(Effect::hides)) return mixed ? 'h' : 'H';
    if (effects.contains(Effect::worse)) return mixed ? 'w' : 'W';
    if (effects.contains(Effect::changes)) return '~';
    return effects.contains(Effect::none) ? '.' : '?';
}

Verdict colour_of(char c) {
    switch (c) {
        case 'C':
        case 'c': return Verdict::pass;
        case 'H':
        case 'h': return Verdict::moot;
        case 'W':
        case 'w': return Verdict::fail;
        default: return Verdict::unsupported;
    }
}

struct Row {
    RowKey key;
    std::map<std::string, Effects> cells;  // remedy's id
};

std::vector<Row> rows_of(const Trials& trials) {
    std::vector<Row> rows;
    for (const auto& cell : trials.cells) {
        if (cell.remedies.size() != 1) continue;
        const RowKey key{cell.cause, cell.client, cell.options};
        auto row = std::ranges::find(rows, key, &Row::key);
        if (row == rows.end()) row = rows.insert(rows.end(), Row{key, {}});
        row->cells[cell.remedies.front()].insert(cell.effect);
    }
    std::ranges::stable_sort(rows, {}, &Row::key);  // the healthy host, which has no cause, first
    return rows;
}

std::string label(const RowKey& key) {
    const auto& [cause, client, options] = key;
    return fmt::format("{} {} {}", cause.empty() ? "ok " : cause, client, options);
}

std::string matrix(const Trials& trials, const Paint& paint) {
    const auto rows = rows_of(trials);
    std::size_t widest = 0;
    for (const auto& row : rows) widest = std::max(widest, width(label(row.key)));
    auto out = padded("", widest);
    for (const auto& remedy : trials.remedies) out += ' ' + remedy.id.substr(1);
    out = paint.faint(out) + '\n';
    for (const auto& row : rows) {
        out += padded(printable(label(row.key)), widest);
        for (const auto& remedy : trials.remedies) {
            const auto cell = row.cells.find(remedy.id);
            const char c = cell == row.cells.end() ? ' ' : symbol(cell->second);
            out += "  " + paint(colour_of(c), std::string(1, c));
        }
        out += '\n';
    }
    return out + paint.faint(wrapped(kLegend, kPage, 0, 0)) + '\n';
}

std::string title_of(const Trials& trials, const std::vector<std::string>& ids) {
    std::vector<std::string> titles;
    for (const auto& id : ids)
        if (const auto found = std::ranges::find(trials.remedies, id, &Remedy::id);
            found != trials.remedies.end())
            titles.push_back(found->title);
    return fmt::format("{} {}", fmt::join(ids, "+"), fmt::join(titles, "; "));
}

std::string played_text(const RunResult& run, const Trial& cell, const Paint& paint) {
    const auto effect = padded(name(cell.effect), 10);
    auto text = title_of(*run.trials, cell.remedies) + ": " + cell.after;
    if (!cell.note.empty()) text += (cell.after.empty() ? "" : ", ") + cell.note;
    const bool good = cell.effect == Effect::cures;
    const bool bad = cell.effect == Effect::worse;
    auto out = "    " + (good ? paint(Verdict::pass, effect) : bad ? paint(Verdict::fail, effect) : effect);
    out += wrapped(printable(text), kPage, 14, 14) + '\n';
    if (!cell.dir.empty()) out += fmt::format("{:14}{}\n", "", (run.out / cell.dir).string());
    return out;
}

// What was not played is told once for each reason.
std::string idle_text(const std::vector<const Trial*>& cells) {
    std::map<std::pair<Effect, std::string>, std::vector<std::string>> reasons;
    for (const auto* cell : cells)
        if (cell->dir.empty())
            reasons[{cell->effect, cell->note}].push_back(fmt::format("{}", fmt::join(cell->remedies, "+")));
    std::string out;
    for (const auto& [reason, ids] : reasons) {
        const auto lead = fmt::format("    {}", padded(name(reason.first), 10));
        const auto text = fmt::format("{}: {}", reason.second, fmt::join(ids, " "));
        out += lead + wrapped(printable(text), kPage, 14, 14) + '\n';
    }
    return out;
}

std::string details(const RunResult& run, const Paint& paint) {
    std::vector<std::vector<const Trial*>> groups;
    for (const auto& cell : run.trials->cells) {
        const auto same = [&](const Trial* other) {
            return other->scenario == cell.scenario && other->client == cell.client &&
                   other->options == cell.options;
        };
        const auto group = std::ranges::find_if(groups, [&](const auto& g) { return same(g.front()); });
        if (group == groups.end())
            groups.push_back({&cell});
        else
            group->push_back(&cell);
    }
    std::string out;
    for (auto& group : groups) {
        const auto& first = *group.front();
        out += paint.bold(printable(first.scenario)) +
               printable(fmt::format("{}  {} {} {}: {}", first.cause.empty() ? "" : " (" + first.cause + ")",
                                     first.client, first.version, first.options, first.before)) +
               '\n';
        std::ranges::stable_sort(group, {}, [](const Trial* cell) { return cell->effect; });
        for (const auto* cell : group)
            if (!cell->dir.empty()) out += played_text(run, *cell, paint);
        out += idle_text(group) + '\n';
    }
    return out;
}

// Nothing had to be mended there.
std::string active_text(const RunResult& run) {
    std::vector<std::string> ids;
    for (const auto& result : run.cases)
        if (!result.healthy && got_in(result.facts) && has_outcome(result) &&
            result.scenario.find("fix=") == std::string::npos)
            ids.push_back(fmt::format("{} ({} {})", result.scenario, result.client, result.options));
    if (ids.empty()) return {};
    return "active without any remedy: " +
           wrapped(printable(fmt::format("{}", fmt::join(ids, ", "))), kPage, 4, 27) + "\n\n";
}

}  // namespace

std::string trials_text(const RunResult& run, bool colour) {
    const Paint paint(colour);
    auto out = paint.bold(wrapped(health_line(run), kPage, 2, 0)) + "\n\n";
    if (!run.trials->cells.empty()) out += matrix(*run.trials, paint) + '\n' + details(run, paint);
    out += active_text(run);
    const auto lines = disagreements(*run.trials);
    for (const auto& line : lines) out += wrapped(printable(line), kPage, 4, 0) + '\n';
    if (!lines.empty()) out += '\n';
    out += fmt::format("{} in {}\n", counts_text(*run.trials), seconds_text(run.took));
    if (const auto why = unfinished_text(run); !why.empty()) out += wrapped(why, kPage, 0, 0) + '\n';
    for (const auto& [client, cure] : run.missing_clients)
        out += wrapped(printable(fmt::format("{} was not played: {}", client, cure)), kPage, 4, 0) + '\n';
    if (!run.capture.empty()) out += fmt::format("no packets were captured: {}\n", run.capture);
    return out + fmt::format("kept in {}\n", run.out.string());
}

std::string trials_html(const RunResult& run) {
    if (!run.trials) return {};
    std::string head, body;
    for (const auto& remedy : run.trials->remedies)
        head += fmt::format("<th scope=\"col\" title=\"{}\">{}</th>", escaped(remedy.title), remedy.id);
    for (const auto& row : rows_of(*run.trials)) {
        body += fmt::format("<tr><th scope=\"row\">{}</th>", escaped(label(row.key)));
        for (const auto& remedy : run.trials->remedies) {
            const auto cell = row.cells.find(remedy.id);
            const char c = cell == row.cells.end() ? ' ' : symbol(cell->second);
            body += fmt::format("<td class=\"{}\">{}</td>", name(colour_of(c)), c);
        }
        body += "</tr>\n";
    }
    std::string lines;
    for (const auto& line : disagreements(*run.trials)) lines += fmt::format("<li>{}</li>\n", escaped(line));
    return fmt::format(
        "<h2>What remedies did</h2>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"Remedies\">\n<table>\n<thead><tr><th></th>{}</tr></thead>\n"
        "<tbody>\n{}</tbody>\n</table></div>\n<p class=\"faint\">{}</p>\n{}",
        head, body, escaped(kLegend), lines.empty() ? "" : fmt::format("<ul>\n{}</ul>\n", lines));
}

}  // namespace badrdp::harness

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/os/about.h"
#include "harness/os/text.h"
#include "harness/report/history/history.h"
#include "harness/report/history/words.h"
#include "harness/report/overview.h"
#include "harness/report/style.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kMostPastRows = 200;  // of a table of cases
constexpr std::size_t kPastWords = 300;     // characters of one text

constexpr std::string_view kTrendStyle = R"css(
.bars { display: block; width: 100%; height: 7rem; margin: .4rem 0; border-bottom: 1px solid var(--line); }
.bars rect.none { fill: transparent; }
.bars .error, .bars .fail { fill: var(--fail); } .bars .fixed { fill: var(--fixed); }
.bars .changed { fill: var(--changed); } .bars .moot { fill: var(--moot); }
.bars .unsteady { fill: var(--unsteady); }
td.mark { text-align: center; padding-left: .3rem; padding-right: .3rem; }
td.mark.fail, td.mark.error { color: var(--fail); font-weight: 600; } td.mark.pass { color: var(--pass); }
td.mark.known { color: var(--known); } td.mark.unsteady { color: var(--unsteady); }
td.mark.changed { color: var(--changed); } td.mark.fixed { color: var(--fixed); }
td.mark.moot { color: var(--moot); }
)css";

std::string past_word(std::string_view text) { return escaped(clipped(printable(text), kPastWords)); }

// "11-30 01:00"; all of it where it is no date.
std::string short_date(const std::string& started) {
    return started.size() == 20 && started[10] == 'T' ? started.substr(5, 5) + ' ' + started.substr(11, 5)
                                                      : started;
}

// What a reader must tell apart without colours.
std::string_view letter(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass: return "·";
        case Verdict::fail: return "F";
        case Verdict::known: return "k";
        case Verdict::fixed: return "f";
        case Verdict::changed: return "c";
        case Verdict::unsteady: return "u";
        case Verdict::moot: return "m";
        case Verdict::unsupported: return "–";
        case Verdict::error: return "E";
    }
    return "";
}

// A table that may be wider than the page.
std::string past_table(std::string_view label, const std::string& head, const std::string& rows) {
    return fmt::format(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">\n<table class=\"matrix\" "
        "border=\"1\" cellpadding=\"4\" cellspacing=\"0\">\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n"
        "</table>\n</div>\n",
        label, head, rows);
}

std::string case_code(const PastName& name) {
    return fmt::format("<code>{}</code> <span class=\"faint\">{}</span>", past_word(name.scenario),
                       past_word(played(name)));
}

std::string verdict_html(const PastCase& of) {
    return fmt::format("<span class=\"{0}\"><span class=\"verdict\">{1}</span></span>", name(of.verdict),
                       came_to(of));
}

// A bar a run: what needed a look in it. The table below says the same in numbers.
std::string bars(const Past& past, const std::vector<PastCounts>& counts) {
    std::size_t most = 1;
    const auto urgent = [](const PastCounts& of) {
        std::size_t sum = 0;
        for (const auto verdict : kVerdicts)
            if (needs_a_look(verdict)) sum += of[static_cast<std::size_t>(verdict)];
        return sum;
    };
    for (const auto& one : counts) most = std::max(most, urgent(one));
    std::string out;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        double top = 100;
        std::string parts;
        for (const auto verdict : kMostUrgentFirst) {
            const auto count = counts[i][static_cast<std::size_t>(verdict)];
            if (count == 0 || !needs_a_look(verdict)) continue;
            const auto height = 96.0 * static_cast<double>(count) / static_cast<double>(most);
            top -= height;
            parts += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{:.2f}\" width=\"8\" height=\"{:.2f}\"/>",
                                 name(verdict), i * 10 + 1, top, height);
        }
        out += fmt::format(
            "<g><title>{}: {} need a look</title><rect class=\"none\" fill=\"none\" x=\"{}\" y=\"0\" "
            "width=\"10\" height=\"100\"/>{}</g>\n",
            past_word(past.runs[i].started), urgent(counts[i]), i * 10, parts);
    }
    return fmt::format(
        "<svg class=\"bars\" viewBox=\"0 0 {} 100\" preserveAspectRatio=\"none\" role=\"img\" "
        "aria-label=\"Cases that needed a look, a bar a run; at most {}\">\n{}</svg>\n",
        std::max<std::size_t>(counts.size(), 1) * 10, most, out);
}

std::string runs_table(const Past& past, const std::vector<PastCounts>& counts) {
    std::set<Verdict> seen;
    for (const auto& one : counts)
        for (const auto verdict : kVerdicts)
            if (one[static_cast<std::size_t>(verdict)] > 0) seen.insert(verdict);
    std::string head = "<th scope=\"col\">run</th>", rows;
    for (const auto verdict : kMostUrgentFirst)
        if (seen.contains(verdict)) head += fmt::format("<th scope=\"col\">{}</th>", name(verdict));
    for (auto i = past.runs.size(); i-- > 0;) {
        const auto& run = past.runs[i];
        rows += fmt::format("<tr><th scope=\"row\">{} <span class=\"faint\">{}{}</span></th>",
                            past_word(run.started), past_word(run.folder), run.whole ? "" : ", unfinished");
        for (const auto verdict : kMostUrgentFirst) {
            if (!seen.contains(verdict)) continue;
            const auto count = counts[i][static_cast<std::size_t>(verdict)];
            rows += count == 0 ? "<td class=\"faint\">0</td>"
                               : fmt::format("<td class=\"{}\"><span class=\"verdict\">{}</span></td>",
                                             name(verdict), count);
        }
        rows += "</tr>\n";
    }
    return past_table("Runs", head, rows);
}

std::string turns_list(const Past& past) {
    const auto turns = turns_of(past);
    std::string out;
    for (auto i = turns.size(); i-- > 0;) {
        if (turns.size() - i > kMostPastRows) {
            out += fmt::format("<li class=\"faint\">{} before</li>\n", i + 1);
            break;
        }
        const auto& [run, worse, was, is] = turns[i];
        out += fmt::format(
            "<li>{} <span class=\"{}\"><span class=\"verdict\">{}</span></span> {}: {} → {}{}</li>\n",
            past_word(past.runs[run].started), worse ? "fail" : "pass", worse ? "new" : "fixed",
            case_code(is.name), verdict_html(was), verdict_html(is),
            is.note.empty() || !worse
                ? ""
                : fmt::format("<br><span class=\"faint\">{}</span>", past_word(is.note)));
    }
    return out.empty() ? "<p class=\"faint\">Nothing turned.</p>\n"
                       : fmt::format("<ul class=\"since\">\n{}</ul>\n", out);
}

// Cases that were not the same in all of the runs, a column a run.
std::string restless_table(const Past& past, const std::vector<PastStory>& stories) {
    std::map<PastName, std::map<std::size_t, const PastCase*>> cells;
    for (const auto& result : past.results) cells[result.of.name][result.run] = &result.of;
    std::string head = "<th scope=\"col\">case</th>", rows;
    for (const auto& run : past.runs)
        head += fmt::format("<th scope=\"col\" title=\"{}\">{}</th>", past_word(run.started),
                            past_word(short_date(run.started)));
    std::size_t count = 0;
    for (const auto& story : stories) {
        if (story.spans.size() < 2 || ++count > kMostPastRows) continue;
        rows += fmt::format("<tr><th scope=\"row\">{}</th>", case_code(story.name));
        const auto& of_case = cells[story.name];
        for (std::size_t i = 0; i < past.runs.size(); ++i) {
            const auto found = of_case.find(i);
            rows +=
                found == of_case.end()
                    ? "<td></td>"
                    : fmt::format("<td class=\"mark {}\" title=\"{}\">{}</td>", name(found->second->verdict),
                                  came_to(*found->second), letter(found->second->verdict));
        }
        rows += "</tr>\n";
    }
    if (rows.empty()) return "<p class=\"faint\">Each case came to the same in all of its runs.</p>\n";
    const auto more =
        count > kMostPastRows ? fmt::format("<p class=\"faint\">{} more.</p>\n", count - kMostPastRows) : "";
    return past_table("Cases that were not always the same", head, rows) + more +
           "<p class=\"faint\">· pass, F fail, c changed, f fixed, m moot, u unsteady, k known, E error, – "
           "unsupported</p>\n";
}

std::string known_list(const Past& past, const std::vector<PastStory>& stories) {
    std::string out;
    std::size_t count = 0;
    for (const auto& story : stories) {
        if (story.known == 0 || ++count > kMostPastRows) continue;
        const auto [first, last] = known_spans(story);
        out += fmt::format("<li>{}: known in {} of {}, since {}{}<br><span class=\"faint\">{}</span></li>\n",
                           case_code(story.name), story.known, counted(story.runs, "run"),
                           past_word(past.runs[first->first].started),
                           still_known(story)
                               ? ""
                               : fmt::format(", last in {}; now {}", past_word(past.runs[last->last].started),
                                             verdict_html(story.spans.back().of)),
                           past_word(last->of.note));
    }
    if (count == 0) return "";
    if (count > kMostPastRows)
        out += fmt::format("<li class=\"faint\">{} more</li>\n", count - kMostPastRows);
    return fmt::format(
        "<details>\n<summary>{}</summary>\n<div class=\"body\">\n<ul class=\"since\">\n{}</ul>\n"
        "</div>\n</details>\n",
        counted(count, "known failure"), out);
}

// One client's part of the history; runs that did not play it are left out.
Past part_of_client(const Past& past, const std::string& client) {
    std::map<std::size_t, std::size_t> places;
    for (const auto& [run, of] : past.results)
        if (of.name.client == client) places.emplace(run, 0);
    Past out{.file = past.file};
    for (auto& [run, place] : places) {
        place = out.runs.size();
        out.runs.push_back(past.runs[run]);
    }
    for (const auto& [run, of] : past.results)
        if (of.name.client == client) out.results.push_back({places.at(run), of});
    return out;
}

std::string versions_of(const Past& past) {
    std::string first, last;
    std::size_t newest = 0;
    for (const auto& [run, of] : past.results) {
        if (run == 0) first = of.version;
        if (run >= newest) last = of.version;
        newest = std::max(newest, run);
    }
    return first == last ? last : first + " to " + last;
}

std::string client_section(const Past& past, const std::string& client) {
    const auto part = part_of_client(past, client);
    const auto counts = counts_of(part);
    const auto stories = stories_of(part);
    return fmt::format(
        "<section>\n<h2><b>{}</b> <span class=\"faint\">{}, {}</span></h2>\n{}{}<h3>What turned</h3>\n{}"
        "<h3>What was not always the same</h3>\n{}{}</section>\n",
        past_word(client), past_word(versions_of(part)), counted(part.runs.size(), "run"), bars(part, counts),
        runs_table(part, counts), turns_list(part), restless_table(part, stories), known_list(part, stories));
}

// Of the newest run: what it has of what needs a look.
std::string past_sentence(const Past& past) {
    if (past.runs.empty()) return "No run is in this history.";
    std::size_t urgent = 0, all = 0;
    for (const auto& [run, of] : past.results) {
        if (run + 1 != past.runs.size()) continue;
        ++all;
        urgent += needs_a_look(of.verdict);
    }
    return urgent == 0
               ? fmt::format("Nothing needs a look in the newest of {}.", counted(past.runs.size(), "run"))
               : fmt::format("{} of {} need a look in the newest of {}.", urgent, counted(all, "case"),
                             counted(past.runs.size(), "run"));
}

}  // namespace

std::string trend_html(const Past& past) {
    std::set<std::string> clients;
    for (const auto& one : past.results) clients.insert(one.of.name.client);
    std::string body;
    for (const auto& client : clients) body += client_section(past, client);
    const auto said = past_sentence(past);
    const auto span = past.runs.empty()
                          ? std::string()
                          : fmt::format("{} to {}", past.runs.front().started, past.runs.back().started);
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
        "<title>badrdp: history</title>\n<style>{}{}</style>\n</head>\n<body>\n<header>\n<p "
        "class=\"brand\">badrdp</p>\n<h1 class=\"{}\">{}</h1>\n<p class=\"faint\">{}</p>\n</header>\n"
        "<main>\n{}</main>\n<footer>\n<p>Written by badrdp {} from {}.</p>\n</footer>\n</body>\n</html>\n",
        kStyle, kTrendStyle,
        past.runs.empty()             ? "faint"
        : said.starts_with("Nothing") ? "pass"
                                      : "fail",
        said, past_word(span), body, kVersion, past_word(past.file.string()));
}

}  // namespace badrdp::harness

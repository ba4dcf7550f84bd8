#include "harness/report/page/html.h"

#include <fmt/core.h>

#include "harness/judge/words.h"
#include "harness/os/text.h"
#include "harness/report/first_cause.h"
#include "harness/report/overview.h"
#include "harness/report/page/parts.h"
#include "harness/report/page/script.h"
#include "harness/report/style.h"
#include "harness/report/trials.h"

namespace badrdp::harness {
namespace {

using page::Parts;
using page::text;

std::string health_list(const RunResult& run) {
    constexpr std::array<std::string_view, 3> classes{"held", "broken", "absent"};
    std::string out;
    for (const auto& health : client_health(run))
        out += fmt::format("<li class=\"{}\">{}</li>\n", classes[static_cast<std::size_t>(health.health)],
                           text(health_text(health, run.interrupted)));
    if (out.empty()) out = "<li class=\"absent\">none played</li>\n";
    return fmt::format("<p class=\"faint\">Healthy cases</p>\n<ul class=\"health\">\n{}</ul>\n", out);
}

std::string counts_list(const RunResult& run) {
    const auto counts = count_verdicts(run);
    std::string out;
    for (const auto verdict : kMostUrgentFirst)
        if (const auto count = counts[static_cast<std::size_t>(verdict)])
            out += fmt::format(
                "<li class=\"{0}\"><a href=\"#{0}\"><b>{1}</b> <span class=\"verdict\">{0}</span>"
                "</a></li>\n",
                name(verdict), count);
    return fmt::format(
        "<nav aria-label=\"Verdicts\">\n<ul class=\"counts\">\n{}"
        "<li><a href=\"#matrix\">all cases</a></li>\n</ul>\n</nav>\n",
        out);
}

std::string unfinished(const RunResult& run) {
    const auto why = unfinished_text(run);
    auto out = why.empty() ? "" : fmt::format("<p><strong>{}</strong></p>\n", text(why));
    for (const auto& [status, lacks] : run.shortfalls)
        out += fmt::format("<p><strong>not green: {}</strong></p>\n", text(lacks));
    return out;
}

std::string first_cause_list(const RunResult& run, const Parts& parts) {
    std::string out;
    for (const auto& cause : first_causes(run)) {
        out += fmt::format("<li><strong>{}</strong>", text(cause.reason));
        if (cause.explains > 0) out += fmt::format("<br>explains {}", counted(cause.explains, "case"));
        if (cause.example) {
            const auto where = difference_in(run, *cause.example);
            out += fmt::format("{}{}<br><a href=\"#{}\">one of them</a>", where.empty() ? "" : "<br>",
                               text(where), parts.anchor(*cause.example));
        }
        out += "</li>\n";
    }
    if (out.empty()) return out;
    return fmt::format("<p class=\"faint\">First cause</p>\n<ul class=\"findings fail\">\n{}</ul>\n", out);
}

// What each client told its user, and where it led him astray.
std::string truth_section(const RunResult& run, const Parts& parts) {
    const auto counts = truth_counts(run);
    if (counts.empty()) return "";
    std::string head, rows, wrong;
    for (const auto told : kTold) head += fmt::format("<th scope=\"col\">{}</th>", name(told));
    for (const auto& [client, told] : counts) {
        rows += fmt::format("<tr><th scope=\"row\">{}</th>", text(client));
        for (const auto count : told) rows += fmt::format("<td>{}</td>", count);
        rows += "</tr>\n";
    }
    for (const auto& result : run.cases)
        if (result.truth && result.truth->told == Told::wrong)
            wrong += fmt::format(
                "<li><a href=\"#{}\"><code>{}</code></a> {} {}: {}<br><span class=\"faint\">"
                "the truth: {}</span></li>\n",
                parts.anchor(result), text(result.scenario), text(client_title(result)),
                text(options_title(result)), text(reason_text(result.facts)),
                text(truth_text(*result.truth)));
    if (!wrong.empty())
        wrong = fmt::format(
            "<details>\n<summary>Messages that name another cause</summary>\n<div "
            "class=\"body\"><ul class=\"findings\">\n{}</ul></div>\n</details>\n",
            wrong);
    return fmt::format(
        "<h2>Does the message tell the truth?</h2>\n<div class=\"wide\" tabindex=\"0\" "
        "role=\"region\" aria-label=\"What clients told their users\">\n<table "
        "class=\"matrix\">\n<thead><tr><td></td>{}</tr></thead>\n<tbody>\n{}</tbody>\n"
        "</table>\n</div>\n{}",
        head, rows, wrong);
}

std::string matrix_head(const Matrix& matrix) {
    std::string clients;
    for (const auto& client : matrix.clients)
        clients += fmt::format("<th scope=\"col\">{}</th>", text(client));
    return fmt::format("<thead>\n<tr><td></td>{}</tr>\n</thead>\n", clients);
}

std::string matrix_cell(const CaseResult* cell, const Parts& parts) {
    if (!cell) return "<td class=\"faint\">–</td>";
    const auto verdict = name(cell->judgement.verdict);
    return fmt::format("<td class=\"{0}\"><a href=\"#{1}\"><span class=\"verdict\">{0}</span> {2}</a></td>",
                       verdict, parts.anchor(*cell),
                       has_outcome(*cell) ? name(cell->facts.outcome) : std::string_view());
}

std::string matrix_table(const RunResult& run, const Parts& parts) {
    const auto matrix = arrange(run);
    std::string rows;
    std::string_view phase;
    for (const auto& row : matrix.rows) {
        if (row.phase != phase)
            rows += fmt::format(
                "<tr class=\"phase\"><th scope=\"rowgroup\">{}</th><td colspan=\"{}\"></td></tr>\n",
                text(row.phase), matrix.clients.size());
        phase = row.phase;
        rows += fmt::format(
            "<tr><th scope=\"row\" title=\"{0}, {1}\"><code>{0}</code> "
            "<span class=\"faint\">{1}</span></th>",
            text(row.label), text(row.options));
        for (const auto* cell : row.cells) rows += matrix_cell(cell, parts);
        rows += "</tr>\n";
    }
    return fmt::format(
        "<div class=\"wide tall\" tabindex=\"0\" role=\"region\" aria-label=\"All cases\">\n"
        "<table class=\"matrix\" border=\"1\" cellpadding=\"4\" "
        "cellspacing=\"0\">\n{}<tbody>\n{}</tbody>\n</table>\n</div>\n",
        matrix_head(matrix), rows);
}

std::string_view meaning(Verdict verdict) {
    switch (verdict) {
        case Verdict::error: return "the harness failed: these prove nothing";
        case Verdict::fail: return "these break a demand";
        case Verdict::fixed: return "these no longer break what their baseline says they do";
        case Verdict::changed: return "these differ from their baseline";
        case Verdict::unsteady: return "these came out as they should in some plays, and not in others";
        case Verdict::moot: return "the fault never acted: these prove nothing";
        case Verdict::known: return "these break a demand as their baseline says";
        case Verdict::unsupported: return "these could not be played";
        case Verdict::pass: return "these are as they should be";
    }
    return "";
}

std::string verdict_heading(Verdict verdict) {
    return fmt::format(
        "<h2 id=\"{0}\" class=\"{0}\"><span class=\"verdict\">{0}</span> <span "
        "class=\"faint\">{1}</span></h2>\n",
        name(verdict), meaning(verdict));
}

// The cases of these verdicts, each verdict below a heading of its own.
template <class Write>
std::string sections(const RunResult& run, bool urgent, Write write) {
    std::string out;
    std::optional<Verdict> before;
    for (const auto* result : by_urgency(run)) {
        const auto verdict = result->judgement.verdict;
        if (needs_a_look(verdict) != urgent || verdict == Verdict::unsupported) continue;
        if (verdict != before) out += verdict_heading(verdict);
        before = verdict;
        out += write(*result);
    }
    return out;
}

// What needs eyes, in full; of very many only the first beside their healthy case, and open.
std::string urgent_sections(Parts& parts) {
    constexpr std::size_t kBeside = 40;
    std::size_t count = 0;
    return sections(parts.run(), true, [&](const CaseResult& result) {
        return page::whole_case(parts, result, ++count <= kBeside);
    });
}

std::string other_sections(Parts& parts) {
    auto out = sections(parts.run(), false,
                        [&](const CaseResult& result) { return page::short_case(parts, result); });
    std::vector<const CaseResult*> unplayed;
    for (const auto& result : parts.run().cases)
        if (result.judgement.verdict == Verdict::unsupported) unplayed.push_back(&result);
    if (!unplayed.empty()) out += verdict_heading(Verdict::unsupported) + page::unplayed(parts, unplayed);
    return out;
}

std::string foot(const RunResult& run) {
    std::string out;
    for (const auto& [client, cure] : run.missing_clients)
        out += fmt::format("<p>{} was not played: {}</p>\n", text(client), text(cure));
    for (const auto& [client, version] : run.judged_by)
        out += fmt::format("<p>{} has no baseline, and is compared with that of {}</p>\n", text(client),
                           text(version));
    if (!run.capture.empty()) out += fmt::format("<p>No packets were captured: {}</p>\n", text(run.capture));
    out += fmt::format("<p>badrdp {}, started {}, {}, seed {}, clients held by {}</p>\n", text(run.version),
                       text(run.started), seconds_text(run.took), run.seed, text(run.sandbox));
    return fmt::format("<footer>\n{}</footer>\n", out);
}

// Nothing on this page may load anything, nor run anything but our own script, whatever a client printed into
// it.
std::string head(const std::string& title) {
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'; script-src '{}'; base-uri 'none'; form-action 'none'\">\n"
        "<title>badrdp: {}</title>\n<style>{}</style>\n</head>\n",
        page::kScriptHash, text(title), kStyle);
}

std::string verdict_line(const RunResult& run) {
    return fmt::format("<h1 class=\"{}\">{}</h1>\n", exit_status(run) == 0 ? "pass" : "fail",
                       text(verdict_sentence(run)));
}

std::string change_item(const CaseChange& change, const Parts& parts) {
    std::string facts;
    for (const auto& one : change.facts)
        facts += fmt::format("; {} was {}, is {}", text(one.field), text(one.was), text(one.is));
    return fmt::format(
        "<li class=\"{0}\"><span class=\"verdict\">{1}</span> <a href=\"#{2}\"><code>{3}</code></a> {4} "
        "{5}<span class=\"faint\">{6}{7}</span></li>\n",
        change.turned == Turned::worse    ? "fail"
        : change.turned == Turned::better ? "pass"
                                          : "changed",
        name(change.turned), parts.anchor(*change.after), text(change.after->scenario),
        text(client_title(*change.after)), text(options_title(*change.after)), facts,
        change.first_packet.empty() ? "" : "; " + text(change.first_packet));
}

// What one of the two runs alone has judged is no change of a client's.
std::string since_section(const Since* since, const Parts& parts) {
    if (!since) return {};
    const auto heading = fmt::format("<h2>Since the run of {}</h2>\n", text(since->started));
    if (!since->trouble.empty())
        return fmt::format("{}<p class=\"faint\">{}</p>\n", heading, text(since->trouble));
    constexpr std::size_t kMostListed = 50;
    std::string items;
    std::size_t count = 0;
    for (const auto& client : since->changes)
        for (const auto& change : client.changes) {
            if (!change.before || !change.after) continue;
            if (++count <= kMostListed) items += change_item(change, parts);
        }
    if (count == 0) return fmt::format("{}<p class=\"faint\">No case came out otherwise.</p>\n", heading);
    if (count > kMostListed) items += fmt::format("<li class=\"faint\">{} more</li>\n", count - kMostListed);
    return fmt::format("{}<ul class=\"since\">\n{}</ul>\n", heading, items);
}

// `tried` stands above what the cases of the run came to.
std::string whole_page(const RunResult& run, const std::string& tried, const Since* since) {
    Parts parts(run, since ? since->run : nullptr, since ? &since->changes : nullptr);
    auto out = head(counted(run.cases.size(), "case")) + "<body>\n<header>\n<p class=\"brand\">badrdp</p>\n" +
               verdict_line(run);
    out += health_list(run) + first_cause_list(run, parts) + unfinished(run) + counts_list(run);
    out += "</header>\n<main>\n" + since_section(since, parts) + tried + urgent_sections(parts);
    out +=
        fmt::format("<section id=\"matrix\">\n<h2>All cases</h2>\n{}</section>\n", matrix_table(run, parts));
    out += truth_section(run, parts) + other_sections(parts) + "</main>\n" + foot(run);
    return out + fmt::format("<script>{}</script>\n</body>\n</html>\n", page::kScript);
}

}  // namespace

std::string shared_html(const RunResult& run, const CaseResult& result, const std::string& capture) {
    const auto story = without_names(read_story(run, result));
    const auto& shown = *story.result;
    auto out = head(shown.scenario) + "<body>\n<header>\n<p class=\"brand\">badrdp</p>\n";
    out += fmt::format("<h1 class=\"{}\">{}: {}</h1>\n<p>{} {}</p>\n</header>\n<main>\n",
                       needs_a_look(shown.judgement.verdict) ? "fail" : "pass", text(shown.scenario),
                       text(cell_text(shown)), text(client_title(shown)), text(options_title(shown)));
    out +=
        fmt::format("<div class=\"{}\">\n{}</div>\n", name(shown.judgement.verdict), page::case_body(story));
    if (!capture.empty()) out += page::capture_link("capture.pcapng", capture);
    return out + fmt::format(
                     "</main>\n<footer>\n<p>badrdp {}, seed {}. Names, addresses, keys and what the client "
                     "printed were left out.</p>\n</footer>\n</body>\n</html>\n",
                     text(run.version), run.seed);
}

std::string report_html(const RunResult& run, const Since* since) { return whole_page(run, {}, since); }
std::string report_html(const RemedyRun& run) { return whole_page(run, trials_html(run), nullptr); }

}  // namespace badrdp::harness

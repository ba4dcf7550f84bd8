#include "harness/report/html.h"

#include <fmt/core.h>

#include <map>

#include "harness/judge/words.h"
#include "harness/os/text.h"
#include "harness/report/first_cause.h"
#include "harness/report/overview.h"
#include "harness/report/style.h"
#include "harness/report/trials.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kHtmlText = 2'000;  // characters of one text

std::string text(std::string_view bytes) { return escaped(clipped(printable(bytes), kHtmlText)); }

// Where each case's section is on the page.
class Anchors {
public:
    explicit Anchors(const RunResult& run) {
        for (const auto& result : run.cases) places_.emplace(&result, places_.size() + 1);
    }
    std::string of(const CaseResult& result) const { return fmt::format("case-{}", places_.at(&result)); }

private:
    std::map<const CaseResult*, std::size_t> places_;
};

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
    return fmt::format("<ul class=\"counts\">\n{}</ul>\n", out);
}

std::string unfinished(const RunResult& run) {
    const auto why = unfinished_text(run);
    auto out = why.empty() ? "" : fmt::format("<p><strong>{}</strong></p>\n", text(why));
    for (const auto& [status, lacks] : run.shortfalls)
        out += fmt::format("<p><strong>not green: {}</strong></p>\n", text(lacks));
    return out;
}

std::string first_cause_list(const RunResult& run, const Anchors& anchors) {
    std::string out;
    for (const auto& cause : first_causes(run)) {
        out += fmt::format("<li><strong>{}</strong>", text(cause.reason));
        if (cause.explains > 0) out += fmt::format("<br>explains {}", counted(cause.explains, "case"));
        if (cause.example) {
            const auto where = difference_in(run, *cause.example);
            out += fmt::format("{}{}<br><a href=\"#{}\">one of them</a>", where.empty() ? "" : "<br>",
                               text(where), anchors.of(*cause.example));
        }
        out += "</li>\n";
    }
    if (out.empty()) return out;
    return fmt::format("<p class=\"faint\">First cause</p>\n<ul class=\"findings fail\">\n{}</ul>\n", out);
}

// What each client told its user, and where it led him astray.
std::string truth_section(const RunResult& run, const Anchors& anchors) {
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
                anchors.of(result), text(result.scenario), text(client_title(result)),
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
    return fmt::format("<thead>\n<tr><th></th>{}</tr>\n</thead>\n", clients);
}

std::string matrix_cell(const CaseResult* cell, const Anchors& anchors) {
    if (!cell) return "<td class=\"faint\">–</td>";
    const auto verdict = name(cell->judgement.verdict);
    return fmt::format("<td class=\"{0}\"><a href=\"#{1}\"><span class=\"verdict\">{0}</span> {2}</a></td>",
                       verdict, anchors.of(*cell),
                       has_outcome(*cell) ? name(cell->facts.outcome) : std::string_view());
}

std::string matrix_table(const RunResult& run, const Anchors& anchors) {
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
        for (const auto* cell : row.cells) rows += matrix_cell(cell, anchors);
        rows += "</tr>\n";
    }
    return fmt::format(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"All cases\">\n"
        "<table class=\"matrix\">\n{}<tbody>\n{}</tbody>\n</table>\n</div>\n",
        matrix_head(matrix), rows);
}

std::string findings_list(const CaseResult& result) {
    std::string out;
    for (const auto& f : result.judgement.findings)
        out += fmt::format(
            "<li><strong>{}</strong>: wanted {}, seen {}<br><span class=\"faint\">{}</span></li>\n",
            text(f.field), text(f.wanted), text(f.seen),
            text(f.why.empty() ? f.source : f.source + ": " + f.why));
    return out.empty() ? "" : fmt::format("<ul class=\"findings\">\n{}</ul>\n", out);
}

std::string connections_of(const Facts& facts) {
    std::string out;
    for (const auto& c : facts.connections) {
        const auto asked = c.requested_protocols
                               ? "requested " + wire::hex(std::to_underlying(*c.requested_protocols))
                           : c.rdp_request ? std::string("requested without rdpNegReq")
                                           : std::string("made no request");
        out += fmt::format("{}{}, reached {}{}", out.empty() ? "" : "<br>", asked, name(c.deepest),
                           c.ending == TcpEnd::unknown ? "" : fmt::format(", ended: {}", name(c.ending)));
    }
    return out.empty() ? "none" : out;
}

std::string faults_of(const CaseResult& result) {
    std::string out;
    for (const auto& one : result.facts.acted)
        out += fmt::format("{}<code>{}</code> {}", out.empty() ? "" : "<br>", text(one.text),
                           one.times == 0 ? "never acted" : "acted " + counted(one.times, "time"));
    return out;
}

std::string plays_of(const CaseResult& result) {
    std::string out;
    for (const auto& [verdict, dir] : result.plays)
        out += fmt::format("{}<a href=\"{}\">{}</a>", out.empty() ? "" : ", ",
                           reference(dir / "timeline.json"), name(verdict));
    return out;
}

std::string facts_list(const RunResult& run, const CaseResult& result) {
    const auto& facts = result.facts;
    std::string out;
    // What comes in is markup already.
    const auto row = [&](std::string_view what, const std::string& markup) {
        if (!markup.empty()) out += fmt::format("<dt>{}</dt><dd>{}</dd>\n", what, markup);
    };
    if (has_outcome(result)) {
        row("outcome", text(outcome_text(facts)));
        row("reason given", text(reason_text(facts)));
        if (result.truth)
            row("told the truth?",
                fmt::format("{}; true is {}", name(result.truth->told), text(truth_text(*result.truth))));
        row("deepest step", text(fmt::format("{} ({})", name(facts.deepest), wire::row(facts.deepest).what)));
        row("connections", connections_of(facts));
        row("took", seconds_text(facts.took));
        row("faults", faults_of(result));
    }
    if (needs_a_look(result.judgement.verdict)) row("differs", text(difference_in(run, result)));
    row("note", text(result.judgement.note));
    row("approximate", text(result.approximate));
    if (result.attempts > 1) row("attempts", std::to_string(result.attempts));
    row("plays", plays_of(result));
    return out.empty() ? "" : fmt::format("<dl>\n{}</dl>\n", out);
}

std::string links(const RunResult& run, const CaseResult& result) {
    if (result.dir.empty()) return "";
    std::string out;
    for (const std::string_view file :
         {"capture.pcapng", "timeline.json", "server.log", "client.log", "case.toml"}) {
        if (file == "capture.pcapng" && !run.capture.empty()) continue;
        out += fmt::format("<a href=\"{}\">{}</a>\n", reference(result.dir / file), file);
    }
    return fmt::format("<div class=\"links mono\">\n{}</div>\n", out);
}

std::string section(const RunResult& run, const CaseResult& result, const Anchors& anchors) {
    const auto verdict = name(result.judgement.verdict);
    auto out = fmt::format(
        "<details class=\"{0}\"{1}>\n<summary><span class=\"verdict\">{0}</span> <code "
        "class=\"id\">{2}</code> "
        "<span>{3} {4}{5}</span> <span class=\"faint\">{6}</span></summary>\n<div class=\"body\" "
        "id=\"{7}\">\n",
        verdict, needs_a_look(result.judgement.verdict) ? " open" : "", text(result.scenario),
        text(client_title(result)), text(options_title(result)), result.last_round ? ", last round" : "",
        has_outcome(result) ? name(result.facts.outcome) : std::string_view(), anchors.of(result));
    if (!result.title.empty()) out += fmt::format("<p>{}</p>\n", text(result.title));
    if (!result.why.empty()) out += fmt::format("<p class=\"faint\">{}</p>\n", text(result.why));
    return out + findings_list(result) + facts_list(run, result) + links(run, result) +
           "</div>\n</details>\n";
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

std::string sections(const RunResult& run, const Anchors& anchors) {
    std::string out;
    std::optional<Verdict> before;
    for (const auto* result : by_urgency(run)) {
        const auto verdict = result->judgement.verdict;
        if (verdict != before)
            out += fmt::format(
                "<h2 id=\"{0}\" class=\"{0}\"><span class=\"verdict\">{0}</span> "
                "<span class=\"faint\">{1}</span></h2>\n",
                name(verdict), meaning(verdict));
        before = verdict;
        out += section(run, *result, anchors);
    }
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

// `tried` stands above what the cases of the run came to.
std::string page(const RunResult& run, const std::string& tried) {
    const Anchors anchors(run);
    // Nothing on this page may load or run anything, whatever a client printed into it.
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n"
        "<title>badrdp: {}</title>\n<style>{}</style>\n</head>\n<body>\n<header>\n<h1>badrdp</h1>\n{}{}{}{}"
        "</header>\n<main>\n{}{}{}{}</main>\n{}</body>\n</html>\n",
        text(counted(run.cases.size(), "case")), kStyle, first_cause_list(run, anchors), health_list(run),
        unfinished(run), counts_list(run), tried, matrix_table(run, anchors), truth_section(run, anchors),
        sections(run, anchors), foot(run));
}

}  // namespace

std::string report_html(const RunResult& run) { return page(run, {}); }
std::string report_html(const RemedyRun& run) { return page(run, trials_html(run)); }

}  // namespace badrdp::harness

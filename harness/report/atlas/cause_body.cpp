#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/data/scenario/print.h"
#include "harness/judge/truth.h"
#include "harness/judge/words.h"
#include "harness/os/text.h"
#include "harness/report/atlas/page.h"

namespace badrdp::harness::atlas {
namespace {

using ScenarioList = std::vector<const Scenario*>;

// "a list of words, separated", or a dash.
template <class Range, class Each>
std::string words(const Range& range, Each each) {
    std::string out;
    for (const auto& one : range) out += fmt::format("{}{}", out.empty() ? "" : ", ", each(one));
    return out.empty() ? "–" : out;
}

template <class E>
std::string word_list(const std::vector<E>& values) {
    return words(values, [](auto value) { return name(value); });
}

// What a baseline lists, as facts to be scored; where it lists several, the last resort of them all.
Facts facts_of(const BaselineEntry& entry) {
    Facts facts;
    if (!entry.outcome.empty()) facts.outcome = entry.outcome.back();
    if (!entry.reason.empty()) facts.reason = entry.reason.back();
    const bool killed = facts.outcome == Outcome::hung || facts.outcome == Outcome::looped ||
                        facts.outcome == Outcome::bloated;
    if (killed) facts.limit = Limit::wall_clock;
    return facts;
}

std::string truth_cell(const CauseRow& cause, const BaselineEntry& entry) {
    constexpr std::array<std::string_view, 5> classes{"named", "vaguer", "wrong", "nothing", "hung"};
    const auto truth = score(cause, facts_of(entry));
    if (!truth) return "was let in";
    return fmt::format("<span class=\"told-{}\">{}</span>", classes[static_cast<std::size_t>(truth->told)],
                       name(truth->told));
}

// What one client did alike in several variants is one row.
struct Row {
    std::string client, cells, why;
    std::vector<std::string> variants;
};

std::vector<Row> rows_of(const Atlas& atlas, const CauseRow& cause, const ScenarioList& variants) {
    std::vector<Row> out;
    for (const auto& baseline : atlas.baselines)
        for (const auto* scenario : variants)
            for (const auto& entry : baseline.entries) {
                if (entry.scenario != scenario->id()) continue;
                const auto client =
                    fmt::format("{} {}, {}", baseline.client, baseline.version, entry.options);
                const auto cells = fmt::format("<td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>",
                                               word_list(entry.outcome), word_list(entry.step),
                                               word_list(entry.reason), truth_cell(cause, entry),
                                               words(entry.exit, [](int e) { return std::to_string(e); }));
                const auto why = entry.known ? entry.known->why : std::string();
                const auto same = std::ranges::find_if(out, [&](const Row& row) {
                    return row.client == client && row.cells == cells && row.why == why;
                });
                auto& row = same == out.end() ? out.emplace_back(Row{client, cells, why, {}}) : *same;
                row.variants.push_back(scenario->variant);
            }
    return out;
}

std::string clients_table(const Atlas& atlas, const CauseRow& cause, const ScenarioList& variants) {
    const auto rows = rows_of(atlas, cause, variants);
    if (rows.empty()) return "<p class=\"faint\">No client's baseline speaks of it.</p>\n";
    std::string out, known;
    for (const auto& row : rows) {
        const auto which = row.variants.size() == variants.size()
                               ? std::string()
                               : words(row.variants, [](const auto& v) { return text(v); });
        out +=
            fmt::format("<tr><th scope=\"row\">{}{}</th>{}</tr>\n", text(row.client),
                        which.empty() ? "" : "<br><small class=\"faint\">" + which + "</small>", row.cells);
        const auto line = row.why.empty() ? std::string() : fmt::format("<li>{}</li>\n", text(row.why));
        if (!known.contains(line)) known += line;
    }
    if (!known.empty())
        known = fmt::format(
            "<p class=\"faint\">Known to be wrong with them:</p>\n<ul class=\"findings "
            "known\">\n{}</ul>\n",
            known);
    return fmt::format(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"What clients do: {}\">\n<table "
        "class=\"matrix\">\n<thead><tr><th scope=\"col\">client</th><th scope=\"col\">outcome</th><th "
        "scope=\"col\">got as far as</th><th scope=\"col\">blames</th><th scope=\"col\">the truth?</th><th "
        "scope=\"col\">exit</th></tr></thead>\n<tbody>\n{}</tbody>\n</table>\n</div>\n{}",
        text(variants.front()->name), out, known);
}

// Variants of one file belong together.
std::vector<ScenarioList> by_name(const ScenarioList& faces) {
    std::vector<ScenarioList> out;
    for (const auto* scenario : faces) {
        if (out.empty() || out.back().front()->name != scenario->name) out.emplace_back();
        out.back().push_back(scenario);
    }
    return out;
}

std::string face(const Atlas& atlas, const CauseRow& cause, const ScenarioList& variants) {
    const auto& one = *variants.front();
    return fmt::format(
        "<section>\n<h3>{} <code>{}{}</code></h3>\n<p>{}</p>\n{}<details>\n<summary>What the host does, and "
        "what is demanded of a client</summary>\n<div class=\"body\"><pre>{}</pre><p>Play it: <code>badrdp "
        "run {}</code>, or against a client of your own: <code>badrdp serve {}</code></p></div>\n"
        "</details>\n</section>\n",
        text(one.title), text(one.name),
        variants.size() > 1 ? fmt::format(", {}", counted(variants.size(), "variant")) : "", text(one.why),
        clients_table(atlas, cause, variants), text_lines(describe(one)), text(one.name), text(one.id()));
}

std::string sights(const Atlas& atlas, const CauseRow& cause) {
    std::string out;
    for (const auto& sight : cause.sees)
        out += fmt::format("<li>{}{} {}</li>\n",
                           sight.code.family.empty() ? "" : code_link(sight.code, atlas.families) + " ",
                           text(sight.what), evidence_note(sight));
    std::map<std::string, std::vector<std::string>> symptoms;  // and the scenarios that have each
    for (const auto* scenario : scenarios_of(atlas, cause.id))
        for (const auto& symptom : scenario->symptom) {
            auto& names = symptoms[symptom];
            if (names.empty() || names.back() != scenario->name) names.push_back(scenario->name);
        }
    for (const auto& [symptom, names] : symptoms)
        out += fmt::format("<li><code>{}</code> <small class=\"faint\">fits {}</small></li>\n", text(symptom),
                           words(names, [](const auto& n) { return text(n); }));
    return "<ul class=\"rows\">\n" + out + "</ul>\n";
}

std::string came(const Cure& cure) {
    std::string out;
    for (const auto& one : cure.came)
        out += fmt::format("<li><span class=\"came-{}\">{}</span>: {}</li>\n",
                           one.effect.substr(0, one.effect.find(' ')), text(one.effect),
                           words(one.with, [](const auto& w) { return text(w); }));
    return out.empty() ? out : "<ul>\n" + out + "</ul>\n";
}

std::string cures(const Atlas& atlas, const CauseRow& cause) {
    if (atlas.cures.empty()) return "";
    const auto found = atlas.cures.find(cause.id);
    std::string out;
    if (found != atlas.cures.end())
        for (const auto& cure : found->second) {
            const auto command =
                cure.command.empty() ? std::string() : fmt::format("<pre>{}</pre>", text_lines(cure.command));
            const auto claim = cure.claim.empty() ? std::string("named by nobody") : cure.claim;
            out += fmt::format(
                "<li><span class=\"tag {}\">{}</span> <span class=\"num\">{}</span> {} <small "
                "class=\"faint\">{}</small>{}{}</li>\n",
                text(claim.substr(0, claim.find(' '))), text(claim), text(cure.id), text(cure.title),
                text(cure.evidence), command, came(cure));
        }
    if (out.empty()) out = "<li>No document names one.</li>\n";
    return "<h2>What is said to cure it, and what came of trying</h2>\n<ul class=\"rows\">\n" + out +
           "</ul>\n<p class=\"faint\">Tried means: the change was made to badrdp's model of the host, the "
           "path "
           "or the client, and that client connected again. Hides: it connects, but less securely than an "
           "honest host would have it. Lenient takes any certificate, strict verifies it; tls, nla and rdp "
           "offer that one protocol.</p>\n";
}

}  // namespace

std::string cause_body(const Atlas& atlas, const CauseRow& cause) {
    const auto all = scenarios_of(atlas, cause.id);
    auto out = fmt::format(
        "<p class=\"faint\"><span class=\"num\">{}</span> phase: <a "
        "href=\"phases.html#{}\">{}</a></p>\n<p class=\"lead\">{}</p>\n",
        text(cause.id), text(cause.phase), text(cause.phase), text(cause.wire));
    if (const auto shown = shown_of(atlas, cause)) out += ladder(*shown);
    if (!cause.looks.empty()) {
        out += "<h2>Where to look, since no packet tells</h2>\n<ul>\n";
        for (const auto& look : cause.looks) out += fmt::format("<li>{}</li>\n", text(look));
        out += "</ul>\n";
    }
    out += "<h2>What users see</h2>\n" + sights(atlas, cause);
    out += fmt::format(
        "<h2>What a client can truthfully say</h2>\n<p>That it is: {}.{}</p>\n", one_of(names(cause.names)),
        cause.vaguer.empty() ? ""
                             : fmt::format(" Less, and nothing wrong: {}.", one_of(names(cause.vaguer))));
    out += cures(atlas, cause);
    out += "<h2>Scenarios that play it</h2>\n";
    if (all.empty()) out += "<p class=\"faint\">No scenario plays it yet.</p>\n";
    for (const auto& variants : by_name(all)) out += face(atlas, cause, variants);
    return out;
}

}  // namespace badrdp::harness::atlas

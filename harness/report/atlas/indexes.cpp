#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/judge/words.h"
#include "harness/os/text.h"
#include "harness/report/atlas/page.h"

namespace badrdp::harness::atlas {
namespace {

std::string rows(const std::string& items) {
    return items.empty() ? "" : "<ul class=\"rows\">\n" + items + "</ul>\n";
}

std::size_t files(const std::vector<const Scenario*>& scenarios) {
    std::set<std::string> names;
    for (const auto* scenario : scenarios) names.insert(scenario->name);
    return names.size();
}

std::string cause_item(const Atlas& atlas, const CauseRow& cause) {
    const auto count = files(scenarios_of(atlas, cause.id));
    return fmt::format("<li>{}<br><small class=\"faint\">{} · {}</small></li>\n", cause_link(cause),
                       text(cause.phase), count == 0 ? "no scenario yet" : counted(count, "scenario"));
}

// Codes by how they are written; sights of one code in the order of the causes.
using ByCode = std::map<std::string, std::vector<std::pair<const CauseRow*, const Observation*>>>;

ByCode by_code(const Atlas& atlas) {
    ByCode out;
    for (const auto& cause : atlas.causes)
        for (const auto& sight : cause.sees)
            if (!sight.code.family.empty()) out[sight.code.text].emplace_back(&cause, &sight);
    return out;
}

std::string phase_scenarios(const Atlas& atlas, const std::string& phase) {
    std::string out;
    std::set<std::string> told;
    for (const auto& scenario : atlas.scenarios) {
        if (scenario.phase() != phase || !told.insert(scenario.name).second) continue;
        const auto* cause = find_cause(atlas.causes, scenario.cause);
        const auto link = cause
                              ? fmt::format(" <a href=\"{}\">{}</a>", cause_page(cause->id), text(cause->id))
                              : std::string();
        out += fmt::format("<li>{}{}<br><code class=\"faint\">{}</code></li>\n", text(scenario.title), link,
                           text(scenario.name));
    }
    return out;
}

}  // namespace

std::string overview_body(const Atlas& atlas) {
    std::string items;
    for (const auto& cause : atlas.causes) items += cause_item(atlas, cause);
    return "<p class=\"lead\">The same dialog stands for many causes. What tells them apart is how far the "
           "connection came, and who ended it. Each page shows one cause: its packets, its symptoms, and "
           "what "
           "real clients make of it.</p>\n" +
           rows(items);
}

std::string symptoms_body(const Atlas& atlas) {
    std::string codes;
    for (const auto& [written, sights] : by_code(atlas)) {
        std::string list;
        for (const auto& [cause, sight] : sights)
            list += fmt::format("<li>{} {}</li>\n", cause_link(*cause), evidence_note(*sight));
        codes += fmt::format("<li>{}\n<ul>\n{}</ul></li>\n",
                             code_link(sights[0].second->code, atlas.families), list);
    }
    std::string in_words;
    for (const auto& cause : atlas.causes)
        for (const auto& sight : cause.sees)
            if (sight.code.family.empty() && sight.evidence)
                in_words += fmt::format("<li>{} {}<br>{}</li>\n", text(sight.what), evidence_note(sight),
                                        cause_link(cause));
    std::string blames;
    for (const auto word : reason_names()) {
        std::string list;
        for (const auto& cause : atlas.causes)
            if (std::ranges::find(cause.names, *reason_named(word)) != cause.names.end())
                list += fmt::format("<li>{}</li>\n", cause_link(cause));
        if (!list.empty())
            blames += fmt::format("<li><strong>{}</strong>, truthfully\n<ul>\n{}</ul></li>\n", word, list);
    }
    return "<h2>A code is shown</h2>\n" + rows(codes) + "<h2>In words</h2>\n" + rows(in_words) +
           "<h2>The client blames</h2>\n" + rows(blames);
}

std::string phases_body(const Atlas& atlas) {
    std::vector<std::string> phases;
    const auto add = [&](const std::string& phase) {
        if (std::ranges::find(phases, phase) == phases.end()) phases.push_back(phase);
    };
    // In the order in which a connection comes to them; what else the catalogue has comes behind.
    for (const auto* phase : {"path", "tcp", "service", "negotiation", "tls", "certificate", "credssp",
                              "kerberos", "accounts", "settings", "rdp-security", "channels", "licensing",
                              "capabilities", "finalization", "redirection", "session"})
        if (std::ranges::any_of(atlas.scenarios, [&](const auto& s) { return s.phase() == phase; }))
            add(phase);
    for (const auto& cause : atlas.causes) add(cause.phase);
    for (const auto& scenario : atlas.scenarios)
        if (!scenario.healthy()) add(scenario.phase());
    std::string out =
        "<p class=\"lead\">How far did it come? The phases in the order in which a connection "
        "passes them.</p>\n<p class=\"jump\">";
    for (const auto& phase : phases) out += fmt::format("<a href=\"#{0}\">{0}</a> ", text(phase));
    out += "</p>\n";
    for (const auto& phase : phases) {
        std::string causes;
        for (const auto& cause : atlas.causes)
            if (cause.phase == phase) causes += cause_item(atlas, cause);
        const auto scenarios = phase_scenarios(atlas, phase);
        out += fmt::format("<section>\n<h2 id=\"{0}\">{0}</h2>\n{1}", text(phase), rows(causes));
        if (!scenarios.empty())
            out += fmt::format(
                "<details>\n<summary>All scenarios of this phase</summary>\n<div "
                "class=\"body\">{}</div>\n</details>\n",
                rows(scenarios));
        out += "</section>\n";
    }
    return out;
}

std::string codes_body(const Atlas& atlas) {
    std::string out;
    for (const auto& family : atlas.families)
        out += fmt::format("<li><a href=\"{}\">{}</a> <small class=\"faint\">{}</small><br>{}</li>\n",
                           family_page(family.name), text(family.title), counted(family.codes.size(), "code"),
                           text(family.seen));
    return "<p class=\"lead\">What programs and hosts call their troubles. A code says where something was "
           "noticed, seldom why.</p>\n" +
           rows(out);
}

std::string family_body(const Atlas& atlas, const Family& family) {
    auto out = fmt::format("<p class=\"lead\">{}</p>\n", text(family.seen));
    if (!family.note.empty()) out += fmt::format("<p>{}</p>\n", text(family.note));
    std::string pairs;
    for (const auto& pair : family.pairs)
        pairs +=
            fmt::format("<li><code>{}/{}</code> {} {}</li>\n", number_text(family, pair.code),
                        number_text(family, pair.extended), text(pair.means.says), evidence_note(pair.means));
    if (!pairs.empty()) out += "<h2>Two codes together</h2>\n" + rows(pairs) + "<h2>Codes</h2>\n";
    std::string codes;
    for (const auto& code : family.codes) {
        std::string causes;
        std::set<std::string> told;  // a cause may have one code by itself and in a pair
        for (const auto& cause : atlas.causes)
            for (const auto& sight : cause.sees)
                if (sight.code.family == family.name && family.find(sight.code.number) == &code &&
                    told.insert(cause.id).second)
                    causes += fmt::format("<li>{} {}</li>\n", cause_link(cause), evidence_note(sight));
        codes += fmt::format("<li id=\"{}\"><code>{}</code> <strong>{}</strong><br>{} {}{}</li>\n",
                             code_anchor(code.number), number_text(family, code.number), text(code.name),
                             text(code.means.says), evidence_note(code.means),
                             causes.empty() ? "" : "<ul>\n" + causes + "</ul>");
    }
    return out + rows(codes);
}

}  // namespace badrdp::harness::atlas

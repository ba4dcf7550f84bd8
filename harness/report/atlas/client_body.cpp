#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/advise/versions/changes.h"
#include "harness/data/client/version.h"
#include "harness/os/text.h"
#include "harness/report/atlas/page.h"
#include "harness/report/versions/print.h"

namespace badrdp::harness::atlas {
namespace {

// All versions of one client, the oldest first.
std::vector<Deeds> versions_of(const Atlas& atlas, std::string_view client) {
    std::vector<const Baseline*> baselines;
    for (const auto& baseline : atlas.baselines)
        if (baseline.client == client) baselines.push_back(&baseline);
    std::ranges::stable_sort(baselines, {}, [](const Baseline* b) { return parse_version(b->version); });
    std::vector<Deeds> out;
    for (const auto* baseline : baselines) {
        out.push_back(deeds_of(*baseline));
        out.back().title = baseline->version;
    }
    return out;
}

std::string cell_of(const Deeds& version, const CaseName& name) {
    const auto found = version.cases.find(name);
    return found == version.cases.end() ? "–" : text(deed_text(found->second));
}

// Neighbours that did the same share a cell.
std::string cells_of(const std::vector<Deeds>& versions, const CaseName& name) {
    std::string out;
    for (std::size_t i = 0, end = 0; i < versions.size(); i = end) {
        const auto cell = cell_of(versions[i], name);
        for (end = i + 1; end < versions.size() && cell_of(versions[end], name) == cell;) ++end;
        out += end - i == 1 ? fmt::format("<td>{}</td>", cell)
                            : fmt::format("<td colspan=\"{}\">{}</td>", end - i, cell);
    }
    return out;
}

// Variants of a scenario with the same cells are one row.
struct CaseRow {
    std::string name, options, cells;
    std::vector<std::string> ids;
};

std::vector<CaseRow> rows_of_client(const std::vector<Deeds>& versions) {
    std::set<CaseName> all;
    for (const auto& version : versions)
        for (const auto& [name, deed] : version.cases) all.insert(name);
    std::vector<CaseRow> out;
    for (const auto& one : all) {
        CaseRow row{one.scenario.substr(0, one.scenario.find('[')), one.options, cells_of(versions, one), {}};
        const auto same = std::ranges::find_if(out, [&](const CaseRow& other) {
            return other.name == row.name && other.options == row.options && other.cells == row.cells;
        });
        (same == out.end() ? out.emplace_back(std::move(row)) : *same).ids.push_back(one.scenario);
    }
    return out;
}

std::string row_text(const CaseRow& row) {
    return fmt::format(
        "<tr><th scope=\"row\"><code>{}</code><br><small class=\"faint\">{}</small></th>{}</tr>\n",
        row.ids.size() == 1 ? text(row.ids.front())
                            : fmt::format("{} ({})", text(row.name), counted(row.ids.size(), "variant")),
        text(row.options), row.cells);
}

std::string tables(const std::vector<Deeds>& versions) {
    std::string head = "<th scope=\"col\">case</th>";
    for (const auto& version : versions)
        head += fmt::format("<th scope=\"col\">{}</th>", text(version.title));
    std::map<std::string, std::string> by_phase;
    for (const auto& row : rows_of_client(versions))
        by_phase[row.name.substr(0, row.name.find('/'))] += row_text(row);
    std::string out;
    for (const auto& [phase, rows] : by_phase)
        out += fmt::format(
            "<details>\n<summary>{0}</summary>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" "
            "aria-label=\"{0}, by version\">\n<table class=\"matrix\">\n<thead><tr>{1}</tr></thead>\n"
            "<tbody>\n{2}</tbody>\n</table>\n</div>\n</details>\n",
            text(phase), head, rows);
    return out;
}

constexpr std::size_t kScenariosNamed = 12;

std::string changed(const Deeds& from, const Deeds& to) {
    const auto found = changes_between(from, to);
    if (found.groups.empty()) return "";
    return fmt::format("<details>\n<summary>{} to {}: {} of {} differ</summary>\n<pre>{}</pre>\n</details>\n",
                       text(from.title), text(to.title), found.differ, counted(found.cases, "case"),
                       text_lines(changes_text(found, kScenariosNamed)));
}

}  // namespace

std::string client_page(std::string_view client) { return fmt::format("client-{}.html", client); }

std::vector<std::string> clients_of(const Atlas& atlas) {
    std::set<std::string> out;
    for (const auto& baseline : atlas.baselines) out.insert(baseline.client);
    return {out.begin(), out.end()};
}

std::string clients_body(const Atlas& atlas) {
    std::string out;
    for (const auto& client : clients_of(atlas)) {
        std::vector<std::string> titles;
        for (const auto& version : versions_of(atlas, client)) titles.push_back(text(version.title));
        out += fmt::format("<li><a href=\"{}\">{}</a> <small class=\"faint\">{}</small></li>\n",
                           client_page(client), text(client), fmt::join(titles, ", "));
    }
    return "<p class=\"lead\">What each client was seen to do, by version.</p>\n<ul class=\"rows\">\n" + out +
           "</ul>\n";
}

std::string client_body(const Atlas& atlas, std::string_view client) {
    const auto versions = versions_of(atlas, client);
    std::string changes;
    for (std::size_t i = 1; i < versions.size(); ++i) changes += changed(versions[i - 1], versions[i]);
    if (!changes.empty()) changes = "<h2>What changed</h2>\n" + changes;
    return "<p class=\"lead\">How each case ended, what the client asked for in each connection, and what it "
           "blamed. Versions that did the same share a cell.</p>\n" +
           changes + "<h2>By phase</h2>\n" + tables(versions);
}

}  // namespace badrdp::harness::atlas

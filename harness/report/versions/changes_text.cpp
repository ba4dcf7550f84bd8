#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>

#include "harness/os/text.h"
#include "harness/report/table.h"
#include "harness/report/versions/print.h"

namespace badrdp::harness {
namespace {

namespace json = boost::json;

constexpr std::size_t kSaidText = 120;  // characters of what a client said

std::string field_text(std::string_view field) {
    if (field == "offer") return "asks for";
    if (field == "connections") return "connections";
    if (field == "reason") return "blames";
    if (field == "time") return "ends";
    if (field == "step") return "comes as far as";
    return std::string(field);
}

// "accounts/refused (8 variants) nla": what the cases of one scenario are called together.
std::vector<std::string> names_of_cases(const std::vector<CaseName>& cases) {
    struct Together {
        std::vector<std::string> ids;
        std::set<std::string> options;
    };
    std::map<std::string, Together> by_name;
    for (const auto& one : cases) {
        auto& played = by_name[one.scenario.substr(0, one.scenario.find('['))];
        if (played.ids.empty() || played.ids.back() != one.scenario) played.ids.push_back(one.scenario);
        played.options.insert(one.options);
    }
    std::vector<std::string> out;
    for (const auto& [name, played] : by_name)
        out.push_back(fmt::format("{} {}",
                                  played.ids.size() == 1
                                      ? played.ids.front()
                                      : fmt::format("{} ({} variants)", name, played.ids.size()),
                                  fmt::join(played.options, ", ")));
    return out;
}

std::string cases_text(const std::vector<CaseName>& cases, std::size_t most) {
    const auto all = names_of_cases(cases);
    const auto shown = std::min(all.size(), most);
    std::string out;
    for (std::size_t i = 0; i < shown; ++i) out += "      " + printable(all[i]) + '\n';
    if (shown < all.size())
        out += fmt::format("      and {}\n", counted(all.size() - shown, "other scenario"));
    return out;
}

json::array cases_json(const std::vector<CaseName>& cases) {
    json::array out;
    for (const auto& one : cases)
        out.push_back({{"scenario", whole_utf8(one.scenario)}, {"options", whole_utf8(one.options)}});
    return out;
}

}  // namespace

std::string change_text(const VersionChange& change) {
    return fmt::format("{} {} -> {}", field_text(change.field), clipped(printable(change.from), kSaidText),
                       clipped(printable(change.to), kSaidText));
}

std::string changes_text(const Changes& changes, std::size_t most) {
    auto out = fmt::format("{} -> {}: {} of {} differ\n", printable(changes.from), printable(changes.to),
                           changes.differ, counted(changes.cases, "case"));
    for (const auto& group : changes.groups) {
        std::vector<std::string> texts;
        for (const auto& change : group.changes) texts.push_back(change_text(change));
        const auto lead = fmt::format("{:>4}  ", group.cases.size());
        out += '\n' + lead + wrapped(fmt::format("{}", fmt::join(texts, "; ")), kPage, 6, lead.size()) +
               '\n' + cases_text(group.cases, most);
    }
    for (const auto& [title, cases] :
         {std::pair(&changes.from, &changes.only_from), std::pair(&changes.to, &changes.only_to)})
        if (!cases->empty())
            out += fmt::format("\nonly {} was played in {}:\n{}", printable(*title),
                               counted(cases->size(), "case"), cases_text(*cases, most));
    return out;
}

std::string changes_json(const Changes& changes) {
    json::array groups;
    for (const auto& group : changes.groups) {
        json::array each;
        for (const auto& change : group.changes)
            each.push_back(
                {{"field", change.field}, {"from", whole_utf8(change.from)}, {"to", whole_utf8(change.to)}});
        groups.push_back({{"changes", std::move(each)}, {"cases", cases_json(group.cases)}});
    }
    const json::object out{{"from", whole_utf8(changes.from)},
                           {"to", whole_utf8(changes.to)},
                           {"cases", changes.cases},
                           {"differ", changes.differ},
                           {"groups", std::move(groups)},
                           {"only_from", cases_json(changes.only_from)},
                           {"only_to", cases_json(changes.only_to)}};
    return json::serialize(out) + '\n';
}

}  // namespace badrdp::harness

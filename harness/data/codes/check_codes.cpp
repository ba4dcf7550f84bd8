#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/data/codes/load.h"
#include "harness/data/file/complaint.h"
#include "harness/data/file/glob.h"
#include "harness/data/file/nearest.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

using Families = std::map<std::string, Family, std::less<>>;

std::string hint(std::string_view wanted, const std::vector<std::string>& all) {
    const auto near = nearest(wanted, all);
    return near.empty() ? std::string() : fmt::format(" (did you mean '{}'?)", near);
}

class Checker {
public:
    Checker(const fs::path& root, const Families& families, const std::vector<Scenario>& scenarios)
        : root_(root), families_(families), scenarios_(scenarios) {
        for (const auto& [name, family] : families) family_names_.push_back(name);
        for (const auto& scenario : scenarios) scenario_names_.push_back(scenario.name);
    }

    void complain(const fs::path& file, unsigned line, std::string text) {
        complaints.push_back({file, line, 1, std::move(text)});
    }

    void code(const fs::path& file, unsigned line, const CodeName& code) {
        const auto family = families_.find(code.family);
        if (family == families_.end())
            return complain(file, line,
                            fmt::format("no family '{}'{}", code.family, hint(code.family, family_names_)));
        if (!family->second.find(code.number))
            complain(file, line,
                     fmt::format("{} has no code {}", code.family, number_text(family->second, code.number)));
    }

    void scenario(const fs::path& file, unsigned line, const std::string& glob) {
        const bool found =
            std::ranges::any_of(scenarios_, [&](const Scenario& one) { return glob_match(glob, one.id()); });
        if (!found)
            complain(file, line,
                     fmt::format("no scenario matches '{}'{}", glob, hint(glob, scenario_names_)));
    }

    fs::path file(std::string_view name) const { return root_ / "codes" / name; }

    std::vector<Complaint> complaints;

private:
    const fs::path& root_;
    const Families& families_;
    const std::vector<Scenario>& scenarios_;
    std::vector<std::string> family_names_;
    std::vector<std::string> scenario_names_;
};

void check_family(Checker& checker, const Family& family, const std::vector<std::string>& clients) {
    if (!family.client.empty() && std::ranges::find(clients, family.client) == clients.end())
        checker.complain(family.file, 0,
                         fmt::format("no client '{}'{}", family.client, hint(family.client, clients)));
    for (const auto& code : family.codes)
        for (const auto& same : code.same) checker.code(family.file, code.line, same);
    for (const auto& pair : family.pairs) checker.code(family.file, pair.line, {"extended", pair.extended});
}

}  // namespace

std::vector<Complaint> check_codes(const fs::path& root, const std::vector<Scenario>& scenarios,
                                   const std::vector<std::string>& clients, std::size_t& files) {
    std::vector<Complaint> complaints;
    const auto take = [&](std::vector<Complaint>& from) {
        files += from.empty() ? 1 : 0;
        std::ranges::move(from, std::back_inserter(complaints));
    };
    if (!fs::is_directory(root / "codes")) return complaints;  // a catalogue of one's own needs none

    Families families;
    for (const auto& name : family_names(root)) {
        auto loaded = load_family(root, name);
        take(loaded.complaints);
        if (loaded.family) families.emplace(name, std::move(*loaded.family));
    }
    auto leads = load_leads(root);
    take(leads.complaints);
    auto checks = load_checks(root);
    take(checks.complaints);
    // Whoever refers to a table that cannot be read would be complained of for nothing.
    if (!complaints.empty()) return complaints;

    Checker checker(root, families, scenarios);
    for (const auto& [name, family] : families) check_family(checker, family, clients);
    const auto leads_file = checker.file("leads.toml");
    for (const auto& row : leads.rows) {
        checker.code(leads_file, row.line, row.code);
        for (const auto& glob : row.scenarios) checker.scenario(leads_file, row.line, glob);
    }
    const auto checks_file = checker.file("checks.toml");
    for (const auto& glob : checks.checks.usual) checker.scenario(checks_file, 0, glob);
    for (const auto& check : checks.checks.checks) {
        if (!check.compare.empty() && std::ranges::find(clients, check.compare) == clients.end())
            checker.complain(checks_file, check.line,
                             fmt::format("no client '{}'{}", check.compare, hint(check.compare, clients)));
        for (const auto& answer : check.answers)
            for (const auto& glob : answer.scenarios) checker.scenario(checks_file, check.line, glob);
    }
    return std::move(checker.complaints);
}

}  // namespace badrdp::harness

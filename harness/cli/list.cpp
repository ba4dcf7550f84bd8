#include <fmt/core.h>

#include <boost/json.hpp>
#include <set>

#include "harness/cli/remedies.h"
#include "harness/cli/tags.h"
#include "harness/data/scenario/clauses.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {

namespace json = boost::json;

namespace {

json::object to_json(const Demand& demand) {
    const auto clauses = clauses_of(demand);
    return {{"options", demand.options},
            {"source", fmt::format("{}:{}", demand.file, demand.line)},
            {"fields", json::array(clauses.begin(), clauses.end())},
            {"why", demand.why}};
}

json::object to_json(const Scenario& scenario) {
    json::array symptom(scenario.symptom.begin(), scenario.symptom.end());
    json::array faults;
    for (const auto& fault : scenario.faults) faults.emplace_back(fault.text);
    std::set<std::string> options;
    json::array demands;
    for (const auto& demand : scenario.demands) {
        options.insert(demand.options);
        demands.emplace_back(to_json(demand));
    }
    return {{"scenario", scenario.id()},
            {"name", scenario.name},
            {"variant", scenario.variant},
            {"phase", scenario.phase()},
            {"tags", json::array(scenario.tags.begin(), scenario.tags.end())},
            {"title", scenario.title},
            {"why", scenario.why},
            {"spec", scenario.spec},
            {"symptom", std::move(symptom)},
            {"faults", std::move(faults)},
            {"options", json::array(options.begin(), options.end())},
            {"approximate", scenario.approximate},
            {"demands", std::move(demands)}};
}

json::object to_json(const Remedy& remedy) {
    json::object claims;
    for (const auto& claim : remedy.claims)
        claims.emplace(claim.cause, json::object{{"claim", name(claim.claim)}, {"basis", name(claim.basis)}});
    return {{"id", remedy.id},
            {"name", remedy.name},
            {"title", remedy.title},
            {"commands", json::array(remedy.commands.begin(), remedy.commands.end())},
            {"source", name(remedy.source)},
            {"note", remedy.note},
            {"not_modelled", remedy.not_modelled},
            {"claims", std::move(claims)}};
}

void print(const std::vector<Remedy>& remedies, bool as_json) {
    if (as_json) {
        json::array all;
        for (const auto& remedy : remedies) all.push_back(to_json(remedy));
        return fmt::print("{}\n", json::serialize(all));
    }
    for (const auto& remedy : remedies) {
        fmt::print("{}  {}  ({})\n", remedy.id, remedy.title, name(remedy.source));
        for (const auto& command : remedy.commands) fmt::print("       {}\n", command);
        for (const auto claim : {Claim::cures, Claim::may_help, Claim::unknown, Claim::refuted}) {
            std::string causes;
            for (const auto& row : remedy.claims)
                if (row.claim == claim)
                    causes +=
                        fmt::format("{}{} ({})", causes.empty() ? "" : ", ", row.cause, name(row.basis));
            if (!causes.empty())
                fmt::print("       {} {}\n",
                           claim == Claim::cures      ? "is said to cure"
                           : claim == Claim::may_help ? "may help with"
                           : claim == Claim::refuted  ? "is no help with"
                                                      : "is tried for",
                           causes);
        }
        if (!remedy.note.empty()) fmt::print("       {}\n", remedy.note);
        if (!remedy.not_modelled.empty())
            fmt::print("       cannot be tried here: {}\n", remedy.not_modelled);
    }
    fmt::print("\n{} remedies; `badrdp run --remedies` tries them\n", remedies.size());
}

void print(const std::vector<Scenario>& scenarios) {
    std::size_t widest = 0;
    for (const auto& scenario : scenarios) widest = std::max(widest, scenario.name.size());
    std::string phase;
    std::set<std::string> names;
    for (const auto& scenario : scenarios) {
        if (!names.insert(scenario.name).second) continue;  // variants share a line
        if (phase != scenario.phase()) fmt::print("{}{}/\n", phase.empty() ? "" : "\n", scenario.phase());
        phase = scenario.phase();
        fmt::print("  {:<{}}  {}\n", scenario.name, widest, scenario.title);
    }
    fmt::print("\n{} scenarios, {} with their variants\n", names.size(), scenarios.size());
}

}  // namespace

void add_list(CLI::App& app, const Globals& globals, int& status) {
    auto* command = app.add_subcommand("list", "Show the catalogue of scenarios");
    command->footer(
        "Examples:\n"
        "  badrdp list\n"
        "  badrdp list certificate\n"
        "  badrdp list --tag middlebox\n"
        "  badrdp list --remedies\n"
        "  badrdp list --json | python3 -m json.tool");
    struct Options {
        std::vector<std::string> patterns;
        TagOptions tags;
        bool json = false;
        bool remedies = false;
    };
    auto options = std::make_shared<Options>();
    command->add_option("scenario", options->patterns,
                        "Names, globs, folders or files; all when none is given");
    add_tag_options(*command, options->tags);
    command->add_flag("--json", options->json, "As JSON: an array of objects");
    command->add_flag(
        "--remedies", options->remedies,
        "The remedies that people are told to try, and the causes they are said to cure, not scenarios");
    command->callback([options, &globals, &status] {
        status = kOk;
        if (options->remedies) {
            if (!options->patterns.empty())
                throw UsageError("--remedies lists every remedy: do not name a scenario");
            return print(all_remedies(globals), options->json);
        }
        const auto scenarios = chosen_by_tags(options->tags, select(globals, options->patterns));
        if (!options->json) return print(scenarios);
        json::array all;
        for (const auto& scenario : scenarios) all.push_back(to_json(scenario));
        fmt::print("{}\n", json::serialize(all));
    });
}

}  // namespace badrdp::harness

#include <fmt/core.h>

#include "harness/advise/remedy/tried.h"
#include "harness/cli/cli.h"
#include "harness/cli/schema.h"
#include "harness/data/causes/causes.h"
#include "harness/data/codes/load.h"
#include "harness/data/file/complaint.h"
#include "harness/data/remedies/load.h"
#include "harness/os/net/vm_tap.h"
#include "harness/os/run_folder.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

// The table of causes, and who names one; without a table nobody can be wrong about it.
std::vector<Complaint> check_cause_table(const fs::path& root, const std::vector<Scenario>& scenarios,
                                         std::size_t& files) {
    auto loaded = load_causes(root);
    if (!loaded.complaints.empty()) return std::move(loaded.complaints);
    if (loaded.causes.empty()) return {};
    ++files;
    return check_causes(loaded.causes, scenarios);
}

std::vector<Complaint> check_tree(const fs::path& root, std::size_t& files) {
    auto scenarios = load_scenarios(root);
    auto adapters = load_adapters(root);
    auto complaints = std::move(scenarios.complaints);
    std::ranges::move(adapters.complaints, std::back_inserter(complaints));
    files += scenarios.scenarios.size() + adapters.adapters.size();
    for (const auto& adapter : adapters.adapters) {
        for (const auto& entry : fs::directory_iterator(root / "clients" / adapter.name)) {
            const auto name = entry.path().stem().string();
            if (!name.starts_with("baseline-")) continue;
            auto baseline =
                load_baseline(root, adapter.name, name.substr(std::string_view("baseline-").size()));
            std::ranges::move(baseline.complaints, std::back_inserter(complaints));
            ++files;
        }
    }
    auto remedies = load_remedies(root);
    std::ranges::move(remedies.complaints, std::back_inserter(complaints));
    files += remedies.remedies.size();
    auto tried = load_all_tried(root);
    std::ranges::move(tried.complaints, std::back_inserter(complaints));
    files += tried.tried.size();
    std::vector<std::string> clients;
    for (const auto& adapter : adapters.adapters) clients.push_back(adapter.name);
    // Tables refer to scenarios and clients: a broken one of those is not their fault.
    if (!complaints.empty()) return complaints;
    complaints = check_codes(root, scenarios.scenarios, clients, files);
    std::ranges::move(check_cause_table(root, scenarios.scenarios, files), std::back_inserter(complaints));
    return complaints;
}

}  // namespace

void add_check(CLI::App& app, const Globals& globals, int& status) {
    auto* command =
        app.add_subcommand("check", "Validate scenario, adapter and baseline files, and tables of codes");
    command->footer(
        "Each complaint is one line, FILE:LINE:COLUMN: what is wrong, as editors understand it.\n"
        "Exit status 0: nothing to complain of; 2: something is wrong.\n"
        "Examples:\n"
        "  badrdp check                  the whole catalogue\n"
        "  badrdp check my-failure.toml\n"
        "  badrdp check --schema scenario    for editors that complete and check TOML\n"
        "  badrdp check --sweep          removes what runs that were killed left here: private folders in "
        "out/, taps");
    auto files = std::make_shared<std::vector<std::string>>();
    command->add_option("file", *files, "Scenario files; the whole catalogue when none is given");
    auto out = std::make_shared<fs::path>("out");
    command->add_option("-o,--out", *out, "Where runs leave their folders, for --sweep [out]");
    auto schema = std::make_shared<std::string>();
    command->add_option("--schema", *schema, "Print the JSON Schema of such files instead: scenario");
    auto sweeps = std::make_shared<bool>(false);
    command->add_flag("--sweep", *sweeps,
                      "Remove what programs of ours that were killed left behind, and say what it was");
    command->callback([files, schema, sweeps, out, &globals, &status] {
        if (!schema->empty()) return fmt::print("{}", schema_of(*schema));
        if (*sweeps) {
            for (const auto& folder : sweep(*out)) fmt::print("swept: {}\n", folder.string());
            for (const auto& tap : sweep_taps()) fmt::print("removed: the tap {}\n", tap);
            return;
        }
        std::vector<Complaint> complaints;
        std::size_t good = 0;
        if (files->empty()) complaints = check_tree(globals.scenarios, good);
        std::vector<Scenario> named;
        for (const auto& file : *files) {
            if (!fs::is_regular_file(file)) throw UsageError(file + ": no such file");
            auto loaded = load_scenario(file, globals.scenarios);
            good += loaded.scenarios.size();
            std::ranges::move(loaded.complaints, std::back_inserter(complaints));
            std::ranges::move(loaded.scenarios, std::back_inserter(named));
        }
        std::size_t tables = 0;
        if (!named.empty())
            std::ranges::move(check_cause_table(globals.scenarios, named, tables),
                              std::back_inserter(complaints));
        for (const auto& complaint : complaints) fmt::print("{}\n", to_string(complaint));
        status = complaints.empty() ? kOk : kUsage;
        if (complaints.empty())
            fmt::print("nothing to complain of: {} scenarios, adapters, baselines, remedies and tables\n",
                       good);
    });
}

}  // namespace badrdp::harness

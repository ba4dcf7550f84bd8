#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "harness/advise/remedy/tried.h"
#include "harness/cli/cli.h"
#include "harness/cli/falsified.h"
#include "harness/cli/profile.h"
#include "harness/cli/schema.h"
#include "harness/data/causes/causes.h"
#include "harness/data/client/origin.h"
#include "harness/data/codes/load.h"
#include "harness/data/file/complaint.h"
#include "harness/data/lab/exercise.h"
#include "harness/data/remedies/load.h"
#include "harness/os/net/vm_tap.h"
#include "harness/os/private_folder.h"
#include "harness/os/run_folder.h"
#include "harness/os/text.h"
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
    auto complaints = check_causes(loaded.causes, scenarios);
    for (const auto& name : family_names(root))
        if (const auto family = load_family(root, name).family)
            for (const auto& code : family->codes)
                for (const auto& cause : code.causes)
                    if (!find_cause(loaded.causes, cause))
                        complaints.push_back(
                            {family->file, code.line, 1, fmt::format("no cause '{}'", cause)});
    return complaints;
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
    auto servers = load_servers(root);
    std::ranges::move(servers.complaints, std::back_inserter(complaints));
    files += servers.servers.empty() ? 0 : 1;
    auto remedies = load_remedies(root);
    std::ranges::move(remedies.complaints, std::back_inserter(complaints));
    files += remedies.remedies.size();
    auto lab = load_lab(root);
    std::ranges::move(lab.complaints, std::back_inserter(complaints));
    files += lab.exercises.size();
    auto tried = load_all_tried(root);
    std::ranges::move(tried.complaints, std::back_inserter(complaints));
    files += tried.tried.size();
    std::vector<std::string> clients;
    for (const auto& adapter : adapters.adapters) clients.push_back(adapter.name);
    // Tables refer to scenarios and clients: a broken one of those is not their fault.
    if (!complaints.empty()) return complaints;
    for (const auto& file : profile_files(root)) {
        std::ranges::move(check_profile({root}, file), std::back_inserter(complaints));
        ++files;
    }
    if (!complaints.empty()) return complaints;
    complaints = check_codes(root, scenarios.scenarios, clients, files);
    std::ranges::move(check_cause_table(root, scenarios.scenarios, files), std::back_inserter(complaints));
    const auto builtin = std::ranges::find(adapters.adapters, "builtin", &Adapter::name);
    if (builtin != adapters.adapters.end())
        std::ranges::move(check_lab(lab, load_causes(root).causes, remedies.remedies, *builtin),
                          std::back_inserter(complaints));
    return complaints;
}

struct Checked {
    std::vector<Complaint> complaints;
    std::vector<Scenario> scenarios;
    std::size_t files = 0;
};

bool is_below(const fs::path& file, const fs::path& folder) {
    const auto relative = fs::weakly_canonical(file).lexically_relative(fs::weakly_canonical(folder));
    return !relative.empty() && *relative.begin() != "..";
}

// A baseline, a table or a remedy means something beside its neighbours alone: the whole catalogue is read,
// and what is said of this file is kept.
void check_part_of_catalogue(const fs::path& file, const fs::path& root, Checked& into) {
    std::size_t all = 0;
    for (auto& complaint : check_tree(root, all))
        if (fs::weakly_canonical(complaint.file) == fs::weakly_canonical(file))
            into.complaints.push_back(std::move(complaint));
}

void check_file(const fs::path& file, const fs::path& root, Checked& into) {
    ++into.files;
    const bool ours = is_below(file, root);
    const auto folder =
        ours ? fs::weakly_canonical(file).lexically_relative(fs::weakly_canonical(root)) : fs::path();
    const bool data = ours && (folder.begin()->string() == "clients" || folder.begin()->string() == "codes" ||
                               folder.begin()->string() == "remedies" || folder.begin()->string() == "lab" ||
                               folder.parent_path().empty());
    if (is_adapter(file)) {
        auto loaded = load_adapter(file);
        std::ranges::move(loaded.complaints, std::back_inserter(into.complaints));
    } else if (is_profile(file)) {
        std::ranges::move(check_profile({root}, file), std::back_inserter(into.complaints));
    } else if (data) {
        check_part_of_catalogue(file, root, into);
    } else {
        auto loaded = load_scenario(file, root);
        std::ranges::move(loaded.complaints, std::back_inserter(into.complaints));
        std::ranges::move(check_clauses(root, {loaded.scenarios}), std::back_inserter(into.complaints));
        std::ranges::move(loaded.scenarios, std::back_inserter(into.scenarios));
    }
}

// A file, or every TOML file below a folder.
void check_place(const fs::path& place, const fs::path& root, Checked& into) {
    std::error_code none;
    if (!fs::is_directory(place, none)) {
        if (!fs::is_regular_file(place, none)) throw UsageError(place.string() + ": there is no such file");
        return check_file(place, root, into);
    }
    if (fs::equivalent(place, root, none)) {
        auto complaints = check_tree(root, into.files);
        std::ranges::move(complaints, std::back_inserter(into.complaints));
        return;
    }
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(place))
        if (entry.is_regular_file() && entry.path().extension() == ".toml") files.push_back(entry.path());
    if (files.empty()) throw UsageError(place.string() + ": no TOML files in this folder");
    std::ranges::sort(files);
    for (const auto& file : files) check_file(file, root, into);
}

// The catalogue's demands, where all else in it is right.
void check_demands(const fs::path& root, Checked& into) {
    if (!into.complaints.empty()) return;
    into.complaints = check_clauses(root, by_file(load_scenarios(root).scenarios));
}

Checked check_places(const std::vector<std::string>& places, const fs::path& root) {
    Checked checked;
    if (places.empty()) checked.complaints = check_tree(root, checked.files);
    for (const auto& place : places) check_place(place, root, checked);
    std::size_t tables = 0;
    if (!checked.scenarios.empty())
        std::ranges::move(check_cause_table(root, checked.scenarios, tables),
                          std::back_inserter(checked.complaints));
    return checked;
}

}  // namespace

void add_check(CLI::App& app, const Globals& globals, int& status) {
    auto* command = app.add_subcommand(
        "check", "Say what is wrong with scenario, adapter, baseline, remedy and code files");
    command->footer(
        "Each complaint is one line, `FILE:LINE:COLUMN: what is wrong`, which editors understand.\n"
        "Exit status: 0 nothing to complain of; 2 something is wrong.\n"
        "Examples:\n"
        "  badrdp check                  the whole catalogue\n"
        "  badrdp check --demands        and that each of its demands can fail, by simulation on all cores\n"
        "  badrdp check my-failure.toml\n"
        "  badrdp check my-client.toml       an adapter is known by what it says\n"
        "  badrdp check --schema scenario    for editors that complete and check TOML\n"
        "  badrdp check --sweep          removes what killed runs left: private folders, taps");
    auto files = std::make_shared<std::vector<std::string>>();
    command->add_option("file", *files,
                        "Files of any kind, or folders of them; the whole catalogue when none is given");
    auto demands = std::make_shared<bool>(false);
    command->add_flag("--demands", *demands,
                      "Simulate bad clients for the whole catalogue's demands too, as is done for those in "
                      "files that are named");
    auto out = std::make_shared<fs::path>("out");
    command->add_option("-o,--out", *out, "Folder in which runs made their own, for --sweep [out]");
    auto schema = std::make_shared<std::string>();
    command->add_option("--schema", *schema, "Print the JSON Schema of this kind of file: scenario");
    auto sweeps = std::make_shared<bool>(false);
    command->add_flag("--sweep", *sweeps, "Remove what killed runs left behind, and say what it was");
    command->callback([files, schema, sweeps, demands, out, &globals, &status] {
        if (!schema->empty()) return fmt::print("{}", schema_of(*schema));
        if (*sweeps) {
            for (const auto& folder : sweep(*out)) fmt::print("swept: {}\n", folder.string());
            for (const auto& folder : sweep_private_folders()) fmt::print("swept: {}\n", folder.string());
            for (const auto& tap : sweep_taps()) fmt::print("removed: the tap {}\n", tap);
            return;
        }
        auto checked = check_places(*files, globals.scenarios);
        if (*demands) check_demands(globals.scenarios, checked);
        for (const auto& complaint : checked.complaints) fmt::print("{}\n", to_string(complaint));
        status = checked.complaints.empty() ? kOk : kUsage;
        if (!checked.complaints.empty()) return;
        if (files->empty())
            fmt::print("nothing to complain of: {} scenarios, adapters, baselines, remedies and tables\n",
                       checked.files);
        else
            fmt::print("nothing to complain of: {}\n", counted(checked.files, "file"));
    });
}

}  // namespace badrdp::harness

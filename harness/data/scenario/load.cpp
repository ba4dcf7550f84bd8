#include "harness/data/scenario/load.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <set>

#include "harness/data/file/complaint.h"
#include "harness/data/file/data_file.h"
#include "harness/data/file/table.h"
#include "harness/data/scenario/connections.h"
#include "harness/data/scenario/key_reader.h"
#include "harness/data/scenario/read.h"
#include "harness/data/scenario/scenario_keys.h"
#include "harness/data/scenario/shape.h"
#include "harness/data/scenario/variants.h"
#include "harness/os/text.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEverywhere = "everywhere.toml";
constexpr std::string_view kCauses = "causes.toml";  // harness/catalogue reads it

// Below `root` the path is the name, and elsewhere the stem.
std::string name_of(const fs::path& file, const fs::path& root) {
    const auto relative = fs::weakly_canonical(file).lexically_relative(fs::weakly_canonical(root));
    if (relative.empty() || *relative.begin() == "..") return file.stem().string();
    return fs::path(relative).replace_extension().generic_string();
}

// How messages call the file: short below `root`, as given elsewhere.
std::string label_of(const fs::path& file, const fs::path& root) {
    const auto relative = fs::weakly_canonical(file).lexically_relative(fs::weakly_canonical(root));
    return relative.empty() || *relative.begin() == ".." ? file.string() : relative.generic_string();
}

void read_case(Table table, Scenario& scenario) {
    Played played;
    std::string id;
    read_text(table, "scenario", id);
    scenario.name = id.substr(0, id.find('['));
    if (id.ends_with(']') && scenario.name.size() < id.size())
        scenario.variant = id.substr(scenario.name.size() + 1, id.size() - scenario.name.size() - 2);
    KeyReader reader(table);
    visit_played(reader, played);
    table.done();
    if (!played.client.empty()) scenario.played = played;
}

void read_heading(Table& table, Scenario& scenario) {
    read_schema(table);
    KeyReader reader(table);
    visit_heading(reader, scenario);
}

void read_faults(Table& table, Scenario& scenario) {
    const auto faults = table.tables("fault");
    for (const auto& fault : faults)
        if (auto read = read_fault(fault, scenario.seed)) scenario.faults.push_back(std::move(*read));
    if (faults.empty()) return;
    if (scenario.healthy()) faults[0].complain("a healthy scenario has no faults");
    if (scenario.host.listening != host::Listening::normal)
        faults[0].complain("nobody listens, so no fault can act: host.listening is not \"normal\"");
}

void read_path(Table& table, Scenario& scenario) {
    const auto impairments = table.tables("path");
    for (const auto& impairment : impairments)
        if (auto read = read_impairment(impairment, scenario.seed)) scenario.path.push_back(std::move(*read));
    if (!impairments.empty() && scenario.healthy())
        impairments[0].complain("a healthy scenario has no impairments");
}

void read_names(Table table, Scenario& scenario) {
    KeyReader reader(table);
    visit_names(reader, scenario.names.emplace());
    table.done();
}

void read_realm(Table table, Scenario& scenario) {
    KeyReader reader(table);
    visit_realm(reader, scenario.kdc.emplace());
    table.done();
}

// A host that is held up judges nobody.
enum class NeedsDemand : std::uint8_t { no, yes };

Scenario read_scenario(Reading& reading, const toml::table& file, const Variant& variant, std::string name,
                       const std::string& label, NeedsDemand needs_demand = NeedsDemand::yes) {
    reading.variant = variant.values;
    Table table(reading, file, "the file");
    Scenario scenario;
    scenario.name = std::move(name);
    scenario.variant = variant.name;
    scenario.file = reading.file();
    if (const auto played = table.table("case")) read_case(*played, scenario);
    read_heading(table, scenario);
    if (auto host = table.table("host")) {
        if (const auto settings = host->table("settings")) read_settings(*settings, scenario);
        read_host(*host, scenario.host);
    }
    read_faults(table, scenario);
    read_connections(table, scenario);
    read_path(table, scenario);
    if (const auto names = table.table("names")) read_names(*names, scenario);
    if (const auto kdc = table.table("kdc")) read_realm(*kdc, scenario);
    if (auto middlebox = table.table("middlebox")) {
        if (scenario.host.listening != host::Listening::normal)
            middlebox->complain("nobody listens behind the middlebox: host.listening is not \"normal\"");
        read_certificate(*middlebox, scenario.host.tls, scenario.middlebox.emplace());
    }
    const auto demands = table.tables("demand");
    for (const auto& demand : demands)
        std::ranges::move(read_demands(demand, label, false), std::back_inserter(scenario.demands));
    if (demands.empty() && !table.has("demand") && needs_demand == NeedsDemand::yes)
        table.complain("a scenario without a [[demand]] says nothing about any client");
    check_demands(reading, scenario);
    if (table.has("vary")) table.take("vary");
    table.done();
    return scenario;
}

struct Everywhere {
    std::vector<Demand> demands;  // those without options hold for every option set
    std::vector<Complaint> complaints;
};

Everywhere read_everywhere(const fs::path& root) {
    Everywhere out;
    const auto path = root / kEverywhere;
    if (!fs::exists(path)) return out;
    Reading reading(path);
    if (const auto file = parse_file(reading)) {
        Table table(reading, *file, "the file");
        read_schema(table);
        for (const auto& demand : table.tables("demand"))
            std::ranges::move(read_demands(demand, std::string(kEverywhere), true),
                              std::back_inserter(out.demands));
        table.done();
    }
    out.complaints = std::move(reading.complaints);
    return out;
}

// For every option set that the scenario's own demands name, in their order.
void add_everywhere(Scenario& scenario, const std::vector<Demand>& demands) {
    std::vector<std::string> options;
    for (const auto& own : scenario.demands)
        if (std::ranges::find(options, own.options) == options.end()) options.push_back(own.options);
    for (const auto& option : options)
        for (const auto& demand : demands) {
            if (!demand.options.empty() && demand.options != option) continue;
            // Whom a name leads nowhere, or to nobody first, cannot flood anybody: such a clause could not
            // fail.
            const bool names_lead = !scenario.names || scenario.names == Names::Answer::correct;
            if (!names_lead && demand.connections) continue;
            scenario.demands.push_back(demand);
            scenario.demands.back().options = option;
        }
}

// A [[connection]] says what [host] may, which is where people look for it first.
std::vector<std::string> tables_with(std::string_view key) {
    static const auto known = scenario_shapes();
    std::set<std::string> out;
    for (const auto& table : known)
        if (table.title.find("[connection") == std::string::npos &&
            std::ranges::find(table.keys, key, &KeyShape::key) != table.keys.end())
            out.insert(table.title.starts_with('[') ? "in " + table.title : "at the top of the file");
    return {out.begin(), out.end()};
}

Loaded load_one(const fs::path& path, const fs::path& root, const std::vector<Demand>& everywhere) {
    Loaded loaded;
    Reading reading(path);
    reading.catalogue = root;
    reading.belongs = tables_with;
    const auto file = parse_file(reading);
    const auto variants = file ? read_variants(reading, *file) : std::vector<Variant>();
    // With a [vary] that makes no sense, every placeholder would be complained of as well.
    if (file && reading.complaints.empty()) {
        for (const auto& variant : variants) {
            loaded.scenarios.push_back(
                read_scenario(reading, *file, variant, name_of(path, root), label_of(path, root)));
            if (!file->contains("case")) add_everywhere(loaded.scenarios.back(), everywhere);
        }
        check_variants_used(reading, *file);
        // A case.toml has every value written out, whether or not it is read.
        if (!file->contains("case")) reading.complain_of_unread(variants.size());
    }
    loaded.complaints = in_order(std::move(reading.complaints));
    if (!loaded.complaints.empty()) loaded.scenarios.clear();
    return loaded;
}

bool is_scenario(const fs::path& file, const fs::path& root) {
    const auto relative = file.lexically_relative(root);
    return file.extension() == ".toml" && holds_scenarios(relative.begin()->string()) &&
           relative != kEverywhere;
}

}  // namespace

bool holds_scenarios(std::string_view folder) {
    return folder != "clients" && folder != "codes" && folder != "remedies" && folder != "lab" &&
           folder != "ci" && folder != "profiles";
}

// It repeats what stands in somebody's file.
std::string to_string(const Complaint& c) {
    if (c.line == 0) return printable(fmt::format("{}: {}", c.file.string(), c.text));
    return printable(fmt::format("{}:{}:{}: {}", c.file.string(), c.line, c.column, c.text));
}

Loaded load_scenario(const fs::path& file, const fs::path& root) {
    auto everywhere = read_everywhere(root);
    auto loaded = load_one(file, root, everywhere.demands);
    std::ranges::move(everywhere.complaints, std::back_inserter(loaded.complaints));
    return loaded;
}

Loaded parse_scenario(const std::string& text, const std::string& name, const fs::path& root) {
    Loaded loaded;
    Reading reading{fs::path(name)};
    reading.catalogue = root;
    reading.belongs = tables_with;
    if (const auto file = parse_text(reading, text)) {
        for (const auto* table : {"vary", "case"})
            if (file->contains(table))
                reading.complain({0, 0}, fmt::format("this is to be one scenario: no [{}]", table));
        if (reading.complaints.empty())
            loaded.scenarios.push_back(read_scenario(reading, *file, {}, name, name, NeedsDemand::no));
        reading.complain_of_unread(1);
    }
    loaded.complaints = in_order(std::move(reading.complaints));
    if (!loaded.complaints.empty()) loaded.scenarios.clear();
    return loaded;
}

Loaded load_scenarios(const fs::path& root) {
    Loaded all;
    if (!fs::is_directory(root)) {
        all.complaints.push_back({root, 0, 0, "there is no such folder of scenarios"});
        return all;
    }
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(root))
        if (entry.is_regular_file() && is_scenario(entry.path(), root)) files.push_back(entry.path());
    std::erase(files, root / kCauses);
    std::ranges::sort(files, {},
                      [](const fs::path& p) { return fs::path(p).replace_extension().generic_string(); });

    auto everywhere = read_everywhere(root);
    all.complaints = std::move(everywhere.complaints);
    for (const auto& file : files) {
        auto loaded = load_one(file, root, everywhere.demands);
        std::ranges::move(loaded.scenarios, std::back_inserter(all.scenarios));
        std::ranges::move(loaded.complaints, std::back_inserter(all.complaints));
    }
    return all;
}

}  // namespace badrdp::harness

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "harness/data/client/inherit.h"
#include "tests/root.h"

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(baseline_catalogue)

namespace bdata = boost::unit_test::data;
namespace fs = std::filesystem;

const fs::path kRoot = fs::path(test::kProject) / "scenarios";

const std::vector<Scenario>& catalogue() {
    static const auto loaded = load_scenarios(kRoot);
    return loaded.scenarios;
}

std::vector<std::string> baseline_files() {
    std::vector<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / "clients"))
        if (entry.path().filename().string().starts_with("baseline-"))
            out.push_back(entry.path().lexically_relative(kRoot / "clients").generic_string());
    std::ranges::sort(out);
    return out;
}

Baseline loaded(const fs::path& file) {
    const auto version = file.stem().string().substr(std::string_view("baseline-").size());
    const auto out = load_baseline(kRoot, file.parent_path().string(), version);
    for (const auto& complaint : out.complaints) BOOST_ERROR(to_string(complaint));
    BOOST_TEST_REQUIRE(out.baseline.has_value());
    return *out.baseline;
}

std::string text_of(const fs::path& file) {
    std::ostringstream out;
    out << std::ifstream(file).rdbuf();
    return out.str();
}

// Everything that an entry says, and not where it says it.
std::string digest(const BaselineEntry* entry) {
    if (!entry) return "-";
    std::vector<std::string> runs;
    for (const auto& run : entry->connections) runs.push_back(fmt::format("{}", fmt::join(run, ",")));
    const auto& known = entry->known;
    const auto text =
        fmt::format("{};{};{};{};{};{};{};{}", fmt::join(names(entry->outcome), ","),
                    fmt::join(entry->exit, ","), fmt::join(names(entry->step), ","), fmt::join(runs, "|"),
                    fmt::join(names(entry->reason), ","), fmt::join(names(entry->time), ","), entry->varies,
                    known ? fmt::format("{};{};{};{}", fmt::join(known->fields, ","), known->why,
                                        known->since, known->until)
                          : "");
    std::uint32_t hash = 0x811c9dc5;
    for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x01000193;
    return fmt::format("{:08x}", hash);
}

// See the head of the file: what a line says is what the reader and the files of then gave.
BOOST_AUTO_TEST_CASE(what_was_said_of_each_variant_is_still_said) {
    const std::vector files{loaded("builtin/baseline-0.1.toml"), loaded("rdesktop/baseline-1.9.toml"),
                            loaded("xfreerdp/baseline-2.11.toml")};
    std::ifstream golden(fs::path(test::kProject) / "tests/golden/baselines.txt");
    std::size_t count = 0;
    for (std::string line; std::getline(golden, line);) {
        if (line.starts_with('#')) continue;
        ++count;
        std::istringstream words(line);
        std::string id, options, wanted;
        words >> id >> options;
        for (const auto& baseline : files) {
            words >> wanted;
            BOOST_TEST(digest(baseline.find(id, options)) == wanted,
                       id << " " << options << " " << baseline.client
                          << ": not what was recorded; if it was recorded anew, take its line out");
        }
    }
    BOOST_TEST(count > 0U);
}

BOOST_DATA_TEST_CASE(is_written_as_badrdp_writes_it, bdata::make(baseline_files()), name) {
    std::string pattern = (fs::temp_directory_path() / "badrdp-baselines-XXXXXX").string();
    BOOST_TEST_REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    const auto copy = fs::path(pattern) / "baseline.toml";
    fs::copy_file(kRoot / "clients" / name, copy);
    auto baseline = loaded(name);
    fold_variants(baseline, catalogue());
    save_baseline(own_part(baseline, kRoot), copy);
    BOOST_TEST(text_of(copy) == text_of(kRoot / "clients" / name));
    fs::remove_all(pattern);
}

// What a file leaves out, another one says.
BOOST_DATA_TEST_CASE(what_is_inherited_is_all_that_is_left_out, bdata::make(baseline_files()), name) {
    const auto whole = loaded(name);
    auto again = own_part(whole, kRoot);
    BOOST_TEST((whole.inherits.empty() || again.entries.size() < whole.entries.size()));
    if (!whole.inherits.empty()) inherit(again, *load_baseline(kRoot, whole.client, whole.inherits).baseline);
    BOOST_TEST(again.entries.size() == whole.entries.size());
    for (const auto& entry : whole.entries)
        BOOST_TEST(digest(again.find(entry.scenario, entry.options)) == digest(&entry),
                   entry.scenario << " " << entry.options);
}

// docs/real-programs.md says which program crashed, and where; the catalogue does not say at what.
BOOST_DATA_TEST_CASE(no_input_is_known_to_bring_a_client_down, bdata::make(baseline_files()), name) {
    const auto baseline = loaded(name);
    for (const auto& entry : baseline.entries)
        BOOST_TEST(std::ranges::count(entry.outcome, Outcome::crashed) == 0,
                   entry.scenario << " " << entry.options);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness

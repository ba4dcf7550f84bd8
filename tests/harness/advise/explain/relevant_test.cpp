#include "harness/advise/explain/relevant.h"

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include "harness/data/codes/load.h"
#include "tests/harness/data/scenario/tree.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(explain_relevant)

using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;
using boost::test_tools::per_element;

namespace {

const std::filesystem::path kRoot = std::filesystem::path(badrdp::test::kProject) / "scenarios";

struct Catalogue {
    Catalogue() {
        for (const auto& name : family_names(kRoot)) families.push_back(*load_family(kRoot, name).family);
        known.names = scenario_names(kRoot);
        known.scenarios = load_scenarios(kRoot).scenarios;
        known.rows = load_leads(kRoot).rows;
        for (const auto* client : {"xfreerdp 2.11", "rdesktop 1.9"}) {
            const std::string_view words = client;
            const auto blank = words.find(' ');
            known.baselines.push_back(
                *load_baseline(kRoot, words.substr(0, blank), words.substr(blank + 1)).baseline);
        }
        known.checks = load_checks(kRoot).checks;
    }

    std::vector<Family> families;
    Knowledge known;
};

Knowledge with_variants(Knowledge known, const std::vector<Scenario>& scenarios) {
    for (auto& baseline : known.baselines) baseline = with_variants(std::move(baseline), scenarios);
    return known;
}

const Catalogue& catalogue() {
    static const Catalogue one;
    return one;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_names_are_those_that_the_loader_gives) {
    std::vector<std::string> names;
    for (const auto& scenario : catalogue().known.scenarios) names.push_back(scenario.name);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    std::ranges::sort(names);
    BOOST_TEST(scenario_names(kRoot) == names, per_element());
}

// Whatever was left unread leads nowhere.
BOOST_DATA_TEST_CASE(what_is_read_gives_the_same_leads_as_the_whole_catalogue,
                     bdata::make({"0x904/0x7", "0x904", "mstsc:0xD07", "neg:5", "neg:3", "errinfo:0x7",
                                  "tls:80", "0xC0000234", "0xC000006D", "event:36870", "xfreerdp:133",
                                  "xfreerdp3:134", "rdesktop:76", "freerdp:0x14", "extended:0x9",
                                  "mstsc:0x104"}),
                     word) {
    const auto& families = catalogue().families;
    const auto whole = with_variants(catalogue().known, catalogue().known.scenarios);
    const auto answers = find_codes(parse_queries({word}), families);
    BOOST_REQUIRE_EQUAL(answers[0].found.size(), 1u);
    auto known = catalogue().known;
    known.scenarios = load_relevant(kRoot, asked_of(answers), families, known).scenarios;
    known = with_variants(known, known.scenarios);
    BOOST_TEST(known.scenarios.size() < whole.scenarios.size());
    const auto expected = leads_to(answers[0].found[0], families, whole);
    BOOST_TEST(!expected.empty());
    BOOST_TEST((leads_to(answers[0].found[0], families, known) == expected));
}

BOOST_AUTO_TEST_CASE(a_broken_scenario_is_told_if_it_matters) {
    const Tree tree;
    tree.write("tls/a.toml", "symptom = [\"mstsc 0x904\"]\n");
    tree.write("tls/b.toml", "also = \"broken\"\n");
    Knowledge known;
    known.names = scenario_names(tree.root);
    BOOST_TEST(known.names == (std::vector<std::string>{"tls/a", "tls/b"}), per_element());
    const auto loaded = load_relevant(tree.root, {{"mstsc", 0x904}}, {}, known);
    BOOST_TEST(!loaded.complaints.empty());
    for (const auto& complaint : loaded.complaints) BOOST_TEST(complaint.file.filename() == "a.toml");
}

BOOST_AUTO_TEST_SUITE_END()

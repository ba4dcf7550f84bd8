#include <fmt/format.h>

#include <sstream>

#include "harness/data/scenario/load.h"
#include "harness/data/scenario/path_words.h"
#include "harness/data/scenario/settings_words.h"
#include "harness/data/scenario/words.h"
#include "tests/harness/data/scenario/tree.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(scenario_docs)

using namespace badrdp;
using namespace badrdp::harness;

namespace {

std::string page() {
    std::ifstream file(std::filesystem::path(badrdp::test::kProject) / "docs/adding-a-scenario.md");
    std::stringstream text;
    text << file.rdbuf();
    BOOST_REQUIRE(!text.str().empty());
    return text.str();
}

std::vector<std::string> texts_of(const Scenario& scenario) {
    std::vector<std::string> all;
    for (const auto& fault : scenario.faults) all.push_back(fault.text);
    for (const auto& impairment : scenario.path) all.push_back(impairment.text);
    return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_whole_example_of_the_page_loads) {
    const auto text = page();
    const auto begin = text.find("```toml\n") + 8;
    const Tree tree;
    const auto loaded = load_scenario(
        tree.write("certificate/x.toml", text.substr(begin, text.find("```\n", begin) - begin)), tree.root);
    for (const auto& complaint : loaded.complaints) BOOST_ERROR(to_string(complaint));
    BOOST_REQUIRE_EQUAL(loaded.scenarios.size(), 1u);
    BOOST_TEST((loaded.scenarios[0].host.certificate.not_after == -std::chrono::hours(24)));
}

BOOST_AUTO_TEST_CASE(the_page_names_every_word_that_a_file_may_use) {
    const auto text = page();
    for (const auto words :
         {protocol_words(), listening_words(), key_words(), issuer_words(), spoiled_words(), digest_words()})
        for (const auto& word : words)
            BOOST_TEST((text.find("`" + std::string(word.name) + "`") != std::string::npos ||
                        text.find("\"" + std::string(word.name) + "\"") != std::string::npos),
                       word.name);
    for (const auto words :
         {traffic_words(), icmp_words(), refusal_words(), toward_words(), direction_words()})
        for (const auto& word : words)
            if (word.name != "both")
                BOOST_TEST(text.find(fmt::format("`\"{}\"`", word.name)) != std::string::npos, word.name);
    for (const auto answer : kAnswers)
        BOOST_TEST(text.find(fmt::format("`\"{}\"`", name(answer))) != std::string::npos, name(answer));
    for (const auto& word : option_words())
        BOOST_TEST(text.find("`" + word + "`") != std::string::npos, word);
}

BOOST_AUTO_TEST_CASE(the_page_names_every_setting_and_its_words) {
    const auto text = page();
    for (const auto& key : setting_keys()) {
        BOOST_TEST(text.find(fmt::format("`{}`", key.name)) != std::string::npos, key.name);
        for (const auto& word : key.words)
            BOOST_TEST(text.find(fmt::format("`{}`", word.name)) != std::string::npos, word.name);
    }
}

namespace {

const std::vector<Scenario>& catalogue() {
    static const auto loaded = load_scenarios(std::filesystem::path(badrdp::test::kProject) / "scenarios");
    return loaded.scenarios;
}

}  // namespace

// The first word of a fault's text is its verb, and the catalogue has them all.
BOOST_AUTO_TEST_CASE(the_page_names_every_verb) {
    const auto text = page();
    for (const auto& scenario : catalogue())
        for (const auto& said : texts_of(scenario)) {
            const auto verb = "`" + said.substr(0, said.find(' ')) + "`";
            BOOST_TEST(text.find(verb) != std::string::npos, verb);
        }
}

BOOST_AUTO_TEST_CASE(the_page_names_every_folder_of_the_catalogue) {
    const auto text = page();
    for (const auto& scenario : catalogue())
        BOOST_TEST(text.find("| `" + scenario.phase() + "/` |") != std::string::npos, scenario.phase());
}

BOOST_AUTO_TEST_SUITE_END()

#include "harness/advise/remedy/tried.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/harness/data/scenario/tree.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(remedy_tried)

using namespace badrdp::harness;

namespace {

Trial cell(std::string cause, std::string options, std::vector<std::string> remedies, Effect effect) {
    Trial out;
    out.cause = std::move(cause);
    out.client = "xfreerdp";
    out.version = "2.11.7";
    out.options = std::move(options);
    out.remedies = std::move(remedies);
    out.effect = effect;
    return out;
}

const Trials kTrials{
    .remedies = {},
    .cells = {cell("C02", "tls", {"F26"}, Effect::cures), cell("C02", "tls", {"F03"}, Effect::cures),
              cell("C02", "tls", {"F03"}, Effect::none), cell("C02", "tls", {"F03"}, Effect::cures),
              cell("C02", "tls", {"F19"}, Effect::undetermined),
              cell("C02", "tls", {"F01", "F03"}, Effect::worse),
              cell("", "lenient", {"F06"}, Effect::worse)}};

}  // namespace

BOOST_AUTO_TEST_CASE(a_row_tells_every_effect_that_a_remedy_had) {
    const auto all = tried_of(kTrials);
    BOOST_TEST_REQUIRE(all.size() == 1u);
    BOOST_TEST(all[0].client == "xfreerdp");
    BOOST_TEST(all[0].version == "2.11");
    const std::vector<TriedRow> rows{
        {"C02", "tls", {{Effect::cures, {"F03", "F26"}}, {Effect::none, {"F03"}}}},
        {"healthy", "lenient", {{Effect::worse, {"F06"}}}}};
    BOOST_TEST((all[0].rows == rows));
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again) {
    const auto tried = tried_of(kTrials).at(0);
    const Tree tree;
    BOOST_TEST((tried_file(tree.root, tried) == tree.root / "clients/xfreerdp/remedies-2.11.toml"));
    tree.write("clients/xfreerdp/remedies-2.11.toml", to_toml(tried));
    const auto loaded = load_all_tried(tree.root);
    for (const auto& complaint : loaded.complaints) BOOST_ERROR(to_string(complaint));
    BOOST_TEST((loaded.tried == std::vector{tried}));
}

BOOST_AUTO_TEST_CASE(an_effect_that_there_is_not_is_complained_of) {
    const Tree tree;
    tree.write(
        "clients/c/remedies-1.0.toml",
        "schema = 1\nclient = \"c\"\nversion = \"1.0\"\ntried = [\"F01\"]\n[C01.tls]\nheals = [\"F01\"]\n");
    const auto loaded = load_all_tried(tree.root);
    BOOST_TEST(loaded.tried.empty());
    BOOST_TEST_REQUIRE(loaded.complaints.size() == 1u);
    BOOST_TEST(loaded.complaints[0].line == 6u);
}

BOOST_AUTO_TEST_CASE(what_had_no_effect_is_not_written_and_is_read_again) {
    const Tried tried{"c",
                      "1.0",
                      {{"C01", "tls", {{Effect::cures, {"F02"}}, {Effect::none, {"F01", "F02", "F04"}}}},
                       {"C02", "tls", {{Effect::none, {"F01", "F02", "F03", "F04"}}}}}};
    const auto text = to_toml(tried);
    BOOST_TEST(
        text.ends_with("tried   = [\"F01\", \"F02\", \"F03\", \"F04\"]\n"
                       "\n[C01.tls]\ncures = [\"F02\"]\nsometimes = [\"F02\"]\nundetermined = [\"F03\"]\n"
                       "\n[C02.tls]\n"),
        text);
    const Tree tree;
    tree.write("clients/c/remedies-1.0.toml", text);
    const auto loaded = load_all_tried(tree.root);
    for (const auto& complaint : loaded.complaints) BOOST_ERROR(to_string(complaint));
    BOOST_TEST((loaded.tried == std::vector{tried}));
}

// A remedy that came later says nothing about itself.
BOOST_AUTO_TEST_CASE(what_was_not_tried_is_in_no_row) {
    const Tree tree;
    tree.write(
        "clients/c/remedies-1.0.toml",
        "schema = 1\nclient = \"c\"\nversion = \"1.0\"\ntried = [\"F01\"]\n[C01.tls]\ncures = [\"F28\"]\n");
    const auto loaded = load_all_tried(tree.root);
    BOOST_TEST_REQUIRE(loaded.complaints.size() == 1u);
    BOOST_TEST(loaded.complaints[0].text == "F28 is not among what was tried");
}

// See the head of the file: what each row came to before it was written without its complement.
BOOST_AUTO_TEST_CASE(what_came_of_each_remedy_is_still_said) {
    const auto all = load_all_tried(std::filesystem::path(badrdp::test::kProject) / "scenarios").tried;
    std::map<std::string, std::string> rows;
    for (const auto& tried : all)
        for (const auto& row : tried.rows) {
            std::string text;
            for (const auto& [effect, ids] : row.remedies)
                text += fmt::format("{}: {};", name(effect), fmt::join(ids, ","));
            std::uint32_t hash = 0x811c9dc5;
            for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x01000193;
            rows[fmt::format("{} {} {}", tried.client, row.cause, row.options)] = fmt::format("{:08x}", hash);
        }
    std::ifstream golden(std::filesystem::path(badrdp::test::kProject) / "tests/golden/tried.txt");
    std::size_t count = 0;
    for (std::string line; std::getline(golden, line);) {
        if (line.starts_with('#')) continue;
        ++count;
        const auto blank = line.rfind(' ');
        BOOST_TEST(rows[line.substr(0, blank)] == line.substr(blank + 1),
                   line << ": not what was recorded; if it was recorded anew, take its line out");
    }
    BOOST_TEST(count > 0u);
}

BOOST_AUTO_TEST_SUITE_END()

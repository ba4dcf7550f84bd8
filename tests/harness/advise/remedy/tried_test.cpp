#include "harness/advise/remedy/tried.h"

#include <boost/test/unit_test.hpp>

#include "tests/harness/data/scenario/tree.h"

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

BOOST_AUTO_TEST_SUITE(remedy_tried)

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
    tree.write("clients/c/remedies-1.0.toml",
               "schema = 1\nclient = \"c\"\nversion = \"1.0\"\n[C01.tls]\nheals = [\"F01\"]\n");
    const auto loaded = load_all_tried(tree.root);
    BOOST_TEST(loaded.tried.empty());
    BOOST_TEST_REQUIRE(loaded.complaints.size() == 1u);
    BOOST_TEST(loaded.complaints[0].line == 5u);
}

BOOST_AUTO_TEST_SUITE_END()

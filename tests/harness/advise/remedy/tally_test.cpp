#include "harness/advise/remedy/tally.h"

#include <boost/test/unit_test.hpp>

#include "harness/play/plan.h"

BOOST_AUTO_TEST_SUITE(remedy_tally)

using namespace badrdp::harness;

namespace {

constexpr auto kHowItIsSet = "this scenario says what the host does, not how it is set";

Trial cell(Effect effect, std::string dir, std::string note = "", std::size_t remedies = 1) {
    Trial out;
    out.scenario = "tls/a";
    out.client = "builtin";
    out.version = "0.1.0";
    out.options = "lenient";
    out.remedies.assign(remedies, "F01");
    out.effect = effect;
    out.dir = std::move(dir);
    out.note = std::move(note);
    return out;
}

std::vector<Trial> cells(std::size_t played, std::size_t idle, std::size_t unknown) {
    std::vector<Trial> out(played, cell(Effect::none, "dir"));
    out.insert(out.end(), idle, cell(Effect::none, "", "changes nothing on this host"));
    out.insert(out.end(), unknown, cell(Effect::undetermined, "", kHowItIsSet));
    return out;
}

std::string text(const std::vector<Trial>& all) { return no_cure_text(tally_of(all)); }

}  // namespace

BOOST_AUTO_TEST_CASE(what_was_never_tried_is_not_said_to_fail) {
    BOOST_TEST(text(cells(5, 2, 20)) ==
               "none of 5 that were tried cures it; 2 change nothing there; 20 cannot be told: "
               "this scenario says what the host does, not how it is set");
}

BOOST_AUTO_TEST_CASE(one_is_no_crowd) {
    BOOST_TEST(text(cells(1, 1, 0)) == "none of 1 that was tried cures it; 1 changes nothing there");
    BOOST_TEST(text(cells(3, 0, 0)) == "none of 3 that were tried cures it");
}

BOOST_AUTO_TEST_CASE(where_nothing_was_tried_it_says_so) {
    BOOST_TEST(text(cells(0, 2, 1)) ==
               "no remedy could be tried; 2 change nothing there; 1 cannot be told: "
               "this scenario says what the host does, not how it is set");
}

BOOST_AUTO_TEST_CASE(each_reason_is_said_once_with_its_number_the_most_frequent_first) {
    auto all = cells(4, 0, 0);
    all.push_back(cell(Effect::undetermined, "", "not modelled"));
    all.push_back(cell(Effect::undetermined, "dir", "the client sent nothing"));
    all.push_back(cell(Effect::undetermined, "dir", "the client sent nothing"));
    BOOST_TEST(text(all) ==
               "none of 4 that were tried cures it; 3 cannot be told: the client sent nothing (2); "
               "not modelled (1)");
}

BOOST_AUTO_TEST_CASE(pairs_are_counted_apart) {
    auto all = cells(2, 0, 0);
    all.push_back(cell(Effect::none, "dir", "", 2));
    BOOST_TEST(text(all) == "none of 2 that were tried cures it, nor does 1 pair");
    all.push_back(cell(Effect::changes, "dir", "", 2));
    all.push_back(cell(Effect::undetermined, "", kHowItIsSet, 2));
    BOOST_TEST(text(all) == "none of 2 that were tried cures it, nor do 2 pairs");
    BOOST_TEST(tally_of(all).undetermined == 0U);
}

BOOST_AUTO_TEST_CASE(each_broken_case_has_its_own_and_the_honest_host_none) {
    auto other = cell(Effect::cures, "dir");
    other.options = "tls";
    auto honest = cell(Effect::worse, "dir");
    honest.scenario = kHonest;
    Trials trials;
    trials.cells = {cell(Effect::hides, "dir"), honest, other, cell(Effect::none, "")};
    const auto all = tallies(trials);
    BOOST_TEST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all[0].options == "lenient");
    BOOST_TEST(all[0].tried == 1U);
    BOOST_TEST(all[0].hides == 1U);
    BOOST_TEST(all[0].changes_nothing == 1U);
    BOOST_TEST(all[1].options == "tls");
    BOOST_TEST(all[1].cures == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

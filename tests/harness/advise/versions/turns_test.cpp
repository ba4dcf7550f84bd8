#include "harness/advise/versions/turns.h"

#include <boost/test/unit_test.hpp>

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(harness_versions_turns)

const auto kEach = boost::test_tools::per_element();

// Versions that end with these exit statuses in each of their plays; "" could not be played.
struct Row {
    std::vector<std::vector<std::string>> exits;
    std::vector<std::size_t> asked{};

    std::vector<Turn> turns() {
        return find_turns(exits.size(), [this](std::size_t i) {
            asked.push_back(i);
            return exits[i].empty() ? Deed{} : Deed{{"exit", exits[i]}};
        });
    }
};

BOOST_AUTO_TEST_CASE(halving_finds_the_version_and_asks_each_once) {
    Row row{{{"1"}, {"1"}, {"1"}, {"1"}, {"1"}, {"2"}, {"2"}, {"2"}}};
    const auto turns = row.turns();
    BOOST_TEST_REQUIRE(turns.size() == 1U);
    BOOST_TEST(turns[0].before == 4U);
    BOOST_TEST(turns[0].after == 5U);
    BOOST_TEST_REQUIRE(turns[0].changes.size() == 1U);
    BOOST_TEST(turns[0].changes[0].from == "1");
    BOOST_TEST(turns[0].changes[0].to == "2");
    BOOST_TEST(row.asked == (std::vector<std::size_t>{0, 7, 3, 5, 4}), kEach);
}

BOOST_AUTO_TEST_CASE(finds_each_of_several_turns) {
    Row row{{{"1"}, {"2"}, {"2"}, {"3"}}};
    const auto turns = row.turns();
    BOOST_TEST_REQUIRE(turns.size() == 2U);
    BOOST_TEST(turns[0].after == 1U);
    BOOST_TEST(turns[1].before == 2U);
    BOOST_TEST(turns[1].after == 3U);
}

BOOST_AUTO_TEST_CASE(what_flips_between_two_plays_is_no_change) {
    Row row{{{"1", "2"}, {"2"}}};
    BOOST_TEST(row.turns().empty());
    Row other{{{"1", "2"}, {"3"}}};
    BOOST_TEST(other.turns().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_version_that_cannot_be_asked_is_passed_over) {
    Row middle{{{"1"}, {}, {"2"}}};
    const auto turns = middle.turns();
    BOOST_TEST_REQUIRE(turns.size() == 1U);
    BOOST_TEST(turns[0].before == 0U);
    BOOST_TEST(turns[0].after == 2U);
    Row ends{{{}, {"1"}, {"2"}, {}}};
    const auto inner = ends.turns();
    BOOST_TEST_REQUIRE(inner.size() == 1U);
    BOOST_TEST(inner[0].before == 1U);
    BOOST_TEST(inner[0].after == 2U);
    Row low{{{"1"}, {"1"}, {}, {}, {"2"}}};
    BOOST_TEST_REQUIRE(low.turns().size() == 1U);
    for (auto few : {Row{{}}, Row{{{"1"}}}, Row{{{}, {}}}, Row{{{}, {"1"}, {}}}})
        BOOST_TEST(few.turns().empty());
}

BOOST_AUTO_TEST_CASE(steps_times_and_words_alone_are_no_change) {
    const std::vector<Deed> deeds{{{"exit", {"1"}}, {"says", {"x"}}, {"time", {"seconds"}}, {"step", {"a"}}},
                                  {{"exit", {"1"}}, {"says", {"y"}}, {"time", {"at once"}}, {"step", {"b"}}}};
    BOOST_TEST(find_turns(2, [&](std::size_t i) { return deeds[i]; }).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness

#include <boost/test/unit_test.hpp>

#include "harness/data/client/baseline.h"

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(baseline_variants)

const auto per_element = boost::test_tools::per_element();

Scenario scenario(std::string name, std::string variant, std::vector<std::string> options = {"lenient"}) {
    Scenario out;
    out.name = std::move(name);
    out.variant = std::move(variant);
    for (auto& one : options) out.demands.emplace_back().options = std::move(one);
    return out;
}

const std::vector<Scenario> kCatalogue{
    scenario("a/plain", ""), scenario("b/codes", "code=1", {"lenient", "strict"}),
    scenario("b/codes", "code=2", {"lenient", "strict"}), scenario("b/codes", "code=3")};

BaselineEntry entry(std::string scenario, int exit, std::string options = "lenient") {
    BaselineEntry out;
    out.scenario = std::move(scenario);
    out.options = std::move(options);
    out.exit = {exit};
    return out;
}

Baseline baseline(std::vector<BaselineEntry> entries) {
    return {"xfreerdp", "2.11", "baseline-2.11.toml", std::move(entries)};
}

std::vector<std::string> lines(const Baseline& of) {
    std::vector<std::string> out;
    for (const auto& e : of.entries)
        out.push_back(e.scenario + " " + e.options + " " + std::to_string(e.exit.at(0)));
    return out;
}

std::vector<std::string> folded(std::vector<BaselineEntry> entries) {
    auto out = baseline(std::move(entries));
    fold_variants(out, kCatalogue);
    return lines(out);
}

using Lines = std::vector<std::string>;

BOOST_AUTO_TEST_CASE(a_name_speaks_for_all_its_variants_and_a_variant_for_itself) {
    const auto of = baseline({entry("b/codes", 1), entry("b/codes[code=2]", 2)});
    BOOST_TEST(of.find("b/codes[code=1]", "lenient")->exit.at(0) == 1);
    BOOST_TEST(of.find("b/codes[code=2]", "lenient")->exit.at(0) == 2);
    BOOST_TEST(of.find("b/codes[code=9]", "lenient")->exit.at(0) == 1);
    BOOST_TEST(of.find("b/codes", "lenient")->exit.at(0) == 1);
    BOOST_TEST(!of.find("b/codes[code=1]", "strict"));
    BOOST_TEST(!of.find("b/code[code=1]", "lenient"));
    BOOST_TEST(!of.find("b/codes-more", "lenient"));
}

BOOST_AUTO_TEST_CASE(a_variant_does_not_speak_for_its_name) {
    BOOST_TEST(!baseline({entry("b/codes[code=2]", 2)}).find("b/codes", "lenient"));
}

BOOST_AUTO_TEST_CASE(variants_that_are_alike_are_said_once) {
    BOOST_TEST(folded({entry("b/codes[code=1]", 7), entry("b/codes[code=2]", 7),
                       entry("b/codes[code=3]", 7)}) == Lines{"b/codes lenient 7"},
               per_element);
}

BOOST_AUTO_TEST_CASE(the_odd_one_keeps_its_entry) {
    BOOST_TEST(
        folded({entry("b/codes[code=1]", 7), entry("b/codes[code=2]", 8), entry("b/codes[code=3]", 7)}) ==
            (Lines{"b/codes lenient 7", "b/codes[code=2] lenient 8"}),
        per_element);
}

BOOST_AUTO_TEST_CASE(without_a_majority_each_speaks_for_itself) {
    const Lines all{"b/codes[code=1] lenient 7", "b/codes[code=2] lenient 8", "b/codes[code=3] lenient 9"};
    BOOST_TEST(folded({entry("b/codes[code=1]", 7), entry("b/codes[code=2]", 8),
                       entry("b/codes[code=3]", 9)}) == all,
               per_element);
    BOOST_TEST(folded({entry("b/codes", 7), entry("b/codes[code=2]", 8), entry("b/codes[code=3]", 9)}) == all,
               per_element);
}

BOOST_AUTO_TEST_CASE(a_variant_that_nobody_has_played_keeps_them_apart) {
    BOOST_TEST(folded({entry("b/codes[code=1]", 7), entry("b/codes[code=2]", 7)}) ==
                   (Lines{"b/codes[code=1] lenient 7", "b/codes[code=2] lenient 7"}),
               per_element);
}

BOOST_AUTO_TEST_CASE(only_variants_that_are_played_with_an_option_set_count_for_it) {
    BOOST_TEST(folded({entry("b/codes[code=1]", 7, "strict"), entry("b/codes[code=2]", 7, "strict")}) ==
                   Lines{"b/codes strict 7"},
               per_element);
}

BOOST_AUTO_TEST_CASE(a_known_break_tells_variants_apart) {
    auto broken = entry("b/codes[code=3]", 7);
    broken.known = KnownBreak{{"says"}, "it is old", "", ""};
    BOOST_TEST(folded({entry("b/codes[code=1]", 7), entry("b/codes[code=2]", 7), broken}) ==
                   (Lines{"b/codes lenient 7", "b/codes[code=3] lenient 7"}),
               per_element);
}

BOOST_AUTO_TEST_CASE(what_has_no_variants_or_is_not_in_the_catalogue_stays) {
    const Lines all{"a/plain lenient 1", "z/own[x=1] lenient 1", "z/own[x=2] lenient 1"};
    BOOST_TEST(folded({entry("a/plain", 1), entry("z/own[x=1]", 1), entry("z/own[x=2]", 1)}) == all,
               per_element);
}

BOOST_AUTO_TEST_CASE(a_fold_comes_apart_again) {
    const Lines all{"a/plain lenient 1",        "b/codes[code=1] lenient 7",
                    "b/codes[code=1] strict 5", "b/codes[code=2] lenient 8",
                    "b/codes[code=2] strict 5", "b/codes[code=3] lenient 7",
                    "z/own lenient 1"};
    const auto of = baseline({entry("a/plain", 1), entry("b/codes", 7), entry("b/codes[code=2]", 8),
                              entry("b/codes", 5, "strict"), entry("z/own", 1)});
    auto apart = with_variants(of, kCatalogue);
    BOOST_TEST(lines(apart) == all, per_element);
    fold_variants(apart, kCatalogue);
    BOOST_TEST(lines(apart) == (Lines{"a/plain lenient 1", "b/codes lenient 7", "b/codes strict 5",
                                      "b/codes[code=2] lenient 8", "z/own lenient 1"}),
               per_element);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness

#include "harness/advise/versions/played.h"

#include <boost/test/unit_test.hpp>

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(harness_versions_changes)

std::string text_of(const VersionChange& change) {
    return change.field + ' ' + change.from + " -> " + change.to;
}

std::vector<std::string> texts_of(const std::vector<VersionChange>& changes) {
    std::vector<std::string> out;
    for (const auto& change : changes) out.push_back(text_of(change));
    return out;
}

const auto kEach = boost::test_tools::per_element();

BOOST_AUTO_TEST_CASE(each_field_that_is_another_one_is_a_change) {
    const Deed from{{"outcome", {"refused"}}, {"exit", {"131"}}, {"reason", {"tls"}}, {"step", {"x"}}};
    const Deed to{{"outcome", {"active"}}, {"exit", {"0"}}, {"reason", {"tls"}}, {"step", {"y"}}};
    BOOST_TEST(texts_of(changes_of(from, to)) ==
                   (std::vector<std::string>{"outcome refused -> active", "exit 131 -> 0", "step x -> y"}),
               kEach);
    BOOST_TEST(changes_of(from, from).empty());
}

BOOST_AUTO_TEST_CASE(what_varies_and_overlaps_is_no_change) {
    const Deed from{{"exit", {"131", "147"}}}, overlaps{{"exit", {"147"}}}, other{{"exit", {"1", "2"}}};
    BOOST_TEST(changes_of(from, overlaps).empty());
    BOOST_TEST(changes_of(overlaps, from).empty());
    BOOST_TEST(texts_of(changes_of(from, other)) == std::vector<std::string>{"exit 131 or 147 -> 1 or 2"},
               kEach);
}

BOOST_AUTO_TEST_CASE(what_was_not_recorded_is_no_change) {
    const Deed from{{"exit", {"131"}}, {"says", {"x"}}}, to{{"exit", {}}};
    BOOST_TEST(changes_of(from, to).empty());
}

BOOST_AUTO_TEST_CASE(another_offer_is_told_from_other_connections) {
    const auto asks = [](std::string run) { return Deed{{"connections", {std::move(run)}}}; };
    const auto change = [&](const char* from, const char* to) {
        return texts_of(changes_of(asks(from), asks(to))).at(0);
    };
    BOOST_TEST(change("0x3", "0xb") == "offer 0x3 -> 0xb");
    BOOST_TEST(change("0x3, 0x1, 0x3", "0xb, 0x1, 0xb") == "offer 0x3 -> 0xb");
    BOOST_TEST(change("0x3, 0x1", "0xb") == "connections 0x3, 0x1 -> 0xb");
    BOOST_TEST(change("0x3", "0x3, 0x3") == "connections 0x3 -> 0x3, 0x3");
}

BOOST_AUTO_TEST_CASE(changes_that_the_same_cases_show_are_one_group) {
    Deeds from{"c 1.0"}, to{"c 2.0"};
    const auto add = [&](const char* scenario, Deed was, Deed now) {
        from.cases[{scenario, "lenient"}] = std::move(was);
        to.cases[{scenario, "lenient"}] = std::move(now);
    };
    add("a/a", {{"exit", {"1"}}, {"reason", {"tls"}}}, {{"exit", {"2"}}, {"reason", {"vague"}}});
    add("a/b", {{"exit", {"1"}}, {"reason", {"tls"}}}, {{"exit", {"2"}}, {"reason", {"vague"}}});
    add("a/c", {{"exit", {"1"}}, {"outcome", {"hung"}}}, {{"exit", {"1"}}, {"outcome", {"refused"}}});
    add("a/d", {{"exit", {"1"}}}, {{"exit", {"1"}}});
    from.cases[{"a/gone", "nla"}] = {};
    to.cases[{"a/new", "nla"}] = {};

    const auto changes = changes_between(from, to);
    BOOST_TEST(changes.from == "c 1.0");
    BOOST_TEST(changes.cases == 4U);
    BOOST_TEST(changes.differ == 3U);
    BOOST_TEST_REQUIRE(changes.groups.size() == 2U);
    BOOST_TEST(texts_of(changes.groups[0].changes) ==
                   (std::vector<std::string>{"exit 1 -> 2", "reason tls -> vague"}),
               kEach);
    BOOST_TEST(changes.groups[0].cases.size() == 2U);
    BOOST_TEST(changes.groups[0].cases[1].scenario == "a/b");
    BOOST_TEST(texts_of(changes.groups[1].changes) == (std::vector<std::string>{"outcome hung -> refused"}),
               kEach);
    BOOST_TEST_REQUIRE(changes.only_from.size() == 1U);
    BOOST_TEST(changes.only_from[0].scenario == "a/gone");
    BOOST_TEST_REQUIRE(changes.only_to.size() == 1U);
    BOOST_TEST(changes.only_to[0].scenario == "a/new");
}

BOOST_AUTO_TEST_CASE(a_deed_gathers_what_all_plays_showed) {
    Facts facts;
    facts.outcome = Outcome::refused;
    facts.exit = 131;
    facts.said = "no";
    ConnectionFacts connection;
    connection.rdp_request = true;
    connection.requested_protocols = wire::Protocols{3};
    facts.connections = {connection};
    Deed deed;
    add_deed(deed, facts);
    add_deed(deed, facts);
    BOOST_TEST(!is_unsteady(deed));
    BOOST_TEST(deed_text(deed) == "refused, exit 131, asks for 0x3, blames nothing");
    facts.said = "no, 17 ms later";
    add_deed(deed, facts);
    BOOST_TEST(!is_unsteady(deed));  // words may hold times
    facts.exit = 147;
    add_deed(deed, facts);
    BOOST_TEST(is_unsteady(deed));
    BOOST_TEST(deed.at("exit") == (std::vector<std::string>{"131", "147"}), kEach);
}

BOOST_AUTO_TEST_CASE(what_a_baseline_says_varies_is_known_without_being_seen) {
    BaselineEntry entry;
    entry.outcome = {Outcome::refused, Outcome::disconnected};
    entry.exit = {131, 147};
    entry.reason = {Reason::tls};
    Deed deed{{"outcome", {"refused"}}, {"exit", {"12"}}, {"reason", {"vague"}}};
    BOOST_TEST(add_known(deed, entry));
    BOOST_TEST(deed.at("outcome") == (std::vector<std::string>{"refused", "disconnected"}), kEach);
    BOOST_TEST(deed.at("exit") == std::vector<std::string>{"12"}, kEach);  // that is something new
    BOOST_TEST(deed.at("reason") == std::vector<std::string>{"vague"}, kEach);
    BOOST_TEST(!add_known(deed, entry));
}

BOOST_AUTO_TEST_CASE(a_baseline_is_compared_in_the_same_words) {
    BaselineEntry entry;
    entry.scenario = "a/b";
    entry.options = "lenient";
    entry.outcome = {Outcome::hung};
    entry.exit = {-1};
    entry.connections = {{"0x3", "none"}};
    const auto deeds = deeds_of({"c", "1.0", {}, {entry}});
    BOOST_TEST(deeds.title == "c 1.0");
    BOOST_TEST(deed_text(deeds.cases.at({"a/b", "lenient"})) ==
               "hung, exit killed, asks for 0x3, none, blames ?");
}

CaseResult played(std::string client, std::string version, int exit, std::string scenario = "a/b") {
    CaseResult out;
    out.client = std::move(client);
    out.version = std::move(version);
    out.scenario = std::move(scenario);
    out.options = "lenient";
    out.facts.exit = exit;
    out.judgement.verdict = Verdict::pass;
    return out;
}

BOOST_AUTO_TEST_CASE(the_versions_of_one_adapter_in_a_run_are_held_against_each_other) {
    RunResult run;
    run.cases = {played("c@new", "3.32.2", 161), played("c@old", "3.4.0", 133), played("c", "3.15.0", 133),
                 played("other", "1.0", 7), played("c@new", "3.32.2", 1, "a/c")};
    run.cases.push_back(played("c", "3.15.0", 99));
    run.cases.back().last_round = true;
    run.cases.push_back(played("c", "3.15.0", 99, "a/c"));
    run.cases.back().judgement.verdict = Verdict::error;
    const auto all = changes_in(run);
    BOOST_TEST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all[0].from == "c@old 3.4.0");
    BOOST_TEST(all[0].to == "c 3.15.0");
    BOOST_TEST(all[0].differ == 0U);
    BOOST_TEST(all[1].to == "c@new 3.32.2");
    BOOST_TEST(all[1].cases == 1U);
    BOOST_TEST(all[1].differ == 1U);
    run.cases.resize(1);
    BOOST_TEST(changes_in(run).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness

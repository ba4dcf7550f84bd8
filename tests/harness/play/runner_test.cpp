#include "harness/play/runner.h"

#include <boost/test/unit_test.hpp>

#include "tests/harness/play/fake_run.h"

BOOST_AUTO_TEST_SUITE(run_runner)

using namespace badrdp::harness;
using namespace badrdp::harness::test;

namespace {

constexpr const char* kLate = "a delayed frame of ours came 58 ms late";

FakeVisit late() { return {.lost = kLate}; }
FakeVisit well() { return {}; }
FakeVisit badly() { return {.end = {.exit = 1, .signal = {}, .output = {}}}; }

// The ways in which the attempts of that scenario go, the last one for ever.
FakeWorld::Script only(const std::string& scenario, std::vector<FakeVisit> attempts, FakeVisit others = {}) {
    return [=](const CaseOrder& order, unsigned attempt, unsigned) {
        if (order.scenario->id() != scenario) return others;
        return attempts.at(std::min<std::size_t>(attempt, attempts.size()) - 1);
    };
}

}  // namespace

BOOST_AUTO_TEST_CASE(cases_are_played_side_by_side) {
    FakeRun run([](const CaseOrder&, unsigned, unsigned) { return FakeVisit{.waits_for = 3}; });
    auto& plan = run.client("one");
    for (const auto* name : {"tls/a", "tls/b", "tls/c"}) plan.cases.push_back(run.a_case(plan, name));
    BOOST_TEST(verdicts(run.play()) == "one tls/a pass, one tls/b pass, one tls/c pass");
}

// Three cases are there at once, so the one that is late is late among others.
BOOST_AUTO_TEST_CASE(what_we_spoiled_is_played_again_alone_when_everything_else_is_over) {
    FakeRun run([](const CaseOrder& order, unsigned attempt, unsigned) {
        FakeVisit visit{.waits_for = 3};
        if (order.scenario->id() == "tls/b" && attempt == 1) visit.lost = kLate;
        return visit;
    });
    auto& plan = run.client("one");
    for (const auto* name : {"tls/a", "tls/b", "tls/c"}) plan.cases.push_back(run.a_case(plan, name));
    plan.last.push_back(run.a_case(plan, "healthy/tls"));
    const auto result = run.play();
    BOOST_TEST(verdicts(result) ==
               "one healthy/tls pass, one tls/a pass, one tls/b pass after 2, one tls/c pass");
    const auto attempts = run.world.of("tls/b");
    BOOST_TEST_REQUIRE(attempts.size() == 2u);
    BOOST_TEST(attempts[1].beside.empty());
    BOOST_TEST(attempts[1].settled == 3u);
    BOOST_TEST(exit_status(result) == 0);
}

// Whoever plays it, with reports or without.
BOOST_AUTO_TEST_CASE(evidence_that_could_not_be_kept_is_a_shortfall_of_the_run) {
    FakeRun run([](const CaseOrder&, unsigned, unsigned) { return FakeVisit{}; });
    auto& plan = run.client("one");
    for (const auto* name : {"tls/a", "tls/b"}) plan.cases.push_back(run.a_case(plan, name));
    std::filesystem::create_directories(run.folder / "tls/b/one.lenient/timeline.json/taken");
    const auto result = run.play();
    BOOST_TEST(verdicts(result) == "one tls/a pass, one tls/b pass");
    BOOST_TEST_REQUIRE(result.shortfalls.size() == 1u);
    BOOST_TEST(result.shortfalls[0].why.find("1 of 2 cases were judged") == 0u, result.shortfalls[0].why);
    BOOST_TEST(exit_status(result) == 3);
}

BOOST_AUTO_TEST_CASE(what_is_late_alone_too_is_an_error_that_says_why) {
    FakeRun run(only("tls/a", {late()}));
    auto& plan = run.client("one");
    for (const auto* name : {"tls/a", "tls/b"}) plan.cases.push_back(run.a_case(plan, name));
    const auto result = run.play();
    BOOST_TEST(verdicts(result) == "one tls/a error after 3, one tls/b pass");
    BOOST_TEST(result.cases.at(0).judgement.note == kLate);
    BOOST_TEST(exit_status(result) == 3);
}

BOOST_AUTO_TEST_CASE(a_machine_that_can_play_nothing_is_not_asked_for_ever) {
    FakeRun run([](const CaseOrder&, unsigned, unsigned) { return late(); });
    auto& plan = run.client("one");
    for (char letter = 'a'; letter <= 'z'; ++letter)
        plan.cases.push_back(run.a_case(plan, std::string("tls/") + letter));
    const auto result = run.play();
    BOOST_TEST(result.cases.size() == 26u);
    BOOST_TEST(run.world.log.size() == 26u + 8u);
}

BOOST_AUTO_TEST_CASE(what_is_red_once_and_not_again_is_unsteady) {
    FakeRun run([](const CaseOrder& order, unsigned attempt, unsigned) {
        auto visit = order.scenario->id() == "tls/b" && attempt == 1 ? badly() : well();
        visit.waits_for = 3;
        return visit;
    });
    run.order.retries = 2;
    auto& plan = run.client("one");
    for (const auto* name : {"tls/a", "tls/b", "tls/c"}) plan.cases.push_back(run.a_case(plan, name));
    const auto result = run.play();
    BOOST_TEST(verdicts(result) == "one tls/a pass, one tls/b unsteady, one tls/c pass");
    const auto& note = result.cases.at(1).judgement.note;
    BOOST_TEST(note.starts_with("fail in 1 of 3 plays, pass in 2"), note);
    const auto plays = run.world.of("tls/b");
    BOOST_TEST_REQUIRE(plays.size() == 3u);
    BOOST_TEST(plays[1].beside.empty());
    BOOST_TEST(plays[1].settled == 2u);
    BOOST_TEST(exit_status(result) == 0);
    for (const auto* dir : {"tls/b/one.lenient", "tls/b/one.lenient.2", "tls/b/one.lenient.3"})
        BOOST_TEST(std::filesystem::exists(run.folder.path() / dir / "case.toml"), dir);
}

BOOST_AUTO_TEST_CASE(what_is_red_in_every_play_is_what_it_was) {
    FakeRun run(only("tls/a", {badly()}));
    run.order.retries = 2;
    auto& plan = run.client("one");
    for (const auto* name : {"tls/a", "tls/b"}) plan.cases.push_back(run.a_case(plan, name));
    const auto result = run.play();
    BOOST_TEST(verdicts(result) == "one tls/a fail, one tls/b pass");
    BOOST_TEST(run.world.of("tls/a").size() == 3u);
    BOOST_TEST(run.world.of("tls/b").size() == 1u);
    BOOST_TEST(exit_status(result) == 1);
}

// What is played alone does not stand behind other programs of the machine.
BOOST_AUTO_TEST_CASE(only_what_is_played_alone_has_the_priority_of_everybody) {
    FakeRun run(only("tls/a", {badly(), well()}));
    run.order.retries = 1;
    auto& plan = run.client("one");
    plan.cases.push_back(run.a_case(plan, "tls/a"));
    run.play();
    BOOST_TEST_REQUIRE(run.world.started.size() == 2u);
    BOOST_TEST(run.world.started[0].niceness == 10);
    BOOST_TEST(run.world.started[1].niceness == 0);
}

BOOST_AUTO_TEST_CASE(a_client_that_fails_everywhere_is_believed_after_eight_cases) {
    FakeRun run([](const CaseOrder&, unsigned, unsigned) { return badly(); });
    run.order.retries = 2;
    auto& plan = run.client("one");
    for (char letter = 'a'; letter <= 'z'; ++letter)
        plan.cases.push_back(run.a_case(plan, std::string("tls/") + letter));
    const auto result = run.play();
    BOOST_TEST(result.cases.size() == 26u);
    BOOST_TEST(run.world.log.size() == 26u + 2 * 8u);
}

BOOST_AUTO_TEST_CASE(an_honest_case_that_is_red_once_holds) {
    FakeRun run(only("healthy/tls", {badly(), well()}));
    run.order.retries = 1;
    auto& plan = run.client("one");
    plan.first.push_back(run.a_case(plan, "healthy/tls"));
    plan.cases.push_back(run.a_case(plan, "tls/a"));
    BOOST_TEST(verdicts(run.play()) == "one healthy/tls unsteady, one tls/a pass");
}

BOOST_AUTO_TEST_CASE(each_case_is_played_as_often_as_somebody_wants) {
    FakeRun run(only("tls/a", {well(), badly(), well()}));
    run.order.repeat = 3;
    auto& plan = run.client("one");
    for (const auto* name : {"tls/a", "tls/b"}) plan.cases.push_back(run.a_case(plan, name));
    const auto result = run.play();
    BOOST_TEST(verdicts(result) == "one tls/a unsteady, one tls/b pass");
    BOOST_TEST(result.cases.at(0).judgement.note.starts_with("fail in 1 of 3 plays, pass in 2"));
    BOOST_TEST(result.cases.at(1).plays.size() == 3u);
    BOOST_TEST(run.world.log.size() == 6u);
}

RunResult four_in_turn_until_red(FakeRun& run) {
    run.order.fail_fast = true;
    run.order.retries = 1;
    run.order.jobs = 1;
    auto& plan = run.client("one");
    for (const auto* name : {"tls/a", "tls/b", "tls/c", "tls/d"})
        plan.cases.push_back(run.a_case(plan, name));
    return run.play();
}

BOOST_AUTO_TEST_CASE(who_wants_to_fail_fast_begins_no_more_once_a_case_is_red) {
    FakeRun run(only("tls/b", {badly()}));
    const auto result = four_in_turn_until_red(run);
    BOOST_TEST(verdicts(result) == "one tls/a pass, one tls/b fail");
    BOOST_TEST(result.gave_up);
    BOOST_TEST(result.planned == 4u);
    BOOST_TEST(exit_status(result) == 1);
}

BOOST_AUTO_TEST_CASE(what_is_unsteady_stops_nobody_who_wants_to_fail_fast) {
    FakeRun run(only("tls/b", {badly(), well()}));
    const auto result = four_in_turn_until_red(run);
    BOOST_TEST(verdicts(result) == "one tls/a pass, one tls/b unsteady, one tls/c pass, one tls/d pass");
    BOOST_TEST(!result.gave_up);
}

BOOST_AUTO_TEST_CASE(a_client_whose_honest_case_fails_is_not_played_further_and_others_are) {
    FakeRun run([](const CaseOrder& order, unsigned, unsigned) {
        return order.client->adapter.name == "bad" ? badly() : well();
    });
    for (const auto* name : {"bad", "good"}) {
        auto& plan = run.client(name);
        plan.first.push_back(run.a_case(plan, "healthy/tls"));
        plan.cases.push_back(run.a_case(plan, "tls/a"));
        plan.last.push_back(run.a_case(plan, "healthy/tls"));
        plan.last.back().last_round = true;
    }
    const auto result = run.play();
    BOOST_TEST(verdicts(result) ==
               "bad healthy/tls fail, good healthy/tls pass, good healthy/tls pass, good tls/a pass");
    BOOST_TEST(result.planned == 6u);
    BOOST_TEST(exit_status(result) == 1);
}

BOOST_AUTO_TEST_CASE(without_the_gate_it_is_played_all_the_same) {
    FakeRun run(only("healthy/tls", {badly()}));
    run.order.gated = false;
    auto& plan = run.client("one");
    plan.first.push_back(run.a_case(plan, "healthy/tls"));
    plan.cases.push_back(run.a_case(plan, "tls/a"));
    BOOST_TEST(verdicts(run.play()) == "one healthy/tls fail, one tls/a pass");
}

// A machine that was busy for a moment says nothing about the client.
BOOST_AUTO_TEST_CASE(an_honest_case_that_we_spoiled_is_settled_before_any_other_is_played) {
    FakeRun run(only("healthy/tls", {late(), well()}));
    auto& plan = run.client("one");
    plan.first.push_back(run.a_case(plan, "healthy/tls"));
    plan.cases.push_back(run.a_case(plan, "tls/a"));
    BOOST_TEST(verdicts(run.play()) == "one healthy/tls pass after 2, one tls/a pass");
    BOOST_TEST_REQUIRE(run.world.of("tls/a").size() == 1u);
    BOOST_TEST(run.world.of("tls/a").at(0).settled == 1u);
}

BOOST_AUTO_TEST_CASE(an_interrupted_run_ends_those_under_way_and_plays_no_more) {
    FakeRun run([](const CaseOrder& order, unsigned, unsigned) {
        return FakeVisit{.stays = true, .interrupts = order.scenario->id() == "tls/b"};
    });
    run.order.jobs = 2;
    auto& plan = run.client("one");
    for (const auto* name : {"tls/a", "tls/b", "tls/c"}) plan.cases.push_back(run.a_case(plan, name));
    const auto result = run.play();
    BOOST_TEST(result.interrupted);
    BOOST_TEST(result.cases.empty());
    BOOST_TEST(run.world.ended.size() == 2u);
    BOOST_TEST(run.world.of("tls/c").empty());
    BOOST_TEST(exit_status(result) == 130);
}

// Alone at the end of the run, when somebody has had enough: it stays what it was.
BOOST_AUTO_TEST_CASE(who_interrupts_the_last_attempts_keeps_the_first_ones) {
    FakeRun run(only("tls/a", {late(), {.stays = true, .interrupts = true}}));
    auto& plan = run.client("one");
    for (const auto* name : {"tls/a", "tls/b"}) plan.cases.push_back(run.a_case(plan, name));
    const auto result = run.play();
    BOOST_TEST(verdicts(result) == "one tls/a error, one tls/b pass");
    BOOST_TEST(result.cases.at(0).judgement.note == kLate);
    BOOST_TEST(exit_status(result) == 130);
}

BOOST_AUTO_TEST_CASE(progress_counts_what_is_settled_and_names_it) {
    FakeRun run(only("tls/a", {late(), badly()}));
    auto& plan = run.client("one");
    for (const auto* name : {"tls/a", "tls/b"}) plan.cases.push_back(run.a_case(plan, name));
    run.play();
    std::vector<Progress> told;
    for (const auto& now : run.progress)
        if (now.latest) told.push_back(now);
    BOOST_TEST_REQUIRE(told.size() == 2u);
    BOOST_TEST(told[0].done == 1u);
    BOOST_TEST(told[0].failed == 0u);
    BOOST_TEST(told[1].done == 2u);
    BOOST_TEST(told[1].failed == 1u);
    BOOST_TEST(told[1].total == 2u);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_played_is_in_the_result_with_its_reason) {
    FakeRun run(only("tls/a", {well()}));
    auto& plan = run.client("one");
    auto unsupported = blank_result(run.a_case(plan, "path/loss"));
    unsupported.judgement = {.verdict = Verdict::unsupported, .findings = {}, .note = "it takes --net tap"};
    plan.unsupported.push_back(unsupported);
    plan.cases.push_back(run.a_case(plan, "tls/a"));
    const auto result = run.play();
    BOOST_TEST(verdicts(result) == "one path/loss unsupported, one tls/a pass");
    BOOST_TEST(result.planned == 2u);
}

// The tick of the run's clock is then due already when the last case ends, and too late to be cancelled.
BOOST_AUTO_TEST_CASE(a_run_ends_though_its_clock_ticks_just_then, *boost::unit_test::timeout(60)) {
    FakeRun run(only("", {well()}));
    auto& plan = run.client("one");
    plan.last.push_back(run.a_case(plan, "tls/a"));
    run.order.progress = [](const Progress& now) {
        using Clock = std::chrono::steady_clock;
        const auto until = Clock::now() + std::chrono::milliseconds(600);
        while (now.latest && Clock::now() < until) continue;
    };
    BOOST_TEST(verdicts(run.play()) == "one tls/a pass");
}

BOOST_AUTO_TEST_CASE(a_run_of_nothing_ends_at_once) {
    FakeRun run(only("", {well()}));
    const auto result = run.play();
    BOOST_TEST(result.cases.empty());
    BOOST_TEST(exit_status(result) == 4);
}

BOOST_AUTO_TEST_SUITE_END()

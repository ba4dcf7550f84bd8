#include "harness/advise/remedy/experiment.h"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "harness/advise/remedy/rank.h"
#include "harness/advise/remedy/trial.h"

BOOST_AUTO_TEST_SUITE(remedy_experiment)

using namespace badrdp;
using namespace badrdp::harness;

namespace {

Client client() {
    Client out;
    out.adapter.name = "builtin";
    out.adapter.options = {{"lenient", {}}, {"tls", {}}};
    out.version = "0.1.0";
    return out;
}

Scenario black_hole() {
    Scenario out;
    out.name = "path/mtu-black-hole";
    out.cause = "C10";
    out.path.push_back({.deed = path::Mtu{.bytes = 1000}});
    return out;
}

CaseResult timed_out(const Scenario& scenario) {
    CaseResult out;
    out.scenario = scenario.id();
    out.options = "lenient";
    out.dir = "before";
    out.net = "tap";
    out.facts.outcome = Outcome::timed_out;
    out.facts.deepest = wire::Step::client_hello;
    return out;
}

Remedy remedy(std::string id) {
    Remedy out;
    out.id = std::move(id);
    return out;
}
Remedy lower_mtu() {
    auto out = remedy("F14");
    out.change.mtu_of_path = true;
    out.claims = {{"C10", Claim::cures, ClaimBasis::inferred}};
    return out;
}
Remedy mend_path(std::string id) {
    auto out = remedy(std::move(id));
    out.change.path = {{{"mtu"}, {}}};
    return out;
}

Scenario honest() {
    Scenario out;
    out.name = kHonest;
    return out;
}

Trial cell(std::vector<std::string> ids, Effect effect) {
    Trial out;
    out.cause = "C10";
    out.client = "builtin";
    out.options = "lenient";
    out.remedies = std::move(ids);
    out.effect = effect;
    out.dir = "played";
    return out;
}

struct Bench {
    Client who = client();
    Scenario broken = black_hole();
    std::map<std::string, Baseline> baselines{};
    Experiment experiment{Nets{}, baselines};

    void add(const Remedy& remedy) {
        const auto* one = &remedy;
        experiment.add(broken, who, timed_out(broken), std::span(&one, 1));
    }
    // As if its first case had been played, and had died at that step.
    RunResult played(wire::Step deepest, Verdict verdict) const {
        auto result = timed_out(*experiment.plans(honest()).at(0).cases.at(0).scenario);
        result.client = who.adapter.name;
        result.facts.deepest = deepest;
        result.judgement.verdict = verdict;
        RunResult out;
        out.cases.push_back(result);
        return out;
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(what_changes_nothing_is_not_played) {
    Bench bench;
    bench.add(remedy("F02"));
    BOOST_TEST(bench.experiment.plans(honest()).empty());
    const auto trials = bench.experiment.trials({});
    BOOST_TEST(name(trials.at(0).effect) == "no effect");
    BOOST_TEST(trials.at(0).note == "changes nothing on this host");
}

BOOST_AUTO_TEST_CASE(what_is_not_modelled_is_not_told) {
    Bench bench;
    auto downgrade = remedy("F19");
    downgrade.not_modelled = "why";
    bench.add(downgrade);
    BOOST_TEST(bench.experiment.plans(honest()).empty());
    BOOST_TEST(name(bench.experiment.trials({}).at(0).effect) == "undetermined");
}

BOOST_AUTO_TEST_CASE(a_remedied_case_is_labelled_and_the_honest_one_comes_first) {
    Bench bench;
    bench.add(lower_mtu());
    const auto good = honest();
    const auto plans = bench.experiment.plans(good);
    BOOST_TEST_REQUIRE(plans.size() == 1u);
    BOOST_TEST_REQUIRE(plans[0].cases.size() == 1u);
    const auto& order = plans[0].cases[0];
    BOOST_TEST(order.scenario->id() == "path/mtu-black-hole[fix=F14]");
    BOOST_TEST(order.scenario->mtu.value_or(0) == 1000u);
    BOOST_TEST(name(order.net) == "tap");
    BOOST_TEST_REQUIRE(plans[0].first.size() == 1u);
    BOOST_TEST(plans[0].first[0].scenario->id() == kHonest);
    BOOST_TEST(plans[0].first[0].last_round);
}

BOOST_AUTO_TEST_CASE(remedies_that_come_to_the_same_share_one_play) {
    Bench bench;
    bench.add(mend_path("F15"));
    bench.add(mend_path("F25"));
    const auto plans = bench.experiment.plans(honest());
    BOOST_TEST_REQUIRE(plans.size() == 1u);
    BOOST_TEST_REQUIRE(plans[0].cases.size() == 1u);

    RunResult played;
    CaseResult result = timed_out(*plans[0].cases[0].scenario);
    result.client = "builtin";
    result.facts.outcome = Outcome::active;
    result.facts.deepest = wire::Step::active;
    result.facts.steps = {wire::Step::tls_finished};
    result.judgement.verdict = Verdict::pass;
    result.dir = "after";
    played.cases.push_back(result);
    for (const auto& trial : bench.experiment.trials(played)) {
        BOOST_TEST(name(trial.effect) == "cures");
        BOOST_TEST(trial.dir == "after");
        BOOST_TEST(trial.before == "timed_out at client_hello");
    }
}

BOOST_AUTO_TEST_CASE(a_case_without_a_result_is_not_told) {
    Bench bench;
    bench.add(lower_mtu());
    const auto trial = bench.experiment.trials({}).at(0);
    BOOST_TEST(name(trial.effect) == "undetermined");
    BOOST_TEST(trial.note == "not played");
}

BOOST_AUTO_TEST_CASE(another_usual_end_is_no_effect) {
    Bench bench;
    BaselineEntry race;
    race.scenario = bench.broken.id();
    race.options = "lenient";
    race.outcome = {Outcome::timed_out};
    race.step = {wire::Step::client_hello, wire::Step::tls_finished};
    bench.baselines["builtin"].entries = {race};
    bench.add(lower_mtu());
    auto played = bench.played(wire::Step::tls_finished, Verdict::pass);
    BOOST_TEST(name(bench.experiment.trials(played).at(0).effect) == "no effect");
    played.cases[0].facts.deepest = wire::Step::x224_confirm;
    BOOST_TEST(name(bench.experiment.trials(played).at(0).effect) == "worse");
    played.cases[0].facts.outcome = Outcome::active;
    BOOST_TEST(name(bench.experiment.trials(played).at(0).effect) == "cures");
}

// A starved machine answers no ARP in time, and the client finds no way to the host.
BOOST_AUTO_TEST_CASE(a_client_that_sent_nothing_proves_nothing) {
    Bench bench;
    bench.add(lower_mtu());
    const auto played = bench.played(wire::Step::none, Verdict::moot);
    const auto trial = bench.experiment.trials(played).at(0);
    BOOST_TEST(name(trial.effect) == "undetermined");
    BOOST_TEST(!trial.note.empty());
}

BOOST_AUTO_TEST_CASE(only_what_a_remedy_can_be_tried_on_is_worth_a_try) {
    const std::vector all{lower_mtu()};
    auto scenario = black_hole();
    BOOST_TEST(is_worth_a_try(scenario, all));
    scenario.cause = "C11";
    BOOST_TEST(!is_worth_a_try(scenario, all));
    scenario.cause.clear();
    BOOST_TEST(!is_worth_a_try(scenario, all));
}

BOOST_AUTO_TEST_CASE(a_documented_cure_that_cures_nothing_is_refuted) {
    Trials trials{.remedies = {lower_mtu(), mend_path("F15")},
                  .cells = {cell({"F14"}, Effect::none), cell({"F15"}, Effect::cures)}};
    trials.remedies[0].title = "Lower the MTU";
    trials.remedies[1].title = "Mend the path";
    const auto lines = disagreements(trials);
    BOOST_TEST_REQUIRE(lines.size() == 2u);
    BOOST_TEST(lines[0] ==
               "inferred cure of C10 refuted: F14 (Lower the MTU): no effect with builtin lenient");
    BOOST_TEST(lines[1] == "cure of C10 that no document names: F15 (Mend the path), with builtin lenient");
    trials.cells[1].effect = Effect::changes;
    BOOST_TEST(disagreements(trials).empty());  // nothing lets this client in
    trials.cells[1].effect = Effect::cures;
    trials.cells[0].effect = Effect::hides;
    BOOST_TEST(disagreements(trials).at(0).find("inferred cure of C10 hides it: F14") == 0u);
    trials.cells[0].effect = Effect::undetermined;
    BOOST_TEST(disagreements(trials).size() == 1u);
}

BOOST_AUTO_TEST_CASE(cures_rank_before_what_hides_and_few_before_many) {
    const std::vector remedies{lower_mtu(), mend_path("F15"), remedy("F06")};
    const std::vector cells{cell({"F06"}, Effect::hides), cell({"F14", "F15"}, Effect::cures),
                            cell({"F15"}, Effect::cures), cell({"F14"}, Effect::cures),
                            cell({"F02"}, Effect::none)};
    std::vector<std::string> order;
    for (const auto* one : ranked(cells, remedies))
        order.push_back(fmt::format("{}", one->remedies.size() > 1 ? "two" : one->remedies[0]));
    const std::vector<std::string> wanted{"F14", "F15", "two", "F06"};
    BOOST_TEST(order == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(pairs_are_made_of_what_does_something_alone) {
    const std::vector remedies{lower_mtu(), mend_path("F15"), remedy("F06")};
    auto idle = cell({"F02"}, Effect::none);
    idle.dir.clear();
    const std::vector cells{idle, cell({"F06"}, Effect::hides), cell({"F14"}, Effect::changes),
                            cell({"F15"}, Effect::none)};
    const auto pairs = pairs_to_try(cells, remedies, 2);
    BOOST_TEST_REQUIRE(pairs.size() == 2u);
    BOOST_TEST(pairs[0].first == "F06");  // F14 is what a document names
    BOOST_TEST(pairs[0].second == "F14");
}

BOOST_AUTO_TEST_SUITE_END()

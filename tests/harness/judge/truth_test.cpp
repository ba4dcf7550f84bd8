#include "harness/judge/truth.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

BOOST_AUTO_TEST_SUITE(judge_truth)

using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;

namespace {

// A black hole: a client that understood it speaks of time, and TLS is only where it happened.
const CauseRow kBlackHole{.id = "C10", .names = {Reason::timeout, Reason::network}, .vaguer = {Reason::tls}};

Facts saying(Reason reason, Outcome outcome = Outcome::refused, Limit limit = Limit::none) {
    Facts facts;
    facts.outcome = outcome;
    facts.reason = reason;
    facts.limit = limit;
    return facts;
}

struct Row {
    std::string_view name;
    Facts facts;
    std::optional<Told> told;
};
std::ostream& operator<<(std::ostream& os, const Row& row) { return os << row.name; }

const std::vector<Row> kRows{
    {"timed_out", saying(Reason::timeout, Outcome::timed_out), Told::named},
    {"any_of_the_true_reasons", saying(Reason::network), Told::named},
    {"where_it_happened", saying(Reason::tls), Told::vaguer},
    {"no_cause_at_all", saying(Reason::vague), Told::vaguer},
    {"the_certificate_that_never_came", saying(Reason::certificate), Told::wrong},
    {"the_password", saying(Reason::credentials, Outcome::disconnected), Told::wrong},
    {"silence", saying(Reason::nothing), Told::nothing},
    {"a_crash_explains_nothing", saying(Reason::timeout, Outcome::crashed), Told::nothing},
    {"hung", saying(Reason::nothing, Outcome::hung, Limit::wall_clock), Told::hung},
    {"hung_while_it_says_what_is_true", saying(Reason::timeout, Outcome::hung, Limit::wall_clock),
     Told::hung},
    {"looped", saying(Reason::network, Outcome::looped, Limit::reconnects), Told::hung},
    {"let_in", saying(Reason::nothing, Outcome::active), std::nullopt},
    {"authenticated", saying(Reason::nothing, Outcome::authenticated), std::nullopt},
};

Scenario demanding(std::vector<Reason> says) {
    Scenario scenario;
    scenario.name = "path/x";
    Demand demand;
    demand.says = std::move(says);
    demand.file = "path/x.toml";
    demand.line = 7;
    Demand strict = demand;
    strict.options = "strict";
    strict.says = {Reason::certificate};
    scenario.demands = {demand, strict};
    return scenario;
}

}  // namespace

BOOST_DATA_TEST_CASE(what_a_client_says_is_held_against_the_cause, bdata::make(kRows), row) {
    const auto truth = score(kBlackHole, row.facts);
    BOOST_REQUIRE(truth.has_value() == row.told.has_value());
    if (!truth) return;
    BOOST_TEST(name(truth->told) == name(*row.told));
    BOOST_TEST(truth->of == "C10");
    BOOST_TEST((truth->names == kBlackHole.names));
}

BOOST_AUTO_TEST_CASE(without_a_cause_the_demands_of_the_same_options_are_the_truth) {
    const auto scenario = demanding({Reason::timeout, Reason::network});
    const auto named = score_by_demands(scenario, "lenient", saying(Reason::network));
    BOOST_TEST((named == Truth{Told::named, "demand path/x.toml:7", {Reason::timeout, Reason::network}}));
    BOOST_TEST((score_by_demands(scenario, "strict", saying(Reason::network))->told == Told::wrong));
    BOOST_TEST(!score_by_demands(scenario, "nla", saying(Reason::network)));
    BOOST_TEST(!score_by_demands(demanding({}), "lenient", saying(Reason::network)));
}

BOOST_AUTO_TEST_CASE(a_demand_that_allows_silence_says_there_is_nothing_to_tell) {
    const auto scenario = demanding({Reason::server, Reason::nothing});
    BOOST_TEST(!score_by_demands(scenario, "lenient", saying(Reason::nothing)));
    BOOST_TEST((score_by_demands(scenario, "lenient", saying(Reason::server))->told == Told::named));
}

BOOST_AUTO_TEST_SUITE_END()

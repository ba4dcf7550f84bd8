#include "harness/judge/judge.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace badrdp::harness {

static std::ostream& operator<<(std::ostream& os, Verdict v) { return os << name(v); }

namespace {

namespace bdata = boost::unit_test::data;
using namespace std::chrono_literals;
using wire::Step;

// A demand of every kind, met by good_facts().
Demand every_demand() {
    Demand d;
    d.options = "strict";
    d.outcome = {Outcome::refused, Outcome::disconnected};
    d.reaches = Step::server_flight;
    d.never = {Step::mcs_connect_initial, Step::credssp_negotiate};
    d.within = 10s;
    d.says = {Reason::certificate};
    d.connections = 1;
    d.why = "credentials must not reach a host that is not trusted";
    d.file = "certificate/expired.toml";
    d.line = 14;
    return d;
}

Scenario scenario_with(std::vector<Demand> demands) {
    Scenario s;
    s.name = "certificate/expired";
    s.demands = std::move(demands);
    return s;
}

ConnectionFacts asked_for(std::optional<wire::Protocols> protocols) {
    ConnectionFacts c;
    c.requested_protocols = protocols;
    c.rdp_request = true;
    return c;
}

Facts good_facts() {
    Facts f;
    f.outcome = Outcome::refused;
    f.reason = Reason::certificate;
    f.said = "certificate has expired";
    f.deepest = Step::tls_finished;
    f.steps = {Step::x224_request, Step::server_flight, Step::tls_finished};
    f.connections = {asked_for(wire::Protocols{3})};
    f.exit = 143;
    f.took = 300ms;
    return f;
}

// One fact bent, and the finding that it must make.
struct Broken {
    std::string_view name;
    void (*bend)(Facts&);
    std::string_view field, wanted, seen;
};
std::ostream& operator<<(std::ostream& os, const Broken& b) { return os << b.name; }

const std::vector<Broken> kBroken{
    {"another_outcome", [](Facts& f) { f.outcome = Outcome::authenticated; }, "outcome",
     "refused or disconnected", "authenticated (exit 143)"},
    {"gave_up", [](Facts& f) { f.outcome = Outcome::timed_out, f.took = 9400ms; }, "outcome",
     "refused or disconnected", "timed_out (gave up after 9.4 s)"},
    {"crashed", [](Facts& f) { f.outcome = Outcome::crashed, f.exit = {}, f.signal = 11; }, "outcome",
     "refused or disconnected", "crashed (signal 11, SIGSEGV)"},
    {"too_shallow", [](Facts& f) { f.deepest = Step::x224_confirm; }, "reaches", "at least server_flight",
     "x224_confirm"},
    {"a_forbidden_step", [](Facts& f) { f.steps.push_back(Step::credssp_negotiate); }, "never",
     "never mcs_connect_initial, credssp_negotiate", "credssp_negotiate"},
    {"a_millisecond_late", [](Facts& f) { f.took = 10001ms; }, "within", "ended within 10.0 s",
     "ended after 10.0 s"},
    {"killed_early", [](Facts& f) { f.limit = Limit::output, f.took = 500ms; }, "within",
     "ended within 10.0 s", "still running when killed after 0.5 s"},
    {"another_reason", [](Facts& f) { f.reason = Reason::vague, f.said = "connection failed"; }, "says",
     "certificate", "vague (\"connection failed\")"},
    {"no_reason", [](Facts& f) { f.reason = Reason::nothing, f.said = ""; }, "says", "certificate",
     "nothing"},
    {"another_connection", [](Facts& f) { f.connections.push_back(asked_for({})); }, "connections",
     "at most 1", "2 (0x3, none)"},
};

BOOST_AUTO_TEST_SUITE(judge_demands)

BOOST_AUTO_TEST_CASE(facts_that_meet_every_demand_break_none) {
    BOOST_TEST(broken_demands(scenario_with({every_demand()}), "strict", good_facts()).empty());
}

BOOST_AUTO_TEST_CASE(a_bound_is_met_on_the_dot) {
    auto facts = good_facts();
    facts.took = 10s;
    facts.deepest = Step::server_flight;
    BOOST_TEST(broken_demands(scenario_with({every_demand()}), "strict", facts).empty());
}

BOOST_DATA_TEST_CASE(each_field_says_what_was_wanted_and_what_was_seen, bdata::make(kBroken), row) {
    auto facts = good_facts();
    row.bend(facts);
    const auto findings = broken_demands(scenario_with({every_demand()}), "strict", facts);
    BOOST_TEST_REQUIRE(findings.size() == 1U);
    BOOST_TEST(findings[0].field == row.field);
    BOOST_TEST(findings[0].wanted == row.wanted);
    BOOST_TEST(findings[0].seen == row.seen);
    BOOST_TEST(findings[0].source == "demand certificate/expired.toml:14");
    BOOST_TEST(findings[0].why == "credentials must not reach a host that is not trusted");
}

BOOST_AUTO_TEST_CASE(a_client_killed_for_its_patience_breaks_outcome_and_within) {
    auto facts = good_facts();
    facts.outcome = Outcome::hung;
    facts.limit = Limit::wall_clock;
    facts.took = 20s;
    const auto findings = broken_demands(scenario_with({every_demand()}), "strict", facts);
    BOOST_TEST_REQUIRE(findings.size() == 2U);
    BOOST_TEST(findings[0].seen == "hung (killed after 20.0 s)");
    BOOST_TEST(findings[1].field == "within");
}

BOOST_AUTO_TEST_CASE(a_demand_may_speak_of_one_connection) {
    auto facts = good_facts();
    facts.connections.push_back(asked_for(wire::Protocols{1}));
    facts.connections[0].deepest = Step::x224_confirm;
    facts.connections[0].steps = {Step::x224_request, Step::x224_confirm};
    facts.connections[1].deepest = Step::tls_finished;
    facts.connections[1].steps = {Step::x224_request, Step::server_flight, Step::tls_finished};
    Demand d;
    d.options = "strict";
    d.reaches = Step::tls_finished;
    d.never = {Step::client_info};
    d.connection = 2;
    BOOST_TEST(broken_demands(scenario_with({d}), "strict", facts).empty());
    d.connection = 1;
    auto findings = broken_demands(scenario_with({d}), "strict", facts);
    BOOST_TEST_REQUIRE(findings.size() == 1U);
    BOOST_TEST(findings[0].wanted == "at least tls_finished on connection 1");
    BOOST_TEST(findings[0].seen == "x224_confirm");
    d.connection = 3;
    findings = broken_demands(scenario_with({d}), "strict", facts);
    BOOST_TEST_REQUIRE(findings.size() == 1U);
    BOOST_TEST(findings[0].seen == "no such connection");
    d.reaches.reset();
    d.connection = 2;
    d.never = {Step::server_flight};
    findings = broken_demands(scenario_with({d}), "strict", facts);
    BOOST_TEST_REQUIRE(findings.size() == 1U);
    BOOST_TEST(findings[0].wanted == "never server_flight on connection 2");
}

BOOST_AUTO_TEST_CASE(a_demand_for_other_options_is_not_asked) {
    auto facts = good_facts();
    facts.outcome = Outcome::active;
    BOOST_TEST(broken_demands(scenario_with({every_demand()}), "lenient", facts).empty());
}

BOOST_AUTO_TEST_CASE(a_demand_without_fields_demands_nothing) {
    BOOST_TEST(broken_demands(scenario_with({Demand{}}), "lenient", Facts{}).empty());
}

BOOST_AUTO_TEST_CASE(every_demand_is_asked) {
    auto second = every_demand();
    second.line = 20;
    auto facts = good_facts();
    facts.outcome = Outcome::active;
    const auto findings = broken_demands(scenario_with({every_demand(), second}), "strict", facts);
    BOOST_TEST_REQUIRE(findings.size() == 2U);
    BOOST_TEST(findings[1].source == "demand certificate/expired.toml:20");
}

// Even where a demand lists it, or none speaks of the outcome.
BOOST_AUTO_TEST_CASE(a_crash_is_always_broken) {
    auto facts = good_facts();
    facts.outcome = Outcome::crashed;
    facts.signal = 6;
    auto allowing = every_demand();
    allowing.outcome = {Outcome::crashed};
    for (const auto& demands : {std::vector<Demand>{}, {allowing}}) {
        const auto findings = broken_demands(scenario_with(demands), "strict", facts);
        BOOST_TEST_REQUIRE(findings.size() == 1U);
        BOOST_TEST(findings[0].field == "outcome");
        BOOST_TEST(findings[0].wanted == "anything but a crash");
        BOOST_TEST(findings[0].seen == "crashed (signal 6, SIGABRT)");
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(judge_verdicts)

BaselineEntry entry_of(const Facts& facts) {
    BaselineEntry e;
    e.scenario = "certificate/expired";
    e.options = "strict";
    e.outcome = {facts.outcome};
    e.exit = {143};
    e.step = {facts.deepest};
    e.connections = {{"0x3"}};
    e.reason = {facts.reason};
    e.time = {time_class(facts)};
    e.line = 7;
    return e;
}

Baseline a_baseline() { return {"xfreerdp", "2.11", "/x/clients/xfreerdp/baseline-2.11.toml", {}}; }

enum class Breaks { nothing, outcome, outcome_and_within };
enum class Entry { missing, plain, unreviewed, knows_outcome, knows_both };

struct Row {
    Breaks breaks;
    Entry entry;
    // The other facts agree with the baseline or differ; then the same where people said that runs differ.
    Verdict agrees, differs, agrees_varies, differs_varies;
};

using enum Verdict;
constexpr std::array kTruth{
    Row{Breaks::nothing, Entry::missing, pass, pass, pass, pass},
    Row{Breaks::nothing, Entry::plain, pass, changed, pass, changed},
    Row{Breaks::nothing, Entry::unreviewed, fixed, fixed, pass, fixed},
    Row{Breaks::nothing, Entry::knows_outcome, fixed, fixed, pass, fixed},
    Row{Breaks::nothing, Entry::knows_both, fixed, fixed, pass, fixed},
    Row{Breaks::outcome, Entry::missing, fail, fail, fail, fail},
    Row{Breaks::outcome, Entry::plain, fail, fail, fail, fail},
    Row{Breaks::outcome, Entry::unreviewed, fail, fail, fail, fail},
    Row{Breaks::outcome, Entry::knows_outcome, known, changed, known, changed},
    Row{Breaks::outcome, Entry::knows_both, fixed, fixed, known, fixed},
    Row{Breaks::outcome_and_within, Entry::missing, fail, fail, fail, fail},
    Row{Breaks::outcome_and_within, Entry::plain, fail, fail, fail, fail},
    Row{Breaks::outcome_and_within, Entry::unreviewed, fail, fail, fail, fail},
    Row{Breaks::outcome_and_within, Entry::knows_outcome, fail, fail, fail, fail},
    Row{Breaks::outcome_and_within, Entry::knows_both, known, changed, known, changed},
};

Judgement play(const Row& row, bool agrees, bool varies, bool bit) {
    auto facts = good_facts();
    facts.bit = bit;
    if (row.breaks != Breaks::nothing) facts.outcome = Outcome::active;
    if (row.breaks == Breaks::outcome_and_within) facts.took = 11s;

    auto entry = entry_of(facts);
    if (!agrees) facts.exit = 1;
    if (varies) entry.varies = "a race";
    if (row.entry == Entry::unreviewed) entry.known = KnownBreak{{"outcome"}, "", "", ""};
    if (row.entry == Entry::knows_outcome) entry.known = KnownBreak{{"outcome"}, "it is old", "", ""};
    if (row.entry == Entry::knows_both) entry.known = KnownBreak{{"outcome", "within"}, "it is old", "", ""};

    const auto baseline = a_baseline();
    const bool missing = row.entry == Entry::missing;
    return judge(scenario_with({every_demand()}), "strict", facts, missing ? nullptr : &baseline,
                 missing ? nullptr : &entry);
}

BOOST_DATA_TEST_CASE(truth_table, bdata::xrange(kTruth.size()), i) {
    const auto& row = kTruth.at(i);
    BOOST_TEST(play(row, true, false, true).verdict == row.agrees);
    BOOST_TEST(play(row, false, false, true).verdict == row.differs);
    BOOST_TEST(play(row, true, true, true).verdict == row.agrees_varies);
    BOOST_TEST(play(row, false, true, true).verdict == row.differs_varies);
}

BOOST_DATA_TEST_CASE(a_fault_that_never_bit_is_moot_whatever_else, bdata::xrange(kTruth.size()), i) {
    for (const bool agrees : {true, false})
        for (const bool varies : {true, false}) {
            const auto judgement = play(kTruth.at(i), agrees, varies, false);
            BOOST_TEST(judgement.verdict == moot);
            BOOST_TEST(judgement.findings.empty());
            BOOST_TEST(!judgement.note.empty());
        }
}

BOOST_AUTO_TEST_CASE(moot_names_the_fault_that_never_acted) {
    const auto scenario = scenario_with({});
    auto facts = good_facts();
    facts.acted = {{"delay x224_confirm", 1}, {"reset mcs_connect_response", 0}};
    facts.bit = false;
    BOOST_TEST(judge(scenario, "strict", facts, nullptr, nullptr).note ==
               "'reset mcs_connect_response' never acted: the client got as far as tls_finished, refused "
               "(exit 143)");
}

// One fact bent away from the baseline, and the finding that it must make.
const std::vector<Broken> kChanged{
    {"outcome", [](Facts& f) { f.outcome = Outcome::disconnected; }, "outcome", "refused",
     "disconnected (exit 143)"},
    {"exit", [](Facts& f) { f.exit = 131; }, "exit", "143", "131"},
    {"killed", [](Facts& f) { f.exit = {}; }, "exit", "143", "-1"},
    {"signal", [](Facts& f) { f.exit = {}, f.signal = 11; }, "exit", "143", "139"},
    {"step", [](Facts& f) { f.deepest = Step::server_flight; }, "step", "tls_finished", "server_flight"},
    {"connections",
     [](Facts& f) {
         f.connections = {asked_for(wire::Protocols{1}), asked_for({})};
     },
     "connections", "[0x3]", "[0x1, none]"},
    {"reason", [](Facts& f) { f.reason = Reason::tls, f.said = "handshake failed"; }, "reason", "certificate",
     "tls (\"handshake failed\")"},
    {"time", [](Facts& f) { f.took = 6s; }, "time", "at once", "seconds (6.0 s)"},
};

BOOST_DATA_TEST_CASE(each_difference_from_the_baseline_is_a_finding, bdata::make(kChanged), row) {
    const auto baseline = a_baseline();
    const auto entry = entry_of(good_facts());
    auto facts = good_facts();
    row.bend(facts);
    const auto judgement = judge(scenario_with({}), "strict", facts, &baseline, &entry);
    BOOST_TEST(judgement.verdict == changed);
    BOOST_TEST_REQUIRE(judgement.findings.size() == 1U);
    BOOST_TEST(judgement.findings[0].field == row.field);
    BOOST_TEST(judgement.findings[0].wanted == row.wanted);
    BOOST_TEST(judgement.findings[0].seen == row.seen);
    BOOST_TEST(judgement.findings[0].source == "baseline xfreerdp/baseline-2.11.toml:7");
}

BOOST_AUTO_TEST_CASE(any_listed_value_agrees) {
    const auto baseline = a_baseline();
    auto entry = entry_of(good_facts());
    entry.outcome = {Outcome::hung, Outcome::refused};
    entry.exit = {-1, 143};
    entry.connections = {{"0x1"}, {"0x3"}};
    BOOST_TEST(judge(scenario_with({}), "strict", good_facts(), &baseline, &entry).verdict == pass);
    auto facts = good_facts();
    facts.exit = 131;
    const auto judgement = judge(scenario_with({}), "strict", facts, &baseline, &entry);
    BOOST_TEST_REQUIRE(judgement.findings.size() == 1U);
    BOOST_TEST(judgement.findings[0].wanted == "-1 or 143");
}

BOOST_AUTO_TEST_CASE(what_the_baseline_leaves_out_is_not_compared) {
    const auto baseline = a_baseline();
    BaselineEntry entry;
    BOOST_TEST(judge(scenario_with({}), "strict", good_facts(), &baseline, &entry).verdict == pass);
}

BOOST_AUTO_TEST_CASE(without_a_baseline_it_says_so) {
    const auto judgement = judge(scenario_with({}), "strict", good_facts(), nullptr, nullptr);
    BOOST_TEST(judgement.verdict == pass);
    BOOST_TEST(judgement.note == "no baseline: judged by the demands alone");
}

Judgement crash(const KnownBreak& known_break) {
    auto facts = good_facts();
    facts.outcome = Outcome::crashed;
    facts.exit = {};
    facts.signal = 11;
    auto entry = entry_of(facts);
    entry.exit = {139};
    entry.known = known_break;
    const auto baseline = a_baseline();
    return judge(scenario_with({every_demand()}), "strict", facts, &baseline, &entry);
}

BOOST_AUTO_TEST_CASE(a_crash_is_known_only_when_its_outcome_was_reviewed) {
    const auto judgement = crash({{"outcome"}, "NULL pointer, reported upstream", "2.11.7", "2.12"});
    BOOST_TEST(judgement.verdict == known);
    BOOST_TEST(judgement.note == "NULL pointer, reported upstream (since 2.11.7) (look again: 2.12)");
    BOOST_TEST(crash({{"outcome"}, "", "2.11.7", ""}).verdict == fail);
    BOOST_TEST(crash({{"says"}, "it never says", "", ""}).verdict == fail);
}

BOOST_AUTO_TEST_CASE(a_break_that_is_gone_is_named) {
    const auto judgement =
        play({Breaks::nothing, Entry::knows_both, fixed, fixed, pass, fixed}, false, false, true);
    BOOST_TEST_REQUIRE(judgement.findings.size() == 3U);
    BOOST_TEST(judgement.findings[0].field == "outcome");
    BOOST_TEST(judgement.findings[0].wanted == "the known break");
    BOOST_TEST(judgement.findings[0].seen == "as demanded");
    BOOST_TEST(judgement.findings[0].why == "it is old");
    BOOST_TEST(judgement.findings[0].source == "baseline xfreerdp/baseline-2.11.toml:7");
    BOOST_TEST(judgement.findings[1].field == "within");
    BOOST_TEST(judgement.findings[2].field == "exit");
}

BOOST_AUTO_TEST_CASE(a_failure_says_why_its_baseline_is_no_excuse) {
    const Row unreviewed{Breaks::outcome, Entry::unreviewed, fail, fail, fail, fail};
    BOOST_TEST(play(unreviewed, true, false, true).note ==
               "its baseline lists this break, but without a why it is not reviewed");
    const Row more{Breaks::outcome_and_within, Entry::knows_outcome, fail, fail, fail, fail};
    BOOST_TEST(play(more, true, false, true).note == "its baseline knows of outcome only");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness

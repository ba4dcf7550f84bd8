#include "harness/advise/explain/leads.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(explain_leads)

using namespace badrdp;
using namespace badrdp::harness;
using boost::test_tools::per_element;

namespace {

Code code(std::uint32_t number, std::vector<CodeName> same = {}) {
    Code out;
    out.number = number;
    out.same = std::move(same);
    return out;
}

// mstsc and a client with exit statuses, a client that was never played, and what goes over the wire.
struct Tables {
    Tables() : families(6) {
        families[0].name = "mstsc";
        families[0].codes = {code(0x204), code(0x904)};
        families[1].name = "extended";
        families[1].codes = {code(0), code(7)};
        families[2].name = families[2].client = "xfreerdp";
        families[2].codes = {code(133), code(147)};
        families[3].name = families[3].client = "xfreerdp3";
        families[3].codes = {code(133, {{"xfreerdp", 133, {}, "xfreerdp:133"}})};
        families[4].name = "neg";
        families[4].codes = {code(5)};
        families[5].name = "ntstatus";
        families[5].codes = {code(0xC0000234)};
    }

    std::vector<Lead> leads(const std::string& word) const {
        const auto answers = find_codes(parse_queries({word}), families);
        BOOST_REQUIRE_EQUAL(answers[0].found.size(), 1u);
        return leads_to(answers[0].found[0], families, known);
    }

    // "negotiation/failure[code=5]: sent"
    std::vector<std::string> told(const std::string& word) const {
        std::vector<std::string> out;
        for (const auto& lead : leads(word))
            out.push_back(
                fmt::format("{}{}: {}", lead.scenario,
                            lead.variants.empty() ? "" : fmt::format("[{}]", fmt::join(lead.variants, ";")),
                            name(lead.because.evidence)));
        return out;
    }

    Scenario& scenario(std::string name, std::string variant = "") {
        auto& out = known.scenarios.emplace_back();
        out.name = std::move(name);
        out.variant = std::move(variant);
        out.title = "the title of " + out.name;
        return out;
    }

    BaselineEntry& entry(const std::string& client, std::string scenario, int exit, wire::Step step) {
        auto it = std::ranges::find(known.baselines, client, &Baseline::client);
        if (it == known.baselines.end()) {
            known.baselines.push_back({client, "2.11", "baseline-2.11.toml", {}});
            it = known.baselines.end() - 1;
        }
        auto& out = it->entries.emplace_back();
        out.scenario = std::move(scenario);
        out.options = "lenient";
        out.exit = {exit};
        out.step = {step};
        out.reason = {Reason::network};
        return out;
    }

    std::vector<Family> families;
    Knowledge known;
};

Lead lead(std::string scenario) {
    Lead out;
    out.scenario = std::move(scenario);
    return out;
}

Check check(std::string action, std::vector<CheckAnswer> answers) {
    return {std::move(action), "w", "", std::move(answers), 0};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_symptom_is_only_inferred_until_a_row_says_more) {
    Tables tables;
    tables.scenario("tls/a").symptom = {"mstsc 0x904/0x7"};
    tables.scenario("tls/b").symptom = {"mstsc 2308 (0x904)"};
    tables.scenario("tls/c").symptom = {"mstsc 0x904/0x0"};
    tables.scenario("tls/d").symptom = {"mstsc 0x904/0x7"};
    tables.scenario("tls/e").symptom = {"the screen stays black"};
    tables.known.rows = {{{"mstsc", 0x904, 7, ""}, {"tls/d"}, {"s", Backing::reported, "a/b#1"}, 0}};
    BOOST_TEST(tables.told("0x904/0x7") ==
                   (std::vector<std::string>{"tls/d: reported", "tls/a: inferred", "tls/b: inferred"}),
               per_element());
    BOOST_TEST(tables.told("0x904").size() == 4u);
    BOOST_TEST(tables.told("0x204").empty());
}

BOOST_AUTO_TEST_CASE(what_the_fake_host_says_is_sent_and_not_observed) {
    Tables tables;
    tables.scenario("negotiation/failure", "code=1").host.server.failure = wire::FailureCode::ssl_required;
    tables.scenario("negotiation/failure", "code=5").host.server.failure = wire::FailureCode::hybrid_required;
    auto& locked = tables.scenario("accounts/refused", "state=locked");
    locked.host.server.accounts.push_back({"u", "", "", auth::AccountState::locked});
    tables.scenario("credssp/error").host.server.credssp.error_at_authenticate = 0xC0000234;
    BOOST_TEST(tables.told("neg:5") == std::vector<std::string>{"negotiation/failure[code=5]: sent"},
               per_element());
    BOOST_TEST(tables.told("0xC0000234") ==
                   (std::vector<std::string>{"accounts/refused[state=locked]: sent", "credssp/error: sent"}),
               per_element());
    BOOST_TEST(tables.leads("neg:5")[0].of == 2u);
    BOOST_TEST(tables.leads("neg:5")[0].title == "the title of negotiation/failure");
}

BOOST_AUTO_TEST_CASE(an_exit_status_is_observed_where_a_baseline_has_it) {
    Tables tables;
    tables.scenario("negotiation/failure", "code=1");
    tables.scenario("negotiation/failure", "code=5");
    tables.scenario("tcp/port-closed");
    tables.entry("xfreerdp", "negotiation/failure[code=1]", 133, wire::Step::x224_confirm);
    tables.entry("xfreerdp", "negotiation/failure[code=5]", 147, wire::Step::tcp_connect);
    tables.entry("xfreerdp", "tcp/port-closed", -1, wire::Step::tcp_connect);
    tables.entry("xfreerdp", "tls/of-yesterday", 133, wire::Step::client_hello);  // a scenario that is gone
    tables.entry("rdesktop", "tcp/port-closed", 133, wire::Step::tcp_connect);    // another client's 133
    const auto leads = tables.leads("xfreerdp:133");
    BOOST_REQUIRE_EQUAL(leads.size(), 1u);
    BOOST_TEST(leads[0].variants == std::vector<std::string>{"code=1"}, per_element());
    BOOST_TEST((leads[0].because == Statement{"xfreerdp 2.11 ended so in 1 of 2 cases", Backing::observed,
                                              "clients/xfreerdp/baseline-2.11.toml"}));
    BOOST_TEST((leads[0].seen ==
                std::vector<Seen>{{"xfreerdp 2.11", {133}, {Reason::network}, {wire::Step::x224_confirm}}}));
}

BOOST_AUTO_TEST_CASE(what_another_client_did_is_never_called_observed) {
    Tables tables;
    tables.scenario("negotiation/failure");
    tables.entry("xfreerdp", "negotiation/failure", 133, wire::Step::x224_confirm);
    const auto leads = tables.leads("xfreerdp3:133");
    BOOST_REQUIRE_EQUAL(leads.size(), 1u);
    BOOST_TEST((leads[0].because.evidence == Backing::inferred));
    BOOST_TEST(leads[0].because.says ==
               "through xfreerdp:133: xfreerdp 2.11 ended so in 1 of 1 cases (observed)");
    BOOST_TEST(leads[0].seen.empty());
}

// Versions that were played in one case, each with its exit status there.
std::vector<std::string> clients_seen(std::vector<std::pair<std::string, int>> versions) {
    Tables tables;
    tables.scenario("tls/late");
    for (const auto& [version, exit] : versions) {
        BaselineEntry entry;
        entry.scenario = "tls/late";
        entry.options = "lenient";
        entry.exit = {exit};
        entry.step = {wire::Step::client_hello};
        entry.reason = {Reason::network};
        tables.known.baselines.push_back({"xfreerdp", version, "baseline.toml", {entry}});
    }
    std::vector<std::string> out;
    for (const auto& lead : tables.leads("xfreerdp:147"))
        for (const auto& seen : lead.seen) out.push_back(seen.client);
    return out;
}

BOOST_AUTO_TEST_CASE(versions_that_did_the_same_are_told_together) {
    using Texts = std::vector<std::string>;
    BOOST_TEST(clients_seen({{"2.11", 147}}) == Texts{"xfreerdp 2.11"}, per_element());
    BOOST_TEST(clients_seen({{"2.11", 147}, {"2.3", 147}, {"2.6", 147}}) == Texts{"xfreerdp 2.3 to 2.11"},
               per_element());
    BOOST_TEST(clients_seen({{"2.11", 147}, {"2.3", 131}}) == Texts{"xfreerdp since 2.11 (2.3: 131)"},
               per_element());
    BOOST_TEST(
        clients_seen({{"2.11", 131}, {"2.3", 147}, {"2.6", 147}}) == Texts{"xfreerdp up to 2.6 (2.11: 131)"},
        per_element());
    BOOST_TEST(clients_seen({{"2.3", 131}, {"2.6", 147}, {"2.11", -1}}) ==
                   Texts{"xfreerdp 2.6 (2.3: 131; 2.11: killed)"},
               per_element());
}

BOOST_AUTO_TEST_CASE(what_a_client_was_seen_not_to_do_is_not_inferred_either) {
    Tables tables;
    for (const auto* name : {"x/played", "x/unplayed", "x/so"})
        tables.scenario(name).host.server.failure = wire::FailureCode::hybrid_required;
    tables.families[2].codes[0].same = {{"neg", 5, {}, "neg:5"}};         // xfreerdp:133
    tables.families[3].codes[0].same.push_back({"neg", 5, {}, "neg:5"});  // xfreerdp3:133
    tables.entry("xfreerdp", "x/played", 147, wire::Step::x224_confirm);
    tables.entry("xfreerdp", "x/so", 133, wire::Step::x224_confirm);
    BOOST_TEST(
        tables.told("xfreerdp:133") == (std::vector<std::string>{"x/so: observed", "x/unplayed: inferred"}),
        per_element());
    BOOST_TEST(
        tables.told("xfreerdp3:133") == (std::vector<std::string>{"x/so: inferred", "x/unplayed: inferred"}),
        per_element());
}

BOOST_AUTO_TEST_CASE(the_fake_client_is_not_shown_as_a_client) {
    Tables tables;
    tables.scenario("negotiation/failure").host.server.failure = wire::FailureCode::hybrid_required;
    tables.entry("builtin", "negotiation/failure", 11, wire::Step::x224_confirm);
    BOOST_TEST(tables.leads("neg:5")[0].seen.empty());
}

BOOST_AUTO_TEST_CASE(evidence_comes_before_what_is_usual_and_that_before_the_name) {
    Tables tables;
    for (const auto* name : {"a/reported", "b/rare", "c/usual", "d/sent"}) tables.scenario(name);
    tables.known.scenarios[3].host.server.failure = wire::FailureCode::hybrid_required;
    const auto row = [](std::string glob, Backing evidence) {
        return LeadRow{{"neg", 5, {}, ""}, {std::move(glob)}, {"s", evidence, "x"}, 0};
    };
    tables.known.rows = {row("b/*", Backing::inferred), row("c/*", Backing::inferred),
                         row("a/*", Backing::reported)};
    tables.known.checks.usual = {"c/*", "a/*"};
    BOOST_TEST(tables.told("neg:5") == (std::vector<std::string>{"d/sent: sent", "a/reported: reported",
                                                                 "c/usual: inferred", "b/rare: inferred"}),
               per_element());
}

BOOST_AUTO_TEST_CASE(the_cheapest_check_that_tells_the_first_two_apart_is_next) {
    Knowledge known;
    known.checks.checks = {check("clock", {{"at once", {"a/*", "b/*"}}, {"late", {"c/*"}}}),
                           check("port", {{"closed", {"a/*"}}, {"open", {"*"}}}),
                           check("capture", {{"RST", {"a/*"}}, {"FIN", {"b/*"}}})};
    const auto next = next_check({lead("a/1"), lead("b/1"), lead("c/1")}, known, false);
    BOOST_REQUIRE(next);
    BOOST_TEST(next->action == "port");
    BOOST_TEST(next->against == "b/1");
    BOOST_TEST((next->outlooks == std::vector<Outlook>{{"closed", {"a/1"}}, {"open", {"b/1", "c/1"}}}));
    BOOST_TEST(!next->observed);
}

BOOST_AUTO_TEST_CASE(what_no_check_tells_apart_is_passed_over_and_named) {
    Knowledge known;
    known.checks.checks = {check("clock", {{"at once", {"a/*", "b/*"}}, {"late", {"c/*"}}})};
    const auto next = next_check({lead("a/1"), lead("b/1"), lead("c/1")}, known, false);
    BOOST_REQUIRE(next);
    BOOST_TEST(next->against == "c/1");
    BOOST_TEST(next->passed_over == std::vector<std::string>{"b/1"}, per_element());
}

BOOST_AUTO_TEST_CASE(faces_of_one_cause_are_not_told_apart) {
    Knowledge known;
    known.checks.checks = {check("clock", {{"1", {"a/*"}}, {"2", {"b/*"}}, {"3", {"c/*"}}})};
    const auto face = [](std::string scenario) {
        auto out = lead(std::move(scenario));
        out.cause = "C03";
        return out;
    };
    BOOST_TEST(next_check({face("a/1"), face("a/2"), face("b/1"), lead("c/1")}, known, false)->against ==
               "c/1");
    BOOST_TEST(next_check({face("a/1"), lead("b/1"), lead("c/1")}, known, false)->against == "b/1");
}

BOOST_AUTO_TEST_CASE(a_lead_is_of_a_cause_that_all_its_scenarios_name) {
    Tables tables;
    for (const auto* variant : {"x=1", "x=2"}) {
        auto& scenario = tables.scenario("b/1", variant);
        scenario.cause = variant == std::string_view("x=1") ? "C03" : "C04";
        scenario.symptom = {"mstsc 0x904/0x7"};
    }
    BOOST_TEST(tables.leads("0x904/0x7")[0].cause == "");
    tables.known.scenarios[1].symptom.clear();
    BOOST_TEST(tables.leads("0x904/0x7")[0].cause == "C03");
}

// Who had a session there does not have this trouble: such a candidate comes last, however well it is
// attested.
BOOST_AUTO_TEST_CASE(where_clients_had_a_session_comes_last) {
    Tables tables;
    for (const auto* name : {"a/up", "b/some", "c/down", "d/unplayed"})
        tables.scenario(name).symptom = {"mstsc 0x904/0x7"};
    tables.entry("xfreerdp", "a/up", 0, wire::Step::active);
    tables.entry("xfreerdp", "b/some", 133, wire::Step::x224_confirm);
    tables.entry("rdesktop", "b/some", 0, wire::Step::active);
    tables.entry("xfreerdp", "c/down", 133, wire::Step::x224_confirm);
    tables.known.rows = {{{"mstsc", 0x904, 7, ""}, {"a/up"}, {"s", Backing::reported, "a/b#1"}, 0}};
    BOOST_TEST(
        tables.told("0x904/0x7") == (std::vector<std::string>{"c/down: inferred", "d/unplayed: inferred",
                                                              "b/some: inferred", "a/up: reported"}),
        per_element());
    // Of a code that ends a session nothing else is to be expected.
    tables.families[0].codes[1].ends_session = true;
    BOOST_TEST(tables.told("0x904/0x7")[0] == "a/up: reported");
}

BOOST_AUTO_TEST_CASE(a_code_leads_to_the_causes_that_it_names) {
    Tables tables;
    tables.scenario("tls/a").cause = "C09";
    tables.scenario("tls/b").cause = "C10";
    tables.families[5].codes[0].causes = {"C09"};
    BOOST_TEST(tables.told("0xC0000234") == std::vector<std::string>{"tls/a: documented"}, per_element());
}

BOOST_AUTO_TEST_CASE(a_session_that_ended_is_not_checked_as_one_that_never_came_up) {
    Knowledge known;
    auto session = check("who ended it", {{"1", {"a/*"}}, {"2", {"*"}}});
    session.of_sessions = true;
    known.checks.checks = {check("TLS events", {{"1", {"a/*"}}, {"2", {"*"}}}), session};
    known.names = {"a/1"};
    BOOST_TEST(next_check({lead("a/1"), lead("b/1")}, known, true)->action == "who ended it");
    BOOST_TEST(next_check({lead("a/1")}, known, true)->action == "who ended it");
    BOOST_TEST(next_check({lead("a/1"), lead("b/1")}, known, false)->action == "TLS events");
}

BOOST_AUTO_TEST_CASE(a_code_ends_a_session_if_its_equal_elsewhere_does) {
    Tables tables;
    const auto ends = [&] {
        return ends_session(find_codes(parse_queries({"xfreerdp3:133"}), tables.families)[0].found[0],
                            tables.families);
    };
    BOOST_TEST(!ends());
    tables.families[2].codes[0].ends_session = true;  // xfreerdp:133, which xfreerdp3:133 is the same as
    BOOST_TEST(ends());
}

BOOST_AUTO_TEST_CASE(scenarios_without_a_cause_share_none) {
    Tables tables;
    tables.known.checks.checks = {check("clock", {{"1", {"a/*"}}, {"2", {"b/*"}}})};
    tables.scenario("a/1");
    tables.scenario("b/1");
    BOOST_TEST(next_check({lead("a/1"), lead("b/1")}, tables.known, false)->against == "b/1");
}

BOOST_AUTO_TEST_CASE(a_single_lead_gets_the_check_that_says_most_about_it) {
    Tables tables;
    tables.known.names = {"a/1", "a/2", "b/1"};
    tables.known.checks.checks = {check("clock", {{"at once", {"*"}}, {"late", {"c/*"}}}),
                                  check("log", {{"an event", {"a/1"}}, {"none", {"*"}}})};
    const auto next = next_check({lead("a/1")}, tables.known, false);
    BOOST_REQUIRE(next);
    BOOST_TEST(next->action == "log");
    BOOST_TEST(next->against == "");
    BOOST_TEST((next->outlooks == std::vector<Outlook>{{"an event", {"a/1"}}}));
}

BOOST_AUTO_TEST_CASE(a_comparison_tells_apart_what_the_fake_client_was_seen_to_do) {
    Tables tables;
    auto& known = tables.known;
    known.checks.checks = {{"connect", "w", "builtin", {}, 0}};
    tables.entry("builtin", "a/1", 14, wire::Step::client_hello);
    tables.entry("builtin", "b/1", 14, wire::Step::client_hello);
    tables.entry("builtin", "c/1", 14, wire::Step::x224_request);
    tables.entry("builtin", "c/1", 18, wire::Step::client_hello).options =
        "strict";  // not how it is called here
    const auto next = next_check({lead("a/1"), lead("b/1"), lead("c/1")}, known, false);
    BOOST_REQUIRE(next);
    BOOST_TEST(next->against == "c/1");
    BOOST_TEST(next->observed);
    BOOST_TEST(next->outlooks[0].see == "it ends with 14 (network), client_hello is its last step");
    BOOST_TEST(next->outlooks[1].see == "it ends with 14 (network), x224_request is its last step");
}

// What the client was seen to do with an account, it does for nobody who gives it none.
BOOST_AUTO_TEST_CASE(a_comparison_is_called_as_the_fake_client_was) {
    Tables tables;
    auto& known = tables.known;
    known.checks.checks = {{"connect", "w", "builtin", {}, 0}};
    tables.entry("builtin", "a/1", 19, wire::Step::credssp_pubkey).options = "nla";
    tables.entry("builtin", "b/1", 0, wire::Step::active).options = "nla";
    const auto next = next_check({lead("a/1"), lead("b/1")}, known, false);
    BOOST_REQUIRE(next);
    BOOST_TEST(next->action == "connect --security nla --account NAME:PASSWORD");
    tables.entry("builtin", "c/1", 14, wire::Step::client_hello);  // with another option set alone
    BOOST_TEST(!next_check({lead("a/1"), lead("c/1")}, known, false));
    tables.entry("builtin", "d/1", 16, wire::Step::credssp_negotiate);
    const auto inside = next_check({lead("d/1"), lead("c/1")}, known, false);
    BOOST_REQUIRE(inside);
    BOOST_TEST(inside->action == "connect --account NAME:PASSWORD");
}

BOOST_AUTO_TEST_CASE(nothing_leads_there_and_nothing_is_to_be_checked) {
    BOOST_TEST(!next_check({}, {}, false));
}

BOOST_AUTO_TEST_SUITE_END()

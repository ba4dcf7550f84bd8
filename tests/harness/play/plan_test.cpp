#include "harness/play/plan.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(run_plan)

using namespace badrdp::harness;

namespace {

Scenario scenario(std::string name, std::vector<std::string> options) {
    Scenario out;
    out.name = std::move(name);
    for (auto& option : options) {
        Demand demand;
        demand.options = std::move(option);
        out.demands.push_back(std::move(demand));
    }
    return out;
}

Client client() {
    Client out;
    out.adapter.name = "xfreerdp";
    out.adapter.options = {{"lenient", {}}, {"strict", {}}};
    return out;
}

BaselineEntry seen(std::string name, TimeClass time) {
    BaselineEntry out;
    out.scenario = std::move(name);
    out.options = "lenient";
    out.time = {time};
    return out;
}

std::string in_words(const std::vector<CaseOrder>& orders) {
    std::string out;
    for (const auto& order : orders)
        out += (out.empty() ? "" : " ") + order.scenario->id() + ":" + order.options +
               (order.last_round ? ":last" : "");
    return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_honest_case_comes_first_and_last_though_nobody_asked_for_it) {
    const auto who = client();
    const auto honest = scenario("healthy/tls", {"lenient"});
    const std::vector<Scenario> wanted{scenario("certificate/expired", {"strict", "lenient", "strict"})};
    const auto plan = plan_client(who, nullptr, wanted, honest);
    BOOST_TEST(in_words(plan.first) == "healthy/tls:lenient");
    BOOST_TEST(in_words(plan.cases) == "certificate/expired:lenient certificate/expired:strict");
    BOOST_TEST(in_words(plan.last) == "healthy/tls:lenient:last");
}

BOOST_AUTO_TEST_CASE(the_honest_case_is_not_played_a_third_time) {
    const auto who = client();
    const auto honest = scenario("healthy/tls", {"lenient"});
    const auto plan = plan_client(who, nullptr, std::vector{honest}, honest);
    BOOST_TEST(in_words(plan.first) == "healthy/tls:lenient");
    BOOST_TEST(plan.cases.empty());
    BOOST_TEST(plan.last.empty());
}

BOOST_AUTO_TEST_CASE(an_option_set_that_the_client_lacks_is_unsupported_with_its_reason) {
    const auto who = client();
    const auto honest = scenario("healthy/tls", {"lenient"});
    const auto plan =
        plan_client(who, nullptr, std::vector{scenario("negotiation/nla-required", {"tls"})}, honest);
    BOOST_TEST(plan.cases.empty());
    BOOST_TEST_REQUIRE(plan.unsupported.size() == 1u);
    BOOST_TEST((plan.unsupported[0].judgement.verdict == Verdict::unsupported));
    BOOST_TEST(plan.unsupported[0].judgement.note == "xfreerdp has no option set 'tls'");
}

BOOST_AUTO_TEST_CASE(who_cannot_be_told_whom_to_trust_does_not_play_what_needs_it) {
    auto who = client();
    const auto honest = scenario("healthy/tls", {"lenient"});
    auto trusted = scenario("certificate/expired", {"strict"});
    trusted.trusted = true;
    const std::vector all{trusted};
    const auto without = plan_client(who, nullptr, all, honest);
    BOOST_TEST_REQUIRE(without.unsupported.size() == 1u);
    BOOST_TEST(without.unsupported[0].judgement.note ==
               "xfreerdp has no way to be told whom to trust: its adapter lacks trusts_from");
    who.adapter.trusts_from = "SSL_CERT_FILE";
    BOOST_TEST(in_words(plan_client(who, nullptr, all, honest).cases) == "certificate/expired:strict");
}

BOOST_AUTO_TEST_CASE(a_lower_mtu_takes_interfaces_of_our_own) {
    const auto who = client();
    const auto honest = scenario("healthy/tls", {"lenient"});
    auto small = scenario("path/small", {"lenient"});
    small.mtu = 1280;
    const std::vector all{small};
    const auto plan = plan_client(who, nullptr, all, honest);
    BOOST_TEST_REQUIRE(plan.cases.size() == 1u);
    BOOST_TEST(name(plan.cases[0].net) == "tap");
}

BOOST_AUTO_TEST_CASE(what_takes_longest_starts_first) {
    const auto who = client();
    const auto honest = scenario("healthy/tls", {"lenient"});
    const std::vector<Scenario> wanted{scenario("a/quick", {"lenient"}),
                                       scenario("b/never-seen", {"lenient"}),
                                       scenario("c/slow", {"lenient"})};
    Baseline baseline;
    baseline.entries = {seen("a/quick", TimeClass::at_once), seen("c/slow", TimeClass::seconds)};
    const auto plan = plan_client(who, &baseline, wanted, honest);
    BOOST_TEST(in_words(plan.cases) == "b/never-seen:lenient c/slow:lenient a/quick:lenient");
}

BOOST_AUTO_TEST_CASE(a_case_file_is_played_with_whom_it_names) {
    const auto who = client();
    const auto honest = scenario("healthy/tls", {"lenient"});
    auto replay = scenario("certificate/expired", {"strict", "lenient"});
    replay.played =
        Played{.client = "xfreerdp", .version = "2.11.7", .options = "strict", .seed = 1, .net = "loopback"};
    BOOST_TEST(in_words(plan_client(who, nullptr, std::vector{replay}, honest).cases) ==
               "certificate/expired:strict");
    replay.played->client = "rdesktop";
    BOOST_TEST(plan_client(who, nullptr, std::vector{replay}, honest).cases.empty());
}

BOOST_AUTO_TEST_CASE(cases_have_folders_of_their_own) {
    const auto who = client();
    auto failure = scenario("negotiation/failure", {"lenient"});
    failure.variant = "code=5";
    BOOST_TEST(folder_of({&failure, &who, nullptr, "lenient", false}) ==
               "negotiation/failure.code=5/xfreerdp.lenient");
    BOOST_TEST(folder_of({&failure, &who, nullptr, "lenient", true}) ==
               "negotiation/failure.code=5/xfreerdp.lenient.last");
}

// "name:options@net", in the order of the plan.
std::string with_nets(const std::vector<CaseOrder>& orders) {
    std::string out;
    for (const auto& order : orders)
        out += (out.empty() ? "" : " ") + order.scenario->id() + "@" + std::string(name(order.net));
    return out;
}

BOOST_AUTO_TEST_CASE(a_scenario_with_something_in_the_way_is_played_on_the_tap_and_so_is_an_honest_one) {
    const auto who = client();
    const auto honest = scenario("healthy/tls", {"lenient"});
    auto lossy = scenario("path/loss", {"lenient"});
    lossy.path.push_back({.deed = badrdp::path::Lose{0.1, 1}});
    const std::vector<Scenario> wanted{scenario("certificate/expired", {"lenient"}), lossy};
    const auto plan = plan_client(who, nullptr, wanted, honest);
    BOOST_TEST(with_nets(plan.first) == "healthy/tls@loopback healthy/tls@tap");
    BOOST_TEST(with_nets(plan.cases) == "certificate/expired@loopback path/loss@tap");
    BOOST_TEST(with_nets(plan.last) == "healthy/tls@loopback healthy/tls@tap");
    BOOST_TEST(folder_of(plan.first[1]) == "healthy/tls/xfreerdp.lenient.tap");
    BOOST_TEST(folder_of(plan.cases[1]) == "path/loss/xfreerdp.lenient");

    const auto all_tap = plan_client(who, nullptr, wanted, honest,
                                     {.wanted = Net::tap, .why_no_loopback = "no", .why_no_tap = ""});
    BOOST_TEST(with_nets(all_tap.first) == "healthy/tls@tap");
    BOOST_TEST(with_nets(all_tap.cases) == "certificate/expired@tap path/loss@tap");
}

BOOST_AUTO_TEST_CASE(what_the_machine_or_the_network_cannot_do_is_unsupported_and_says_why) {
    const auto who = client();
    const auto honest = scenario("healthy/tls", {"lenient"});
    auto named = scenario("path/name-unknown", {"lenient"});
    named.names = Names::Answer::nxdomain;
    const std::vector wanted{scenario("certificate/expired", {"lenient"}), named};
    const auto refused =
        plan_client(who, nullptr, wanted, honest,
                    {.wanted = {}, .why_no_loopback = "no capture", .why_no_tap = "no namespaces"});
    BOOST_TEST(refused.first.empty());
    BOOST_TEST(refused.cases.empty());
    BOOST_REQUIRE_EQUAL(refused.unsupported.size(), 2u);
    BOOST_TEST(refused.unsupported[0].judgement.note == "no capture");
    BOOST_TEST(refused.unsupported[1].judgement.note == "no namespaces");

    const auto loopback = plan_client(who, nullptr, std::vector{named}, honest,
                                      {.wanted = Net::loopback, .why_no_loopback = "", .why_no_tap = ""});
    BOOST_REQUIRE_EQUAL(loopback.unsupported.size(), 1u);
    BOOST_TEST(loopback.unsupported[0].judgement.note == "loopback cannot show this: it needs --net tap");
}

BOOST_AUTO_TEST_CASE(without_a_capture_only_what_never_reaches_the_host_is_unsupported) {
    const auto who = client();
    const auto honest = scenario("healthy/tls", {"lenient"});
    auto closed = scenario("tcp/port-closed", {"lenient"}), full = scenario("tcp/full-backlog", {"lenient"});
    closed.host.listening = badrdp::host::Listening::closed;
    full.host.listening = badrdp::host::Listening::backlog_full;
    auto mute = scenario("service/mute", {"lenient"});
    mute.host.listening = badrdp::host::Listening::mute;
    const std::vector<Scenario> wanted{closed, full, mute};
    const auto plan = plan_client(who, nullptr, wanted, honest,
                                  {.wanted = {}, .why_no_loopback = "", .why_no_tap = "", .own_view = true});
    BOOST_TEST(with_nets(plan.cases) == "service/mute@loopback");
    BOOST_REQUIRE_EQUAL(plan.unsupported.size(), 2u);
    for (const auto& result : plan.unsupported)
        BOOST_TEST(result.judgement.note ==
                   "the host never hears of such a connection: only a capture can show it");
}

BOOST_AUTO_TEST_SUITE_END()

#include "harness/report/runs/compare.h"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/harness/os/sandbox/play.h"
#include "tests/harness/report/sample.h"

namespace badrdp::harness {
namespace {

using namespace std::chrono_literals;
using enum Verdict;
using test::TempFolder;

RunResult run_with(Verdict verdict, Outcome outcome = Outcome::refused) {
    RunResult run;
    run.cases.push_back(a_case("tls/reset", "", "xfreerdp", "lenient", outcome, verdict));
    return run;
}

std::string told(const RunResult& before, const RunResult& after) {
    std::string out;
    for (const auto& client : compare_runs(before, after))
        for (const auto& change : client.changes) {
            out += (out.empty() ? "" : "; ") + std::string(name(change.turned));
            for (const auto& [field, was, is] : change.facts) out += " " + field + " " + was + ">" + is;
        }
    return out;
}

BOOST_AUTO_TEST_SUITE(report_compare)

BOOST_AUTO_TEST_CASE(a_run_is_the_same_as_itself) {
    const auto run = sample_run();
    BOOST_TEST(told(run, run).empty());
    BOOST_TEST(comparison_text(run, run, compare_runs(run, run))
                   .contains("xfreerdp 2.11.7: 8 cases in both: the same"));
}

BOOST_AUTO_TEST_CASE(what_is_red_now_is_new_and_what_is_not_any_more_is_fixed) {
    BOOST_TEST(told(run_with(pass), run_with(fail)) == "new verdict pass>fail");
    BOOST_TEST(told(run_with(known), run_with(changed)) == "new verdict known>changed");
    BOOST_TEST(told(run_with(fail), run_with(unsteady)) == "fixed verdict fail>unsteady");
    BOOST_TEST(told(run_with(fail), run_with(changed)).empty());
    BOOST_TEST(told(run_with(pass), run_with(known)).empty());
}

BOOST_AUTO_TEST_CASE(who_does_otherwise_has_changed_whatever_the_verdict) {
    BOOST_TEST(told(run_with(pass), run_with(pass, Outcome::disconnected)) ==
               "changed outcome refused (exit 0)>disconnected (exit 0)");
    BOOST_TEST(told(run_with(fail), run_with(fail, Outcome::disconnected)) ==
               "changed outcome refused (exit 0)>disconnected (exit 0)");
    BOOST_TEST(told(run_with(unsteady), run_with(pass, Outcome::disconnected)).empty());
}

BOOST_AUTO_TEST_CASE(what_varies_is_no_change) {
    auto before = run_with(pass), after = run_with(pass);
    after.cases[0].facts.exit = 131;
    BOOST_TEST(told(before, after) == "changed exit 0>131");
    before.cases[0].varies = {"exit"};
    BOOST_TEST(told(before, after).empty());
}

BOOST_AUTO_TEST_CASE(a_time_near_an_edge_or_on_a_slow_machine_is_no_change) {
    auto before = run_with(pass), after = run_with(pass);
    after.cases[0].facts.took = 5500ms;
    BOOST_TEST(told(before, after).empty());
    after.cases[0].facts.took = 8s;
    BOOST_TEST(told(before, after) == "changed time 0.3 s>8.0 s");
    after.cases[0].facts.lead = 1500ms;
    BOOST_TEST(told(before, after).empty());
}

BOOST_AUTO_TEST_CASE(what_only_one_of_them_judged_is_gone_or_added) {
    BOOST_TEST(told(run_with(pass), {}) == "gone");
    BOOST_TEST(told({}, run_with(pass)) == "added");
    BOOST_TEST(told(run_with(pass), run_with(unsupported)) == "gone");
    BOOST_TEST(told(run_with(error), run_with(pass)) == "added");
}

BOOST_AUTO_TEST_CASE(another_version_of_a_client_is_the_same_client) {
    auto after = run_with(fail);
    after.cases[0].version = "2.12.0";
    const auto before = run_with(pass);
    const auto clients = compare_runs(before, after);
    BOOST_TEST_REQUIRE(clients.size() == 1U);
    const auto text = comparison_text(before, after, clients);
    BOOST_TEST(text.contains("xfreerdp 2.11.7 -> 2.12.0: 1 case in both, 1 new\n"), text);
    const auto json = boost::json::parse(comparison_json(before, after, clients));
    BOOST_TEST(json.at("clients").at(0).at("counts").at("new").as_int64() == 1);
    BOOST_TEST(json.at("clients").at(0).at("changes").at(0).at("is").as_string() == "fail");
}

// Two timelines as they are kept, and the first packet that is not the same.
BOOST_AUTO_TEST_CASE(the_first_packet_that_differs_is_named) {
    const TempFolder folder;
    const auto event = [](int packet, const char* from, const char* what) {
        return std::string("{\"at\":0.1,\"connection\":1,\"from\":\"") + from +
               "\",\"step\":null,\"what\":\"" + what +
               "\",\"detail\":\"\",\"packet\":" + std::to_string(packet) + "}";
    };
    const auto keep = [&](const std::string& run, const std::string& last) {
        std::filesystem::create_directories(folder.path() / run / "case");
        folder.write(run + "/case/timeline.json", "{\"events\":[" + event(0, "client", "SYN") + "," +
                                                      event(3, "server", last.c_str()) + "]}");
    };
    keep("before", "FIN");
    keep("after", "RST");
    auto before = run_with(pass), after = run_with(fail);
    before.out = folder.path() / "before";
    after.out = folder.path() / "after";
    before.cases[0].dir = after.cases[0].dir = "case";
    const auto clients = compare_runs(before, after);
    BOOST_TEST(clients.at(0).changes.at(0).first_packet ==
               "packet 4 (0.100 s): server RST, where the run before has server FIN");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness

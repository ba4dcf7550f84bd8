// What the reports say of messages and their truth.
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "harness/report/json.h"
#include "harness/report/matrix.h"
#include "harness/report/overview.h"
#include "harness/report/page/html.h"
#include "tests/harness/report/sample.h"

namespace badrdp::harness {

BOOST_AUTO_TEST_SUITE(report_truth)
namespace {

// xfreerdp is right once and wrong once, rdesktop hangs.
RunResult told_run() {
    auto run = sample_run();
    std::vector<Told> xfreerdp{Told::wrong, Told::named};
    for (auto& one : run.cases) {
        if (one.healthy || !has_outcome(one)) continue;
        if (one.client == "rdesktop" && one.name == "certificate/expired")
            one.truth = Truth{Told::hung, "C01", {Reason::certificate}};
        if (one.client != "xfreerdp" || xfreerdp.empty()) continue;
        one.cause = "C01";
        one.facts.reason = Reason::credentials;
        one.facts.said = "the password <is> wrong";
        one.truth = Truth{xfreerdp.front(), "C01", {Reason::certificate, Reason::tls}};
        xfreerdp.erase(xfreerdp.begin());
    }
    return run;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_text_has_a_line_for_each_client) {
    const auto text = matrix_text(told_run(), false);
    BOOST_TEST(
        text.contains("what xfreerdp 2.11.7 told its user of the cause: named the cause 1, wrong 1\n"));
    BOOST_TEST(text.contains("what rdesktop 1.9.0 told its user of the cause: hung 1\n"));
    BOOST_TEST(!matrix_text(sample_run(), false).contains("told its user"));
}

BOOST_AUTO_TEST_CASE(the_page_lists_the_messages_that_lead_astray) {
    const auto page = report_html(told_run());
    BOOST_TEST(page.contains("Does the message tell the truth?"));
    BOOST_TEST(page.contains("the truth: certificate or tls (C01)"));
    BOOST_TEST(page.contains("the password &lt;is&gt; wrong"));
    BOOST_TEST(!report_html(sample_run()).contains("tell the truth"));
}

BOOST_AUTO_TEST_CASE(the_results_say_it_of_each_case_and_of_each_client) {
    const auto results = boost::json::parse(results_json(told_run())).as_object();
    const auto& clients = results.at("truth").as_array();
    BOOST_REQUIRE_EQUAL(clients.size(), 2u);
    std::size_t told = 0;
    for (const auto& value : results.at("cases").as_array()) {
        const auto& one = value.as_object();
        if (one.at("truth").is_null()) continue;
        ++told;
        const auto& truth = one.at("truth").as_object();
        BOOST_TEST(truth.at("of").as_string() == "C01");
        if (one.at("client").as_string() != "xfreerdp") continue;
        BOOST_TEST(one.at("cause").as_string() == "C01");
        BOOST_TEST(truth.at("true").as_array().size() == 2u);
    }
    BOOST_TEST(told == 3u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::harness

#include "harness/report/json.h"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/harness/report/python.h"
#include "tests/harness/report/sample.h"

namespace badrdp::harness {
namespace {

namespace json = boost::json;

json::object parsed(const RunResult& run) { return json::parse(results_json(run)).as_object(); }

const json::object& one_case(const json::object& results, std::size_t i) {
    return results.at("cases").as_array().at(i).as_object();
}

BOOST_AUTO_TEST_SUITE(report_json)

BOOST_AUTO_TEST_CASE(a_run_says_how_it_was_made_and_what_it_came_to) {
    const auto results = parsed(sample_run());
    BOOST_TEST(results.at("schema").as_int64() == 1);
    BOOST_TEST(results.at("badrdp").as_string() == "0.1.0");
    BOOST_TEST(results.at("started").as_string() == "2026-03-01T12:00:00Z");
    BOOST_TEST(results.at("seconds").as_double() == 83.4);
    BOOST_TEST(results.at("seed").as_uint64() == 18'446'744'073'709'551'557U);
    BOOST_TEST(results.at("interrupted").as_bool() == false);
    BOOST_TEST(results.at("planned").as_int64() == 15);
    BOOST_TEST(results.at("exit_status").as_int64() == 3);
    BOOST_TEST(results.at("captured").as_bool());
    BOOST_TEST(results.at("counts").as_object().at("pass").as_int64() == 7);
    BOOST_TEST(results.at("counts").as_object().size() == kVerdicts.size());
    const auto& health = results.at("health").as_array().at(0).as_object();
    BOOST_TEST(health.at("client").as_string() == "xfreerdp 2.11.7");
    BOOST_TEST(health.at("state").as_string() == "held");
    BOOST_TEST(results.at("missing_clients").as_array().at(0).as_object().at("client").as_string() ==
               "mstsc");
}

BOOST_AUTO_TEST_CASE(a_case_says_what_was_played) {
    const auto results = parsed(sample_run());
    const auto& fixed = one_case(results, 7);
    BOOST_TEST(fixed.at("id").as_string() == "negotiation/failure[code=5]");
    BOOST_TEST(fixed.at("scenario").as_string() == "negotiation/failure");
    BOOST_TEST(fixed.at("variant").as_string() == "code=5");
    BOOST_TEST(fixed.at("phase").as_string() == "negotiation");
    BOOST_TEST(fixed.at("client").as_string() == "xfreerdp");
    BOOST_TEST(fixed.at("version").as_string() == "2.11.7");
    BOOST_TEST(fixed.at("options").as_string() == "lenient");
    BOOST_TEST(fixed.at("net").as_string() == "loopback");
    BOOST_TEST(fixed.at("faults").as_array().at(0).as_string() == "set x224_confirm.failure_code to 5");
    BOOST_TEST(fixed.at("bites").as_array().at(0).as_int64() == 1);
    BOOST_TEST(fixed.at("dir").as_string() == "negotiation/failure[code=5]/xfreerdp-lenient");
    BOOST_TEST(!fixed.at("healthy").as_bool());
    BOOST_TEST(one_case(results, 13).at("healthy").as_bool());
    BOOST_TEST(one_case(results, 13).at("last_round").as_bool());
    BOOST_TEST(one_case(results, 11).at("attempts").as_int64() == 3);
    BOOST_TEST(one_case(results, 11).at("plays").as_array().empty());
}

BOOST_AUTO_TEST_CASE(an_unsteady_case_lists_its_plays) {
    const auto results = parsed(sample_run());
    const auto& unsteady = one_case(results, 12);
    BOOST_TEST(unsteady.at("verdict").as_string() == "unsteady");
    BOOST_TEST(unsteady.at("outcome").as_string() == "timed_out");
    const auto& plays = unsteady.at("plays").as_array();
    BOOST_TEST_REQUIRE(plays.size() == 3U);
    BOOST_TEST(plays[0].at("verdict").as_string() == "changed");
    BOOST_TEST(plays[1].at("verdict").as_string() == "pass");
    BOOST_TEST(plays[1].at("dir").as_string() == "service/slow/xfreerdp.lenient.2");
}

BOOST_AUTO_TEST_CASE(a_case_says_what_was_seen) {
    const auto results = parsed(sample_run());
    const auto& hung = one_case(results, 4);
    BOOST_TEST(hung.at("verdict").as_string() == "fail");
    BOOST_TEST(hung.at("outcome").as_string() == "hung");
    BOOST_TEST(hung.at("limit").as_string() == "wall_clock");
    BOOST_TEST(hung.at("exit").is_null());
    BOOST_TEST(hung.at("signal").is_null());
    BOOST_TEST(hung.at("seconds").as_double() == 20.0);
    BOOST_TEST(hung.at("time").as_string() == "never");
    BOOST_TEST(hung.at("findings").as_array().size() == 2U);
    BOOST_TEST(hung.at("findings").as_array().at(1).as_object().at("field").as_string() == "within");

    const auto& changed = one_case(results, 8);
    BOOST_TEST(changed.at("connections").as_int64() == 3);
    BOOST_TEST(changed.at("exit").as_int64() == 0);
    const auto& protocols = changed.at("requested_protocols").as_array();
    BOOST_TEST_REQUIRE(protocols.size() == 3U);
    BOOST_TEST(protocols[0].as_int64() == 3);
    BOOST_TEST(protocols[1].as_int64() == 1);
    BOOST_TEST(protocols[2].is_null());
    BOOST_TEST(changed.at("connection_list").as_array().at(1).as_object().at("ended").as_string() ==
               "server rst");
    BOOST_TEST(one_case(results, 9).at("bit").as_bool() == false);
}

// What was not played, or was spoiled, came to nothing.
BOOST_AUTO_TEST_CASE(only_a_played_case_has_an_outcome) {
    const auto results = parsed(sample_run());
    for (const auto& value : results.at("cases").as_array()) {
        const auto& c = value.as_object();
        const auto& verdict = c.at("verdict").as_string();
        BOOST_TEST(c.at("outcome").is_null() == (verdict == "unsupported" || verdict == "error"));
    }
}

BOOST_AUTO_TEST_CASE(an_empty_run_is_a_document_too) {
    const auto results = parsed(RunResult{});
    BOOST_TEST(results.at("cases").as_array().empty());
    BOOST_TEST(results.at("exit_status").as_int64() == 4);
}

BOOST_AUTO_TEST_CASE(hostile_words_come_back_as_they_were, *boost::unit_test::precondition(python_is_here)) {
    parsed(hostile_run());  // does not throw
    const auto out = python(R"py(
import json, sys
results = json.load(open(sys.argv[1], encoding='utf-8', errors='strict'))
print(len(results['cases']), results['seed'])
sys.stdout.write(results['cases'][0]['said'])
)py",
                            results_json(hostile_run()));
    // The same string, each wrong byte replaced by hand, up to the limit of 1,000 characters.
    std::string wanted =
        "15 18446744073709551557\n\"quotes' <b>&amp;]]></system-out><!-- \x1b[31m\x01\x7f\ufffd\ufffd "
        "\ufffd( \ufffd\ufffd\ufffd \u202e\xef\xbf\xbf\u009b \u20ac \\ \r\n\t";
    BOOST_TEST(out.starts_with(wanted));
    BOOST_TEST(out.ends_with("xxx\u2026"));
    BOOST_TEST(out.size() < 1'100U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness

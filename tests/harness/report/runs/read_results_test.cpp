#include "harness/report/runs/read_results.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "harness/os/usage_error.h"
#include "harness/report/json.h"
#include "tests/harness/os/sandbox/play.h"
#include "tests/harness/report/sample.h"

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(report_read_results)

namespace bdata = boost::unit_test::data;
using test::TempFolder;

// What reading that text says is wrong with it.
std::string complaint(const std::string& text) {
    try {
        read_results(text, "results.json");
    } catch (const UsageError& wrong) {
        return wrong.what();
    }
    return "";
}

BOOST_AUTO_TEST_CASE(a_run_that_is_read_back_is_written_the_same_again) {
    auto run = sample_run();
    run.cases[4].varies = {"exit", "time"};
    run.cases[0].shard = run.shard = "2/4";
    run.profile = "smoke";
    run.cases[4].tags = {"middlebox", "slow"};
    run.gave_up = true;
    run.cases[4].file = "ours/mine.toml";
    run.cases[6].judgement.owner = "bob";
    run.cases[4].truth = Truth{.told = Told::hung, .of = "C02", .names = {Reason::certificate}};
    run.cases[7].facts.offers = {wire::Mechanism::krb5, wire::Mechanism::other};
    run.cases[7].facts.lead = std::chrono::milliseconds(210);
    const auto text = results_json(run);
    BOOST_TEST(results_json(read_results(text, "results.json")) == text);
    BOOST_TEST(read_results(text, "results.json").ended_with.value() == exit_status(run));
}

struct Wrong {
    std::string_view name, was, is, complaint;
};
std::ostream& operator<<(std::ostream& os, const Wrong& w) { return os << w.name; }

const std::vector<Wrong> kWrongResults{
    {"schema", "\"schema\": 1", "\"schema\": 2", "its schema is another one"},
    {"verdict", "\"verdict\":\"moot\"", "\"verdict\":\"well\"", "a word that is not known here: 'well'"},
    {"planned", "\"planned\": 15", "\"planned\": -1", "'planned' is no whole number"},
    {"folder", "\"dir\":\"certificate/expired/rdesktop-lenient\"", "\"dir\":\"../../etc\"",
     "a case's folder is not inside the run's"},
    {"whole_path", "\"dir\":\"certificate/expired/rdesktop-lenient\"", "\"dir\":\"/etc\"",
     "a case's folder is not inside the run's"},
    {"cases", "\"cases\": [", "\"kisten\": [", "it has no member 'cases'"},
    {"cut", "\n}\n", "", "no results of a run"},
};

BOOST_DATA_TEST_CASE(what_is_none_of_ours_is_refused, bdata::make(kWrongResults), row) {
    auto text = results_json(sample_run());
    const auto at = text.rfind(row.was);
    BOOST_TEST_REQUIRE(at != text.npos);
    text.replace(at, row.was.size(), row.is);
    const auto said = complaint(text);
    BOOST_TEST(said.starts_with("results.json: no results of a run"), said);
    BOOST_TEST(said.contains(row.complaint), said);
}

BOOST_AUTO_TEST_CASE(the_last_run_is_the_newest_that_was_finished) {
    const TempFolder out;
    for (const auto* name : {"20260101T000000Z", "20260102T000000Z", "20260103T000000Z"})
        std::filesystem::create_directories(out.path() / name);
    out.write("20260101T000000Z/results.json", "{}");
    out.write("20260102T000000Z/results.json", "{}");
    BOOST_TEST(run_meant("last", out.path()) == out.path() / "20260102T000000Z");
    BOOST_TEST(run_meant("last~1", out.path()) == out.path() / "20260101T000000Z");
    BOOST_TEST(run_meant("some/run", out.path()) == std::filesystem::path("some/run"));
    for (const auto* wrong : {"last~2", "last~", "last~x"})
        BOOST_CHECK_THROW(run_meant(wrong, out.path()), UsageError);
    BOOST_CHECK_THROW(read_run(out.path() / "20260103T000000Z"), UsageError);
    BOOST_TEST((run_before(out.path() / "20260103T000000Z") == out.path() / "20260102T000000Z"));
    BOOST_TEST((run_before(out.path() / "20260102T000000Z") == out.path() / "20260101T000000Z"));
    BOOST_TEST((run_before(out.path() / "20260101T000000Z") == std::nullopt));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness

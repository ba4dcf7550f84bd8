#include "harness/report/tap.h"

#include <boost/test/unit_test.hpp>

#include "tests/harness/report/sample.h"

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(report_tap)

BOOST_AUTO_TEST_CASE(each_verdict_is_what_it_is_there) {
    const auto text = tap_text(sample_run());
    BOOST_TEST(text.starts_with("TAP version 14\n1..15\nok 1 - healthy/tls xfreerdp 2.11.7 lenient\n"));
    BOOST_TEST(
        text.contains("\nok 4 - healthy/nla rdesktop 1.9.0 nla # skip it was built without CredSSP\n"));
    BOOST_TEST(
        text.contains("\nnot ok 5 - certificate/expired xfreerdp 2.11.7 strict\n  ---\n  verdict: fail\n"));
    BOOST_TEST(
        text.contains("\nnot ok 7 - certificate/expired rdesktop 1.9.0 lenient # todo known: it names no "
                      "cause in this phase (since 1.9.0)\nnot ok 8"));
    BOOST_TEST(text.contains(" # skip unsteady: changed in 1 of 3 plays, pass in 2\n"));
    BOOST_TEST(text.contains("    - field: \"outcome\"\n      wanted: \"refused or disconnected\"\n"));
}

BOOST_AUTO_TEST_CASE(what_a_client_said_is_no_directive) {
    RunResult run;
    run.cases.push_back(a_case("tls/x", "", "xfreerdp", "lenient", Outcome::refused, Verdict::unsupported));
    run.cases[0].judgement.note = "it # todo says\n\"not ok\"";
    run.planned = 1;
    const auto text = tap_text(run);
    BOOST_TEST(std::ranges::count(text, '\n') == 3);
    BOOST_TEST(text.contains("# skip it \\# todo says"));
}

BOOST_AUTO_TEST_CASE(a_run_that_did_not_finish_bails_out) {
    RunResult run;
    run.planned = 2;
    run.interrupted = true;
    BOOST_TEST(tap_text(run).ends_with("\nBail out! interrupted: 2 of 2 planned cases were not played\n"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness

#include "harness/report/trials.h"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "harness/report/json.h"
#include "harness/report/junit.h"
#include "harness/report/page/html.h"
#include "tests/harness/report/sample.h"

BOOST_AUTO_TEST_SUITE(report_trials)

using namespace badrdp::harness;

namespace {

Remedy remedy(std::string id, std::string title) {
    Remedy out;
    out.id = std::move(id);
    out.name = "name";
    out.title = std::move(title);
    out.commands = {"do <it>"};
    return out;
}

Trial cell(std::string scenario, std::string cause, std::string id, Effect effect) {
    Trial out;
    out.scenario = std::move(scenario);
    out.cause = std::move(cause);
    out.client = "builtin";
    out.version = "0.1.0";
    out.options = "lenient";
    out.remedies = {std::move(id)};
    out.effect = effect;
    out.before = "timed_out at client_hello";
    out.after = "active at active";
    out.dir = out.scenario + ".fix=" + out.remedies[0];
    return out;
}

RemedyRun tried() {
    RemedyRun run{sample_run(), {}, {}, 0};
    run.trials.remedies = {remedy("F01", "Restart <it>"), remedy("F14", "Lower the MTU")};
    auto idle = cell("path/a", "C10", "F01", Effect::none);
    idle.dir.clear();
    idle.note = "changes nothing on this host";
    run.trials.cells = {idle, cell("path/a", "C10", "F14", Effect::cures),
                        cell("path/b", "C10", "F14", Effect::none),
                        cell("healthy/tls", "", "F14", Effect::worse)};
    return run;
}

boost::json::object parsed(const std::string& text) { return boost::json::parse(text).as_object(); }

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_CASE(the_matrix_has_a_row_for_each_cause_and_client_and_the_honest_host_first) {
    const auto text = trials_text(tried(), false);
    BOOST_TEST(has(text,
                   "                    01 14\n"
                   "ok  builtin lenient     W\n"
                   "C10 builtin lenient  .  c\n"),
               text);
}

BOOST_AUTO_TEST_CASE(below_it_stands_what_each_did_and_where_its_packets_are) {
    const auto text = trials_text(tried(), false);
    BOOST_TEST(has(text, "path/a (C10)  builtin 0.1.0 lenient: timed_out at client_hello\n"), text);
    BOOST_TEST(has(text, "    cures        F14 Lower the MTU: active at active\n"), text);
    BOOST_TEST(has(text, "path/a.fix=F14\n"), text);
    BOOST_TEST(has(text, "    no effect    changes nothing on this host: F01\n"), text);
    BOOST_TEST(has(text, "cure of C10 that no document names: F14 (Lower the MTU), with builtin lenient"),
               text);
    BOOST_TEST(has(text, "4 cells: 1 cures, 2 no effect, 1 worse"), text);
}

BOOST_AUTO_TEST_CASE(a_page_escapes_what_a_file_says) {
    const auto page = trials_html(tried());
    BOOST_TEST(has(page, "Restart &lt;it&gt;"));
    BOOST_TEST(!has(page, "<it>"));
    BOOST_TEST(!has(report_html(sample_run()), "What remedies did"));
}

BOOST_AUTO_TEST_CASE(a_page_leads_from_each_row_to_its_captures) {
    const auto page = trials_html(tried());
    BOOST_TEST(has(page, "<a href=\"#tried-C10-builtin-lenient\">C10 builtin lenient</a>"), page);
    BOOST_TEST(has(page, "<h3 id=\"tried-C10-builtin-lenient\">"), page);
    BOOST_TEST(has(page,
                   "cures</span> F14 Lower the MTU: active at active <a "
                   "href=\"./path/a.fix%3DF14/capture.pcapng\">"),
               page);
}

BOOST_AUTO_TEST_CASE(cases_that_were_played_for_a_remedy_have_no_verdict) {
    auto run = tried();
    const auto before = junit_xml(run);
    run.remedied = {a_case("path/a", "fix=F14", "builtin", "lenient", Outcome::hung, Verdict::fail)};
    BOOST_TEST(junit_xml(run) == before);
    BOOST_TEST(has(results_json(run), "\"remedied\": ["));
    run.remedied[0].judgement.verdict = Verdict::error;
    BOOST_TEST(exit_status(run) == 3);
}

BOOST_AUTO_TEST_CASE(programs_find_every_cell) {
    const auto results = parsed(results_json(tried()));
    const auto& cell = results.at("trials").as_array().at(1).as_object();
    BOOST_TEST(cell.at("effect").as_string() == "cures");
    BOOST_TEST(cell.at("dir").as_string() == "path/a.fix=F14");
    BOOST_TEST(!results.at("disagreements").as_array().empty());
    BOOST_TEST(!parsed(results_json(sample_run())).contains("trials"));
}

BOOST_AUTO_TEST_CASE(programs_find_how_much_was_tried_of_each_broken_case) {
    auto run = tried();
    auto unknown = run.trials.cells[0];
    unknown.effect = Effect::undetermined;
    unknown.note = "not modelled";
    run.trials.cells.push_back(unknown);
    BOOST_TEST(has(trials_text(run, false), "    undetermined not modelled: F01\n"));
    const auto results = parsed(results_json(run));
    const auto& tallies = results.at("tallies").as_array();
    BOOST_TEST_REQUIRE(tallies.size() == 2U);  // and none of the honest host
    const auto& first = tallies[0].as_object();
    BOOST_TEST(first.at("scenario").as_string() == "path/a");
    BOOST_TEST(first.at("tried").as_int64() == 1);
    BOOST_TEST(first.at("cures").as_int64() == 1);
    BOOST_TEST(first.at("changes_nothing").as_int64() == 1);
    BOOST_TEST(first.at("undetermined").as_int64() == 1);
    BOOST_TEST(first.at("undetermined_why").as_object().at("not modelled").as_int64() == 1);
    BOOST_TEST(tallies[1].as_object().at("cures").as_int64() == 0);
}

BOOST_AUTO_TEST_CASE(what_remedies_did_is_the_answer_whatever_it_was) {
    RemedyRun run;
    BOOST_TEST(exit_status(run) == 4);
    run.trials = tried().trials;
    BOOST_TEST(exit_status(run) == 0);
    run.cases = {a_case("path/a", "", "builtin", "lenient", Outcome::hung, Verdict::fail)};
    BOOST_TEST(exit_status(run) == 0);
    run.cases[0].judgement.verdict = Verdict::error;
    BOOST_TEST(exit_status(run) == 3);
    run.interrupted = true;
    BOOST_TEST(exit_status(run) == 130);
}

BOOST_AUTO_TEST_SUITE_END()

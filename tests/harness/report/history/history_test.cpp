#include "harness/report/history/history.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <memory>

#include "tests/harness/os/sandbox/play.h"
#include "tests/harness/report/python.h"
#include "tests/harness/report/sample.h"

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(report_history)

using test::TempFolder;
using enum Verdict;

const auto needs_python = boost::unit_test::precondition(python_is_here);

bool any(const PastName&) { return true; }

// One client's one case, over runs of one night each; nothing: it was not played in that run.
Past nights(const std::vector<std::optional<Verdict>>& verdicts) {
    Past out{.file = "out/history.sqlite"};
    for (const auto& verdict : verdicts) {
        const auto night = std::to_string(out.runs.size() + 1);
        out.runs.push_back(
            {.folder = "night-" + night, .started = "2026-11-0" + night + "T01:00:00Z", .badrdp = "0.1.0"});
        if (!verdict) continue;
        out.results.push_back({out.runs.size() - 1,
                               {.name = {"tls/reset", "xfreerdp", "strict", "loopback", false},
                                .version = "2.11.7",
                                .verdict = *verdict,
                                .outcome = *verdict == fail ? Outcome::hung : Outcome::refused,
                                .took = std::chrono::milliseconds(100 * out.runs.size()),
                                .note = *verdict == known ? "it names no cause" : ""}});
    }
    return out;
}

BOOST_AUTO_TEST_CASE(a_run_is_entered_as_its_reports_tell_it) {
    auto run = sample_run();
    run.planned = 99;
    const auto past = past_run(run);
    BOOST_TEST(past.folder == "2026-03-01T12-00-00");
    BOOST_TEST(past.started == "2026-03-01T12:00:00Z");
    BOOST_TEST(past.exit_status == 3);
    run.ended_with = 4;  // for something that its results do not tell
    BOOST_TEST(past_run(run).exit_status == 4);
    BOOST_TEST(!past.whole);
    const auto cases = past_cases(run);
    BOOST_TEST(cases.size() == run.cases.size());
    const auto of = [&](std::string_view scenario, std::string_view options) {
        const auto found = std::ranges::find_if(cases, [&](const PastCase& one) {
            return one.name.scenario == scenario && one.name.options == options;
        });
        BOOST_TEST_REQUIRE((found != cases.end()));
        return *found;
    };
    BOOST_TEST(of("certificate/expired", "strict").note ==
               "outcome: wanted refused or disconnected, seen hung (killed after 20.0 s)");
    const auto slow = of("service/slow", "lenient");
    BOOST_TEST(slow.plays == 3u);
    BOOST_TEST(slow.good == 2u);
    BOOST_TEST(!of("path/black-hole[mtu=1280]", "lenient").outcome.has_value());
}

// Each part of a merged run has the healthy case: one that was red must not hide behind the others.
BOOST_AUTO_TEST_CASE(of_a_case_that_was_played_in_several_parts_the_red_one_stays) {
    RunResult run;
    for (const auto verdict : {pass, fail, pass})
        run.cases.push_back(a_case("healthy/tls", "", "xfreerdp", "lenient", Outcome::active, verdict));
    BOOST_TEST((past_cases(run).back().verdict == fail));
}

BOOST_AUTO_TEST_CASE(the_newest_runs_are_read_with_their_results) {
    const TempFolder folder;
    const auto file = folder / "history.sqlite";
    auto run = sample_run();
    for (const auto* day : {"01", "02", "03"}) {
        run.out = std::string("out/night-") + day;
        run.started = std::string("2026-03-") + day + "T12:00:00Z";
        History(file, History::Use::write).add(past_run(run), past_cases(run));
    }
    const auto past = read_past(file, 2, any);
    BOOST_TEST_REQUIRE(past.runs.size() == 2u);
    BOOST_TEST(past.runs[0].folder == "night-02");
    BOOST_TEST(past.results.size() == 2 * run.cases.size());
    BOOST_TEST(past_runs_text(past, false)
                   .contains("  2026-03-03T12:00:00Z  night-03  1 error, 1 fail, 1 fixed, 1 changed, 1 moot, "
                             "1 unsteady, 1 "
                             "known, 1 unsupported, 7 pass\n"));
    BOOST_TEST(past_runs_text(past, false).contains("service/slow  xfreerdp lenient  in 2 of 2 runs\n"));
}

BOOST_AUTO_TEST_CASE(runs_in_a_row_that_came_to_the_same_are_one_line) {
    const auto text = past_cases_text(nights({pass, pass, std::nullopt, pass, fail, pass}), false);
    BOOST_TEST(
        text ==
        "out/history.sqlite: 6 runs, 2026-11-01T01:00:00Z to 2026-11-06T01:00:00Z\n"
        "\n"
        "tls/reset  xfreerdp strict\n"
        "  2026-11-01T01:00:00Z to 2026-11-04T01:00:00Z  3 runs     pass refused  2.11.7  0.1 s to 0.4 s\n"
        "  2026-11-05T01:00:00Z                          1 run      fail hung  2.11.7  0.5 s\n"
        "  2026-11-06T01:00:00Z                          1 run      pass refused  2.11.7  0.6 s\n");
}

std::string turned(const Past& past) {
    std::string out;
    for (const auto& one : turns_of(past))
        out += std::to_string(one.run) + (one.worse ? " worse; " : " better; ");
    return out;
}

BOOST_AUTO_TEST_CASE(a_turn_is_from_what_judged_it_last) {
    BOOST_TEST(turned(nights({pass, fail, pass})) == "1 worse; 2 better; ");
    BOOST_TEST(turned(nights({pass, error, std::nullopt, unsupported, fail, fail})) == "4 worse; ");
    BOOST_TEST(turned(nights({pass, unsteady, pass, known, changed})) == "4 worse; ");
    BOOST_TEST(turned(nights({fail})) == "");
    const auto text = past_runs_text(nights({pass, fail}), false);
    BOOST_TEST(
        text.contains("\nwhat turned\n  2026-11-02T01:00:00Z  new    tls/reset  xfreerdp strict: pass "
                      "refused -> fail hung\n"));
}

BOOST_AUTO_TEST_CASE(turns_of_many_cases_are_in_the_order_of_the_runs) {
    auto past = nights({pass, fail, pass});
    const auto three = past.results;
    for (int i = 0; i < 20; ++i)
        for (auto one : three) {
            one.of.name.scenario = "tls/case-" + std::to_string(i);
            past.results.push_back(one);
        }
    const auto turns = turns_of(past);
    BOOST_TEST(turns.size() == 42u);
    BOOST_TEST(std::ranges::is_sorted(turns, {}, &PastTurn::run));
    BOOST_TEST(turns.back().was.note == "");
    BOOST_TEST(turns.back().is.name.scenario == "tls/case-19");
}

BOOST_AUTO_TEST_CASE(a_known_failure_says_since_when_and_whether_it_is_one_still) {
    const auto still = past_known_text(nights({pass, known, known, unsupported, known}), false);
    BOOST_TEST(
        still.contains("  known in 3 of 4 runs, since 2026-11-02T01:00:00Z\n      it names no cause\n"));
    const auto gone = past_known_text(nights({known, known, fixed}), false);
    BOOST_TEST(
        gone.contains("  known in 2 of 3 runs, since 2026-11-01T01:00:00Z, last in 2026-11-02T01:00:00Z; "
                      "now fixed refused\n"));
    BOOST_TEST(past_known_text(nights({pass}), false).contains("no failure is known in them\n"));
}

BOOST_AUTO_TEST_CASE(json_has_each_result_beside_its_run, *needs_python) {
    auto past = nights({pass, fail});
    past.runs[1].folder = past.results[1].of.note = kHostile;
    BOOST_TEST(python(R"py(
import json, sys
all = json.load(open(sys.argv[1]))
assert all['schema'] == 1 and [r['whole'] for r in all['runs']] == [True, True]
assert all['results'][1]['folder'] == all['runs'][1]['folder']
for one in all['results']:
    print(one['id'], one['verdict'], one['outcome'], one['seconds'], one['plays'], one['good'])
)py",
                      past_json(past)) == "tls/reset pass refused 0.1 1 0\ntls/reset fail hung 0.2 1 0\n");
    BOOST_TEST(python("import json, sys\nprint(json.load(open(sys.argv[1]))['runs'])", past_json(Past{})) ==
               "[]\n");
}

// Tags that are open where they must be closed, or the other way round; and who fills the page with what.
constexpr std::string_view kReadPage = R"py(
import sys, html.parser
class Page(html.parser.HTMLParser):
    open, rows, marks, bars = [], 0, [], 0
    void = {'meta', 'br', 'rect'}
    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        assert tag != 'script' and not any(a.startswith('on') for a in attrs), attrs
        assert not {'src', 'href'} & set(attrs), attrs
        if tag == 'td' and 'mark' in attrs.get('class', ''): self.marks.append(attrs['class'].split()[1])
        if tag == 'rect' and attrs['class'] != 'none': self.bars += 1
        if tag not in self.void: self.open.append(tag)
    def handle_startendtag(self, tag, attrs): self.handle_starttag(tag, attrs)
    def handle_endtag(self, tag): assert self.open.pop() == tag, tag
page = Page()
page.feed(open(sys.argv[1], encoding='utf-8').read())
assert not page.open, page.open
print(page.marks, page.bars)
)py";

BOOST_AUTO_TEST_CASE(the_page_shows_what_was_not_always_the_same, *needs_python) {
    const auto past = nights({pass, std::nullopt, fail, known});
    const auto page = trend_html(past);
    // The second run played nothing of this client, and is no column of its table.
    BOOST_TEST(python(kReadPage, page) == "['pass', 'fail', 'known'] 1\n");
    BOOST_TEST(page.contains("<h1 class=\"pass\">Nothing needs a look in the newest of 4 runs.</h1>"));
    BOOST_TEST(page.contains("known in 1 of 3 runs, since 2026-11-04T01:00:00Z"));
    BOOST_TEST(trend_html(nights({pass, fail})).contains("<h1 class=\"fail\">1 of 1 case need a look"));
    BOOST_TEST(python(kReadPage, trend_html(nights({pass, pass}))) == "[] 0\n");
    BOOST_TEST(python(kReadPage, trend_html(Past{})) == "[] 0\n");
    BOOST_TEST(trend_html(Past{}).contains("<h1 class=\"faint\">No run is in this history.</h1>"));
}

BOOST_AUTO_TEST_CASE(what_a_hostile_hand_wrote_stays_text_and_bounded, *needs_python) {
    auto past = nights({pass, fail, known});
    for (auto& run : past.runs) run.folder = run.started = run.badrdp = kHostile;
    for (auto& [run, of] : past.results) of.name.scenario = of.name.client = of.version = of.note = kHostile;
    const auto page = trend_html(past);
    BOOST_TEST(python(kReadPage, page) == "['pass', 'fail', 'known'] 1\n");
    BOOST_TEST(page.size() < 60'000u);
    for (const auto& text :
         {past_runs_text(past, false), past_cases_text(past, false), past_known_text(past, false)})
        BOOST_TEST(!text.contains('\x1b'));
}

BOOST_AUTO_TEST_CASE(of_very_many_cases_the_page_says_how_many_more) {
    Past past = nights({pass, fail});
    const auto first = past.results[0], second = past.results[1];
    past.results.clear();
    for (int i = 0; i < 3'000; ++i)
        for (auto one : {first, second}) {
            one.of.name.scenario = "tls/case-" + std::to_string(10'000 + i);
            past.results.push_back(one);
        }
    const auto page = trend_html(past);
    BOOST_TEST(page.contains("2800 more."));
    BOOST_TEST(page.size() < 400'000u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness

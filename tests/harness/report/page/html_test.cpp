#include "harness/report/page/html.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "harness/report/overview.h"
#include "tests/harness/report/python.h"
#include "tests/harness/report/sample.h"

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(report_html_page)

const auto needs_python = boost::unit_test::precondition(python_is_here);

// Fails where a tag is not closed, an inner link leads nowhere, or something would be loaded, or anything run
// but the one script that the page's own policy names by its hash; prints each element that is used, and each
// reference to a file.
constexpr std::string_view kRead = R"py(
import base64, hashlib, re, sys
from html.parser import HTMLParser
empty = {'meta', 'br'}
class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.tags, self.ids, self.inner, self.files = [], set(), set(), set(), []
    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag not in empty: self.open.append(tag)
        for name, value in attributes:
            assert not name.startswith('on') and name not in ('src', 'style'), name
            if name == 'id':
                assert value not in self.ids, value
                self.ids.add(value)
            if name == 'href': (self.inner.add(value[1:]) if value[0] == '#' else self.files.append(value))
    def handle_endtag(self, tag): assert self.open.pop() == tag, tag
reader = Reader()
page = open(sys.argv[1], encoding='utf-8', errors='strict').read()
reader.feed(page)
reader.close()
scripts = re.findall('<script[^>]*>(.*?)</script>', page, re.S)
assert len(scripts) == 1, len(scripts)
own = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
policy = re.search('Content-Security-Policy" content="([^"]*)"', page).group(1)
wanted = ["default-src 'none'", "style-src 'unsafe-inline'", "script-src 'sha256-" + own + "'",
          "base-uri 'none'", "form-action 'none'"]
assert policy.split('; ') == wanted, policy
assert not reader.open, reader.open
assert reader.inner <= reader.ids, reader.inner - reader.ids
print(' '.join(sorted(reader.tags)))
print('\n'.join(reader.files))
)py";

std::string read(const RunResult& run) { return python(kRead, report_html(run)); }
std::string tags(const std::string& out) { return out.substr(0, out.find('\n')); }

BOOST_AUTO_TEST_CASE(is_whole_and_needs_no_other_file, *needs_python) {
    const auto out = read(sample_run());
    BOOST_TEST(out.contains("./certificate/expired/xfreerdp-strict/\n"));
    std::istringstream lines(out);
    std::string file;
    std::getline(lines, file);                                                // the elements
    while (std::getline(lines, file)) BOOST_TEST(file.ends_with('/'), file);  // a case's folder, named beside
}

BOOST_AUTO_TEST_CASE(hostile_words_add_no_element, *needs_python) {
    BOOST_TEST(tags(read(hostile_run())) == tags(read(sample_run())));
}

BOOST_AUTO_TEST_CASE(the_healthy_cases_come_before_all_others) {
    const auto page = report_html(sample_run());
    const auto body = page.substr(page.find("<body>"));
    BOOST_TEST(body.find("xfreerdp 2.11.7 held") < body.find("<details"));
    BOOST_TEST(body.find("<details class=\"case fail") < body.find("<table class=\"matrix"));
    BOOST_TEST(body.find("<table class=\"matrix") < body.find("<details class=\"case pass"));
}

BOOST_AUTO_TEST_CASE(only_what_needs_a_look_is_open) {
    const auto page = report_html(sample_run());
    BOOST_TEST(page.contains("<details class=\"case fail\" open>"));
    BOOST_TEST(page.contains("<details class=\"case pass\">"));
    BOOST_TEST(page.contains("<details class=\"case known\">"));
    BOOST_TEST(!page.contains("<details class=\"case pass\" open>"));
}

BOOST_AUTO_TEST_CASE(an_unfinished_run_says_so) {
    auto run = sample_run();
    BOOST_TEST(!report_html(run).contains("<strong>interrupted"));
    run.interrupted = true;
    run.planned = 40;
    BOOST_TEST(
        report_html(run).contains("<strong>interrupted: 25 of 40 planned cases were not played</strong>"));
}

BOOST_AUTO_TEST_CASE(the_verdict_is_one_sentence) {
    auto run = sample_run();
    BOOST_TEST(report_html(run).contains("<h1 class=\"fail\">6 of 15 cases need a look: 1 error, 1 fail, "));
    std::erase_if(run.cases, [](const auto& one) { return needs_a_look(one.judgement.verdict); });
    run.planned = run.cases.size();
    BOOST_TEST(report_html(run).contains("<h1 class=\"pass\">Nothing needs a look: 1 known, "));
    run.planned += 1;
    BOOST_TEST(report_html(run).contains("But the run is not whole.</h1>"));
    BOOST_TEST(report_html(RunResult{}).contains("Nothing was judged."));
}

BOOST_AUTO_TEST_CASE(a_red_case_carries_its_capture_and_no_other_does) {
    std::string name = (std::filesystem::temp_directory_path() / "badrdp-page-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()));
    auto run = sample_run();
    run.out = name;
    for (const auto& one : run.cases) {
        std::filesystem::create_directories(run.out / one.dir);
        std::ofstream(run.out / one.dir / "capture.pcapng") << "any carnal pleas";
    }
    const auto page = report_html(run);
    const std::string link =
        "base64,YW55IGNhcm5hbCBwbGVhcw==\"";  // RFC 4648's alphabet, by coreutils' base64
    std::size_t links = 0;
    for (auto at = page.find(link); at != page.npos; at = page.find(link, at + 1)) ++links;
    const auto red = std::ranges::count_if(
        run.cases, [](const auto& one) { return needs_a_look(one.judgement.verdict) && !one.dir.empty(); });
    BOOST_TEST(links == static_cast<std::size_t>(red));
    std::filesystem::remove_all(run.out);
}

BOOST_AUTO_TEST_CASE(what_changed_since_the_run_before_is_listed, *needs_python) {
    const auto before = sample_run();
    auto run = sample_run();
    auto& now = run.cases[1];
    now.judgement.verdict = Verdict::fail;
    now.facts.outcome = Outcome::hung;
    now.facts.limit = Limit::wall_clock;
    Since since{.started = "2026-02-28", .trouble = {}, .changes = compare_runs(before, run)};
    const auto page = report_html(run, &since);
    BOOST_TEST(page.contains(
        "<h2>Since the run of 2026-02-28</h2>\n<ul class=\"since\">\n<li class=\"fail\"><span "
        "class=\"verdict\">new</span> <a href=\"#case-2\"><code>healthy/tls</code></a> rdesktop"));
    python(kRead, page);
    since.changes = compare_runs(before, before);
    BOOST_TEST(report_html(before, &since).contains("No case came out otherwise."));
    since.trouble = "it is <gone>";
    BOOST_TEST(report_html(before, &since).contains("it is &lt;gone&gt;"));
}

// Of a case of that name, with what passed in it.
void let_pass(CaseResult& result, std::vector<std::string> what) {
    for (auto& one : what) {
        auto& event = result.events.emplace_back();
        event.from = wire::Role::client;
        event.what = std::move(one);
    }
}

BOOST_AUTO_TEST_CASE(what_changed_has_its_ladder_beside_that_of_the_run_before, *needs_python) {
    auto before = sample_run(), run = sample_run();
    before.started = "2026-02-28T12:00:00Z";
    let_pass(before.cases[1], {"SYN", "Client Hello"});
    let_pass(run.cases[1], {"SYN", "RST"});
    run.cases[1].judgement.verdict = Verdict::fail;
    const Since since{
        .started = "2026-02-28", .trouble = {}, .changes = compare_runs(before, run), .run = &before};
    const auto page = report_html(run, &since);
    python(kRead, page);
    const auto pair = page.find("<summary>Beside the run of 2026-02-28T12:00:00Z: pass active</summary>");
    BOOST_TEST_REQUIRE(pair != page.npos);
    BOOST_TEST(page.find("<summary>Beside", pair + 1) == page.npos);
    const auto ladders = page.substr(pair, page.find("</details>", pair) - pair);
    const auto lit = ladders.find("here it differs:</b> ");
    BOOST_TEST_REQUIRE(lit != ladders.npos);
    BOOST_TEST(ladders.find("RST", lit) < ladders.find("Client Hello", lit));
    BOOST_TEST(ladders.find("here it differs:", lit + 1) != ladders.npos);
    BOOST_TEST(!report_html(run, nullptr).contains("Beside the run"));
}

BOOST_AUTO_TEST_CASE(an_empty_run_is_a_page_too, *needs_python) {
    BOOST_TEST(read(RunResult{}).contains("body"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness

#include "harness/report/html.h"

#include <boost/test/unit_test.hpp>

#include "tests/harness/report/python.h"
#include "tests/harness/report/sample.h"

namespace badrdp::harness {
namespace {

const auto needs_python = boost::unit_test::precondition(python_is_here);

// Fails where a tag is not closed, an inner link leads nowhere, or something would be loaded or run; prints
// each element that is used, and each reference to a file.
constexpr std::string_view kRead = R"py(
import sys
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
reader.feed(open(sys.argv[1], encoding='utf-8', errors='strict').read())
reader.close()
assert not reader.open, reader.open
assert reader.inner <= reader.ids, reader.inner - reader.ids
print(' '.join(sorted(reader.tags)))
print('\n'.join(reader.files))
)py";

std::string read(const RunResult& run) { return python(kRead, report_html(run)); }
std::string tags(const std::string& out) { return out.substr(0, out.find('\n')); }

BOOST_AUTO_TEST_SUITE(report_html_page)

BOOST_AUTO_TEST_CASE(is_whole_and_links_to_what_was_kept, *needs_python) {
    const auto out = read(sample_run());
    BOOST_TEST(!tags(out).contains("script"));
    BOOST_TEST(out.contains("./negotiation/failure%5Bcode%3D5%5D/rdesktop-lenient/capture.pcapng\n"));
    BOOST_TEST(out.contains("./certificate/expired/xfreerdp-strict/client.log\n"));
}

BOOST_AUTO_TEST_CASE(without_a_capture_there_is_no_link_to_one, *needs_python) {
    auto run = sample_run();
    run.capture = "no right to capture";
    BOOST_TEST(!read(run).contains("capture.pcapng"));
    for (auto& c : run.cases) c.dir.clear();
    BOOST_TEST(!read(run).contains("client.log"));
}

BOOST_AUTO_TEST_CASE(hostile_words_add_no_element, *needs_python) {
    BOOST_TEST(tags(read(hostile_run())) == tags(read(sample_run())));
}

BOOST_AUTO_TEST_CASE(the_healthy_cases_come_before_all_others) {
    const auto page = report_html(sample_run());
    const auto body = page.substr(page.find("<body>"));
    BOOST_TEST(body.find("xfreerdp 2.11.7 held") < body.find("<table"));
    BOOST_TEST(body.find("<table") < body.find("<details"));
}

BOOST_AUTO_TEST_CASE(only_what_needs_a_look_is_open) {
    const auto page = report_html(sample_run());
    BOOST_TEST(page.contains("<details class=\"fail\" open>"));
    BOOST_TEST(page.contains("<details class=\"pass\">"));
    BOOST_TEST(page.contains("<details class=\"known\">"));
    BOOST_TEST(!page.contains("<details class=\"pass\" open>"));
}

BOOST_AUTO_TEST_CASE(an_unfinished_run_says_so) {
    auto run = sample_run();
    BOOST_TEST(!report_html(run).contains("<strong>interrupted"));
    run.interrupted = true;
    run.planned = 40;
    BOOST_TEST(
        report_html(run).contains("<strong>interrupted: 25 of 40 planned cases were not played</strong>"));
}

BOOST_AUTO_TEST_CASE(an_empty_run_is_a_page_too, *needs_python) {
    BOOST_TEST(read(RunResult{}).contains("body"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness

#include <boost/test/unit_test.hpp>

#include "harness/report/page/html.h"
#include "harness/report/story/story.h"
#include "tests/harness/report/sample.h"

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(story_without_names)

constexpr std::string_view kName = "mallory";

// A story in which each thing that a peer or a client may have said holds a name.
Story telling_names() {
    auto result = a_case("tls/reset", "", "xfreerdp", "lenient", Outcome::refused, Verdict::fail);
    const std::string name(kName);
    result.facts.said = "no route to " + name;
    result.judgement.findings = {{"says", "tls", "vague (\"" + name + "\")",
                                  "demand /home/" + name + "/reset.toml:9", "it must be told"}};
    result.plays = {{Verdict::fail, "home/" + name}};
    result.dir = "runs/" + name;
    Story story;
    story.demands = {{false, result.judgement.findings.front()}};
    story.ladder.rungs = {
        {.kind = RungKind::packet,
         .step = wire::Step::x224_request,
         .what = "x224_request",
         .detail = "requestedProtocols 0x3, cookie " + name},
        {.kind = RungKind::packet,
         .from = wire::Role::server,
         .step = wire::Step::x224_confirm,
         .what = "x224_confirm",
         .detail = "selectedProtocol 0x1"},
        {.kind = RungKind::inside, .step = wire::Step::client_info, .what = "client_info", .detail = name},
        {.kind = RungKind::host, .what = "client " + name + " closed the connection"},
        {.kind = RungKind::fault, .what = "fault at client_hello", .detail = "reset"}};
    story.healthy = story.ladder;
    story.said = {"connecting to " + name};
    story.look = "tshark -r /home/" + name + "/capture.pcapng";
    story.again = "badrdp run /home/" + name + "/case.toml";
    story.result = std::make_shared<CaseResult>(std::move(result));
    return story;
}

BOOST_AUTO_TEST_CASE(no_name_is_left_and_what_says_something_is) {
    const auto story = without_names(telling_names());
    const auto text = story_text(RunResult{}, story, {});
    BOOST_TEST(!text.contains(kName), text);
    BOOST_TEST(!ladder_html(*story.healthy).contains(kName));
    for (const auto* kept : {"x224_request", "selectedProtocol 0x1", "client_info",
                             "fault at client_hello: reset", "demand reset.toml:9"})
        BOOST_TEST(text.contains(kept), kept << " in " << text);
}

BOOST_AUTO_TEST_CASE(the_story_itself_tells_them) {
    const auto story = telling_names();
    BOOST_TEST(story_text(RunResult{}, story, {}).contains(kName));
}

BOOST_AUTO_TEST_CASE(a_shared_page_has_no_link_but_its_capture) {
    RunResult run;
    run.cases.push_back(*telling_names().result);
    const auto page = shared_html(run, run.cases.front(), "bytes");
    BOOST_TEST(!page.contains(kName));
    BOOST_TEST(
        page.contains("download=\"capture.pcapng\" href=\"data:application/octet-stream;base64,Ynl0ZXM=\""));
    const auto links = [&page](std::string_view what) {
        std::size_t count = 0;
        for (auto at = page.find(what); at != page.npos; at = page.find(what, at + 1)) ++count;
        return count;
    };
    BOOST_TEST(links("href=") == 1u);
    BOOST_TEST(links("<script") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness

#include "harness/report/story/story.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/harness/report/sample.h"

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(story_of_a_case)

namespace fs = std::filesystem;

// A run with one case whose folder holds these files.
class KeptRun {
public:
    KeptRun() {
        std::string name = (fs::temp_directory_path() / "badrdp-story-XXXXXX").string();
        BOOST_REQUIRE(::mkdtemp(name.data()));
        run.out = name;
        auto& result = run.cases.emplace_back(
            a_case("tls/reset", "", "xfreerdp", "lenient", Outcome::refused, Verdict::fail));
        result.dir = "tls/reset/xfreerdp.lenient";
        fs::create_directories(run.out / result.dir);
    }
    ~KeptRun() {
        std::error_code none;
        fs::remove_all(run.out, none);
    }
    KeptRun(const KeptRun&) = delete;
    KeptRun& operator=(const KeptRun&) = delete;

    void write(const std::string& file, std::string_view text) const {
        std::ofstream(run.out / run.cases.front().dir / file) << text;
    }
    Story read() const { return read_story(run, run.cases.front()); }

    RunResult run;
};

constexpr std::string_view kCase = R"(schema = 1
title = "The host resets"
why = "It is so."

[case]
scenario = "tls/reset"
client = "xfreerdp"
version = "2.11.7"
options = "lenient"
seed = 1
net = "loopback"

[[demand]]
options = "lenient"
outcome = ["refused"]
within = "100ms"
why = "because"
)";

BOOST_AUTO_TEST_CASE(each_demand_has_the_fact_that_met_or_broke_it) {
    const KeptRun kept;
    kept.write("case.toml", kCase);
    const auto story = kept.read();
    BOOST_REQUIRE_EQUAL(story.demands.size(), 2u);
    BOOST_TEST(story.demands[0].met);
    BOOST_TEST(story.demands[0].finding.seen == "refused (exit 0)");
    BOOST_TEST(!story.demands[1].met);
    BOOST_TEST(story.demands[1].finding.wanted == "ended within 0.1 s");
    BOOST_TEST(story.demands[1].finding.seen == "ended after 0.3 s");
    const auto text = story_text(kept.run, story, {.ascii = true});
    BOOST_TEST(text.contains("  met     outcome"));
    BOOST_TEST(text.contains("  BROKEN  within"));
}

BOOST_AUTO_TEST_CASE(the_clients_last_lines_are_harmless_and_few) {
    const KeptRun kept;
    std::string log;
    for (int i = 0; i < 40; ++i) log += "line " + std::to_string(i) + "\x1b[2J\n";
    kept.write("client.log", log);
    const auto story = kept.read();
    BOOST_REQUIRE_EQUAL(story.said.size(), 12u);
    BOOST_TEST(story.unsaid == 28u);
    BOOST_TEST(story.said.back().starts_with("line 39"));
    BOOST_TEST(!story.said.back().contains('\x1b'));
}

BOOST_AUTO_TEST_CASE(says_how_to_look_and_how_to_play_again) {
    const KeptRun kept;
    kept.write("timeline.json", R"({"port": 40001, "events": [], "again": [], "host": [], "wire": []})");
    BOOST_TEST(kept.read().look.empty());
    kept.write("capture.pcapng", "x");
    kept.write("case.toml", kCase);
    const auto story = kept.read();
    BOOST_TEST(story.filter == "tcp.port == 40001");
    BOOST_TEST(story.look.contains("-d tcp.port==40001,tls -d tls.port==40001,tpkt"));
    BOOST_TEST(story.again.ends_with("tls/reset/xfreerdp.lenient/case.toml"));
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_left_out) {
    const KeptRun kept;
    const auto story = kept.read();
    BOOST_TEST(story.demands.empty());
    BOOST_TEST(story.said.empty());
    BOOST_TEST(story.again.empty());
    BOOST_TEST(!story_text(kept.run, story, {}).contains("play again"));
}

BOOST_AUTO_TEST_CASE(cases_are_meant_by_folder_by_part_of_it_or_by_scenario) {
    const auto run = sample_run();
    const auto is_strict = [](const CaseResult& one) { return one.options == "strict"; };
    const auto& strict = *std::ranges::find_if(run.cases, is_strict);
    const auto dir = strict.dir.generic_string();
    BOOST_REQUIRE_EQUAL(cases_meant(run, dir + "/").size(), 1u);
    BOOST_TEST(cases_meant(run, dir).front() == &strict);
    BOOST_TEST(cases_meant(run, "certificate/expired").size() == 3u);
    BOOST_TEST(cases_meant(run, "certificate/exp").empty());
}

// Each with what its client said first.
RunResult run_that_says(const std::string& what, Outcome outcome) {
    RunResult run;
    run.started = what + " day";
    auto& result =
        run.cases.emplace_back(a_case("tls/reset", "", "xfreerdp", "lenient", outcome, Verdict::pass));
    result.dir.clear();
    for (const auto& said : {std::string("SYN"), what}) {
        auto& event = result.events.emplace_back();
        event.from = wire::Role::client;
        event.what = said;
    }
    return run;
}

BOOST_AUTO_TEST_CASE(another_runs_case_stands_beside_it_where_the_two_part) {
    const auto one = run_that_says("FIN", Outcome::refused), other = run_that_says("RST", Outcome::active);
    auto story = read_story(one, one.cases[0]);
    story.beside = read_beside(one, one.cases[0], other);
    BOOST_TEST_REQUIRE(story.beside.has_value());
    BOOST_TEST(story.beside->of == "the run of RST day");
    BOOST_TEST(story.beside->difference ==
               "packet 1 (0.000 s): client FIN, where the run of RST day has client RST");
    const auto text = story_text(one, story, {.ascii = true});
    const auto mine = text.find("> | FIN"),
               title = text.find("The same case in the run of RST day: pass active"),
               theirs = text.find("> | RST");
    BOOST_TEST(mine < title);
    BOOST_TEST(title < theirs);
    BOOST_TEST(theirs != text.npos);
    BOOST_TEST(text.contains("client FIN, where the run of RST day has client RST"));
    BOOST_TEST(!without_names(std::move(story)).beside.has_value());
    BOOST_TEST(!read_beside(one,
                            a_case("tls/other", "", "xfreerdp", "lenient", Outcome::refused, Verdict::pass),
                            other)
                    .has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness

#include <boost/test/unit_test.hpp>
#include <set>

#include "harness/cli/begun.h"
#include "harness/data/client/adapter.h"
#include "harness/data/scenario/load.h"
#include "tests/harness/cli/say.h"
#include "tests/root.h"

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(cli_new)

namespace fs = std::filesystem;
using test::say;
using test::TempFolder;

const fs::path& the_catalogue() {
    static const fs::path root = fs::path(badrdp::test::kProject) / "scenarios";
    return root;
}

std::vector<std::string> asking(std::vector<std::string> words) {
    words.insert(words.begin(), {"--scenarios", the_catalogue().string()});
    return words;
}

// Whatever one begins with is right, and still says what the other one said.
BOOST_AUTO_TEST_CASE(each_client_of_the_catalogue_is_one_to_begin_with) {
    const TempFolder folder;
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(the_catalogue() / "clients")) {
        if (!entry.is_directory()) continue;
        const auto text = test::text_of(entry.path() / "adapter.toml");
        const auto file = folder.write("acme.toml", begun_client("acme", "it", "acme.toml", text));
        const auto loaded = load_adapter(file);
        BOOST_TEST(loaded.complaints.empty(), entry.path());
        BOOST_TEST_REQUIRE(loaded.adapters.size() == 1u);
        BOOST_TEST(loaded.adapters[0].title == "acme");
        const auto before = load_adapter(entry.path() / "adapter.toml");
        BOOST_TEST(loaded.adapters[0].reports.size() == before.adapters[0].reports.size());
        BOOST_TEST(test::text_of(file).contains("\n# What its end and its words mean"), entry.path());
        ++count;
    }
    BOOST_TEST(count > 5u);
}

BOOST_AUTO_TEST_CASE(each_scenario_of_the_catalogue_is_one_to_begin_with) {
    const TempFolder folder;
    std::set<fs::path> files;
    for (const auto& scenario : load_scenarios(the_catalogue()).scenarios) files.insert(scenario.file);
    BOOST_TEST(files.size() > 200u);
    for (const auto& one : files) {
        const auto file = folder.write("mine.toml", begun_scenario("it", "mine.toml", test::text_of(one)));
        const auto loaded = load_scenario(file, the_catalogue());
        BOOST_TEST(loaded.complaints.empty(), one);
        BOOST_TEST(!loaded.scenarios.empty(), one);
    }
}

BOOST_AUTO_TEST_CASE(a_lesson_stands_once_and_in_no_text_of_several_lines) {
    const auto text =
        begun_client("acme", "it", "acme.toml",
                     "# said of the other one\nschema = 1\ntitle = \"it\"\n[version]\ncommand = ['''\n"
                     "[[report]]\n''']\n[[report]]\nexit = 0\n[[report]]\n");
    BOOST_TEST(!text.contains("said of the other one"));
    BOOST_TEST(text.contains("title    = \"acme\"\n"));
    BOOST_TEST(text.contains("'''\n[[report]]\n'''"));
    const auto lesson = text.find("# What its end");
    BOOST_TEST(lesson != text.npos);
    BOOST_TEST(text.find("# What its end", lesson + 1) == text.npos);
}

BOOST_AUTO_TEST_CASE(other_releases_of_debian_do_not_have_it) {
    const auto text =
        begun_client("acme", "it", "acme.toml",
                     "schema = 1\n# Others: `badrdp clients add it@forky`.\n[[origin]]\n# of late\n"
                     "suite = \"forky\"\n\n"
                     "[[origin]]\nsuite = \"sid\"\n\n# a word\n[options.lenient]\n");
    BOOST_TEST(!text.contains("origin"));
    BOOST_TEST(!text.contains("suite"));
    BOOST_TEST(!text.contains("of late"));
    BOOST_TEST(text.contains("\n# a word\n"));
}

BOOST_AUTO_TEST_CASE(what_is_there_is_never_written_over) {
    const TempFolder folder;
    const auto file = folder / "acme.toml";
    auto answer = say(asking({"new", "client", "acme", "--from", "rdesktop", "-o", file.string()}));
    BOOST_TEST(answer.status == 0, answer.error);
    BOOST_TEST(answer.out.contains("begun from rdesktop"));
    const auto before = test::text_of(file);
    answer = say(asking({"new", "scenario", "acme", "-o", file.string()}));
    BOOST_TEST(answer.status == 2);
    BOOST_TEST(answer.error.contains("is there already"));
    BOOST_TEST(test::text_of(file) == before);
    fs::create_symlink(folder / "elsewhere", folder / "link.toml");
    BOOST_TEST(say(asking({"new", "scenario", "a", "-o", (folder / "link.toml").string()})).status == 2);
    BOOST_TEST(!fs::exists(folder / "elsewhere"));
}

BOOST_AUTO_TEST_CASE(nothing_wrong_is_left_behind) {
    const TempFolder folder;
    const auto other = (the_catalogue() / "clients" / "rdesktop" / "adapter.toml");
    const auto client = folder.write("theirs.toml", test::text_of(other) + "\nsplendid = 1\n");
    const auto scenario = folder.write(
        "one.toml", test::text_of(the_catalogue() / "certificate" / "expired.toml") + "\nsplendid = 1\n");
    for (const auto& [kind, from] : {std::pair("client", client), std::pair("scenario", scenario)}) {
        const auto answer = say(
            asking({"new", kind, "acme", "--from", from.string(), "-o", (folder / "acme.toml").string()}));
        BOOST_TEST(answer.status == 2);
        BOOST_TEST(answer.error.contains(from.string()), answer.error);
        BOOST_TEST(!fs::exists(folder / "acme.toml"));
    }
}

BOOST_AUTO_TEST_CASE(who_begins_with_what_is_not_there_is_told_what_is) {
    const TempFolder folder;
    const auto file = (folder / "x.toml").string();
    BOOST_TEST(say(asking({"new", "client", "acme", "--from", "xfreerpd", "-o", file}))
                   .error.contains("did you mean 'xfreerdp'?"));
    BOOST_TEST(say(asking({"new", "scenario", "x", "--from", "certificate", "-o", file}))
                   .error.contains("several scenarios"));
    BOOST_TEST(say(asking({"new", "client", "../acme", "-o", file})).error.contains("is no name"));
    BOOST_TEST(!fs::exists(file));
    const auto answer =
        say(asking({"new", "scenario", "x", "--from", "negotiation/failure[code=5]", "-o", file}));
    BOOST_TEST(answer.status == 0, answer.error);
    BOOST_TEST(load_scenario(file, the_catalogue()).scenarios.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness

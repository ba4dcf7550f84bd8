#include <algorithm>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "harness/data/client/adapter.h"
#include "harness/data/client/placeholders.h"
#include "harness/data/file/complaint.h"
#include "tests/harness/os/sandbox/play.h"
#include "tests/root.h"

namespace badrdp::load_adapter_tests {

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
using namespace std::chrono_literals;
namespace bdata = boost::unit_test::data;
namespace wire = badrdp::wire;

// Line numbers in the table below count from the first line of this text.
const std::string kGood = R"(schema = 1
title = "A client"
programs = ["client", "/opt/client"]
versions = ">=2 <3"
package = "a-client"
display = true
patience = "5s"
memory = "64MiB"
output = "16KiB"
reconnects = 3
[version]
command = ["{program}", "--version"]
pattern = 'version (\d+\.\d+)'
[options.lenient]
what = "accepts any certificate"
command = ["{program}", "{host}:{port}", "-c", "a {literal brace}"]
stdin = "{password}\n"
[[report]]
exit = [1, 143]
output = 'not trusted'
ended_by = "client"
at_least = "client_hello"
at_most = "tls_finished"
longer_than = "9s"
outcome = "refused"
reason = "certificate"
[[report]]
exit = 76
outcome = "disconnected"
reason = "network"
[[report]]
outcome = "disconnected"
reason = "vague"
)";

LoadedAdapters load(const std::string& text) {
    const TempFolder folder;
    folder.write("clients/probe/adapter.toml", text);
    return load_adapters(folder.path());
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    BOOST_REQUIRE_MESSAGE(at != std::string::npos, "the good file has no '" << from << "'");
    return text.replace(at, from.size(), to);
}

struct Bad {
    std::string name, from, to;
    unsigned line, column;
    std::string text;
};
std::ostream& operator<<(std::ostream& out, const Bad& bad) { return out << bad.name; }

const std::vector<Bad> kBad{
    {"no toml", "title = \"A client\"", "title = = 1", 2, 9, ""},
    {"schema missing", "schema = 1\n", "\n", 1, 1, "the file needs 'schema'"},
    {"schema of another program", "schema = 1", "schema = 2", 1, 10, "this program reads schema 1, not 2"},
    {"title missing", "title = \"A client\"\n", "\n", 1, 1, "the file needs 'title'"},
    {"title of a wrong type", "title = \"A client\"", "title = 7", 2, 9,
     "'title' must be a string, not an integer"},
    {"programs missing", "programs = [\"client\", \"/opt/client\"]\n", "\n", 1, 1,
     "the file needs 'programs'"},
    {"programs empty", "[\"client\", \"/opt/client\"]", "[]", 3, 12, "'programs' must not be empty"},
    {"unknown key", "package =", "pakage =", 5, 1, "unknown key 'pakage' (did you mean 'package'?)"},
    {"unknown table", "[version]", "[versoin]", 1, 1, "the file needs [version]"},
    {"range that is none", ">=2 <3", "2 to 3", 4, 12, "'2 to 3' is no range of versions; write \">=2 <3\""},
    {"display of a wrong type", "display = true", "display = \"yes\"", 6, 11,
     "'display' must be true or false, not a string"},
    {"patience that is none", "\"5s\"", "\"soon\"", 7, 12,
     "'patience' is no duration: \"soon\"; write a whole number and ms, s, m, h or d"},
    {"memory that is none", "\"64MiB\"", "\"much\"", 8, 10,
     "'memory' is no size: \"much\"; write a whole number, or one with KiB or MiB"},
    {"no reconnects at all", "reconnects = 3", "reconnects = 0", 10, 14,
     "'reconnects' must be between 1 and 4294967295, not 0"},
    {"expression that does not parse", R"('version (\d+\.\d+)')", "'version ('", 13, 11, ""},
    {"expression without a group", R"((\d+\.\d+))", "[0-9.]+", 13, 11,
     "'pattern' needs a group in parentheses around the version"},
    {"unknown placeholder", "{host}:{port}", "{hots}:{port}", 16, 25,
     "unknown placeholder '{hots}' (did you mean 'host'?)"},
    {"unknown placeholder alone", "\"{program}\", \"{host}", "\"{prgram}\", \"{host}", 16, 12,
     "unknown placeholder '{prgram}' (did you mean 'program'?)"},
    {"unknown placeholder on stdin", "{password}", "{pasword}", 17, 9,
     "unknown placeholder '{pasword}' (did you mean 'password'?)"},
    {"command missing", "command = [\"{program}\", \"{host}:{port}\", \"-c\", \"a {literal brace}\"]\n", "\n",
     14, 1, "[options.lenient] needs 'command'"},
    {"exit status out of range", "[1, 143]", "[1, 256]", 19, 12, "'exit' must be between 0 and 255, not 256"},
    {"output that does not parse", "'not trusted'", "'*'", 20, 10, ""},
    {"output empty", "'not trusted'", "''", 20, 10, "'output' must not be empty"},
    {"unknown side", "ended_by = \"client\"", "ended_by = \"cleint\"", 21, 12,
     "unknown side 'cleint' (did you mean 'client'?)"},
    {"unknown step", "\"client_hello\"", "\"client_helo\"", 22, 12,
     "unknown step 'client_helo' (did you mean 'client_hello'?)"},
    {"unknown upper step", "\"tls_finished\"", "\"tls_finish\"", 23, 11,
     "unknown step 'tls_finish' (did you mean 'tls_finished'?)"},
    {"time that is none", "\"9s\"", "9", 24, 15,
     "'longer_than' must be a duration such as \"10s\", not an integer"},
    {"unknown outcome", "outcome = \"refused\"", "outcome = \"refusd\"", 25, 11,
     "unknown outcome 'refusd' (did you mean 'refused'?)"},
    {"unknown reason", "reason = \"certificate\"", "reason = \"certificat\"", 26, 10,
     "unknown reason 'certificat' (did you mean 'certificate'?)"},
    {"outcome missing", "outcome = \"refused\"\n", "\n", 18, 1, "[[report]] needs 'outcome'"},
    {"unknown condition", "exit = 76", "exist = 76", 28, 1, "unknown key 'exist' (did you mean 'exit'?)"},
    {"row that hides the ones below", "exit = 76\n", "\n", 27, 1,
     "this [[report]] has no condition, so the ones below it are never asked"},
    {"last row with a condition", "[[report]]\noutcome = \"disconnected\"\nreason = \"vague\"",
     "[[report]]\nexit = 3\noutcome = \"disconnected\"\nreason = \"vague\"", 31, 1,
     "the last [[report]] must have no condition, so that every end has an outcome"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(harness_client_load_adapter)

BOOST_AUTO_TEST_CASE(reads_every_field) {
    const auto loaded = load(kGood);
    for (const auto& complaint : loaded.complaints) BOOST_TEST_MESSAGE(to_string(complaint));
    BOOST_REQUIRE(loaded.complaints.empty());
    BOOST_REQUIRE(loaded.adapters.size() == 1u);
    const auto& adapter = loaded.adapters[0];
    BOOST_TEST(adapter.name == "probe");
    BOOST_TEST(adapter.title == "A client");
    BOOST_TEST(adapter.programs == (std::vector<std::string>{"client", "/opt/client"}),
               boost::test_tools::per_element());
    BOOST_TEST(adapter.versions == ">=2 <3");
    BOOST_TEST(adapter.package == "a-client");
    BOOST_TEST(adapter.display);
    BOOST_TEST((adapter.patience == 5s));
    BOOST_TEST(adapter.memory_bytes == 64u << 20);
    BOOST_TEST(adapter.output_bytes == 16u << 10);
    BOOST_TEST(adapter.reconnects == 3u);
    BOOST_TEST(adapter.version_command.size() == 2u);
    BOOST_TEST(adapter.version_pattern.text() == R"(version (\d+\.\d+))");
    BOOST_REQUIRE(adapter.options.contains("lenient"));
    const auto& lenient = adapter.options.at("lenient");
    BOOST_TEST(lenient.what == "accepts any certificate");
    BOOST_TEST(lenient.command ==
                   (std::vector<std::string>{"{program}", "{host}:{port}", "-c", "a {literal brace}"}),
               boost::test_tools::per_element());
    BOOST_TEST(lenient.stdin_text == "{password}\n");
    BOOST_REQUIRE(adapter.reports.size() == 3u);
    const auto& row = adapter.reports[0];
    BOOST_TEST(row.exit == (std::vector<int>{1, 143}), boost::test_tools::per_element());
    BOOST_TEST(row.output.text() == "not trusted");
    BOOST_TEST((row.ended_by == wire::Role::client));
    BOOST_TEST((row.at_least == wire::Step::client_hello));
    BOOST_TEST((row.at_most == wire::Step::tls_finished));
    BOOST_TEST((row.longer_than == 9s));
    BOOST_TEST((row.outcome == Outcome::refused));
    BOOST_TEST((row.reason == Reason::certificate));
    BOOST_TEST(adapter.reports[1].exit == std::vector<int>{76}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_may_be_left_out_has_a_sane_value) {
    const auto loaded = load(R"(schema = 1
title = "A client"
programs = ["client"]
[version]
command = ["{program}"]
pattern = '(.)'
[options.lenient]
what = "w"
command = ["{program}"]
[[report]]
outcome = "disconnected"
reason = "vague"
)");
    BOOST_REQUIRE(loaded.adapters.size() == 1u);
    const auto& adapter = loaded.adapters[0];
    BOOST_TEST(!adapter.display);
    BOOST_TEST((adapter.patience == 20s));
    BOOST_TEST(adapter.memory_bytes == 1u << 30);
    BOOST_TEST(adapter.reconnects == 12u);
    BOOST_TEST(adapter.options.at("lenient").stdin_text.empty());
}

BOOST_DATA_TEST_CASE(says_what_is_wrong_and_where, bdata::make(kBad), bad) {
    const auto loaded = load(replaced(kGood, bad.from, bad.to));
    BOOST_TEST(loaded.adapters.empty());
    BOOST_REQUIRE(!loaded.complaints.empty());
    const auto found = std::ranges::find_if(loaded.complaints, [&](const Complaint& complaint) {
        return complaint.line == bad.line && complaint.column == bad.column &&
               (bad.text.empty() || complaint.text == bad.text);
    });
    if (found == loaded.complaints.end())
        for (const auto& complaint : loaded.complaints) BOOST_ERROR(to_string(complaint));
}

const std::vector<Bad> kBadOrigins{
    {"no suite", "", "[[origin]]\npackage = \"a-client\"\n", 1, 1, "needs 'suite'"},
    {"no package", "", "[[origin]]\nsuite = \"sid\"\n", 1, 1, "needs 'package'"},
    {"an option for a suite", "", "[[origin]]\nsuite = \"--sid\"\npackage = \"a-client\"\n", 2, 9,
     "'--sid' is no name of a suite"},
    {"a path for a package", "", "[[origin]]\nsuite = \"sid\"\npackage = \"../x\"\n", 3, 11,
     "'../x' is no name of a package"},
    {"an unknown key", "", "[[origin]]\nsuite = \"sid\"\npackage = \"xy\"\nmirror = \"x\"\n", 4, 1,
     "'mirror'"},
    {"twice the same", "",
     "[[origin]]\nsuite = \"sid\"\npackage = \"xy\"\n[[origin]]\nsuite = \"sid\"\npackage = \"xy\"\n", 4, 1,
     "'sid' has an [[origin]] already"},
};

BOOST_DATA_TEST_CASE(says_what_is_wrong_with_an_origin_and_where, bdata::make(kBadOrigins), bad) {
    const auto before =
        static_cast<unsigned>(std::ranges::count(kGood.substr(0, kGood.find("[version]")), '\n'));
    const auto loaded = load(replaced(kGood, "[version]", bad.to + "[version]"));
    BOOST_REQUIRE(loaded.complaints.size() == 1u);
    BOOST_TEST(loaded.complaints[0].line == before + bad.line);
    BOOST_TEST(loaded.complaints[0].column == bad.column);
    BOOST_TEST(loaded.complaints[0].text.contains(bad.text), loaded.complaints[0].text);
}

BOOST_AUTO_TEST_CASE(reads_where_else_a_client_is_to_be_had_and_rows_for_some_versions) {
    const auto text = replaced(
        replaced(kGood, "[version]",
                 "[[origin]]\nsuite = \"sid-backports\"\nover = \"sid\"\npackage = \"a-client\"\n[version]"),
        "exit = 76", "exit = 76\nversions = \">=2.5\"");
    const auto loaded = load(text);
    BOOST_REQUIRE(loaded.adapters.size() == 1u);
    BOOST_TEST((loaded.adapters[0].origins == std::vector<RootRecipe>{{"sid-backports", "sid", "a-client"}}));
    BOOST_TEST(loaded.adapters[0].reports[1].versions == ">=2.5");
    const auto wrong = load(replaced(kGood, "exit = 76", "exit = 76\nversions = \"new\""));
    BOOST_REQUIRE(wrong.complaints.size() == 1u);
    BOOST_TEST(wrong.complaints[0].text.contains("'new' is no range of versions"));
}

BOOST_AUTO_TEST_CASE(reads_a_terminal_its_answers_and_where_a_client_is_done) {
    const auto text = replaced(
        replaced(replaced(kGood, "display = true",
                          "terminal = \">=2.5\"\ndone = \"tls_finished\"\nshows = [\"/opt/x\", \"lib\"]"),
                 "[[report]]",
                 "versions = \"<3\"\n[[options.lenient.answer]]\nprompt = 'trust.*\\? $'\ntext = "
                 "\"{password}\\n\"\n[[report]]"),
        "outcome = \"disconnected\"", "outcome = \"done\"");
    const auto loaded = load(text);
    for (const auto& complaint : loaded.complaints) BOOST_ERROR(to_string(complaint));
    BOOST_REQUIRE(loaded.adapters.size() == 1u);
    const auto& adapter = loaded.adapters[0];
    BOOST_TEST(adapter.terminal);
    BOOST_TEST(adapter.terminal_versions == ">=2.5");
    BOOST_TEST((adapter.done == wire::Step::tls_finished));
    BOOST_TEST((adapter.reports[1].at_least == wire::Step::tls_finished));
    BOOST_TEST(adapter.shows.at(0) == "/opt/x");
    BOOST_TEST(adapter.shows.at(1) == adapter.file.parent_path() / "lib");
    const auto& lenient = adapter.options.at("lenient");
    BOOST_TEST(lenient.versions == "<3");
    BOOST_REQUIRE(lenient.answers.size() == 1u);
    BOOST_TEST(lenient.answers[0].prompt.found_in("Do you trust it? ").has_value());
    BOOST_TEST(lenient.answers[0].text == "{password}\n");
}

BOOST_AUTO_TEST_CASE(what_only_a_terminal_or_an_early_end_can_have_is_refused_elsewhere) {
    const auto complaint_of = [](const std::string& text) {
        const auto loaded = load(text);
        return loaded.complaints.empty() ? std::string() : loaded.complaints[0].text;
    };
    BOOST_TEST(complaint_of(replaced(kGood, "[[report]]",
                                     "[[options.lenient.answer]]\nprompt = 'a'\ntext = \"b\"\n[[report]]"))
                   .contains("terminal = true"));
    BOOST_TEST(complaint_of(replaced(kGood, "outcome = \"disconnected\"", "outcome = \"done\""))
                   .contains("say at the top"));
    BOOST_TEST(complaint_of(replaced(kGood, "display = true", "done = \"tls_finish\""))
                   .contains("did you mean 'tls_finished'"));
    BOOST_TEST(
        complaint_of(replaced(kGood, "display = true", "terminal = 7")).contains("must be true or false"));
}

BOOST_AUTO_TEST_CASE(a_file_needs_a_report) {
    const auto loaded = load(kGood.substr(0, kGood.find("[[report]]")));
    BOOST_REQUIRE(loaded.complaints.size() == 1u);
    BOOST_TEST(loaded.complaints[0].text == "the file needs at least one [[report]]");
}

BOOST_AUTO_TEST_CASE(a_file_needs_an_option_set) {
    const auto from = kGood.find("[options");
    const auto to = kGood.find("[[report]]");
    const auto loaded = load(kGood.substr(0, from) + kGood.substr(to));
    BOOST_REQUIRE(loaded.complaints.size() == 1u);
    BOOST_TEST(loaded.complaints[0].text == "the file needs at least one [options.<name>]");
}

BOOST_AUTO_TEST_CASE(one_bad_file_does_not_hide_the_others) {
    const TempFolder folder;
    folder.write("clients/good/adapter.toml", kGood);
    folder.write("clients/bad/adapter.toml", "schema = 1\n");
    folder.write("clients/good/baseline-2.11.toml", "this is not looked at");
    const auto loaded = load_adapters(folder.path());
    BOOST_REQUIRE(loaded.adapters.size() == 1u);
    BOOST_TEST(loaded.adapters[0].name == "good");
    for (const auto& complaint : loaded.complaints)
        BOOST_TEST(complaint.file == folder / "clients/bad/adapter.toml");
}

BOOST_AUTO_TEST_CASE(a_missing_folder_is_a_complaint) {
    const auto loaded = load_adapters("/nowhere");
    BOOST_REQUIRE(loaded.complaints.size() == 1u);
    BOOST_TEST(to_string(loaded.complaints[0]) == "/nowhere/clients: there is no such folder of clients");
}

BOOST_AUTO_TEST_CASE(the_catalogue_has_no_complaint) {
    const auto loaded = load_adapters(std::filesystem::path(::badrdp::test::kProject) / "scenarios");
    for (const auto& complaint : loaded.complaints) BOOST_ERROR(to_string(complaint));
    std::vector<std::string> names;
    for (const auto& adapter : loaded.adapters) names.push_back(adapter.name);
    for (const auto* wanted : {"builtin", "rdesktop", "xfreerdp", "xfreerdp3"})
        BOOST_TEST((std::ranges::find(names, wanted) != names.end()), wanted << " is missing");
}

// An argument could be read by every user of the machine.
BOOST_AUTO_TEST_CASE(no_password_of_the_catalogue_is_an_argument) {
    for (const auto& adapter :
         load_adapters(std::filesystem::path(::badrdp::test::kProject) / "scenarios").adapters)
        for (const auto& [name, set] : adapter.options)
            for (const auto& word : set.command) {
                const auto used = placeholders_in(word);
                BOOST_TEST((std::ranges::find(used, "password") == used.end()), adapter.name << " " << name);
            }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(harness_client_placeholders)

BOOST_AUTO_TEST_CASE(fills_in_what_it_knows_and_leaves_the_rest) {
    const Values values{{"host", "127.0.0.1"}, {"port", "3389"}};
    BOOST_TEST(fill_in("{host}:{port}", values) == "127.0.0.1:3389");
    BOOST_TEST(fill_in("{host}", values) == "127.0.0.1");
    BOOST_TEST(fill_in("/v:{host} {user} {} {A b} {", values) == "/v:127.0.0.1 {user} {} {A b} {");
    BOOST_TEST(fill_in("{{port}}", values) == "{3389}");
    BOOST_TEST(fill_in("", values).empty());
}

BOOST_AUTO_TEST_CASE(a_value_with_braces_is_not_filled_in_again) {
    BOOST_TEST(fill_in("{user}", {{"user", "{password}"}, {"password", "secret"}}) == "{password}");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::load_adapter_tests

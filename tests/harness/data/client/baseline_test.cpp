#include "harness/data/client/baseline.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <system_error>

namespace badrdp::harness {

static std::ostream& operator<<(std::ostream& os, Outcome v) { return os << name(v); }
static std::ostream& operator<<(std::ostream& os, Reason v) { return os << name(v); }
static std::ostream& operator<<(std::ostream& os, TimeClass v) { return os << name(v); }

}  // namespace badrdp::harness

namespace badrdp::wire {

static std::ostream& operator<<(std::ostream& os, Step v) { return os << name(v); }

}  // namespace badrdp::wire

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(judge_baseline)

namespace bdata = boost::unit_test::data;
namespace fs = std::filesystem;
using namespace std::chrono_literals;
using wire::Step;
const auto per_element = boost::test_tools::per_element();

// A scenarios folder of its own for each test.
struct Folder {
    Folder() {
        std::string pattern = (fs::temp_directory_path() / "badrdp-baseline-XXXXXX").string();
        BOOST_TEST_REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        root = pattern;
        file = baseline_file(root, "xfreerdp", "2.11.7");
        fs::create_directories(file.parent_path());
    }
    ~Folder() { fs::remove_all(root); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    void write(std::string_view text) const { std::ofstream(file) << text; }
    std::string read() const {
        std::ostringstream out;
        out << std::ifstream(file).rdbuf();
        return out.str();
    }
    LoadedBaseline load() const { return load_baseline(root, "xfreerdp", "2.11.7"); }
    Baseline loaded() const {
        auto result = load();
        for (const auto& c : result.complaints) BOOST_TEST_MESSAGE(c.text);
        BOOST_TEST_REQUIRE(result.baseline.has_value());
        return std::move(*result.baseline);
    }

    fs::path root, file;
};

constexpr std::string_view kFile = R"(# Seen on Debian 12.
# Reviewed by people.

"certificate/expired".strict = { outcome = "refused", exit = 143, step = "tls_finished", )"
                                   R"(connections = ["0x3"], reason = "certificate", time = "at once" }

# The only one that loops.
"garbage/not-rdp".lenient = { outcome = ["hung", "looped"], exit = -1, step = "x224_request", )"
                                   R"(connections = [["-"], ["0xb", "0x1", "none", "-", "..."]], )"
                                   R"(reason = "nothing", time = ["seconds", "never"] }

"healthy/tls".lenient = { outcome = "active", exit = 0, connections = [] }

# Nobody has reported it.
[[known]]
why = "no timer before TLS"
breaks = ["outcome", "within"]
since = "2.11.7"
until = "3.0"
owner = "alice"
link = "https://example.org/7"
in = ["garbage/not-rdp lenient"]

[[varies]]
why = "it loops when \"DNS\" answers late"
in = ["garbage/not-rdp lenient"]
)";

// The same, as people may write it.
constexpr std::string_view kInTables = R"(# Seen on Debian 12.
# Reviewed by people.

["certificate/expired".strict]
outcome = "refused"
exit = 143
step = "tls_finished"
connections = ["0x3"]
reason = "certificate"
time = "at once"

# The only one that loops.
["garbage/not-rdp".lenient]
outcome = ["hung", "looped"]
exit = -1
step = "x224_request"
connections = [["-"], ["0xb", "0x1", "none", "-", "..."]]
reason = "nothing"
time = ["seconds", "never"]
varies = "it loops when \"DNS\" answers late"
known = { breaks = ["outcome", "within"], why = "no timer before TLS", since = "2.11.7", until = "3.0", )"
                                       R"(owner = "alice", link = "https://example.org/7" }

["healthy/tls".lenient]
outcome = "active"
exit = 0
connections = []
)";

BOOST_DATA_TEST_CASE_F(Folder, reads_every_field, bdata::make({kFile, kInTables}), text) {
    write(text);
    const auto baseline = loaded();
    BOOST_TEST(baseline.client == "xfreerdp");
    BOOST_TEST(baseline.version == "2.11");
    BOOST_TEST(baseline.entries.size() == 3U);

    const auto* expired = baseline.find("certificate/expired", "strict");
    BOOST_TEST_REQUIRE(expired != nullptr);
    BOOST_TEST(expired->line == 4U);  // in either form
    BOOST_TEST(expired->outcome == std::vector{Outcome::refused}, per_element);
    BOOST_TEST(expired->exit == std::vector{143}, per_element);
    BOOST_TEST(expired->step == std::vector{Step::tls_finished}, per_element);
    BOOST_TEST_REQUIRE(expired->connections.size() == 1U);
    BOOST_TEST(expired->connections[0] == std::vector<std::string>{"0x3"}, per_element);
    BOOST_TEST(expired->reason == std::vector{Reason::certificate}, per_element);
    BOOST_TEST(expired->time == std::vector{TimeClass::at_once}, per_element);
    BOOST_TEST(!expired->known.has_value());

    const auto* loops = baseline.find("garbage/not-rdp", "lenient");
    BOOST_TEST_REQUIRE(loops != nullptr);
    BOOST_TEST(loops->outcome == (std::vector{Outcome::hung, Outcome::looped}), per_element);
    BOOST_TEST(loops->exit == std::vector{-1}, per_element);
    BOOST_TEST(loops->connections.size() == 2U);
    BOOST_TEST(loops->connections[1].size() == 5U);
    BOOST_TEST(loops->time == (std::vector{TimeClass::seconds, TimeClass::never}), per_element);
    BOOST_TEST(loops->varies == "it loops when \"DNS\" answers late");
    BOOST_TEST_REQUIRE(loops->known.has_value());
    BOOST_TEST(loops->known->fields == (std::vector<std::string>{"outcome", "within"}), per_element);
    BOOST_TEST(loops->known->why == "no timer before TLS");
    BOOST_TEST(loops->known->since == "2.11.7");
    BOOST_TEST(loops->known->until == "3.0");
    BOOST_TEST(loops->known->owner == "alice");
    BOOST_TEST(loops->known->link == "https://example.org/7");

    const auto* healthy = baseline.find("healthy/tls", "lenient");
    BOOST_TEST_REQUIRE(healthy != nullptr);
    BOOST_TEST_REQUIRE(healthy->connections.size() == 1U);  // a run without any, which is not "not recorded"
    BOOST_TEST(healthy->connections[0].empty());
    BOOST_TEST(healthy->step.empty());
    BOOST_TEST(baseline.find("healthy/tls", "strict") == nullptr);
}

BOOST_FIXTURE_TEST_CASE(writes_back_what_it_read, Folder) {
    write(kFile);
    save_baseline(loaded(), file);
    BOOST_TEST(read() == kFile);
}

BOOST_FIXTURE_TEST_CASE(tables_become_lines_and_keep_their_comments, Folder) {
    write(kInTables);
    save_baseline(loaded(), file);
    auto wanted = std::string(kFile);
    const std::string_view comment = "# Nobody has reported it.\n";
    wanted.erase(wanted.find(comment), comment.size());
    BOOST_TEST(read() == wanted);
}

BOOST_FIXTURE_TEST_CASE(sorts_its_entries_and_keeps_comments_with_them, Folder) {
    write(kFile);
    auto baseline = loaded();
    std::swap(baseline.entries.front(), baseline.entries.back());
    BaselineEntry entry;
    entry.scenario = "a/first[code=5]";
    entry.options = "needs quotes";
    entry.exit = {1};
    baseline.entries.push_back(entry);
    save_baseline(baseline, file);

    auto wanted = std::string(kFile);
    wanted.insert(wanted.find("\"certificate"), "\"a/first[code=5]\".\"needs quotes\" = { exit = 1 }\n\n");
    BOOST_TEST(read() == wanted);
    BOOST_TEST(loaded().find("a/first[code=5]", "needs quotes") != nullptr);
}

BOOST_FIXTURE_TEST_CASE(a_new_file_says_what_it_is, Folder) {
    Baseline baseline{"xfreerdp", "2.11", file, {}};
    BaselineEntry entry;
    entry.scenario = "healthy/tls";
    entry.options = "lenient";
    entry.outcome = {Outcome::active};
    baseline.entries.push_back(entry);
    fs::remove_all(root / "clients");  // its folder is made
    save_baseline(baseline, file);
    const auto first = read();
    BOOST_TEST(first.starts_with("# What xfreerdp 2.11 was seen to do"));
    save_baseline(loaded(), file);
    BOOST_TEST(read() == first);
}

BOOST_FIXTURE_TEST_CASE(hostile_words_survive_the_round_trip, Folder) {
    Baseline baseline{"xfreerdp", "2.11", file, {}};
    BaselineEntry entry;
    entry.scenario = "a\"b\\c";
    entry.options = "lenient";
    entry.varies = "line\nbreak, \x01 control, \x7f, \"quotes\", \u20ac";
    entry.known = KnownBreak{{"says"}, "'''\"\"\"", "", ""};
    baseline.entries.push_back(entry);
    save_baseline(baseline, file);
    const auto again = loaded();
    const auto* same = again.find("a\"b\\c", "lenient");
    BOOST_TEST_REQUIRE(same != nullptr);
    BOOST_TEST(same->varies == entry.varies);
    BOOST_TEST(same->known->why == entry.known->why);
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_refuses_is_named_and_nothing_is_left, Folder) {
    fs::create_directories(file);  // a folder in the file's place
    BOOST_CHECK_EXCEPTION(save_baseline({"xfreerdp", "2.11", file, {}}, file), std::system_error,
                          [&](const auto& e) { return std::string(e.what()).contains(file.string()); });
    BOOST_TEST(std::distance(fs::directory_iterator(file.parent_path()), {}) == 1);
}

BOOST_FIXTURE_TEST_CASE(no_file_is_no_complaint, Folder) {
    const auto result = load_baseline(root, "nobody", "1.0");
    BOOST_TEST(!result.baseline.has_value());
    BOOST_TEST(result.complaints.empty());
}

BOOST_AUTO_TEST_CASE(a_file_is_for_a_minor_version) {
    const auto named = [](std::string_view v) { return baseline_file("/s", "c", v).string(); };
    BOOST_TEST(named("2.11.7") == "/s/clients/c/baseline-2.11.toml");
    BOOST_TEST(named("1.9.0") == "/s/clients/c/baseline-1.9.toml");
    BOOST_TEST(named("3.5-dev0") == "/s/clients/c/baseline-3.5.toml");
    BOOST_TEST(named("3") == "/s/clients/c/baseline-3.toml");
    BOOST_TEST(named("7.") == "/s/clients/c/baseline-7.toml");
    BOOST_TEST(named("../../x") == "/s/clients/c/baseline-unknown.toml");
}

struct Bad {
    std::string_view name, text;
    unsigned line, column;
    std::string_view complaint;
};
std::ostream& operator<<(std::ostream& os, const Bad& bad) { return os << bad.name; }

const std::vector<Bad> kBad{
    {"no_toml", "[\"a\".lenient\n", 1, 13, ""},
    {"unknown_key", "[\"a\".lenient]\noutcom = \"refused\"\n", 2, 1,
     "unknown key 'outcom' (did you mean 'outcome'?)"},
    {"unknown_outcome", "[\"a\".lenient]\noutcome = \"refusd\"\n", 2, 11,
     "unknown outcome 'refusd' (did you mean 'refused'?)"},
    {"unknown_outcome_in_a_list", "[\"a\".lenient]\noutcome = [\"hung\", \"refusd\"]\n", 2, 20,
     "unknown outcome 'refusd' (did you mean 'refused'?)"},
    {"unknown_step", "[\"a\".lenient]\nstep = \"tls_finish\"\n", 2, 8,
     "unknown step 'tls_finish' (did you mean 'tls_finished'?)"},
    {"unknown_time", "[\"a\".lenient]\ntime = \"at one\"\n", 2, 8,
     "unknown time 'at one' (did you mean 'at once'?)"},
    {"a_number_for_a_word", "[\"a\".lenient]\nreason = 3\n", 2, 10,
     "'reason' must be a string, not an integer"},
    {"an_empty_list", "[\"a\".lenient]\nreason = []\n", 2, 10, "'reason' must not be empty"},
    {"exit_too_large", "[\"a\".lenient]\nexit = [0, 256]\n", 2, 12,
     "'exit' must be a whole number between -1 and 255"},
    {"until_some_day", "[\"a\".lenient]\nexit = 1\nknown = { breaks = [\"says\"], until = \"soon\" }\n", 3,
     38, "'until' must be a version of the client or a date, as in \"2.12\" or \"2026-12-31\""},
    {"exit_as_text", "[\"a\".lenient]\nexit = \"0\"\n", 2, 8,
     "'exit' must be a whole number between -1 and 255"},
    {"connections_as_numbers", "[\"a\".lenient]\nconnections = [3]\n", 2, 16,
     "a connection is \"0x3\" (requestedProtocols in lower-case hex), \"none\", \"-\" or \"...\""},
    {"connections_alone", "[\"a\".lenient]\nconnections = \"0x3\"\n", 2, 15,
     "'connections' must be a list such as [\"0x3\"]"},
    {"break_of_no_field", "[\"a\".lenient]\nknown = { breaks = [\"outcom\"], why = \"x\" }\n", 2, 21,
     "unknown field of a demand 'outcom' (did you mean 'outcome'?)"},
    {"known_without_breaks", "[\"a\".lenient]\nknown = { why = \"x\" }\n", 2, 9,
     "[\"a\".lenient.known] needs 'breaks'"},
    {"known_with_more", "[\"a\".lenient]\nknown = { breaks = [\"says\"], whi = \"x\" }\n", 2, 30,
     "unknown key 'whi' (did you mean 'why'?)"},
    {"no_options", "[\"a\"]\noutcome = \"refused\"\n", 2, 1,
     "'outcome' must be an option set: an entry is \"scenario\".options = { ... }"},
    {"a_reason_for_nothing", "\"a\".lenient = {}\n[[varies]]\nwhy = \"x\"\n", 2, 1, "[[varies]] needs 'in'"},
    {"a_reason_for_nobody", "\"a\".lenient = {}\n[[varies]]\nwhy = \"x\"\nin = [\"a lenien\"]\n", 4, 7,
     "no entry is 'a lenien' (did you mean 'a lenient'?)"},
    {"two_reasons", "\"a\".lenient = { varies = \"x\" }\n[[varies]]\nwhy = \"y\"\nin = [\"a lenient\"]\n", 2,
     1, "'a lenient' has a reason to vary already"},
    {"two_breaks",
     "\"a\".lenient = {}\n[[known]]\nwhy = \"x\"\nbreaks = [\"says\"]\nin = [\"a lenient\", \"a lenient\"]\n",
     2, 1, "'a lenient' has a known break already"},
    {"a_reason_with_more",
     "\"a\".lenient = {}\n[[varies]]\nwhy = \"x\"\nin = [\"a lenient\"]\nuntil = \"3\"\n", 5, 1,
     "unknown key 'until'"},
    {"no_scenario", "schema = 1\n", 1, 1,
     "'schema' must be a scenario: an entry is \"scenario\".options = { ... }"},
};

BOOST_DATA_TEST_CASE_F(Folder, complains_with_the_place, bdata::make(kBad), bad) {
    write(bad.text);
    const auto result = load();
    BOOST_TEST(!result.baseline.has_value());
    BOOST_TEST_REQUIRE(result.complaints.size() == 1U);
    const auto& complaint = result.complaints[0];
    BOOST_TEST(complaint.file == file);
    BOOST_TEST(complaint.line == bad.line);
    BOOST_TEST(complaint.column == bad.column);
    // The parser's own words are its own affair.
    if (!bad.complaint.empty()) BOOST_TEST(complaint.text == bad.complaint);
}

BOOST_FIXTURE_TEST_CASE(an_unreviewed_break_loads, Folder) {
    write("[\"a\".lenient]\nknown = { breaks = [\"says\"], why = \"\" }\n");
    BOOST_TEST(loaded().find("a", "lenient")->known->why == "");
}

BOOST_FIXTURE_TEST_CASE(what_waits_for_a_reason_comes_first_and_is_said_once, Folder) {
    write(R"("a/x".lenient = { exit = [1, 2], known = { breaks = ["says"], why = "it is old" } }
"a/y".lenient = { exit = 1, known = { breaks = ["says"], why = "" } }
"a/z".lenient = { exit = 1, known = { breaks = ["says"], why = "" } }
)");
    save_baseline(loaded(), file);
    BOOST_TEST(read().ends_with(R"(
[[known]]
why = ""
breaks = ["says"]
since = ""
until = ""
in = ["a/y lenient", "a/z lenient"]

[[known]]
why = "it is old"
breaks = ["says"]
since = ""
until = ""
in = ["a/x lenient"]

[[varies]]
why = ""
in = ["a/x lenient"]
)"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness

#include "harness/cli/command_line.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/harness/cli/say.h"

using namespace badrdp::harness::test;
namespace bdata = boost::unit_test::data;

namespace {

const std::vector<std::string> kCommands{"list",  "show",    "run",     "cure",  "sweep", "baseline",
                                         "serve", "connect", "explain", "atlas", "check", "doctor"};

// What is wrong with these, on standard error, and the exit status of bad arguments.
struct Wrong {
    std::vector<std::string> words;
    std::string said;
};
std::ostream& operator<<(std::ostream& out, const Wrong& row) {
    for (const auto& word : row.words) out << word << ' ';
    return out;
}

const std::vector<Wrong> kWrong{
    {{"replay", "x"}, "there is no command 'replay'"},
    {{"serv", "healthy/tls"}, "there is no command 'serv' (did you mean 'serve'?)"},
    {{}, "A subcommand is required"},
    {{"serve", "healthy/tls", "--port", "99999"}, "Value 99999 not in range 0 to 65535"},
    {{"serve", "healthy/tls", "--port", "-1"}, "not in range 0 to 65535"},
    {{"serve", "healthy/tls", "--tap", "a-name-that-is-far-too-long"}, "at most 15 letters"},
    {{"serve", "healthy/tls", "--address", "here"}, "'here' is no IP address to listen on"},
    {{"serve", "*"}, "'*' means 2 scenarios; serve one of them:\n  healthy/tls\n  tls/reset"},
    {{"show", "healthy/tsl"}, "no scenario matches 'healthy/tsl' (did you mean 'healthy/tls'?)"},
    {{"run", "healthy/tsl"}, "did you mean 'healthy/tls'?"},
    {{"cure", "healthy/tsl"}, "did you mean 'healthy/tls'?"},
    {{"serve", "healthy/tsl"}, "did you mean 'healthy/tls'?"},
    {{"sweep", "healthy/tsl", "--vary", "path.mtu=500..600:50"}, "did you mean 'healthy/tls'?"},
    {{"run", "healthy/tls", "--client", "nobdy"},
     "no client 'nobdy' (did you mean 'nobody'?); there are: nobody"},
    {{"baseline", "nobdy"}, "no client 'nobdy' (did you mean 'nobody'?)"},
    {{"baseline", "nobody"}, "badrdp-no-such-program"},
    {{"sweep", "healthy/tls", "--vary", "path.mtu=500..600:50"}, "the catalogue has no client 'builtin'"},
    {{"run", "--record"}, "--record is for --remedies"},
    {{"run", "--jobs", "0"}, "--jobs"},
    {{"run", "--net", "carrier-pigeon"}, "carrier-pigeon"},
    {{"list", "--remedies", "tls/reset"}, "name no scenario"},
    {{"explain"}, "explain what?"},
    {{"explain", "0x904"}, "no tables of codes there"},
    {{"check", "none.toml"}, "none.toml: no such file"},
    {{"connect", "127.0.0.1:http"}, "'http' is no port"},
    {{"connect", "office.rdp"}, "is a Remote Desktop file"},
    {{"connect", "rdp://host:3389"}, "is a URL, which is not read here: give 'host:3389'"},
    {{"connect", "host", "--cert", "tofu"}, "name a folder for them with --home"},
    {{"connect", "host", "--security", "none"}, "--security"},
    {{"doctor", "--no-such-option"}, "--no-such-option"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(cli_command_line)

BOOST_DATA_TEST_CASE(every_command_is_explained, bdata::make(kCommands), command) {
    const auto answer = say({command, "--help"});
    BOOST_TEST(answer.status == 0);
    BOOST_TEST(answer.out.find(command) != std::string::npos);
    BOOST_TEST(answer.out.size() > 200u);
    BOOST_TEST(answer.error.empty());
}

BOOST_DATA_TEST_CASE(every_command_is_in_the_list, bdata::make(kCommands), command) {
    const auto answer = say({"--help"});
    BOOST_TEST(answer.status == 0);
    BOOST_TEST(answer.out.find("\n  " + command + " ") != std::string::npos);
}

BOOST_DATA_TEST_CASE(says_what_is_wrong_and_ends_with_two, bdata::make(kWrong), row) {
    const Catalogue catalogue;
    const auto answer = catalogue.say(row.words);
    BOOST_TEST(answer.status == 2);
    BOOST_TEST(answer.error.find(row.said) != std::string::npos, answer.error);
}

BOOST_DATA_TEST_CASE(says_which_catalogue_is_not_there, bdata::make({"list", "run", "check"}), command) {
    const auto answer = say({"--scenarios", "/no/such/folder", command});
    BOOST_TEST(answer.status == 2);
    const auto text = answer.error + answer.out;
    BOOST_TEST(text.find("/no/such/folder") != std::string::npos, text);
}

// The line is the file's, and what was meant is named.
BOOST_DATA_TEST_CASE(says_where_a_file_is_wrong, bdata::make({"show", "run", "serve", "check", "cure"}),
                     command) {
    const Catalogue catalogue;
    const auto file =
        catalogue.folder.write("mine.toml", Catalogue::text("Mine", "[[fault]]\nreset = \"x224_confrim\"\n"));
    const auto answer = catalogue.say({command, file.string()});
    BOOST_TEST(answer.status == 2);
    const auto text = answer.error + answer.out;
    BOOST_TEST(text.find("mine.toml:5:") != std::string::npos, text);
    BOOST_TEST(text.find("x224_confirm") != std::string::npos, text);
}

// Of an adapter with a mistake there is no client: the mistake comes first.
BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_an_adapter_before_it_misses_its_client) {
    const Catalogue catalogue;
    const auto adapter = text_of(catalogue.folder / "clients/nobody/adapter.toml");
    catalogue.folder.write("clients/broken/adapter.toml", "titel = 1\n" + adapter);
    const auto file = catalogue.folder.write("clients/mine.toml", "sandbocks = 1\n" + adapter);
    const auto of_catalogue = catalogue.say({"run", "healthy/tls", "--client", "broken"});
    BOOST_TEST(of_catalogue.status == 2);
    BOOST_TEST(of_catalogue.error.find("broken/adapter.toml:1:1: unknown key 'titel'") != std::string::npos,
               of_catalogue.error);
    BOOST_TEST(of_catalogue.error.find("no client") == std::string::npos, of_catalogue.error);
    const auto own = catalogue.say({"run", "healthy/tls", "--client", "mine", "--adapter", file.string()});
    BOOST_TEST(own.status == 2);
    BOOST_TEST(own.error.find("mine.toml:1:1: unknown key 'sandbocks'") != std::string::npos, own.error);
}

BOOST_DATA_TEST_CASE(another_file_is_no_scenario, bdata::make({"show", "run", "serve"}), command) {
    const Catalogue catalogue;
    const auto file = catalogue.folder.write("mine.txt", "reset\n");
    const auto answer = catalogue.say({command, file.string()});
    BOOST_TEST(answer.status == 2);
    BOOST_TEST(answer.error == file.string() + ": the name of a scenario file ends in .toml\n");
}

BOOST_AUTO_TEST_CASE(the_version_is_told) {
    const auto answer = say({"--version"});
    BOOST_TEST(answer.status == 0);
    BOOST_TEST(answer.out.starts_with("badrdp "));
}

BOOST_AUTO_TEST_CASE(a_catalogue_is_listed_and_shown) {
    const Catalogue catalogue;
    const auto list = catalogue.say({"list"});
    BOOST_TEST(list.status == 0);
    BOOST_TEST(list.out.find("healthy") != std::string::npos);
    BOOST_TEST(list.out.find("A reset") != std::string::npos);
    const auto json = catalogue.say({"list", "tls/*", "--json"});
    BOOST_TEST(json.out.find("\"tls/reset\"") != std::string::npos);
    BOOST_TEST(json.out.find("healthy") == std::string::npos);
    const auto shown = catalogue.say({"show", "tls/reset"});
    BOOST_TEST(shown.status == 0);
    BOOST_TEST(shown.out.find("It is a test.") != std::string::npos);
    const auto toml = catalogue.say({"show", "tls/reset", "--toml"});
    BOOST_TEST(toml.out.find("reset = \"x224_confirm\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_catalogue_in_order_is_so) {
    const Catalogue catalogue;
    BOOST_TEST(catalogue.say({"check", (catalogue.folder / "tls/reset.toml").string()}).status == 0);
}

// Nothing was proved, and a script must not take it for a success.
BOOST_AUTO_TEST_CASE(a_run_without_a_client_ends_with_four_and_says_what_is_missing) {
    const Catalogue catalogue;
    const auto answer = catalogue.say({"run", "-o", (catalogue.folder / "out").string()});
    BOOST_TEST(answer.status == 4);
    BOOST_TEST(answer.out.find("nobody was not played") != std::string::npos, answer.out);
}

BOOST_AUTO_TEST_CASE(what_this_machine_can_play_is_told) {
    const Catalogue catalogue;
    const auto answer = catalogue.say({"doctor"});
    BOOST_TEST(answer.status == 0);
    BOOST_TEST(answer.out.find("badrdp-no-such-program") != std::string::npos, answer.out);
}

// 13 is what `connect --help` promises; nobody listens at the lowest port.
BOOST_AUTO_TEST_CASE(the_fake_client_ends_with_the_status_of_its_reason) {
    const auto answer = say({"connect", "127.0.0.1:1", "--cert", "ignore"});
    BOOST_TEST(answer.status == 13);
    BOOST_TEST(answer.out.find("badrdp connect: network: cannot connect: ") != std::string::npos, answer.out);
}

BOOST_AUTO_TEST_CASE(a_client_that_gives_up_has_not_failed) {
    BOOST_TEST(say({"connect", "127.0.0.1:1", "--mutant", "gives-up"}).status == 0);
}

BOOST_AUTO_TEST_SUITE_END()

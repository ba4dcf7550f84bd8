#include "harness/cli/command_line.h"

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "tests/harness/cli/say.h"

BOOST_AUTO_TEST_SUITE(cli_command_line)

using namespace badrdp::harness::test;
namespace bdata = boost::unit_test::data;

namespace {

const std::vector<std::string> kCommands{"list",    "show",    "run",     "cure",    "sweep",  "baseline",
                                         "serve",   "connect", "explain", "atlas",   "check",  "changes",
                                         "compare", "merge",   "bisect",  "clients", "doctor", "lab"};

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
    {{"replay", "x"}, "badrdp has no command 'replay'; `badrdp --help` lists the commands\n"},
    {{"serv", "healthy/tls"}, "badrdp has no command 'serv' (did you mean 'serve'?)"},
    {{}, "badrdp needs a command; `badrdp --help` lists the commands\n"},
    {{"--versoin"}, "badrdp has no option --versoin (did you mean '--version'?)"},
    {{"serve", "healthy/tls", "--prot", "1"}, "badrdp serve has no option --prot (did you mean '--port'?)"},
    {{"serve"}, "badrdp serve needs a SCENARIO; `badrdp serve --help` explains it\n"},
    {{"serve", "healthy/tls", "tls/reset", "--tap", "vm0"}, "--tap is for one host, and these are 2"},
    {{"serve", "*", "--index", "192.0.2.7:80"}, "--index: '192.0.2.7' is no address of loopback"},
    {{"serve", "healthy/tls", "--port"}, "badrdp serve: --port needs a value"},
    {{"sweep", "healthy/tls"}, "badrdp sweep needs --vary"},
    {{"run", "--remedies", "--github", "always"}, "--github always: there are no annotations of --remedies"},
    {{"run", "--seed", "first"}, "badrdp run: --seed: 'first' is no number, or too large a one"},
    {{"run", "--patience", "0"}, "--patience: '0' is no number of seconds above 0"},
    {{"run", "--patience", "inf"}, "--patience: 'inf' is no number of seconds above 0"},
    {{"serve", "healthy/tls", "--port", "99999"}, "--port: '99999' is no whole number from 0 to 65535"},
    {{"serve", "healthy/tls", "--port", "-1"}, "'-1' is no whole number from 0 to 65535"},
    {{"serve", "healthy/tls", "--tap", "a-name-that-is-far-too-long"}, "at most 15 letters"},
    {{"serve", "healthy/tls", "--address", "here"}, "'here' is no IP address to listen on"},
    {{"show", "healthy/tsl"}, "no scenario matches 'healthy/tsl' (did you mean 'healthy/tls'?)"},
    {{"run", "healthy/tsl"}, "did you mean 'healthy/tls'?"},
    {{"cure", "healthy/tsl"}, "did you mean 'healthy/tls'?"},
    {{"serve", "healthy/tsl"}, "did you mean 'healthy/tls'?"},
    {{"sweep", "healthy/tsl", "--vary", "path.mtu=500..600:50"}, "did you mean 'healthy/tls'?"},
    {{"run", "healthy/tls", "--client", "nobdy"},
     "no client 'nobdy' (did you mean 'nobody'?); there are: nobody, nobody@trixie"},
    {{"baseline", "nobdy"}, "no client 'nobdy' (did you mean 'nobody'?)"},
    {{"baseline", "nobody"}, "badrdp-no-such-program"},
    {{"changes", "nobody@1.0"}, "badrdp changes needs a TO"},
    {{"changes", "nobody@1.0", "nobody@2.0"}, "nothing is recorded of nobody 1.0; there are: none"},
    {{"changes", "nobody", "nobody@2.0"}, "nobody: "},
    {{"changes", "nobody@1.0", "nobody@2.0", "--play"}, "'nobody@1.0' names a baseline"},
    {{"bisect", "tls/reset"}, "badrdp bisect needs --client"},
    {{"bisect", "tls/reset", "-c", "nobdy"}, "no client 'nobdy' (did you mean 'nobody'?)"},
    {{"bisect", "tls/reset", "-c", "nobody"}, "0 versions of these clients here, and it takes two"},
    {{"sweep", "healthy/tls", "--vary", "path.mtu=500..600:50"}, "the catalogue has no client 'builtin'"},
    {{"run", "--record"}, "--record works only with --remedies"},
    {{"run", "--jobs", "0"}, "--jobs"},
    {{"run", "--net", "carrier-pigeon"}, "carrier-pigeon"},
    {{"list", "--remedies", "tls/reset"}, "do not name a scenario"},
    {{"explain"}, "badrdp explain needs a code"},
    {{"explain", "0x904"}, "no tables of codes there"},
    {{"run", "--net", "simulatd"},
     "'simulatd' is none of: auto, loopback, tap, simulated (did you mean 'simulated'?)"},
    {{"run", "--junit", "/no/such/folder/j.xml"},
     "--junit: cannot write /no/such/folder/j.xml: No such file or directory"},
    {{"run", "--json", "/proc"}, "--json: cannot write /proc: Is a directory"},
    {{"run", "--json", "-", "--junit", "-"}, "standard output takes one of them"},
    {{"show", "tls/rest"}, "no scenario matches 'tls/rest' (did you mean 'tls/reset'?)"},
    {{"show", "reset"}, "no scenario matches 'reset' (did you mean 'tls/reset'?)"},
    {{"show", "healty"}, "no scenario matches 'healty' (did you mean 'healthy'?)"},
    {{"show", "path/to/nosuch.toml"}, "path/to/nosuch.toml: there is no such file"},
    {{"check", "none.toml"}, "none.toml: there is no such file"},
    {{"connect", "::1:3389"}, "can be read in two ways: give '[::1]:3389'"},
    {{"connect", "127.0.0.1:http"}, "'http' is no port"},
    {{"connect", "office.rdp"}, "is a Remote Desktop file"},
    {{"connect", "rdp://host:3389"}, "is a URL, which is not read here: give 'host:3389'"},
    {{"connect", "host", "--cert", "tofu"}, "name a folder for them with --home"},
    {{"connect", "host", "--security", "none"}, "--security"},
    {{"clients", "add", "nobody@trixi"}, "no 'nobody@trixi' can be added (did you mean 'nobody@trixie'?)"},
    {{"clients", "add"}, "badrdp clients add needs a CLIENT"},
    {{"clients", "remove", "nobody@trixie"}, "nobody@trixie is not here"},
    {{"clients", "update", "nobody@trixie"}, "`badrdp clients add nobody@trixie` fetches it"},
    {{"clients", "exec", "nobody@trixie", "/bin/true"}, "nobody@trixie is not here"},
    {{"clients", "exec", "nobody@trixie", "true"}, "name the program by its whole path"},
    {{"clients", "exec"}, "badrdp clients exec needs a CLIENT"},
    {{"run", "healthy/tls", "-c", "no*@sid"}, "no client 'no*@sid'"},
    {{"baseline", "nobody@trixie"}, "`badrdp clients add nobody@trixie` fetches it"},
    {{"doctor", "--no-such-option"}, "--no-such-option"},
    {{"run", "--shard", "5/4"}, "--shard: '5/4' is none: it is 2/4 for the second of four"},
    {{"run", "--fail-on", "fixd"}, "'fixd' is none of: unsupported, changed, known, unsteady"},
    {{"run", "tls/reset", "--exclude", "tls"}, "--exclude leaves no scenario to play"},
    {{"run", "--last-failed", "/no/such/run"}, "/no/such/run: there is no results.json of a run"},
    {{"run", "--last-failed", "last", "-o", "/no/such/out"}, "there are 0 finished runs below /no/such/out"},
    {{"baseline"}, "name a client, or the file of one with --adapter"},
    {{"compare", "/no/such/run"}, "badrdp compare needs a SECOND"},
    {{"compare", "/no/such/run", "last"}, "/no/such/run: there is no results.json of a run"},
    {{"merge", "/no/such/run"}, "/no/such/run: there is no results.json of a run"},
};

}  // namespace

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

BOOST_AUTO_TEST_CASE(tells_two_baselines_apart) {
    const Catalogue catalogue;
    const auto entry = [](std::string exit) {
        return "\"tls/reset\".lenient = { outcome = \"refused\", exit = " + exit + " }\n";
    };
    catalogue.folder.write("clients/nobody/baseline-1.0.toml", entry("131"));
    catalogue.folder.write("clients/nobody/baseline-2.0.toml", entry("161"));
    const auto answer = catalogue.say({"changes", "nobody@1.0", "nobody@2.0"});
    BOOST_TEST(answer.status == 0, answer.error);
    BOOST_TEST(answer.out ==
               "nobody 1.0 -> nobody 2.0: 1 of 1 case differ\n\n   1  exit 131 -> 161\n      tls/reset "
               "lenient\n");
    const auto json = catalogue.say({"changes", "nobody@1.0", "nobody@2.0", "--json"});
    BOOST_TEST(json.out.contains("\"differ\":1"));
    const auto elsewhere = catalogue.say({"changes", "nobody@1.0", "nobody@2.0", "healthy"});
    BOOST_TEST(elsewhere.out == "nobody 1.0 -> nobody 2.0: 0 of 0 cases differ\n");
    const auto unknown = catalogue.say({"changes", "nobody@1.0", "nobody@3.0"});
    BOOST_TEST(unknown.status == 2);
    BOOST_TEST(
        unknown.error.contains("nothing is recorded of nobody 3.0; there are: nobody@1.0, nobody@2.0"));
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

// A folder of the catalogue, with the slash that a shell's completion leaves, and by its path.
BOOST_AUTO_TEST_CASE(a_folder_means_what_is_in_it) {
    const Catalogue catalogue;
    const auto folder = (catalogue.folder / "tls").string();
    for (const auto& word :
         {std::string("tls"), std::string("tls/"), std::string("tls/*"), folder, folder + "/"}) {
        const auto list = catalogue.say({"list", word});
        BOOST_TEST(list.status == 0, word);
        BOOST_TEST(list.out.find("tls/reset") != std::string::npos, word);
        BOOST_TEST(list.out.find("healthy") == std::string::npos, word);
        BOOST_TEST(catalogue.say({"show", word}).out.find("It is a test.") != std::string::npos, word);
    }
}

BOOST_AUTO_TEST_CASE(a_folder_of_ones_own_means_the_files_in_it) {
    const Catalogue catalogue;
    const TempFolder own;
    const auto said = catalogue.say({"list", own.path().string()});
    BOOST_TEST(said.status == 2);
    BOOST_TEST(said.error == own.path().string() + ": no scenario files (*.toml) in this folder\n");
    own.write("mine.toml", Catalogue::text("Of my own", "[[fault]]\nreset = \"x224_confirm\"\n"));
    BOOST_TEST(catalogue.say({"list", own.path().string()}).out.find("Of my own") != std::string::npos);
    BOOST_TEST(catalogue.say({"check", own.path().string()}).out == "nothing to complain of: 1 file\n");
}

// What `check` is given is read as what it is.
BOOST_AUTO_TEST_CASE(an_adapter_is_checked_as_one) {
    const Catalogue catalogue;
    const TempFolder own;
    const auto text = text_of(catalogue.folder / "clients/nobody/adapter.toml");
    const auto good = own.write("good.toml", text).string();
    BOOST_TEST(catalogue.say({"check", good}).out == "nothing to complain of: 1 file\n");
    auto broken = text;
    broken.replace(broken.find("[\"{program}\"]"), 13, "\"{program} {host}\"");
    const auto bad = own.write("bad.toml", broken).string();
    const auto said = catalogue.say({"check", bad});
    BOOST_TEST(said.status == 2);
    BOOST_TEST(said.out == bad + ":12:11: 'command' must be a list: the program, then each argument\n");
}

BOOST_AUTO_TEST_CASE(a_table_of_the_catalogue_is_checked_as_one) {
    const Catalogue catalogue;
    const auto file = catalogue.folder.write("causes.toml", "schema = 7\n");
    const auto said = catalogue.say({"check", file.string()});
    BOOST_TEST(said.status == 2);
    BOOST_TEST(said.out.find("causes.toml:1:") != std::string::npos, said.out);
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

// No client is here: a script must see that.
BOOST_AUTO_TEST_CASE(what_this_machine_can_play_is_told) {
    const Catalogue catalogue;
    const auto answer = catalogue.say({"doctor"});
    BOOST_TEST(answer.status == 4);
    BOOST_TEST(answer.out.find("badrdp-no-such-program") != std::string::npos, answer.out);
}

BOOST_AUTO_TEST_CASE(a_client_of_ones_own_is_looked_for) {
    const Catalogue catalogue;
    const TempFolder own;
    auto text = text_of(catalogue.folder / "clients/nobody/adapter.toml");
    text.replace(text.find("badrdp-no-such-program"), 22, "badrdp-mine");
    const auto file = own.write("mine.toml", text).string();
    const auto answer = catalogue.say({"doctor", "--adapter", file});
    BOOST_TEST(answer.out.find("badrdp-mine is not on this machine") != std::string::npos, answer.out);
}

// Where a test of another folder has the capture's own case: here it is only named.
BOOST_AUTO_TEST_CASE(a_case_of_a_client_that_is_not_there_names_it) {
    const Catalogue catalogue;
    const auto file = catalogue.folder.write(
        "case.toml", Catalogue::text("A reset",
                                     "[case]\nscenario = \"tls/reset\"\nclient = \"acme\"\n"
                                     "version = \"1\"\noptions = \"lenient\"\nseed = 1\n"
                                     "net = \"loopback\"\n"));
    const auto answer = catalogue.say({"run", file.string()});
    BOOST_TEST(answer.status == 2);
    BOOST_TEST(answer.error.find("is a case of the client 'acme'") != std::string::npos, answer.error);
    BOOST_TEST(answer.error.find("--adapter") != std::string::npos, answer.error);
}

// The address as it is typed, who holds the port, and the way out.
BOOST_DATA_TEST_CASE(a_port_that_is_taken_is_told_with_its_holder, bdata::make({"127.0.0.1", "::1"}),
                     address) {
    const Catalogue catalogue;
    boost::asio::io_context loop;
    const boost::asio::ip::tcp::acceptor taken(loop, {boost::asio::ip::make_address(address), 0});
    const auto port = std::to_string(taken.local_endpoint().port());
    const auto answer = catalogue.say({"serve", "healthy/tls", "--address", address, "--port", port});
    BOOST_TEST(answer.status == 3);
    const auto place = std::string(address) == "::1" ? "[::1]" : "127.0.0.1";
    BOOST_TEST(answer.error == "badrdp: cannot listen on " + std::string(place) + ":" + port +
                                   ": Address already in use, by test_cli (pid " +
                                   std::to_string(::getpid()) +
                                   "); choose another with --port, or 0 for a free one\n");
}

BOOST_AUTO_TEST_CASE(an_address_of_another_machine_is_told) {
    const Catalogue catalogue;
    const auto answer = catalogue.say({"serve", "healthy/tls", "--address", "192.0.2.7"});  // RFC 5737
    BOOST_TEST(answer.status == 3);
    BOOST_TEST(answer.error.find("badrdp: cannot listen on 192.0.2.7:3389: Cannot assign requested address; "
                                 "--address takes an address of this machine") != std::string::npos,
               answer.error);
}

BOOST_DATA_TEST_CASE(the_usual_words_for_help_are_understood,
                     bdata::make({"help serve", "serve --help", "serve -h"}), line) {
    std::vector<std::string> words;
    std::istringstream in{std::string(line)};
    for (std::string word; in >> word;) words.push_back(word);
    const auto answer = say(words);
    BOOST_TEST(answer.status == 0);
    BOOST_TEST(answer.out.find("badrdp serve certificate/expired") != std::string::npos, answer.out);
}

BOOST_DATA_TEST_CASE(the_usual_words_for_the_version_are_understood,
                     bdata::make({"version", "--version", "-V"}), word) {
    const auto answer = say({word});
    BOOST_TEST(answer.status == 0);
    BOOST_TEST(answer.out.starts_with("badrdp "));
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

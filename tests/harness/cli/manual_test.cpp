#include <boost/test/unit_test.hpp>
#include <regex>
#include <set>

#include "tests/harness/cli/say.h"

BOOST_AUTO_TEST_SUITE(cli_manual)

using namespace badrdp::harness::test;

namespace {

std::set<std::string> found(const std::string& text, const char* pattern) {
    const std::regex wanted(pattern);
    std::set<std::string> out;
    for (std::sregex_iterator at(text.begin(), text.end(), wanted), end; at != end; ++at)
        out.insert((*at)[1]);
    return out;
}

// The commands, as the help of the program lists them.
std::set<std::string> commands() { return found(say({"--help"}).out, "\n  ([a-z]+)  "); }

std::set<std::string> options(const std::string& command) {
    return found(say({command, "--help"}).out, "\n  (?:-.,)?(--[a-z-]+)");
}

std::string without_roff(std::string text) {
    for (auto at = text.find("\\-"); at != text.npos; at = text.find("\\-", at)) text.erase(at, 1);
    return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(whatever_help_names_is_in_the_manual_and_completed_in_each_shell) {
    const TempFolder folder;
    BOOST_TEST(say({"manual", folder.path().string()}).status == 0);
    const auto all = commands();
    BOOST_TEST(all.size() > 20u);
    BOOST_TEST(!all.contains("manual"));
    const auto bash = text_of(folder / "bash/badrdp"), zsh = text_of(folder / "zsh/_badrdp"),
               fish = text_of(folder / "fish/badrdp.fish"), whole = text_of(folder / "man1/badrdp.1");
    std::size_t count = 0;
    for (const auto& command : all) {
        BOOST_TEST(whole.find("badrdp\\-" + command) != whole.npos, command);
        const auto page = without_roff(text_of(folder / ("man1/badrdp-" + command + ".1")));
        const auto begin = bash.find("\n        " + command + ") ");
        BOOST_REQUIRE_MESSAGE(begin != bash.npos, command);
        const auto line = bash.substr(begin, bash.find('\n', begin + 1) - begin);
        for (const auto& option : options(command)) {
            ++count;
            BOOST_TEST(page.find("\\fB" + option + "\\fR") != page.npos, command << ' ' << option);
            BOOST_TEST(std::regex_search(line, std::regex(option + "[ ']")), command << ' ' << option);
            BOOST_TEST(zsh.find("'*" + option + "[") != zsh.npos, command << ' ' << option);
            BOOST_TEST(fish.find(" -l " + option.substr(2) + ' ') != fish.npos, command << ' ' << option);
        }
    }
    BOOST_TEST(count > 100u);
}

// A page whose line begins with a dot would lose it, and a backslash would change what follows.
BOOST_AUTO_TEST_CASE(no_line_of_a_page_is_a_request_by_chance) {
    const TempFolder folder;
    BOOST_REQUIRE(say({"manual", folder.path().string()}).status == 0);
    const std::regex request(R"(\.(TH|SH|SS|TP|PP|nf|fi)( .*)?)");
    std::size_t pages = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder / "man1")) {
        ++pages;
        std::istringstream lines(text_of(file.path()));
        for (std::string line; std::getline(lines, line);) {
            BOOST_TEST((!line.starts_with('.') || std::regex_match(line, request)), line);
            BOOST_TEST(!line.starts_with('\''), line);
        }
    }
    BOOST_TEST(pages > 20u);
}

BOOST_AUTO_TEST_CASE(the_version_names_the_libraries_and_the_catalogue) {
    const auto said = say({"--version"}).out;
    for (const std::string word : {"badrdp ", "OpenSSL 3.", "libpcap version ", "Boost 1.", "fmt ", "toml++ ",
                                   "CLI11 ", "\nscenarios /"})
        BOOST_TEST(said.find(word) != said.npos, said);
}

BOOST_AUTO_TEST_SUITE_END()

#include "harness/os/roots/archive.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "tests/harness/os/sandbox/play.h"

BOOST_AUTO_TEST_SUITE(harness_os_archive)

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
namespace bdata = boost::unit_test::data;

constexpr const char* kDebians = "/usr/share/keyrings/debian-archive-keyring.gpg";

struct Source {
    std::string name, text;
    bool stanzas;
    std::string uri, keyring;  // no uri: none is found
};
std::ostream& operator<<(std::ostream& out, const Source& one) { return out << one.name; }

// As sources.list(5) describes both forms.
const std::vector<Source> kSources{
    {"a stanza",
     "Types: deb\nURIs: http://one.test/debian\nSuites: bookworm bookworm-updates\nComponents: main\n"
     "Signed-By: /a/keyring.gpg\n",
     true, "http://one.test/debian", "/a/keyring.gpg"},
    {"the second stanza, with comments and a value that goes on",
     "# one\nTypes: deb\nURIs: http://security.test/\nSuites: bookworm-security\n\n"
     "types: deb-src deb\nURIs:\n http://two.test/debian\n# no end\n http://three.test\nSuites: bookworm\n",
     true, "http://two.test/debian", kDebians},
    {"a key that stands in the stanza",
     "Types: deb\nURIs: http://one.test\nSuites: bookworm\nSigned-By:\n -----BEGIN\n", true,
     "http://one.test", kDebians},
    {"a stanza that is turned off", "Enabled: no\nTypes: deb\nURIs: http://one.test\nSuites: bookworm\n",
     true, "", ""},
    {"sources of programs", "Types: deb-src\nURIs: http://one.test\nSuites: bookworm\n", true, "", ""},
    {"a line", "# no\ndeb-src http://no.test bookworm main\ndeb http://one.test/debian bookworm main # yes\n",
     false, "http://one.test/debian", kDebians},
    {"a line with options", "deb [ arch=amd64 signed-by=/a/keyring.gpg ] http://one.test bookworm main\n",
     false, "http://one.test", "/a/keyring.gpg"},
    {"a line with close options", "deb [signed-by=/a/keyring.gpg] http://one.test bookworm main\n", false,
     "http://one.test", "/a/keyring.gpg"},
    {"lines of other suites", "deb http://one.test bookworm-updates main\ndeb http://two.test trixie main\n",
     false, "", ""},
    {"options without an end", "deb [arch=amd64 http://one.test bookworm main\n", false, "", ""},
    {"nothing", "", true, "", ""},
};

}  // namespace

BOOST_DATA_TEST_CASE(finds_what_the_machine_is_installed_from, bdata::make(kSources), row) {
    const auto found = archive_in(row.text, row.stanzas, "bookworm");
    BOOST_TEST(found.has_value() == !row.uri.empty());
    if (found) BOOST_TEST(found->uri == row.uri);
    if (found) BOOST_TEST(found->keyring == row.keyring);
}

BOOST_AUTO_TEST_CASE(reads_every_file_of_apts_sources) {
    const TempFolder etc;
    etc.write("os-release", "ID=debian\nVERSION_CODENAME=\"bookworm\"\n");
    etc.write("apt/sources.list.d/a.list.disabled", "deb http://no.test bookworm main\n");
    etc.write("apt/sources.list.d/b.sources", "Types: deb\nURIs: http://one.test\nSuites: bookworm\n");
    BOOST_TEST(machine_archive(etc.path()).uri == "http://one.test");
    etc.write("apt/sources.list", "deb http://first.test bookworm main\n");
    BOOST_TEST(machine_archive(etc.path()).uri == "http://first.test");
}

BOOST_AUTO_TEST_CASE(a_machine_of_testing_may_call_it_so) {
    const TempFolder etc;
    etc.write("os-release", "ID=debian\nVERSION_CODENAME=forky\n");
    etc.write("apt/sources.list", "deb http://one.test testing main\n");
    BOOST_TEST(machine_archive(etc.path()).uri == "http://one.test");
}

BOOST_AUTO_TEST_CASE(says_what_is_missing) {
    const TempFolder etc;
    const auto says = [&](std::string_view text) {
        return [text](const std::runtime_error& e) { return std::string_view(e.what()).contains(text); };
    };
    etc.write("os-release", "ID=debian\nVERSION_CODENAME=bookworm\n");
    BOOST_CHECK_EXCEPTION(machine_archive(etc.path()), std::runtime_error,
                          says("no archive that has bookworm"));
    etc.write("os-release", "ID=fedora\n");
    BOOST_CHECK_EXCEPTION(machine_archive(etc.path()), std::runtime_error, says("no Debian"));
}

BOOST_AUTO_TEST_SUITE_END()

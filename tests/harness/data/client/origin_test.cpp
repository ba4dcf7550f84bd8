#include "harness/data/client/origin.h"

#include <boost/test/unit_test.hpp>

#include "tests/harness/os/sandbox/play.h"

BOOST_AUTO_TEST_SUITE(harness_data_servers)

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;

LoadedServers load(const std::string& text) {
    const TempFolder folder;
    folder.write("clients/servers.toml", "schema = 1\n" + text);
    return load_servers(folder.path());
}

std::string complaints_of(const std::string& text) {
    std::string out;
    for (const auto& complaint : load(text).complaints)
        out += std::to_string(complaint.line) + ": " + complaint.text + '\n';
    return out;
}

constexpr const char* kXrdp = "[[server]]\nname = \"xrdp\"\nsuite = \"trixie\"\npackage = \"xrdp\"\n";

}  // namespace

BOOST_AUTO_TEST_CASE(a_server_is_a_package_of_a_suite_and_may_lie_over_another) {
    const auto loaded =
        load(std::string(kXrdp) +
             "[[server]]\nname = \"shadow\"\nsuite = \"trixie-backports\"\nover = \"trixie\"\n"
             "package = \"freerdp3-shadow-x11\"\n");
    BOOST_TEST(loaded.complaints.empty());
    BOOST_REQUIRE_EQUAL(loaded.servers.size(), 2u);
    BOOST_TEST(loaded.servers[0].name == "xrdp");
    BOOST_TEST((loaded.servers[0].recipe == RootRecipe{"trixie", "", "xrdp"}));
    BOOST_TEST(loaded.servers[1].name == "shadow");
    BOOST_TEST((loaded.servers[1].recipe == RootRecipe{"trixie-backports", "trixie", "freerdp3-shadow-x11"}));
}

BOOST_AUTO_TEST_CASE(it_may_need_packages_that_its_own_does_not_depend_on) {
    const auto loaded = load(std::string(kXrdp) + "with = [\"mutter\", \"dbus-daemon\"]\n");
    BOOST_REQUIRE_EQUAL(loaded.servers.size(), 1u);
    BOOST_TEST((loaded.servers[0].with == std::vector<std::string>{"mutter", "dbus-daemon"}));
    BOOST_TEST(load(kXrdp).servers.at(0).with.empty());
    BOOST_TEST(complaints_of(std::string(kXrdp) + "with = [\"mutter\", \"--purge\"]\n") ==
               "6: '--purge' is no name of a package\n");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_and_nothing_of_the_file_is_taken) {
    BOOST_TEST(complaints_of("[[server]]\nname = \"../x\"\nsuite = \"Trixie\"\npackage = \"-o\"\n") ==
               "3: '../x' is no name of a server\n4: 'Trixie' is no name of a suite\n5: '-o' is no name of a "
               "package\n");
    BOOST_TEST(complaints_of(std::string(kXrdp) + kXrdp) == "6: 'xrdp@trixie' is here already\n");
    BOOST_TEST(load(std::string(kXrdp) + kXrdp).servers.empty());
}

BOOST_AUTO_TEST_CASE(a_catalogue_without_the_file_has_none) {
    const TempFolder folder;
    BOOST_TEST(load_servers(folder.path()).servers.empty());
    BOOST_TEST(load_servers(folder.path()).complaints.empty());
}

BOOST_AUTO_TEST_SUITE_END()

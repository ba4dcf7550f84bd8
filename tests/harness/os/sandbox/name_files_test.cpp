#include "harness/os/sandbox/name_files.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <map>

#include "tests/harness/os/sandbox/play.h"

BOOST_AUTO_TEST_SUITE(harness_client_name_files)

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
namespace bdata = boost::unit_test::data;

struct Switch {
    std::string_view name;
    std::string_view before;
    std::string_view after;
};

std::ostream& operator<<(std::ostream& out, const Switch& row) { return out << row.name; }

const std::vector<Switch> kSwitches{
    {"a desktop's",
     "passwd: files systemd\nhosts: files mymachines resolve [!UNAVAIL=return] dns\nnetworks: files\n",
     "passwd: files systemd\nnetworks: files\nhosts: files dns\n"},
    {"without a hosts line", "passwd: files sss\n", "passwd: files sss\nhosts: files dns\n"},
    {"with two, indented", " hosts: mdns\n\thosts:nis\n# hosts: no\n", "# hosts: no\nhosts: files dns\n"},
    {"without a line end", "hosts: dns", "hosts: files dns\n"},
    {"empty", "", "hosts: files dns\n"},
};

}  // namespace

BOOST_DATA_TEST_CASE(hosts_are_looked_up_in_the_file_and_by_dns_alone, bdata::make(kSwitches), row) {
    BOOST_TEST(with_hosts_by_dns(row.before) == row.after);
}

BOOST_AUTO_TEST_CASE(without_a_resolv_conf_nothing_is_overlaid) { BOOST_TEST(name_files("").empty()); }

BOOST_AUTO_TEST_CASE(every_file_that_is_overlaid_is_there_and_only_resolv_conf_is_a_must) {
    const TempFolder folder;
    const auto files = name_files(folder.write("resolv.conf", "nameserver 127.0.0.1\n"));
    std::map<std::string, bool> needed;
    for (const auto& overlay : files) {
        BOOST_TEST_CONTEXT(overlay.over) BOOST_TEST(std::filesystem::exists(overlay.from));
        needed[overlay.over] = overlay.needed;
    }
    BOOST_TEST((needed == std::map<std::string, bool>{{"/etc/resolv.conf", true},
                                                      {"/etc/hosts", false},
                                                      {"/etc/nsswitch.conf", false},
                                                      {"/var/run/nscd/socket", false}}));
}

BOOST_AUTO_TEST_CASE(a_resolv_conf_that_is_not_there_is_named) {
    BOOST_CHECK_EXCEPTION(name_files("/nowhere/resolv.conf"), std::system_error, [](const auto& e) {
        return e.code() == std::errc::no_such_file_or_directory &&
               std::string_view(e.what()).find("/nowhere/resolv.conf") != std::string_view::npos;
    });
}

BOOST_AUTO_TEST_SUITE_END()

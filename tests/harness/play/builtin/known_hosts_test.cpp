#include "harness/play/builtin/known_hosts.h"

#include <boost/test/unit_test.hpp>

#include "tests/harness/os/sandbox/play.h"

BOOST_AUTO_TEST_SUITE(builtin_known_hosts)

using namespace badrdp;
using namespace badrdp::harness;

namespace {

const wire::Bytes kFirst{0x30, 0x03, 0x02, 0x01, 0x01};
const wire::Bytes kOther{0x30, 0x03, 0x02, 0x01, 0x02};

}  // namespace

BOOST_AUTO_TEST_CASE(the_first_certificate_is_trusted_and_so_it_is_the_next_time) {
    KnownHosts known;
    BOOST_TEST(!known.judge("a:3389", kFirst).has_value());
    BOOST_TEST(!known.judge("a:3389", kFirst).has_value());
}

BOOST_AUTO_TEST_CASE(another_one_of_the_same_host_is_not_trusted_and_not_remembered) {
    KnownHosts known;
    known.judge("a:3389", kFirst);
    BOOST_TEST(known.judge("a:3389", kOther).value() ==
               "the certificate is not the one that a:3389 showed before");
    BOOST_TEST(!known.judge("a:3389", kFirst).has_value());
}

BOOST_AUTO_TEST_CASE(each_host_and_port_is_on_its_own) {
    KnownHosts known;
    known.judge("a:3389", kFirst);
    BOOST_TEST(!known.judge("b:3389", kOther).has_value());
    BOOST_TEST(!known.judge("a:3390", kOther).has_value());
}

BOOST_AUTO_TEST_CASE(a_file_is_remembered_by_the_next_program_and_is_nobody_elses) {
    const test::TempFolder folder;
    const auto file = folder / "home/known-hosts";
    KnownHosts(file).judge("a:3389", kFirst);
    BOOST_TEST(KnownHosts(file).judge("a:3389", kOther).has_value());
    BOOST_TEST(!KnownHosts(file).judge("a:3389", kFirst).has_value());
    using std::filesystem::perms;
    BOOST_TEST((std::filesystem::status(file).permissions() == (perms::owner_read | perms::owner_write)));
}

BOOST_AUTO_TEST_CASE(a_file_that_nobody_wrote_is_no_trouble) {
    const test::TempFolder folder;
    BOOST_TEST(!KnownHosts(folder / "none").judge("a:3389", kFirst).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

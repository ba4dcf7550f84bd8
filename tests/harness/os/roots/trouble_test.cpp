#include "harness/os/roots/trouble.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>
#include <vector>

BOOST_AUTO_TEST_SUITE(harness_os_root_trouble)

namespace {

using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;

struct Said {
    std::string name, output, means;
};
std::ostream& operator<<(std::ostream& out, const Said& one) { return out << one.name; }

// As apt 2.6 and tar 1.34 print it.
const std::vector<Said> kSaid{
    {"no network",
     "Err:1 http://an.test/debian trixie InRelease\n  Temporary failure resolving 'an.test'\n"
     "E: Failed to fetch http://an.test/debian/dists/trixie/InRelease  Temporary failure resolving "
     "'an.test'\n"
     "E: Some index files failed to download. They have been ignored, or old ones used instead.\n",
     "is there a network?"},
    {"a closed port",
     "E: Failed to fetch http://an.test/debian/dists/sid/InRelease  Could not connect to an.test:80 "
     "(192.0.2.1). - "
     "connect (111: Connection refused)\n",
     "is there a network?"},
    {"a stale Release",
     "E: Release file for http://an.test/debian/dists/sid/InRelease is expired (invalid since 3d 1h). "
     "Updates for "
     "this repository will not be applied.\n",
     "--stale takes it"},
    {"a missing package", "E: Unable to locate package nosuch\n", "the suite has no such package"},
    {"a full disk",
     "tar: ./usr/lib/x.so: Wrote only 512 of 10240 bytes\ntar: ./usr/lib/x.so: Cannot write: No space left "
     "on "
     "device\ntar: Exiting with failure status due to previous errors\n",
     "the disk is full"},
    {"no such suite",
     "E: The repository 'http://an.test/debian nosuch Release' does not have a Release file.\n",
     "no such suite"},
    {"an unknown key",
     "W: GPG error: http://an.test sid InRelease: The following signatures couldn't be verified because the "
     "public key is not available: NO_PUBKEY 0123456789ABCDEF\nE: The repository 'x' is not signed.\n",
     "upgrade debian-archive-keyring"},
    {"a user without a range of others", "E: failed to parse /etc/subuid and /etc/subgid\n",
     "install uidmap"},
    {"an unknown complaint", "I: fine\nE: something odd\nW: that was it\n", "apt failed: something odd"},
    {"no complaint", "one\ntwo\n", "apt failed: two"},
    {"nothing", "", "apt failed"},
};

}  // namespace

BOOST_DATA_TEST_CASE(is_one_line_that_says_what_to_do, bdata::make(kSaid), row) {
    const auto text = root_trouble("apt", row.output);
    BOOST_TEST(text.contains(row.means), text);
    BOOST_TEST(!text.contains('\n'));
}

BOOST_AUTO_TEST_SUITE_END()

#include "harness/os/private_folder.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "tests/harness/os/sandbox/play.h"

namespace badrdp::private_folder_tests {

using namespace badrdp::harness;
using badrdp::harness::test::TempFolder;
namespace fs = std::filesystem;

namespace {

// A folder for temporary files of the test's own: what others have there must not matter.
struct OwnTmp {
    OwnTmp() { ::setenv("TMPDIR", folder.path().c_str(), 1); }
    ~OwnTmp() { before.empty() ? ::unsetenv("TMPDIR") : ::setenv("TMPDIR", before.c_str(), 1); }
    OwnTmp(const OwnTmp&) = delete;
    OwnTmp& operator=(const OwnTmp&) = delete;

    // What SIGKILL leaves.
    fs::path forsaken() const {
        const auto child = ::fork();
        BOOST_REQUIRE(child >= 0);
        if (child == 0) {
            const auto* left = new PrivateFolder;
            std::ofstream(left->path() / "version.log") << "1.0";
            ::_exit(0);
        }
        ::waitpid(child, nullptr, 0);
        for (const auto& entry : fs::directory_iterator(folder.path()))
            if (fs::exists(entry.path() / "own/version.log")) return entry.path();
        return {};
    }

    std::string before = std::getenv("TMPDIR") ? std::getenv("TMPDIR") : "";
    TempFolder folder;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(os_private_folder, OwnTmp)

BOOST_AUTO_TEST_CASE(it_is_private_and_goes_with_its_owner) {
    fs::path path;
    {
        const PrivateFolder own;
        path = own.path();
        BOOST_TEST((fs::status(path).permissions() == fs::perms{0700}));
        BOOST_TEST(fs::is_empty(path));
    }
    BOOST_TEST(fs::is_empty(folder.path()));
}

BOOST_AUTO_TEST_CASE(what_a_killed_owner_left_is_swept_and_a_living_ones_stays) {
    const auto left = forsaken();
    const PrivateFolder living;
    BOOST_TEST(sweep_private_folders() == std::vector{left}, boost::test_tools::per_element());
    BOOST_TEST(!fs::exists(left));
    BOOST_TEST(fs::exists(living.path()));
}

BOOST_AUTO_TEST_CASE(folders_of_a_user_stay_whatever_they_are_called) {
    folder.write("badrdp-photos/own/beach.txt", "a user's");
    folder.write("badrdp-photo2/.lock", "somebody's lock\n");
    folder.write("badrdp-photo2/own/beach.txt", "a user's");
    folder.write("badrdp-photo3/.lock", "");
    const auto left = forsaken();
    fs::rename(left, folder / "badrdp-of-another-name");
    fs::create_directory_symlink(folder / "badrdp-of-another-name", folder / "badrdp-linked");
    BOOST_TEST(sweep_private_folders().empty());
    for (const auto* kept :
         {"badrdp-photos/own/beach.txt", "badrdp-photo2/own/beach.txt", "badrdp-photo3/.lock",
          "badrdp-of-another-name/own/version.log", "badrdp-linked"})
        BOOST_TEST(fs::exists(folder / kept), kept);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::private_folder_tests

#include "harness/os/files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "tests/harness/os/sandbox/play.h"

BOOST_AUTO_TEST_SUITE(os_files)

using namespace badrdp::harness;
using badrdp::harness::test::TempFolder;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_CASE(what_can_be_written_is_left_as_it_was) {
    const TempFolder folder;
    BOOST_TEST(why_not_written(folder / "new") == "");
    BOOST_TEST(!fs::exists(folder / "new"));
    const auto old = folder.write("old", "text");
    BOOST_TEST(why_not_written(old) == "");
    BOOST_TEST(test::text_of(old) == "text");
}

BOOST_AUTO_TEST_CASE(why_a_file_cannot_be_written_is_told) {
    const TempFolder folder;
    BOOST_TEST(why_not_written(folder / "none/new") == "No such file or directory");
    BOOST_TEST(why_not_written(folder.path()) == "Is a directory");
    BOOST_TEST(why_not_written(folder.write("file", "") / "new") == "Not a directory");
}

BOOST_AUTO_TEST_CASE(a_report_for_others_has_the_mode_that_the_umask_leaves) {
    const TempFolder folder;
    const auto before = ::umask(022);
    write_public(folder / "public", "x");
    write_private(folder / "private", "x");
    ::umask(before);
    BOOST_TEST((fs::status(folder / "public").permissions() == fs::perms{0644}));
    BOOST_TEST((fs::status(folder / "private").permissions() == fs::perms{0600}));
}

BOOST_AUTO_TEST_SUITE_END()

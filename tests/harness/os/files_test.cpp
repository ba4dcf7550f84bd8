#include "harness/os/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "harness/os/fd.h"
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

BOOST_AUTO_TEST_CASE(a_file_is_replaced_whole_and_a_link_leads_to_it) {
    const TempFolder folder;
    const auto file = folder.write("real/report", "old");
    fs::create_symlink(file, folder / "link");
    replace_file(folder / "link", "new");
    BOOST_TEST(test::text_of(file) == "new");
    BOOST_TEST(fs::is_symlink(folder / "link"));
    replace_file(folder / "made/report", "first");
    BOOST_TEST(test::text_of(folder / "made/report") == "first");
    BOOST_TEST(std::distance(fs::directory_iterator(folder / "real"), fs::directory_iterator()) == 1);
}

// As `--junit /dev/stdout` is: nothing can be put beside a device.
BOOST_AUTO_TEST_CASE(what_is_no_file_is_written_to_and_stays) {
    const TempFolder folder;
    BOOST_REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    const Fd reader(::open((folder / "pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC), "the pipe");
    replace_file(folder / "pipe", "report");
    std::string text(16, ' ');
    BOOST_TEST(::read(reader.get(), text.data(), text.size()) == 6);
    BOOST_TEST(text.substr(0, 6) == "report");
    BOOST_TEST(fs::is_fifo(folder / "pipe"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_leaves_the_old_file_and_nothing_beside_it) {
    const TempFolder folder;
    folder.write("taken/file", "a user's");
    BOOST_CHECK_THROW(write_public(folder / "taken", "x"), std::system_error);
    BOOST_TEST(test::text_of(folder / "taken/file") == "a user's");
    BOOST_TEST(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

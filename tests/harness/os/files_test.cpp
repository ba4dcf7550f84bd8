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

// /dev/stdout of a shell's pipe is a link to such a one, which has no name of its own.
BOOST_AUTO_TEST_CASE(a_pipe_that_we_have_open_is_written_to_through_a_link) {
    const TempFolder folder;
    const auto pipe = make_pipe();
    fs::create_symlink("/proc/self/fd/" + std::to_string(pipe.write.get()), folder / "stdout");
    BOOST_TEST(why_not_written(folder / "stdout") == "");
    replace_file(folder / "stdout", "report");
    std::string text(16, ' ');
    BOOST_TEST(::read(pipe.read.get(), text.data(), text.size()) == 6);
    BOOST_TEST(text.substr(0, 6) == "report");
}

BOOST_AUTO_TEST_CASE(a_file_that_we_have_open_is_written_to_where_its_descriptor_stands) {
    const TempFolder folder;
    const Fd out(::open((folder / "out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600), "a file");
    fs::create_symlink("/proc/self/fd/" + std::to_string(out.get()), folder / "stdout");
    BOOST_REQUIRE(::write(out.get(), "before ", 7) == 7);
    replace_file(folder / "stdout", "report");
    BOOST_REQUIRE(::write(out.get(), " behind", 7) == 7);
    BOOST_TEST(test::text_of(folder / "out") == "before report behind");
}

BOOST_AUTO_TEST_CASE(a_replaced_file_keeps_its_mode_and_its_owner) {
    const TempFolder folder;
    const auto file = folder.write("report", "old");
    fs::permissions(file, fs::perms{0640});
    const bool is_root = ::geteuid() == 0;
    if (is_root) BOOST_REQUIRE(::chown(file.c_str(), 12, 34) == 0);
    replace_file(file, "new");
    struct stat seen {};
    BOOST_REQUIRE(::stat(file.c_str(), &seen) == 0);
    BOOST_TEST((seen.st_mode & 07777) == 0640u);
    if (is_root) BOOST_TEST((seen.st_uid == 12 && seen.st_gid == 34));
    BOOST_TEST(test::text_of(file) == "new");
}

BOOST_AUTO_TEST_CASE(a_link_to_what_is_not_there_yet_leads_to_it) {
    const TempFolder folder;
    fs::create_directory(folder / "real");
    fs::create_symlink("real/report", folder / "second");
    fs::create_symlink(folder / "second", folder / "first");
    BOOST_TEST(why_not_written(folder / "first") == "");
    BOOST_TEST((fs::is_symlink(folder / "first") && fs::is_symlink(folder / "second")));
    BOOST_TEST(!fs::exists(folder / "real/report"));
    replace_file(folder / "first", "new");
    BOOST_TEST((fs::is_symlink(folder / "first") && fs::is_symlink(folder / "second")));
    BOOST_TEST(test::text_of(folder / "real/report") == "new");
    fs::create_symlink("round", folder / "round");
    BOOST_CHECK_THROW(replace_file(folder / "round", "x"), std::system_error);
}

BOOST_AUTO_TEST_CASE(a_device_stays_what_it_is) {
    const TempFolder folder;
    fs::create_symlink("/dev/null", folder / "null");
    replace_file(folder / "null", "report");
    BOOST_TEST(fs::is_character_file(folder / "null"));
    BOOST_REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    const Fd reader(::open((folder / "pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC), "the pipe");
    write_public(folder / "pipe", "report");
    BOOST_TEST(fs::is_fifo(folder / "pipe"));
    write_public(folder / "null", "a file");  // but a link is replaced
    BOOST_TEST(fs::is_regular_file(fs::symlink_status(folder / "null")));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_leaves_the_old_file_and_nothing_beside_it) {
    const TempFolder folder;
    folder.write("taken/file", "a user's");
    BOOST_CHECK_THROW(write_public(folder / "taken", "x"), std::system_error);
    BOOST_TEST(test::text_of(folder / "taken/file") == "a user's");
    BOOST_TEST(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

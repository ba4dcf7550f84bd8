#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <memory>

#include "harness/os/files.h"
#include "harness/os/private_folder.h"
#include "harness/os/run_folder.h"
#include "tests/harness/os/sandbox/ordinary_user.h"

namespace badrdp::run_folder_tests {

using namespace badrdp::harness;
namespace fs = std::filesystem;

namespace {

struct Swept {
    PrivateFolder folder;
    fs::path out = folder.path() / "out";

    fs::path make(const fs::path& path) const {
        fs::create_directories(path);
        std::ofstream(path / "photos.txt") << "a user's";
        return path;
    }
    // What SIGKILL leaves: the lock stays in the folder, and nobody holds it.
    fs::path killed_run(const fs::path& played) const {
        std::string lock;
        fs::path path;
        {
            const RunFolder run(out);
            path = run.path();
            make_private_folders(path / played, run.mark());
            lock = run.mark();
        }
        write_private(path / ".lock", lock);
        return path;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(harness_run_folder, Swept)

BOOST_AUTO_TEST_CASE(what_a_killed_run_marked_is_swept) {
    const auto run = killed_run("tls/mute/xfreerdp.lenient");
    const auto played = run / "tls/mute/xfreerdp.lenient";
    BOOST_TEST(fs::exists(played / kHome));
    BOOST_TEST(sweep(out) == std::vector{run}, boost::test_tools::per_element());
    BOOST_TEST(!fs::exists(played / kHome));
    BOOST_TEST(!fs::exists(played / kNames));
    BOOST_TEST(!fs::exists(run / ".lock"));
    BOOST_TEST(fs::exists(played));
}

BOOST_AUTO_TEST_CASE(a_users_folders_below_out_stay_whatever_they_are_called) {
    const auto plain = make(out / "project/home");
    const auto names = make(out / "project/deep/names");
    std::ofstream(out / "project/.lock") << "somebody's lock\n";
    const auto empty_lock = make(out / "other/home");
    std::ofstream(out / "other/.lock").flush();
    const auto beside = make(killed_run("a/b") / "home");
    const auto elsewhere = make(killed_run("c/d") / "c/home");
    sweep(out);
    for (const auto& kept : {plain, names, empty_lock, beside, elsewhere})
        BOOST_TEST(fs::exists(kept / "photos.txt"), kept);
    BOOST_TEST(fs::exists(out / "project/.lock"));
    BOOST_TEST(fs::exists(out / "other/.lock"));
}

BOOST_AUTO_TEST_CASE(a_mark_of_another_run_opens_nothing) {
    const auto first = killed_run("a/b");
    const auto second = killed_run("c/d");
    const auto home = make(second / "x/home");
    fs::copy_file(first / "a/b/.played", second / "x/.played");
    sweep(out);
    BOOST_TEST(fs::exists(home / "photos.txt"));
}

BOOST_AUTO_TEST_CASE(a_link_is_removed_by_nobody_and_never_followed) {
    const auto mine = make(folder.path() / "mine/home");
    const auto run = killed_run("a/b");
    fs::remove_all(run / "a/b/home");
    fs::create_directory_symlink(mine, run / "a/b/home");
    fs::create_directory_symlink(killed_run("c/d"), out / "link");
    sweep(out);
    BOOST_TEST(fs::exists(mine / "photos.txt"));
    BOOST_TEST(fs::is_symlink(run / "a/b/home"));
}

BOOST_AUTO_TEST_CASE(a_folder_that_somebody_removed_or_put_in_its_place_is_not_whole) {
    const RunFolder run(out);
    BOOST_TEST(run.is_whole());
    fs::rename(run.path(), out / "moved");
    BOOST_TEST(!run.is_whole());
    fs::create_directories(run.path());
    fs::copy_file(out / "moved/.lock", run.path() / ".lock");
    BOOST_TEST(!run.is_whole());
}

BOOST_AUTO_TEST_CASE(a_living_run_is_left_alone) {
    const RunFolder run(out);
    make_private_folders(run.path() / "a/b", run.mark());
    BOOST_TEST(sweep(out).empty());
    BOOST_TEST(fs::exists(run.path() / "a/b" / kHome));
}

BOOST_AUTO_TEST_CASE(a_run_that_ended_by_itself_leaves_no_lock) {
    auto run = std::make_unique<RunFolder>(out);
    const auto path = run->path();
    make_private_folders(path / "a/b", run->mark());
    remove_private_folders(path / "a/b");
    run.reset();
    BOOST_TEST(!fs::exists(path / ".lock"));
    BOOST_TEST(fs::is_empty(path / "a/b"));
}

// One run of root's must not keep everybody else out.
BOOST_AUTO_TEST_CASE(another_users_runs_are_left_alone) {
    if (::geteuid() != 0) return;  // only root can be two users
    const auto theirs = killed_run("a/b");
    fs::permissions(folder.path(), fs::perms{0755});
    fs::permissions(out, fs::perms{0777});
    BOOST_TEST(test::as_ordinary_user([&] {
                   const auto swept = sweep(out).size();
                   const RunFolder run(out);
                   return fmt::format("swept {}, made {}", swept, fs::is_directory(run.path()));
               }) == "swept 0, made true");
    BOOST_TEST(fs::exists(theirs / "a/b" / kHome));
}

// While clients are there, what is in the folder is nobody's but ours; then the umask says.
BOOST_AUTO_TEST_CASE(a_run_that_is_over_is_open_as_far_as_the_umask_says) {
    const auto before = ::umask(022);
    const RunFolder run(out);
    const auto mode = [](const fs::path& path) { return fs::status(path).permissions(); };
    BOOST_TEST((mode(out) == fs::perms{0755}));
    BOOST_TEST((mode(run.path()) == fs::perms{0700}));
    make_private_folders(run.path() / "tls/a", run.mark());
    write_private(run.path() / "tls/a/capture.pcapng", "secrets");
    remove_private_folders(run.path() / "tls/a");
    open_to_others(run.path());
    ::umask(before);
    for (const auto& path : {run.path(), run.path() / "tls", run.path() / "tls/a"})
        BOOST_TEST((mode(path) == fs::perms{0755}), path.string());
    BOOST_TEST((mode(run.path() / "tls/a/capture.pcapng") == fs::perms{0600}));
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_somebody_elses_is_told_as_such) {
    if (::geteuid() != 0) return;  // only root can be two users
    fs::create_directory(out);
    fs::permissions(folder.path(), fs::perms{0755});
    BOOST_TEST(test::as_ordinary_user([&] {
                   const RunFolder run(out);
                   return std::string();
               }) == "refused: cannot make a folder for this run in " + out.string() +
                         ", which belongs to user 0; name one of your own with --out: Permission denied");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::run_folder_tests

#include "harness/os/roots/store.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "harness/os/roots/recipe.h"
#include "tests/harness/os/sandbox/play.h"

BOOST_AUTO_TEST_SUITE(harness_os_root_store)

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
namespace fs = std::filesystem;

const RootRecipe kRecipe{"trixie-backports", "trixie", "freerdp3-x11"};

fs::path make(const RootWorkshop& workshop, const std::string& text) {
    fs::create_directories(workshop.path() / "made/etc");
    std::ofstream(workshop.path() / "made/etc/text") << text;
    return workshop.path() / "made";
}

auto says(std::string text) {
    return [text](const std::exception& e) { return std::string_view(e.what()).contains(text); };
}

}  // namespace

BOOST_AUTO_TEST_CASE(names_of_suites_and_packages_are_words_that_no_program_mistakes) {
    BOOST_TEST(is_suite_name("trixie-backports"));
    BOOST_TEST(is_package_name("libstdc++6"));
    for (const auto* bad : {"", "-o", "../etc", "a b", "a/b", "A", "a+b", ".x"})
        BOOST_TEST(!is_suite_name(bad), bad);
    for (const auto* bad : {"", "x", "--y", "../etc", "a/b", "+x", "a b"})
        BOOST_TEST(!is_package_name(bad), bad);
    BOOST_TEST(folder_name(kRecipe) == "trixie-backports+freerdp3-x11");
}

BOOST_AUTO_TEST_CASE(a_root_is_there_once_it_is_put_and_gone_once_it_is_removed) {
    const TempFolder folder;
    const RootStore store(folder / "roots");
    BOOST_TEST(!store.has(kRecipe));
    {
        const RootWorkshop workshop(store);
        store.put(kRecipe, make(workshop, "one"));
        BOOST_TEST(store.has(kRecipe));
        store.put(kRecipe, make(workshop, "two"));
    }
    BOOST_TEST(text_of(store.path_of(kRecipe) / "etc/text") == "two");
    store.remove(kRecipe);
    BOOST_TEST(!store.has(kRecipe));
    for (const auto& left : fs::directory_iterator(store.folder()))
        BOOST_TEST(left.path().filename() == ".lock");
}

BOOST_AUTO_TEST_CASE(what_a_run_holds_is_neither_removed_nor_replaced) {
    const TempFolder folder;
    const RootStore store(folder / "roots");
    const RootWorkshop workshop(store);
    store.put(kRecipe, make(workshop, "one"));
    const auto made = make(workshop, "two");
    {
        const HeldRoot held(store.path_of(kRecipe)), twice(store.path_of(kRecipe));
        BOOST_CHECK_EXCEPTION(store.remove(kRecipe), std::runtime_error, says("in use"));
        BOOST_CHECK_EXCEPTION(store.demand_unused(kRecipe), std::runtime_error, says("in use"));
        BOOST_CHECK_EXCEPTION(store.put(kRecipe, made), std::runtime_error, says("in use"));
        BOOST_TEST(text_of(store.path_of(kRecipe) / "etc/text") == "one");
    }
    BOOST_CHECK_NO_THROW(store.demand_unused(kRecipe));
    store.remove(kRecipe);
    BOOST_CHECK_THROW(HeldRoot(store.path_of(kRecipe)), std::system_error);
}

BOOST_AUTO_TEST_CASE(one_at_a_time_makes_roots_and_what_a_dead_one_left_goes) {
    const TempFolder folder;
    const RootStore store(folder / "roots");
    const auto left = folder.write("roots/.making/root/etc/half", "x").parent_path();
    folder.write("roots/.going-sid+rdesktop/usr/half", "x");
    fs::permissions(left, fs::perms::owner_read | fs::perms::owner_exec);
    const RootWorkshop workshop(store);
    BOOST_TEST(fs::is_empty(workshop.path()));
    BOOST_TEST(!fs::exists(folder / "roots/.going-sid+rdesktop"));
    BOOST_CHECK_EXCEPTION(RootWorkshop second(store), std::runtime_error, says("somebody else"));
}

BOOST_AUTO_TEST_CASE(is_where_the_cache_is) {
    const std::string before = std::getenv("XDG_CACHE_HOME") ? std::getenv("XDG_CACHE_HOME") : "";
    ::setenv("XDG_CACHE_HOME", "/a/cache", 1);
    BOOST_TEST(RootStore::usual_folder() == "/a/cache/badrdp/roots");
    ::setenv("XDG_CACHE_HOME", "relative", 1);  // which the XDG Base Directory Specification calls invalid
    BOOST_TEST(RootStore::usual_folder() == fs::path(std::getenv("HOME")) / ".cache/badrdp/roots");
    if (before.empty())
        ::unsetenv("XDG_CACHE_HOME");
    else
        ::setenv("XDG_CACHE_HOME", before.c_str(), 1);
}

BOOST_AUTO_TEST_CASE(knows_what_is_installed_and_what_it_takes) {
    const TempFolder root;
    root.write("var/lib/dpkg/status",
               "Package: rdesktop\nStatus: install ok installed\nVersion: 1.9.0-2+b2\nDepends: libc6\n\n"
               "Package: libc6\nVersion: 2.36-9\nDescription: a library\n Version: of what\n");
    BOOST_TEST((installed_in(root.path()) ==
                std::map<std::string, std::string>{{"rdesktop", "1.9.0-2+b2"}, {"libc6", "2.36-9"}}));
    const auto before = size_on_disk(root.path());
    root.write("usr/large", std::string(100'000, 'x'));
    const auto once = size_on_disk(root.path());
    BOOST_TEST(once >= before + 100'000);
    fs::create_hard_link(root / "usr/large", root / "usr/again");
    BOOST_TEST(size_on_disk(root.path()) == once);
}

BOOST_AUTO_TEST_SUITE_END()

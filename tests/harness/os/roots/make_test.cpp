#include "harness/os/roots/make.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <csignal>

#include "harness/os/roots/helper.h"
#include "harness/os/roots/trouble.h"
#include "tests/harness/os/sandbox/play.h"

BOOST_AUTO_TEST_SUITE(harness_os_make_root)

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
namespace fs = std::filesystem;

constexpr const char* kPrinted =
    "'http://an.test/pool/main/f/freerdp3/freerdp3-x11_3.15.0%2bdfsg-2.1_amd64.deb' "
    "freerdp3-x11_3.15.0+dfsg-2.1_amd64.deb 93404 SHA256:00\n"
    "'http://an.test/pool/main/a/apt/apt_1%3a3.0_amd64.deb' apt_1%3a3.0_amd64.deb 1000 SHA256:00\n";

constexpr const char* kShown =
    "Package: freerdp3-x11\nVersion: 3.15.0+dfsg-2.1\nInstalled-Size: 300\nDescription: a\n Version: 9\n\n"
    "Package: apt\nVersion: 1:3.0\nInstalled-Size: 4000\n";

RootOrder order_of(const TempFolder& folder) {
    RootOrder order{.recipe = {"trixie-backports", "trixie", "freerdp3-x11"},
                    .archive = {"http://an.test/debian", "/a/keyring.gpg"},
                    .stale = false};
    order.tools.apt_get = folder / "apt-get";
    order.tools.apt_cache = folder / "apt-cache";
    order.tools.apt_config = folder / "apt-config";
    order.tools.mmdebstrap = folder / "mmdebstrap";
    return order;
}

// A program that stands in for apt or mmdebstrap.
void script(const TempFolder& folder, const std::string& name, const std::string& text) {
    const auto file = folder.write(name, "#!/bin/sh\n" + text + "\n");
    fs::permissions(file, fs::perms::owner_all);
}

bool has_word(const std::vector<std::string>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

auto says(std::string text) {
    return [text](const std::exception& e) { return std::string_view(e.what()).contains(text); };
}

}  // namespace

BOOST_AUTO_TEST_CASE(adds_up_what_apt_says) {
    BOOST_TEST(bytes_to_fetch(kPrinted) == 94404u);
    const auto shown = packages_shown(kShown);
    BOOST_TEST(shown.installed == 4300u * 1024);
    BOOST_TEST((shown.packages ==
                std::map<std::string, std::string>{{"freerdp3-x11", "3.15.0+dfsg-2.1"}, {"apt", "1:3.0"}}));
    for (const auto* odd : {"", "'", "'a'", "'a' b", "'a' b c", "E: no\n"})
        BOOST_TEST(bytes_to_fetch(odd) == 0u);
}

BOOST_AUTO_TEST_CASE(tells_mmdebstrap_where_everything_comes_from) {
    const TempFolder folder;
    auto order = order_of(folder);
    const auto user = mmdebstrap_command(order, false, "/w/root.tar");
    BOOST_TEST(user.front() == order.tools.mmdebstrap);
    for (const auto* word :
         {"--variant=minbase", "--mode=unshare", "--keyring=/a/keyring.gpg", "--include=freerdp3-x11",
          "--aptopt=APT::Default-Release \"trixie-backports\"", "deb http://an.test/debian trixie main",
          "deb http://an.test/debian trixie-backports main"})
        BOOST_TEST(has_word(user, word), word);
    const auto suite = std::ranges::find(user, "trixie");
    BOOST_REQUIRE(suite != user.end());
    BOOST_TEST(*(suite + 1) == "/w/root.tar");
    BOOST_TEST(!has_word(user, "--aptopt=Acquire::Check-Valid-Until \"false\""));

    order.stale = true;
    order.recipe = {"sid", "", "rdesktop"};
    order.with = {"mutter"};
    const auto root = mmdebstrap_command(order, true, "/w/root.tar");
    BOOST_TEST(root.front() == "/usr/bin/unshare");
    BOOST_TEST(has_word(root, "--mode=root"));
    BOOST_TEST(has_word(root, "--include=rdesktop"));
    BOOST_TEST(has_word(root, "--include=mutter"));
    BOOST_TEST(has_word(root, "--aptopt=Acquire::Check-Valid-Until \"false\""));
    BOOST_TEST(std::ranges::none_of(root, [](const auto& word) { return word.contains("Default-Release"); }));
}

BOOST_AUTO_TEST_CASE(learns_the_sizes_without_the_machines_own_state) {
    const TempFolder folder;
    auto order = order_of(folder);
    script(folder, "apt-get",
           std::string("cp \"$2\" '") + (folder / "conf").string() + "'; cp \"${2%/*}/sources.list\" '" +
               (folder / "sources").string() + "'\ncase \"$*\" in *install*) cat <<'E'\n" + kPrinted +
               "E\nesac");
    script(folder, "apt-cache",
           std::string("[ \"$4 $5\" = 'freerdp3-x11=3.15.0+dfsg-2.1 apt=1:3.0' ] || exit 9; cat <<'E'\n") +
               kShown + "E");
    const auto estimate = estimate_root(order, folder / "work");
    BOOST_TEST(estimate.fetched == 94404u);
    BOOST_TEST(estimate.installed == 4300u * 1024);
    const auto conf = text_of(folder / "conf");
    for (const auto* line : {"Dir::Etc::sourceparts \"/dev/null\";", "#clear APT::Update::Post-Invoke;",
                             "APT::Default-Release \"trixie-backports\";"})
        BOOST_TEST(conf.contains(line), line);
    BOOST_TEST(text_of(folder / "sources") ==
               "deb [signed-by=/a/keyring.gpg] http://an.test/debian trixie main\n"
               "deb [signed-by=/a/keyring.gpg] http://an.test/debian trixie-backports main\n");
}

BOOST_AUTO_TEST_CASE(unpacks_what_mmdebstrap_made_and_adds_what_a_minimal_root_lacks) {
    const TempFolder folder;
    auto order = order_of(folder);
    script(folder, "apt-config", "echo http://proxy.test:3128");
    script(folder, "mmdebstrap",
           "echo \"I: proxy $http_proxy\" >&2; for a; do case \"$a\" in *.tar) tar=$a;; esac; done\n"
           "mkdir -p t/etc t/dev t/usr && cd t && echo text >usr/file && echo x >dev/sda && ln -s /run/x "
           "etc/resolv.conf "
           "&& echo 'passwd: files' >etc/nsswitch.conf && tar -cf \"$tar\" ./etc ./dev ./usr");
    if (::geteuid() == 0) order.tools.unshare = "/usr/bin/unshare";
    fs::create_directories(folder / "work");
    std::vector<std::string> stages;
    const auto before = fs::current_path();
    fs::current_path(folder.path());
    const auto root =
        make_root(order, folder / "work", [&](std::string_view text) { stages.emplace_back(text); });
    fs::current_path(before);
    BOOST_TEST(stages == (std::vector<std::string>{"proxy http://proxy.test:3128", "unpacking"}),
               boost::test_tools::per_element());
    BOOST_TEST(text_of(root / "usr/file") == "text\n");
    BOOST_TEST(!fs::exists(root / "dev/sda"));
    BOOST_TEST(text_of(root / "etc/nsswitch.conf") == "passwd: files\n");
    BOOST_TEST(fs::is_regular_file(fs::symlink_status(root / "etc/resolv.conf")));
    BOOST_TEST(text_of(root / "etc/hosts").contains("localhost"));
    BOOST_TEST(!fs::exists(folder / "work/root.tar"));
}

BOOST_AUTO_TEST_CASE(says_in_one_line_what_stood_in_the_way) {
    const TempFolder folder;
    auto order = order_of(folder);
    fs::create_directories(folder / "work");
    const auto nothing = [](std::string_view) {};
    BOOST_CHECK_EXCEPTION(make_root(order, folder / "work", nothing), std::runtime_error,
                          says("install mmdebstrap"));
    BOOST_CHECK_EXCEPTION(estimate_root(order, folder / "work"), std::runtime_error, says("install apt"));
    script(folder, "apt-config", "true");
    script(folder, "apt-get", "echo 'E: Unable to locate package freerdp3-x11' >&2; exit 100");
    script(folder, "mmdebstrap", "echo 'E: write: No space left on device' >&2; exit 25");
    BOOST_CHECK_EXCEPTION(estimate_root(order, folder / "work"), std::runtime_error, says("no such package"));
    BOOST_CHECK_EXCEPTION(make_root(order, folder / "work", nothing), std::runtime_error,
                          says("the disk is full"));
}

BOOST_AUTO_TEST_CASE(a_signal_ends_the_helper_and_all_that_it_started) {
    const TempFolder folder;
    script(folder, "slow", "sleep 4321.5 & trap 'echo cleaned >&2; exit 1' TERM; echo ready; wait");
    const auto act = [&] {
        run_helper({.command = {(folder / "slow").string()},
                    .environment = {},
                    .on_line = [](std::string_view line) {
                        if (line == "ready") ::kill(::getpid(), SIGINT);
                    }});
    };
    BOOST_CHECK_THROW(act(), Interrupted);
    BOOST_TEST(eventually([] { return running("sleep 4321.5").empty(); }));
}

BOOST_AUTO_TEST_CASE(hands_back_how_a_helper_ended_and_what_it_printed) {
    const TempFolder folder;
    script(folder, "one", "echo out; echo err >&2; echo \"$EXTRA\"; exit 3");
    const auto end = run_helper({.command = {(folder / "one").string()}, .environment = {{"EXTRA", "more"}}});
    BOOST_TEST(end.exit == 3);
    BOOST_TEST(end.output == "out\nerr\nmore\n");
    script(folder, "two", "kill -SEGV $$");
    BOOST_TEST(run_helper({.command = {(folder / "two").string()}, .environment = {}}).exit == 128 + SIGSEGV);
    BOOST_CHECK_THROW(run_helper({.command = {"/nowhere/x"}, .environment = {}}), std::system_error);
}

BOOST_AUTO_TEST_SUITE_END()

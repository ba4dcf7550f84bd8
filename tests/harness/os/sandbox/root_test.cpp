#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <csignal>

#include "harness/os/sandbox/root_plan.h"
#include "tests/harness/os/sandbox/play.h"
#include "tests/harness/os/sandbox/small_root.h"

BOOST_AUTO_TEST_SUITE(harness_client_root)

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
namespace bdata = boost::unit_test::data;
namespace fs = std::filesystem;

std::string output_in(SandboxOrder order) {
    const auto end = play(std::move(order));
    return end ? end->output : "never ended";
}

}  // namespace

BOOST_DATA_TEST_CASE(the_program_is_that_of_the_root, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const SmallRoot root;
    const TempFolder home;
    const auto inside =
        root.order(home, "cat /usr/release; pwd; ls /; [ -e /usr/bin/env ] || echo bare; exit 7");
    const auto end = play(inside);
    BOOST_REQUIRE(end);
    BOOST_TEST(end->exit.value_or(-1) == 7);
    std::string top;
    for (const auto* name : {"bin", "boot", "dev", "etc", "home", "media", "mnt", "opt", "proc", "root",
                             "run", "srv", "sys", "tmp", "usr", "var"})
        top += std::string(name) + '\n';
    if (fs::exists(root.path() / "lib64")) top.insert(top.find("media"), "lib64\n");
    if (fs::exists(root.path() / "lib")) top.insert(top.find("lib64"), "lib\n");
    BOOST_TEST(end->output == "another\n" + home.path().string() + "\n" + top + "bare\n");
}

BOOST_DATA_TEST_CASE(a_crash_in_a_root_comes_through_as_its_signal, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const SmallRoot root;
    const TempFolder home;
    const auto end = play(root.order(home, "kill -SEGV $$"));
    BOOST_REQUIRE(end);
    BOOST_TEST(end->signal.value_or(0) == SIGSEGV);
    auto order = root.order(home, "");
    order.command = {"/usr/bin/env"};  // this machine's, which the root has not
    BOOST_CHECK_EXCEPTION(play(order), std::system_error,
                          [](const auto& e) { return std::string_view(e.what()).contains("/usr/bin/env"); });
}

BOOST_DATA_TEST_CASE(nothing_of_the_root_can_be_changed, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const SmallRoot root;
    const TempFolder home;
    const auto script =
        "for f in /usr/x /etc/passwd /var/lib/x /run/x /x /home/x /dev/x; do (: >>$f) 2>&- && echo $f; done; "
        "(: >/tmp/x) && (: >here) && (: >/dev/shm/x) && echo yes";
    BOOST_TEST(output_in(root.order(home, script)) == "yes\n");
    BOOST_TEST(fs::exists(home / "here"));
    BOOST_TEST(!fs::exists(root.path() / "tmp"));
}

BOOST_DATA_TEST_CASE(a_file_is_put_in_the_place_of_one_also_where_the_root_has_none, bdata::make(modes()),
                     mode) {
    const ForcedRung forced(mode);
    const SmallRoot root;
    const TempFolder home, other;
    auto order =
        root.order(home,
                   "cat /etc/ssl/certs/all.crt /etc/nsswitch.conf /usr/release; (: >>/etc/ssl/certs/all.crt) "
                   "2>&- || echo kept; ls /etc/ssl");
    order.in_place = {{other.write("trusted.pem", "certificate\n"), "/etc/ssl/certs/all.crt"},
                      {other.write("names", "of the case\n"), "/etc/nsswitch.conf"}};
    BOOST_TEST(output_in(order) == "certificate\nof the case\nanother\nkept\ncerts\n");
    BOOST_TEST(!fs::exists(root.path() / "etc/ssl"));
}

BOOST_DATA_TEST_CASE(this_machines_files_are_not_there_but_those_that_are_shown, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const SmallRoot root;
    const TempFolder home, other;
    const auto secret = other.write("secret", "s\n");
    const auto trusted = other.write("deep/er/trusted.pem", "certificate\n");
    auto order = root.order(home, "cat " + trusted.string() + "; ls " + other.path().string() + "; (: >>" +
                                      trusted.string() + ") 2>&- || echo kept; cat /etc/passwd");
    order.shows = {trusted};
    BOOST_TEST(output_in(order).starts_with("certificate\ndeep\nkept\nof the root\n"));
}

// A run's folder may lie in one that every root has.
BOOST_DATA_TEST_CASE(the_directory_may_lie_in_a_folder_of_the_release, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const SmallRoot root;
    const TempFolder home;
    const auto file = home.write("text", "seen\n");
    fs::create_directories(root.path() / home.path().relative_path().parent_path());
    auto order = root.order(home, "cat text");
    order.root = root.path();
    BOOST_TEST(output_in(order) == "seen\n");

    // As a plan alone, since nobody may write to this machine's /var for a test.
    order.directory = root.path() / "opt";
    order.shows = {root.path() / "usr/release"};
    const auto plan = plan_root(order, {});
    const auto binds = [&](const std::string& at) {
        return std::ranges::any_of(plan.steps, [&](const RootStep& step) {
            return step.what == RootStep::What::bind && step.at == plan.stage + at;
        });
    };
    BOOST_TEST(binds("/usr"));
    BOOST_TEST(binds(order.directory.string()));
    order.directory = "/usr/bin";
    BOOST_TEST(std::ranges::none_of(plan_root(order, {}).steps, [&](const RootStep& step) {
        return step.what == RootStep::What::bind && step.at == plan.stage + "/usr";
    }));
}

BOOST_DATA_TEST_CASE(a_fresh_directory_is_empty_of_limited_size_and_leaves_nothing, bdata::make(modes()),
                     mode) {
    const ForcedRung forced(mode);
    const SmallRoot root;
    const TempFolder home;
    home.write("text", "on the disk\n");
    auto order = root.order(home, "ls; (head -c 3000000 /dev/zero >flood) 2>&- || echo full; ls; pwd");
    order.fresh_directory = true;
    order.scratch_bytes = 1 << 20;
    BOOST_TEST(output_in(order) == "full\nflood\n" + home.path().string() + "\n");
    BOOST_TEST(!fs::exists(home / "flood"));
    BOOST_TEST(text_of(home / "text") == "on the disk\n");
}

BOOST_DATA_TEST_CASE(it_has_terminals_and_processes_of_its_own, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const SmallRoot root;
    const TempFolder home;
    const auto script =
        "[ -c /dev/ptmx ] && [ -c /dev/null ] && [ -d /proc/self/fd ] && (: </dev/ptmx) && echo yes; ls "
        "/dev/pts";
    BOOST_TEST(output_in(root.order(home, script)) == "yes\nptmx\n");
    if (mode != SandboxMode::process_group)
        BOOST_TEST(output_in(root.order(home, "echo $$; cat /proc/$$/comm")) == "2\nsh\n");
}

BOOST_DATA_TEST_CASE(names_are_those_of_the_order, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const SmallRoot root;
    const TempFolder home, names;
    auto order = root.order(home, "cat /etc/resolv.conf /etc/hosts; head -n 1 /etc/nsswitch.conf");
    const auto machine = output_in(order);
    BOOST_TEST(machine == text_of("/etc/resolv.conf") + text_of("/etc/hosts") + "of the root\n");
    order.resolv_conf = names.write("resolv.conf", "nameserver 127.0.0.1\n");
    BOOST_TEST(output_in(order).starts_with("nameserver 127.0.0.1\n127.0.0.1 localhost\n"));
}

BOOST_DATA_TEST_CASE(nothing_of_a_root_outlives_its_program, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const SmallRoot root;
    const TempFolder home;
    BOOST_TEST(output_in(root.order(home, "(trap '' HUP TERM; while :; do :; done) & echo up")) == "up\n");
    BOOST_TEST(!text_of("/proc/self/mountinfo").contains(root.path().string()));
    BOOST_TEST(fs::is_empty(root.path() / "mnt"));
}

BOOST_AUTO_TEST_CASE(what_is_no_root_is_named) {
    const TempFolder home;
    auto order = shell(home, "");
    order.root = "/nowhere/root";
    BOOST_CHECK_EXCEPTION(play(order), std::system_error,
                          [](const auto& e) { return std::string_view(e.what()).contains("/nowhere/root"); });
}

BOOST_AUTO_TEST_SUITE_END()

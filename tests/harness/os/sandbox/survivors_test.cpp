// What a sandbox is for: nothing of a program outlives it, or us.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <csignal>

#include "harness/os/sandbox/process_end.h"
#include "harness/os/sandbox/sandbox.h"
#include "tests/harness/os/sandbox/play.h"

BOOST_AUTO_TEST_SUITE(harness_client_survivors)

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
using namespace std::chrono_literals;
namespace bdata = boost::unit_test::data;

// The command line of sleepers that no other program on the machine has. Those of a test that fails do not
// stay behind.
struct Sleepers {
    std::string words;

    Sleepers() {
        static int count = 0;
        words = "sleep " + std::to_string(100000 + ::getpid()) + "." + std::to_string(++count);
    }
    ~Sleepers() {
        for (const int pid : running(words)) ::kill(pid, SIGKILL);
    }
    Sleepers(const Sleepers&) = delete;
    Sleepers& operator=(const Sleepers&) = delete;
};

}  // namespace

BOOST_DATA_TEST_CASE(a_program_that_hangs_is_ended_at_its_wall_clock, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    const Sleepers sleepers;
    const auto& words = sleepers.words;
    auto order = shell(folder, "trap '' TERM INT HUP; " + words + "; exit 0");
    order.wall_clock = 200ms;
    const auto end = play(std::move(order));
    BOOST_REQUIRE(end);
    BOOST_TEST((end->limit == Limit::wall_clock));
    BOOST_TEST(!end->exit);
    BOOST_TEST(!end->signal);
    BOOST_TEST((end->took >= 200ms));
    BOOST_TEST((end->took < 2s));
    BOOST_TEST(running(words).empty());
}

BOOST_DATA_TEST_CASE(a_grandchild_in_its_own_session_does_not_outlive_the_program, bdata::make(modes()),
                     mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    const Sleepers sleepers;
    const auto& words = sleepers.words;
    // The program ends only when the orphan, whose parent is gone, is seen to sleep.
    auto order = shell(folder, "(setsid sh -c 'touch born; exec " + words +
                                   "' </dev/null >/dev/null 2>&1 &)\nuntil [ -e born ]; do :; done\nexit 3");
    const auto end = play(std::move(order));
    BOOST_REQUIRE(end);
    BOOST_TEST(end->exit.value_or(-1) == 3);
    BOOST_TEST(running(words).empty());
}

BOOST_DATA_TEST_CASE(a_grandchild_in_its_own_session_dies_with_a_program_that_hangs, bdata::make(modes()),
                     mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    const Sleepers sleepers;
    const auto& words = sleepers.words;
    auto order = shell(folder, "(setsid " + words + " &)\nexec " + words);
    order.wall_clock = 300ms;
    std::size_t most = 0;
    boost::asio::io_context loop;
    std::optional<ProcessEnd> end;
    const Sandbox sandbox(loop.get_executor(), std::move(order),
                          [&](ProcessEnd how) { end = std::move(how); });
    run_until(loop, [&] {
        most = std::max(most, running(words).size());
        return end.has_value();
    });
    BOOST_REQUIRE(end);
    BOOST_TEST(most == 2);
    BOOST_TEST(running(words).empty());
}

BOOST_DATA_TEST_CASE(the_destructor_empties_the_sandbox, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    const Sleepers sleepers;
    const auto& words = sleepers.words;
    boost::asio::io_context loop;
    {
        const Sandbox sandbox(loop.get_executor(), shell(folder, "(setsid " + words + " &)\n" + words),
                              [](const ProcessEnd&) { BOOST_ERROR("nobody waits any more"); });
        BOOST_REQUIRE(run_until(loop, [&] { return running(words).size() >= 2; }));
    }
    BOOST_TEST(running(words).empty());
    loop.restart();
    loop.run();
}

// A process of ours that is killed with a program in its sandbox: the kernel, or the guard, must do the rest.
BOOST_DATA_TEST_CASE(nothing_outlives_us_when_we_are_killed, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    const Sleepers sleepers;
    const auto& words = sleepers.words;
    const pid_t us = ::fork();
    BOOST_REQUIRE(us >= 0);
    if (us == 0) {
        boost::asio::io_context loop;
        const Sandbox sandbox(loop.get_executor(), shell(folder, "(setsid " + words + " &)\n" + words),
                              [](const ProcessEnd&) {});
        loop.run();
        ::_exit(0);
    }
    BOOST_TEST(eventually([&] { return running(words).size() >= 2; }));
    ::kill(us, SIGKILL);
    ::waitpid(us, nullptr, 0);
    BOOST_TEST(eventually([&] { return running(words).empty(); }));
}

BOOST_AUTO_TEST_SUITE_END()

#include "harness/os/sandbox/sandbox.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <csignal>

#include "harness/os/sandbox/launch.h"
#include "harness/os/sandbox/process_end.h"
#include "tests/harness/os/sandbox/play.h"

BOOST_AUTO_TEST_SUITE(harness_client_sandbox)

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
using namespace std::chrono_literals;
namespace bdata = boost::unit_test::data;

}  // namespace

BOOST_AUTO_TEST_CASE(offers_a_rung_on_every_machine) { BOOST_TEST(can_clone(best_sandbox_mode())); }

BOOST_AUTO_TEST_CASE(a_forced_rung_that_does_not_exist_is_named_with_the_ones_that_do) {
    ::setenv("BADRDP_SANDBOX", "iron", 1);
    BOOST_CHECK_EXCEPTION(best_sandbox_mode(), std::runtime_error, [](const auto& e) {
        return std::string_view(e.what()).find("BADRDP_SANDBOX=iron") != std::string_view::npos &&
               std::string_view(e.what()).find("process_group") != std::string_view::npos;
    });
    ::unsetenv("BADRDP_SANDBOX");
}

BOOST_DATA_TEST_CASE(hands_back_the_exit_status_and_both_outputs, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    const auto end = play(shell(folder, "echo to stdout; echo to stderr >&2; exit 131"));
    BOOST_REQUIRE(end);
    BOOST_TEST(end->exit.value_or(-1) == 131);
    BOOST_TEST(!end->signal);
    BOOST_TEST((end->limit == Limit::none));
    BOOST_TEST(end->output == "to stdout\nto stderr\n");
    BOOST_TEST(text_of(folder / "log") == end->output);
}

BOOST_DATA_TEST_CASE(an_exit_status_above_128_is_no_signal, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    const auto end = play(shell(folder, "exit 137"));
    BOOST_REQUIRE(end);
    BOOST_TEST(end->exit.value_or(-1) == 137);
    BOOST_TEST(!end->signal);
}

BOOST_DATA_TEST_CASE(a_crash_is_a_signal_and_no_exit_status, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    const auto end = play(shell(folder, "kill -SEGV $$"));
    BOOST_REQUIRE(end);
    BOOST_TEST(!end->exit);
    BOOST_TEST(end->signal.value_or(0) == SIGSEGV);
    BOOST_TEST((end->limit == Limit::none));
}

BOOST_DATA_TEST_CASE(no_core_file_few_descriptors_and_a_place_behind_us, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    const auto end = play(shell(folder, "until [ $(nice) = 10 ]; do :; done; ulimit -c; ulimit -n"));
    BOOST_REQUIRE(end);
    BOOST_TEST(end->output == "0\n1024\n");
}

BOOST_DATA_TEST_CASE(a_flood_of_output_is_stopped_and_bounded, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    auto order = shell(folder, "exec yes");
    order.output_bytes = 100'000;
    const auto end = play(std::move(order));
    BOOST_REQUIRE(end);
    BOOST_TEST((end->limit == Limit::output));
    BOOST_TEST(!end->exit);
    BOOST_TEST(!end->signal);
    BOOST_TEST(end->output.size() == 100'000u);
    BOOST_TEST(std::filesystem::file_size(folder / "log") < 2'000'000u);
}

BOOST_DATA_TEST_CASE(a_memory_hog_is_stopped, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    auto order = shell(folder, "tail /dev/zero");  // keeps a last line that never ends
    order.memory_bytes = 64 << 20;
    const auto end = play(std::move(order));
    BOOST_REQUIRE(end);
    BOOST_TEST((end->limit == Limit::memory));
    BOOST_TEST(!end->exit);
}

BOOST_DATA_TEST_CASE(a_file_longer_than_its_log_may_be_is_no_crash, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    auto order = shell(folder, "head -c 6291456 /dev/zero >cache.bin && wc -c <cache.bin");
    order.output_bytes = 1 << 20;
    const auto end = play(std::move(order));
    BOOST_REQUIRE(end);
    BOOST_TEST((end->limit == Limit::none));
    BOOST_TEST(end->exit.value_or(-1) == 0);
    BOOST_TEST(end->output == "6291456\n");
}

BOOST_DATA_TEST_CASE(a_modest_program_is_not_charged_for_our_memory, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    const std::vector<char> ballast(96 << 20, 1);
    auto order = shell(folder, "sleep 0.4");
    order.memory_bytes = 32 << 20;
    const auto end = play(std::move(order));
    BOOST_REQUIRE(end);
    BOOST_TEST((end->limit == Limit::none));
    BOOST_TEST(ballast.back() == 1);
}

BOOST_DATA_TEST_CASE(the_reason_of_a_kill_is_handed_back, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    const auto end =
        play(shell(folder, "sleep 1000"), [](Sandbox& sandbox) { sandbox.kill(Limit::reconnects); });
    BOOST_REQUIRE(end);
    BOOST_TEST((end->limit == Limit::reconnects));
    BOOST_TEST(!end->exit);
    BOOST_TEST(!end->signal);
}

BOOST_DATA_TEST_CASE(a_kill_for_no_limit_is_no_crash, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    const auto end = play(shell(folder, "sleep 1000"), [](Sandbox& sandbox) { sandbox.kill(Limit::none); });
    BOOST_REQUIRE(end);
    BOOST_TEST((end->limit == Limit::none));
    BOOST_TEST(!end->exit);
    BOOST_TEST(!end->signal);
}

BOOST_DATA_TEST_CASE(a_missing_program_is_named, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    auto order = shell(folder, "");
    order.command = {"/nowhere/xfreerdp", "/v:127.0.0.1"};
    BOOST_CHECK_EXCEPTION(play(std::move(order)), std::system_error, [](const auto& e) {
        return e.code() == std::errc::no_such_file_or_directory &&
               std::string_view(e.what()).find("/nowhere/xfreerdp") != std::string_view::npos;
    });
}

BOOST_DATA_TEST_CASE(a_missing_folder_is_named, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    auto order = shell(folder, "");
    order.directory = "/nowhere/at/all";
    BOOST_CHECK_EXCEPTION(play(std::move(order)), std::system_error, [](const auto& e) {
        return std::string_view(e.what()).find("/nowhere/at/all") != std::string_view::npos;
    });
}

BOOST_AUTO_TEST_CASE(a_log_that_cannot_be_written_is_named) {
    const TempFolder folder;
    auto order = shell(folder, "");
    order.log = "/nowhere/client.log";
    BOOST_CHECK_EXCEPTION(play(std::move(order)), std::system_error, [](const auto& e) {
        return std::string_view(e.what()).find("/nowhere/client.log") != std::string_view::npos;
    });
}

BOOST_AUTO_TEST_CASE(the_log_is_private_whatever_the_umask) {
    const TempFolder folder;
    const auto before = ::umask(0);
    play(shell(folder, "true"));
    ::umask(before);
    struct stat log {};
    BOOST_REQUIRE(::stat((folder / "log").c_str(), &log) == 0);
    BOOST_TEST((log.st_mode & 0777u) == 0600u);
}

BOOST_AUTO_TEST_CASE(a_second_visit_adds_to_the_log_and_reports_its_own_lines_only) {
    const TempFolder folder;
    play(shell(folder, "echo first"));
    const auto end = play(shell(folder, "echo second"));
    BOOST_REQUIRE(end);
    BOOST_TEST(end->output == "second\n");
    BOOST_TEST(text_of(folder / "log") == "first\nsecond\n");
}

BOOST_AUTO_TEST_CASE(reads_its_stdin_to_the_end_of_file) {
    const TempFolder folder;
    auto order = shell(folder, "cat; echo END");
    order.stdin_text = "yes\nyes\n";
    const auto end = play(std::move(order));
    BOOST_REQUIRE(end);
    BOOST_TEST(end->output == "yes\nyes\nEND\n");
}

BOOST_AUTO_TEST_CASE(inherits_no_descriptor_and_no_variable_of_ours) {
    const TempFolder folder;
    const int leaky = ::open("/dev/null", O_RDONLY);  // without O_CLOEXEC
    auto order = shell(folder, "exec ls /proc/self/fd");
    order.environment.emplace_back("LC_ALL", "C");
    const auto fds = play(order);
    order.command = {"/usr/bin/env"};
    const auto variables = play(order);
    ::close(leaky);
    BOOST_REQUIRE(fds);
    BOOST_REQUIRE(variables);
    BOOST_TEST(fds->output == "0\n1\n2\n3\n");  // 3 is the folder that ls reads
    BOOST_TEST(variables->output == "PATH=/usr/bin:/bin\nLC_ALL=C\n");
}

BOOST_AUTO_TEST_CASE(ignores_no_signal_that_we_ignore) {
    const TempFolder folder;
    const auto before = ::signal(SIGPIPE, SIG_IGN);
    const auto end = play(shell(folder, "kill -PIPE $$"));
    ::signal(SIGPIPE, before);
    BOOST_REQUIRE(end);
    BOOST_TEST(end->signal.value_or(0) == SIGPIPE);
}

BOOST_AUTO_TEST_CASE(masks_secrets_in_the_output_and_in_the_log) {
    const TempFolder folder;
    auto order = shell(folder, "echo pass=Canary1 and Canary1; echo other");
    order.secrets = {"Canary1", ""};
    const auto end = play(std::move(order));
    BOOST_REQUIRE(end);
    BOOST_TEST(end->output == "pass=******* and *******\nother\n");
    BOOST_TEST(text_of(folder / "log") == end->output);
}

BOOST_DATA_TEST_CASE(the_callback_may_end_its_own_sandbox, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    boost::asio::io_context loop;
    std::unique_ptr<Sandbox> sandbox;
    sandbox = std::make_unique<Sandbox>(loop.get_executor(), shell(folder, "exit 5"),
                                        [&](const ProcessEnd&) { sandbox.reset(); });
    BOOST_TEST(run_until(loop, [&] { return sandbox == nullptr; }));
}

BOOST_DATA_TEST_CASE(many_sandboxes_side_by_side_keep_to_themselves, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    boost::asio::io_context loop;
    constexpr int kSandboxs = 24;
    std::vector<Sandbox> sandboxes;
    std::vector<int> seen(kSandboxs, -1);
    int ends = 0;
    for (int i = 0; i < kSandboxs; ++i) {
        auto order = shell(folder, "exit " + std::to_string(i));
        order.log = folder / ("log" + std::to_string(i));
        sandboxes.emplace_back(loop.get_executor(), std::move(order), [&, i](const ProcessEnd& end) {
            seen[static_cast<std::size_t>(i)] = end.exit.value_or(-2);
            ++ends;
        });
    }
    BOOST_REQUIRE(run_until(loop, [&] { return ends == kSandboxs; }));
    for (int i = 0; i < kSandboxs; ++i) BOOST_TEST(seen[static_cast<std::size_t>(i)] == i);
}

BOOST_AUTO_TEST_SUITE_END()

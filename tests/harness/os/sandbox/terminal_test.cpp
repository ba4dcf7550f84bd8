#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <csignal>

#include "tests/harness/os/sandbox/play.h"

BOOST_AUTO_TEST_SUITE(harness_client_terminal)

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
using namespace std::chrono_literals;
namespace bdata = boost::unit_test::data;

TypedAnswer to(const std::string& prompt, const std::string& text) {
    return {[prompt](std::string_view said) { return said.ends_with(prompt); }, text};
}

SandboxOrder at_a_terminal(const TempFolder& folder, const std::string& script) {
    auto order = shell(folder, script);
    order.terminal = true;
    return order;
}

}  // namespace

BOOST_DATA_TEST_CASE(stdin_and_outputs_are_one_and_control_the_program, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    const auto end = play(at_a_terminal(
        folder, "[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo to the terminal >/dev/tty; stty size; exit 3"));
    BOOST_REQUIRE(end);
    BOOST_TEST(end->output == "to the terminal\n24 132\n");
    BOOST_TEST(end->exit.value_or(-1) == 3);
    BOOST_TEST(text_of(folder / "log") == end->output);
}

BOOST_DATA_TEST_CASE(each_prompt_gets_its_answer_and_a_secret_is_masked, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    // The second asks as getpass does: what was typed before is thrown away.
    auto order = at_a_terminal(folder,
                               "printf 'trust (yes/no)? '; read -r a; echo \"said $a\"; printf 'Password: '; "
                               "stty -icanon; stty icanon; read -r p; echo \"it is $p\"; "
                               "printf 'trust (yes/no)? '; read -r a; echo \"said $a\"");
    order.answers = {to("Password: ", "Canary1\n"), to("(yes/no)? ", "yes\n")};
    order.secrets = {"Canary1"};
    const auto end = play(std::move(order));
    BOOST_REQUIRE(end);
    BOOST_TEST(end->output ==
               "trust (yes/no)? said yes\nPassword: it is *******\ntrust (yes/no)? said yes\n");
    BOOST_TEST(text_of(folder / "log") == end->output);
}

BOOST_AUTO_TEST_CASE(a_prompt_without_an_answer_hangs_and_one_for_ever_is_not_answered_for_ever) {
    const TempFolder folder;
    auto order = at_a_terminal(folder, "printf 'why? '; read -r a; echo never");
    order.answers = {to("how? ", "so\n")};
    order.wall_clock = 400ms;
    const auto end = play(std::move(order));
    BOOST_REQUIRE(end);
    BOOST_TEST((end->limit == Limit::wall_clock));
    BOOST_TEST(end->output == "why? ");
}

BOOST_DATA_TEST_CASE(a_flood_at_a_terminal_is_bounded, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    auto order = at_a_terminal(folder, "exec yes");
    order.output_bytes = 100'000;
    const auto end = play(std::move(order));
    BOOST_REQUIRE(end);
    BOOST_TEST((end->limit == Limit::output));
    BOOST_TEST(end->output.size() == 100'000u);
    BOOST_TEST(std::filesystem::file_size(folder / "log") < 2'000'000u);
}

BOOST_DATA_TEST_CASE(a_crash_at_a_terminal_is_a_signal, bdata::make(modes()), mode) {
    const ForcedRung forced(mode);
    const TempFolder folder;
    const auto end = play(at_a_terminal(folder, "printf 'last words'; kill -SEGV $$"));
    BOOST_REQUIRE(end);
    BOOST_TEST(end->signal.value_or(0) == SIGSEGV);
    BOOST_TEST(end->output == "last words");
}

BOOST_AUTO_TEST_CASE(whoever_closes_a_terminal_is_still_waited_for) {
    const TempFolder folder;
    const auto end = play(at_a_terminal(folder, "exec <&- >&- 2>&-; sleep 0.3; exit 9"));
    BOOST_REQUIRE(end);
    BOOST_TEST(end->exit.value_or(-1) == 9);
}

BOOST_AUTO_TEST_SUITE_END()

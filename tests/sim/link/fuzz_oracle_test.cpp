// The oracle of tests/fuzz about sessions, without a fuzzer: content with them, and not with a planted bug.
#include <boost/test/unit_test.hpp>

#include "tests/fuzz/planted_session.h"
#include "tests/fuzz/session_play.h"
#include "tests/sim/auth/legacy.h"

namespace badrdp::fuzz_oracle_tests {

using namespace badrdp;
using namespace badrdp::fuzz;

namespace {

// An honest conversation in which each end has a fault of these kinds, at these steps.
Bytes script_for(int who, int server_fault = 0, int client_fault = 0, int step = 0) {
    Bytes script;
    for (const int byte : {who, 32, server_fault, step, 3, 5, client_fault, step, 3, 5})
        script.push_back(static_cast<std::uint8_t>(byte));
    constexpr int kPieces = 120;
    for (int i = 0; i < kPieces; ++i) MachineScript::put(script, Line::Deed::honest, 0);
    return script;
}

constexpr int kBothInSeven = 14;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(fuzz_oracle_session, test::LegacyProvider)

BOOST_AUTO_TEST_CASE(is_content_with_honest_ends_which_become_active) {
    for (int who = 0; who < kBothInSeven; ++who) {
        const auto input = script_for(who);
        MachineScript script(input);
        SessionPlay<link::Session> play(SessionMode::from(script.header<SessionMode::kHeader>()));
        BOOST_TEST(play.run(script).value_or("content") == "content");
        BOOST_TEST(play.active());
    }
}

BOOST_AUTO_TEST_CASE(is_content_with_every_fault) {
    for (int who = 0; who < kBothInSeven; who += 3)
        for (int kind = 1; kind < 15; ++kind)
            for (const auto step : {Step::x224_request, Step::attach_user_confirm, Step::channel_join_request,
                                    Step::license, Step::confirm_active})
                BOOST_TEST_CONTEXT(who << ", " << kind << ", " << name(step))
    BOOST_TEST(about_session<link::Session>(script_for(who, kind, 15 - kind, static_cast<int>(step)))
                   .value_or("content") == "content");
}

BOOST_AUTO_TEST_CASE(finds_the_planted_bug) {
    constexpr int silence = 14;
    const auto input = script_for(0, 0, silence, static_cast<int>(Step::client_info));
    BOOST_TEST(about_session<planted::NeverGivesUp>(input).value_or("content") == "is never over");
    BOOST_TEST(about_session<link::Session>(input).value_or("content") == "content");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::fuzz_oracle_tests

#include "sim/link/patience.h"

#include <boost/test/unit_test.hpp>

#include "tests/sim/link/pair.h"

BOOST_AUTO_TEST_SUITE(link_patience)

using namespace badrdp;
using namespace badrdp::link;
using namespace std::chrono_literals;
using fault::Fault;
using test::Pair;
using wire::Step;

namespace {

std::vector<Fault> drips(Step step) {
    auto out = fault::at(step, fault::Drip{.bytes = 1, .every = 1s});
    out.text = "one byte a second";
    return {out};
}

// How long the waiting end, whose steps take 10 s (a client's) or 60 s (a host's), held on to the other.
TimePoint::duration held(Pair& pair) {
    pair.play(3600s);
    for (const auto& note : pair.notes)
        if (note.kind == NoteKind::end) return note.at - pair.start;
    return TimePoint::duration::max();
}

std::string ends(const Pair& pair) {
    std::string all;
    for (const auto& note : pair.notes)
        if (note.kind == NoteKind::end) all += note.text + "; ";
    return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_byte_a_second_buys_a_host_no_more_than_a_step) {
    Pair confirm(drips(Step::x224_confirm));
    BOOST_TEST((held(confirm) == 10s));
    BOOST_TEST(ends(confirm).starts_with("this step was not done within 10 s"), ends(confirm));
    BOOST_TEST((confirm.client().ending()->kind == Ending::Kind::timeout));

    Pair flight(drips(Step::server_flight));  // inside a record of TLS
    BOOST_TEST((held(flight) == 10s));
    BOOST_TEST((flight.client().ending()->kind == Ending::Kind::timeout));
}

BOOST_AUTO_TEST_CASE(a_byte_a_second_buys_a_client_no_more_than_a_step) {
    for (const auto step : {Step::client_hello, Step::mcs_connect_initial}) {
        Pair pair({}, {}, {.requests = peer::Protocols::ssl}, drips(step));
        BOOST_TEST((held(pair) >= 60s && held(pair) < 61s));
        BOOST_TEST((pair.server().ending()->kind == Ending::Kind::timeout));
    }
}

BOOST_AUTO_TEST_CASE(many_slow_steps_are_not_a_connection_that_lasts) {
    std::vector<Fault> slow;
    for (const auto step :
         {Step::x224_confirm, Step::server_flight, Step::mcs_connect_response, Step::attach_user_confirm,
          Step::channel_join_confirm, Step::license, Step::demand_active, Step::server_synchronize}) {
        slow.push_back(fault::at(step, fault::Delay{9s}));
        slow.back().text = "slow";
    }
    Pair pair(slow);
    BOOST_TEST((held(pair) == 50s));
    BOOST_TEST(ends(pair).starts_with("no session was up within 50 s"), ends(pair));
}

BOOST_AUTO_TEST_CASE(who_falls_silent_is_told_as_silent) {
    auto silent = fault::at(Step::x224_confirm, fault::Silence{});
    silent.text = "silence";
    Pair pair({silent});
    BOOST_TEST((held(pair) == 10s));
    BOOST_TEST(ends(pair).starts_with("nothing came for 10 s"), ends(pair));
}

BOOST_AUTO_TEST_CASE(what_this_end_itself_pauses_is_not_taken_from_the_other) {
    Patience patience(10s);
    const TimePoint start{};
    patience.begin(start);
    patience.paused(start, start + 300s);
    BOOST_TEST((patience.ends() == start + 310s));
    patience.stepped(start + 300s);
    BOOST_TEST((patience.ends() == start + 310s));
}

BOOST_AUTO_TEST_CASE(a_session_that_is_up_is_held_by_what_comes) {
    Patience patience(10s);
    const TimePoint start{};
    patience.begin(start);
    patience.active(start + 3s);
    BOOST_TEST((patience.ends() == start + 3s + 24h));
    patience.heard(start + 5h);
    BOOST_TEST((patience.ends() == start + 29h));
}

BOOST_AUTO_TEST_SUITE_END()

#include "sim/link/session.h"

#include <boost/test/unit_test.hpp>

#include "tests/sim/link/pair.h"

using namespace badrdp;
using namespace badrdp::link;
using namespace std::chrono_literals;
using fault::Moment;
using peer::protocol::ssl;
using test::Pair;
using wire::Step;

namespace {

std::vector<fault::Fault> one(fault::Deed deed) { return {{std::move(deed), 0, "it"}}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(link_session)

struct Row {
    const char* name;
    fault::Deed deed;
    Step deepest_not_seen;  // the fault keeps the two from this step
    Ending::Kind client_ending;
    std::string closed;           // how it began to end
    std::chrono::seconds within;  // of the virtual clock
};

const std::vector<Row> kRows{
    {"reset on accept", fault::Reset{Step::tcp_accept}, Step::x224_confirm, Ending::Kind::reset, "server rst",
     1s},
    {"silent from the start", fault::Silence{Step::tcp_accept}, Step::x224_confirm, Ending::Kind::timeout,
     "client close", 11s},
    {"reset when the request came", fault::Reset{Step::x224_request}, Step::x224_confirm, Ending::Kind::reset,
     "server rst", 1s},
    {"closed instead of the Confirm", fault::Close{Step::x224_confirm}, Step::client_hello,
     Ending::Kind::closed, "server close", 1s},
    {"reset behind the Confirm", fault::Reset{Step::x224_confirm, Moment::after}, Step::server_flight,
     Ending::Kind::reset, "server rst", 1s},
    {"silent when the ClientHello came", fault::Silence{Step::client_hello}, Step::server_flight,
     Ending::Kind::timeout, "client close", 11s},
    {"an alert instead of the flight", fault::Alert{Step::server_flight, 2, 40}, Step::tls_finished,
     Ending::Kind::tls, "server close", 1s},
    {"the flight breaks off", fault::Swallow{Step::server_flight, 500}, Step::tls_finished,
     Ending::Kind::timeout, "client close", 11s},
    {"half-closed when the ClientHello came", fault::HalfClose{Step::client_hello}, Step::server_flight,
     Ending::Kind::closed, "server fin", 1s},
    {"reset when TLS is up", fault::Reset{Step::tls_finished}, Step::mcs_connect_response,
     Ending::Kind::reset, "server rst", 1s},
    {"reset when MCS has begun", fault::Reset{Step::mcs_connect_initial}, Step::mcs_connect_response,
     Ending::Kind::reset, "server rst", 1s},
    {"HTTP instead of the Confirm", fault::Replace{Step::x224_confirm, {'H', 'T', 'T', 'P', '/', '1'}},
     Step::client_hello, Ending::Kind::protocol, "client fin", 1s},
    {"a bad length in the Confirm", fault::SetField{Step::x224_confirm, "tpkt.length", 3}, Step::client_hello,
     Ending::Kind::protocol, "client fin", 1s},
    {"the Confirm cut short", fault::Truncate{Step::x224_confirm, 7}, Step::client_hello,
     Ending::Kind::timeout, "client close", 11s},
    {"a type that no handshake has", fault::SetField{Step::server_flight, "handshake.type", 77},
     Step::tls_finished, Ending::Kind::tls, "server fin", 1s},
};

BOOST_AUTO_TEST_CASE(a_fault_bites_once_and_stops_the_two_where_it_should) {
    for (const auto& row : kRows) {
        BOOST_TEST_CONTEXT(row.name) {
            Pair pair(one(row.deed));
            pair.play();
            BOOST_TEST(pair.bites() == 1u);
            BOOST_TEST_REQUIRE(pair.client().ending().has_value());
            BOOST_TEST((pair.client().ending()->kind == row.client_ending), pair.client().ending()->why);
            BOOST_TEST(pair.closed.starts_with(row.closed), pair.closed);
            bool beyond = false;
            for (const auto& note : pair.notes)
                beyond = beyond || (note.kind == NoteKind::step && note.step >= row.deepest_not_seen &&
                                    note.from == wire::sender(note.step) && note.step != step_of(row.deed));
            BOOST_TEST(!beyond);
            const auto last = std::ranges::max(pair.notes, {}, &Note::at).at - pair.start;
            BOOST_TEST((last <= row.within + 60s));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_good_client_survives_what_is_only_slow_or_cut) {
    const std::vector<fault::Deed> harmless{
        fault::Split{Step::x224_confirm, 4, 200ms}, fault::Drip{Step::x224_confirm, 1, 50ms},
        fault::Delay{Step::x224_confirm, 3000ms},   fault::Split{Step::server_flight, 5, 200ms},
        fault::Drip{Step::server_flight, 8, 5ms},   fault::Delay{Step::client_hello, 3000ms},
        fault::Drip{Step::server_flight, 1, 1ms},   fault::Delay{Step::tls_finished, 2000ms}};
    for (const auto& deed : harmless) {
        Pair pair(one(deed));
        pair.play();
        BOOST_TEST(pair.bites() == 1u);
        BOOST_TEST(pair.saw(Step::mcs_connect_initial));
    }
}

BOOST_AUTO_TEST_CASE(a_drip_takes_as_long_as_its_pauses) {
    Pair pair(one(fault::Drip{Step::x224_confirm, 1, 50ms}));  // 19 bytes, 18 pauses
    pair.play();
    for (const auto& note : pair.notes)
        if (note.step == Step::client_hello)
            BOOST_TEST((note.at - pair.start >= 900ms && note.at - pair.start < 1s));
    BOOST_TEST(pair.saw(Step::client_hello));
}

BOOST_AUTO_TEST_CASE(a_fault_for_the_first_connection_spares_the_second) {
    std::vector<fault::Fault> faults{{fault::Reset{Step::x224_request}, 1, "it"}};
    fault::FaultInjector second(faults, 2);
    BOOST_TEST(second.arrive(Step::x224_request).answer);
}

BOOST_AUTO_TEST_CASE(what_is_not_tpkt_is_named_and_ends_the_conversation) {
    Pair pair(one(fault::Replace{Step::x224_confirm, wire::Bytes(40, 'x')}));
    pair.play();
    bool named = false;
    for (const auto& note : pair.notes)
        named = named || (note.kind == NoteKind::malformed && note.text.starts_with("tpkt.version: "));
    BOOST_TEST(named);
}

BOOST_AUTO_TEST_CASE(a_silent_client_is_not_kept_for_ever) {
    const auto minted = mint({}, "127.0.0.1", Clock::now());
    const TlsContext tls(host::Tls{}, minted);
    SessionOrder order;
    order.choices = peer::ServerChoices{};
    order.tls = &tls;
    Session server(std::move(order), [](const Note&) {});
    const TimePoint start{};
    server.connected(start);
    BOOST_TEST(!server.next(start).has_value());
    BOOST_TEST((*server.wake() == start + 60s));
    server.tick(start + 59s);
    BOOST_TEST(!server.ending().has_value());
    server.tick(start + 60s);
    BOOST_TEST((server.ending()->kind == Ending::Kind::timeout));
    BOOST_TEST(std::holds_alternative<fault::piece::Close>(*server.next(start + 60s)));
}

BOOST_AUTO_TEST_CASE(nothing_that_a_peer_sends_is_kept_beyond_its_bound) {
    const auto minted = mint({}, "127.0.0.1", Clock::now());
    const TlsContext tls(host::Tls{}, minted);
    SessionOrder order;
    order.choices = peer::ServerChoices{};
    order.tls = &tls;
    Session server(std::move(order), [](const Note&) {});
    const TimePoint start{};
    server.connected(start);
    // 65535 is promised, and comes a byte at a time without end: the sixty-fifth KiB is too much.
    server.receive(wire::Bytes{3, 0, 0xff, 0xff}, start);
    const wire::Bytes chunk(1024, 0);
    for (int i = 0; i < 70 && !server.ending(); ++i) server.receive(chunk, start);
    BOOST_TEST(server.ending().has_value());
}

BOOST_AUTO_TEST_SUITE_END()

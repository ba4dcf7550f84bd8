#include "sim/link/session.h"

#include <boost/test/unit_test.hpp>

#include "tests/sim/link/pair.h"

BOOST_AUTO_TEST_SUITE(link_session)

using namespace badrdp;
using namespace badrdp::link;
using namespace std::chrono_literals;
using fault::Moment;
using peer::Protocols::ssl;
using test::Pair;
using wire::Step;

namespace {

std::vector<fault::Fault> one(fault::Fault fault) {
    fault.text = "it";
    return {std::move(fault)};
}

}  // namespace

struct Row {
    const char* name;
    fault::Fault fault;
    Step deepest_not_seen;  // the fault keeps the two from this step
    Ending::Kind client_ending;
    std::string closed;           // how it began to end
    std::chrono::seconds within;  // of the virtual clock
};

const std::vector<Row> kRows{
    {"reset on accept", at(Step::tcp_accept, fault::Reset{}), Step::x224_confirm, Ending::Kind::reset,
     "server rst", 1s},
    {"silent from the start", at(Step::tcp_accept, fault::Silence{}), Step::x224_confirm,
     Ending::Kind::timeout, "client close", 11s},
    {"reset when the request came", at(Step::x224_request, fault::Reset{}), Step::x224_confirm,
     Ending::Kind::reset, "server rst", 1s},
    {"closed instead of the Confirm", at(Step::x224_confirm, fault::Close{}), Step::client_hello,
     Ending::Kind::closed, "server close", 1s},
    {"reset behind the Confirm", at(Step::x224_confirm, fault::Reset{Moment::after}), Step::server_flight,
     Ending::Kind::reset, "server rst", 1s},
    {"silent when the ClientHello came", at(Step::client_hello, fault::Silence{}), Step::server_flight,
     Ending::Kind::timeout, "client close", 11s},
    {"an alert instead of the flight", at(Step::server_flight, fault::Alert{2, 40}), Step::tls_finished,
     Ending::Kind::tls, "server close", 1s},
    {"the flight breaks off", at(Step::server_flight, fault::Swallow{500}), Step::tls_finished,
     Ending::Kind::timeout, "client close", 11s},
    {"half-closed when the ClientHello came", at(Step::client_hello, fault::HalfClose{}), Step::server_flight,
     Ending::Kind::closed, "server fin", 1s},
    {"reset when TLS is up", at(Step::tls_finished, fault::Reset{}), Step::mcs_connect_response,
     Ending::Kind::reset, "server rst", 1s},
    {"reset when MCS has begun", at(Step::mcs_connect_initial, fault::Reset{}), Step::mcs_connect_response,
     Ending::Kind::reset, "server rst", 1s},
    {"HTTP instead of the Confirm",
     at(Step::x224_confirm, fault::Replace{fault::hex_payload({'H', 'T', 'T', 'P', '/', '1'})}),
     Step::client_hello, Ending::Kind::protocol, "client fin", 1s},
    {"a bad length in the Confirm", at(Step::x224_confirm, fault::SetField{"tpkt.length", 3}),
     Step::client_hello, Ending::Kind::protocol, "client fin", 1s},
    {"the Confirm cut short", at(Step::x224_confirm, fault::Truncate{7}), Step::client_hello,
     Ending::Kind::timeout, "client close", 11s},
    {"a type that no handshake has", at(Step::server_flight, fault::SetField{"handshake.type", 77}),
     Step::tls_finished, Ending::Kind::tls, "server fin", 1s},
};

BOOST_AUTO_TEST_CASE(a_fault_bites_once_and_stops_the_two_where_it_should) {
    for (const auto& row : kRows) {
        BOOST_TEST_CONTEXT(row.name) {
            Pair pair(one(row.fault));
            pair.play();
            BOOST_TEST(pair.bites() == 1u);
            BOOST_TEST_REQUIRE(pair.client().ending().has_value());
            BOOST_TEST((pair.client().ending()->kind == row.client_ending), pair.client().ending()->why);
            BOOST_TEST(pair.closed.starts_with(row.closed), pair.closed);
            bool beyond = false;
            for (const auto& note : pair.notes)
                beyond = beyond || (note.kind == NoteKind::step && note.step >= row.deepest_not_seen &&
                                    note.from == wire::sender(note.step) && note.step != row.fault.step);
            BOOST_TEST(!beyond);
            const auto last = std::ranges::max(pair.notes, {}, &Note::at).at - pair.start;
            BOOST_TEST((last <= row.within + 60s));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_good_client_survives_what_is_only_slow_or_cut) {
    const std::vector<fault::Fault> harmless{
        at(Step::x224_confirm, fault::Split{4, 200ms}), at(Step::x224_confirm, fault::Drip{1, 50ms}),
        at(Step::x224_confirm, fault::Delay{3000ms}),   at(Step::server_flight, fault::Split{5, 200ms}),
        at(Step::server_flight, fault::Drip{8, 5ms}),   at(Step::client_hello, fault::Delay{3000ms}),
        at(Step::server_flight, fault::Drip{1, 1ms}),   at(Step::tls_finished, fault::Delay{2000ms})};
    for (const auto& deed : harmless) {
        Pair pair(one(deed));
        pair.play();
        BOOST_TEST(pair.bites() == 1u);
        BOOST_TEST(pair.saw(Step::mcs_connect_initial));
    }
}

// RFC 5246 7.2.2: behind a warning one may go on; a host can be told not to.
BOOST_AUTO_TEST_CASE(a_warning_ends_nothing_unless_the_host_closes_behind_it) {
    constexpr std::uint8_t warning = 1, unrecognized_name = 112;
    for (const bool closes : {false, true}) {
        Pair pair(one(at(Step::client_hello, fault::Alert{warning, unrecognized_name})),
                  {.closes_behind_alert = closes});
        pair.play();
        BOOST_TEST(pair.bites() == 1u);
        BOOST_TEST(pair.saw(Step::mcs_connect_initial) != closes);
        if (closes) BOOST_TEST(pair.closed.starts_with("server"), pair.closed);
    }
}

// user_canceled is the one warning that TLS 1.3 passes over [RFC 8446 6.1]: what ends an honest host's
// conversation is what comes behind it.
BOOST_AUTO_TEST_CASE(a_host_that_closes_behind_alerts_names_the_one_that_it_heard) {
    constexpr std::uint8_t warning = 1, user_canceled = 90;
    for (const bool closes : {false, true}) {
        Pair pair({}, {.closes_behind_alert = closes}, {.requests = ssl},
                  one(at(Step::mcs_connect_initial, fault::Alert{warning, user_canceled})));
        pair.play();
        BOOST_TEST_REQUIRE(pair.server().ending().has_value());
        BOOST_TEST(pair.server().ending()->why == (closes ? "warning alert 90 (user_canceled) received"
                                                          : "the other end closed the connection"));
    }
}

BOOST_AUTO_TEST_CASE(a_drip_takes_as_long_as_its_pauses) {
    Pair pair(one(at(Step::x224_confirm, fault::Drip{1, 50ms})));  // 19 bytes, 18 pauses
    pair.play();
    for (const auto& note : pair.notes)
        if (note.step == Step::client_hello)
            BOOST_TEST((note.at - pair.start >= 900ms && note.at - pair.start < 1s));
    BOOST_TEST(pair.saw(Step::client_hello));
}

BOOST_AUTO_TEST_CASE(a_fault_for_the_first_connection_spares_the_second) {
    std::vector<fault::Fault> faults{{Step::x224_request, fault::Reset{}, 1, "it"}};
    fault::FaultInjector second(faults, 2);
    BOOST_TEST(second.arrive(Step::x224_request).answer);
}

BOOST_AUTO_TEST_CASE(what_is_not_tpkt_is_named_and_ends_the_conversation) {
    Pair pair(one(at(Step::x224_confirm, fault::Replace{fault::hex_payload(wire::Bytes(40, 'x'))})));
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

#include "harness/play/net/own_record.h"

#include <boost/test/unit_test.hpp>

#include "capture/timeline.h"
#include "sim/path/frame.h"

BOOST_AUTO_TEST_SUITE(play_own_record)

using namespace badrdp;
using namespace badrdp::harness;
using What = link::SocketEvent::What;
using wire::Role;

namespace {

constexpr std::uint16_t kPort = 20'001;

// TPKT and X.224 Connection Request with rdpNegReq, requestedProtocols 0x3 [MS-RDPBCGR 4.1.1, without
// cookie].
const wire::Bytes kRequest{0x03, 0x00, 0x00, 0x13, 0x0e, 0xe0, 0x00, 0x00, 0x00, 0x00,
                           0x00, 0x01, 0x00, 0x08, 0x00, 0x03, 0x00, 0x00, 0x00};

link::SocketEvent event(What what, Role from, wire::BytesView bytes = {}, unsigned connection = 1) {
    return {.at = link::TimePoint{} + std::chrono::seconds(10),
            .connection = connection,
            .peer_port = 40'000,
            .what = what,
            .from = from,
            .bytes = bytes};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_reader_of_captures_finds_in_it_what_the_host_knew) {
    OwnRecord record(kPort);
    for (unsigned connection = 1; connection <= 2; ++connection) {  // of a client that takes its port again
        record.take(event(What::opened, Role::client, {}, connection));
        record.take(event(What::data, Role::client, kRequest, connection));
        record.take(event(What::fin, Role::client, {}, connection));
        record.take(event(What::rst, Role::server, {}, connection));
    }
    const auto timeline = capture::read_timeline(record.packets(), kPort);
    BOOST_REQUIRE_EQUAL(timeline.connections.size(), 2u);
    for (const auto& one : timeline.connections) {
        BOOST_TEST(one.client_port == 40'000);
        BOOST_TEST(one.accepted);
        BOOST_TEST(one.rdp_request);
        BOOST_TEST((one.requested_protocols.value() == wire::Protocols{3}));
        BOOST_TEST((one.how == capture::EndHow::fin && one.ended_by == Role::client));
        BOOST_TEST(one.bytes_from_client == kRequest.size());
        BOOST_TEST(one.gaps + one.retransmissions == 0u);
        BOOST_TEST((one.began == std::chrono::seconds(10)));
    }
}

BOOST_AUTO_TEST_CASE(what_no_packet_holds_is_several_and_whole) {
    OwnRecord record(kPort);
    record.take(event(What::opened, Role::client));
    const wire::Bytes much(200'000, 0x41);
    record.take(event(What::data, Role::server, much));
    BOOST_TEST(record.packets().size() == 3u + 4u);
    BOOST_TEST(capture::read_timeline(record.packets(), kPort).connections.at(0).bytes_from_server ==
               much.size());
}

BOOST_AUTO_TEST_CASE(what_is_past_its_limits_is_counted) {
    OwnRecord record(kPort, {.packets = 4, .bytes = 1000});
    record.take(event(What::opened, Role::client));
    record.take(event(What::data, Role::client, kRequest));
    BOOST_TEST(record.lost() == 0u);
    record.take(event(What::fin, Role::client));
    BOOST_TEST(record.lost() == 1u);
    BOOST_TEST(record.packets().size() == 4u);
}

BOOST_AUTO_TEST_SUITE_END()

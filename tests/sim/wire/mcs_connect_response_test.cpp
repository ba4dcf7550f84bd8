#include "sim/wire/mcs_connect_response.h"

#include <boost/test/unit_test.hpp>

#include "sim/wire/server_certificate.h"
#include "tests/golden.h"
#include "tests/sim/wire/mirror.h"

using namespace badrdp::wire;
using namespace badrdp::test;

BOOST_AUTO_TEST_SUITE(mcs_connect_response)

BOOST_AUTO_TEST_CASE(what_servers_send_comes_back_byte_for_byte) {
    for (const auto& name : golden_names("mcs-connect-response-")) {
        BOOST_TEST_CONTEXT(name) { check_packet<McsConnectResponse>(golden(name)); }
    }
}

// The annotated dump of MS-RDPBCGR 4.1.4.
BOOST_AUTO_TEST_CASE(reads_the_worked_example) {
    const auto pdu = check_packet<McsConnectResponse>(golden("mcs-connect-response-spec"));
    BOOST_TEST(pdu.result == McsConnectResponse::kSuccessful);
    BOOST_REQUIRE(pdu.details);
    BOOST_TEST((pdu.details->domain_parameters == McsConnectResponse::Details{}.domain_parameters));
    const auto& conference = pdu.details->conference;
    BOOST_TEST(conference.connect_pdu_length.value == 0x2a);
    BOOST_TEST(conference.node_id == 31219);
    BOOST_TEST(conference.result == 0);
    const auto& data = conference.server_data;
    BOOST_TEST(data.blocks.size() == 3u);
    BOOST_TEST(data.find<ServerCoreData>()->version == 0x00080004u);
    BOOST_TEST(data.find<ServerCoreData>()->client_requested_protocols.value() == 0u);
    BOOST_TEST(data.find<ServerNetworkData>()->mcs_channel_id == 1003);
    BOOST_TEST((data.find<ServerNetworkData>()->channel_ids == std::vector<std::uint16_t>{1004, 1005, 1006}));
    const auto* security = data.find<ServerSecurityData>();
    BOOST_REQUIRE(security);
    BOOST_TEST(security->encryption_method == 2u);
    BOOST_TEST(security->encryption_level == 2u);
    BOOST_REQUIRE(security->keys);
    BOOST_TEST(security->keys->server_random.size() == 32u);
    BOOST_TEST(security->keys->server_certificate.size() == 0xb8u);
}

// What Windows writes, which rdesktop relies on: the 21 bytes that it skips end where the key begins.
BOOST_AUTO_TEST_CASE(the_outer_length_is_one_byte_whatever_follows) {
    McsConnectResponse response;
    response.details->conference.server_data.add(UnknownBlock{.type = 0x0cff, .contents = Bytes(2000, 0)});
    Writer out;
    response.details->conference.write(out);
    const auto expected = from_hex("00 05 00 14 7c 00 01 2a 14 76 0a 01 01 00 01 c0 00 4d 63 44 6e");
    BOOST_TEST(Bytes(out.bytes.begin(), out.bytes.begin() + 21) == expected);
    BOOST_TEST((check_packet<McsConnectResponse>(to_packet(response).bytes) == response));
}

BOOST_AUTO_TEST_CASE(another_outer_length_is_ignored_and_kept) {
    for (const char* hex : {"00", "7f", "81 15", "ff ff"}) {
        BOOST_TEST_CONTEXT(hex) {
            Writer out;
            ConferenceCreateResponse{}.write(out);
            auto bytes = out.bytes;
            const auto length = from_hex(hex);
            bytes.erase(bytes.begin() + 7);
            bytes.insert(bytes.begin() + 7, length.begin(), length.end());
            check_part<ConferenceCreateResponse>(bytes);
        }
    }
}

// MS-RDPBCGR 3.3.5.3.3.1: only a result, rt-unspecified-failure.
BOOST_AUTO_TEST_CASE(a_refusal_is_a_result_and_nothing_else) {
    const auto bytes = from_hex("03 00 00 0d 02 f0 80 7f 66 03 0a 01 0e");
    BOOST_TEST(to_packet(mcs_refusal()).bytes == bytes);
    const auto pdu = check_packet<McsConnectResponse>(bytes);
    BOOST_TEST(pdu.result == McsConnectResponse::kUnspecifiedFailure);
    BOOST_TEST(!pdu.details);
}

BOOST_AUTO_TEST_CASE(security_data_stay_last) {
    ServerData data;
    data.add(ServerMessageChannelData{.mcs_channel_id = 1008});
    data.add(ServerMultitransportData{.flags = 0x301});
    BOOST_TEST(data.blocks.size() == 5u);
    BOOST_TEST(std::holds_alternative<ServerSecurityData>(data.blocks.back()));
    BOOST_TEST(data.find<ServerMessageChannelData>()->mcs_channel_id == 1008);
}

BOOST_AUTO_TEST_SUITE_END()

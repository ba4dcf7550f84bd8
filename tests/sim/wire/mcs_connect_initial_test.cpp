#include "sim/wire/mcs_connect_initial.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"
#include "tests/sim/wire/mirror.h"

using namespace badrdp::wire;
using namespace badrdp::test;

BOOST_AUTO_TEST_SUITE(mcs_connect_initial)

BOOST_AUTO_TEST_CASE(what_clients_send_comes_back_byte_for_byte) {
    for (const auto& name : golden_names("mcs-connect-initial-")) {
        BOOST_TEST_CONTEXT(name) { check_packet<McsConnectInitial>(golden(name)); }
    }
}

// The annotated dump of MS-RDPBCGR 4.1.3.
BOOST_AUTO_TEST_CASE(reads_the_worked_example) {
    const auto pdu = check_packet<McsConnectInitial>(golden("mcs-connect-initial-spec"));
    const McsConnectInitial ours;
    BOOST_TEST((pdu.target_parameters == ours.target_parameters));
    BOOST_TEST((pdu.minimum_parameters == ours.minimum_parameters));
    BOOST_TEST((pdu.maximum_parameters == ours.maximum_parameters));
    BOOST_TEST(pdu.upward_flag == 0xff);
    BOOST_TEST(pdu.conference.conference_name == "1");
    const auto& data = pdu.conference.client_data;
    BOOST_TEST(data.blocks.size() == 4u);
    const auto* core = data.find<ClientCoreData>();
    BOOST_REQUIRE(core);
    BOOST_TEST(core->desktop_width == 1280);
    BOOST_TEST(core->desktop_height == 1024);
    BOOST_TEST(core->client_build == 3790u);
    BOOST_TEST(ascii_of(core->client_name) == "ELTONS-DEV2");
    BOOST_TEST(ascii_of(core->client_dig_product_id.value()) == "69712-783-0357974-42714");
    BOOST_TEST(core->server_selected_protocol.value() == 0u);
    BOOST_TEST(!core->desktop_physical_width);
    BOOST_TEST(data.find<ClientClusterData>()->flags == 0x0du);
    BOOST_TEST(data.find<ClientSecurityData>()->encryption_methods == 0x1bu);
    const auto* network = data.find<ClientNetworkData>();
    BOOST_REQUIRE(network);
    BOOST_REQUIRE(network->channels.size() == 3u);
    BOOST_TEST((network->channels[1] == channel_def("cliprdr", 0xc0a00000)));
    BOOST_TEST(!data.find<ClientMonitorData>());
}

BOOST_AUTO_TEST_SUITE_END()

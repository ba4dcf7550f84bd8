#include "sim/wire/mcs/mcs_connect_initial.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"
#include "tests/sim/wire/mcs/ascii.h"
#include "tests/sim/wire/mirror.h"

BOOST_AUTO_TEST_SUITE(mcs_connect_initial)

using namespace badrdp::wire;
using namespace badrdp::test;

namespace {

// The example with these bytes in the place of as many others; lengths are left as they are.
Bytes with(std::size_t at, const char* hex) {
    auto packet = golden("mcs-connect-initial-spec");
    std::ranges::copy(from_hex(hex), packet.begin() + static_cast<std::ptrdiff_t>(at));
    return packet;
}

Bytes data_packet(const char* pdu_hex) {
    auto bytes = joined({from_hex("03 00 00 00 02 f0 80"), from_hex(pdu_hex)});
    bytes[3] = static_cast<std::uint8_t>(bytes.size());
    return bytes;
}

}  // namespace

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
    BOOST_TEST((core->server_selected_protocol.value() == Protocols{0}));
    BOOST_TEST(!core->desktop_physical_width);
    BOOST_TEST(data.find<ClientClusterData>()->flags == 0x0du);
    BOOST_TEST((data.find<ClientSecurityData>()->encryption_methods == EncryptionMethod{0x1b}));
    const auto* network = data.find<ClientNetworkData>();
    BOOST_REQUIRE(network);
    BOOST_REQUIRE(network->channels.size() == 3u);
    BOOST_TEST((network->channels[1] == channel_def("cliprdr", 0xc0a00000)));
    BOOST_TEST(!data.find<ClientMonitorData>());
}

// What tshark 4.0.17 shows for the same bytes.
BOOST_AUTO_TEST_CASE(reads_what_real_clients_say_of_themselves) {
    const auto xfreerdp = check_packet<McsConnectInitial>(golden("mcs-connect-initial-xfreerdp-tls"));
    BOOST_TEST(xfreerdp.minimum_parameters.max_mcs_pdu_size.value == 1056u);
    BOOST_TEST(xfreerdp.maximum_parameters.max_user_ids.value == 64535u);
    const auto* core = xfreerdp.conference.client_data.find<ClientCoreData>();
    BOOST_REQUIRE(core);
    BOOST_TEST(core->version == 0x0008000cu);
    BOOST_TEST(core->desktop_width == 800);
    BOOST_TEST(core->client_build == 18363u);
    BOOST_TEST(ascii_of(core->client_name) == "badrdp-test");
    BOOST_TEST(core->supported_color_depths.value() == 15);
    BOOST_TEST(core->early_capability_flags.value() == 1507);
    BOOST_TEST(core->connection_type.value() == 7);
    BOOST_TEST((core->server_selected_protocol.value() == Protocols{1}));
    BOOST_TEST((xfreerdp.conference.client_data.find<ClientNetworkData>()->channels[1] ==
                channel_def("rdpsnd", 0xc0000000)));
    BOOST_TEST(xfreerdp.conference.client_data.find<ClientMessageChannelData>()->flags == 0u);

    const auto rdesktop = check_packet<McsConnectInitial>(golden("mcs-connect-initial-rdesktop-tls"));
    const auto& data = rdesktop.conference.client_data;
    BOOST_TEST(data.find<ClientCoreData>()->client_build == 2600u);
    BOOST_TEST(data.find<ClientCoreData>()->supported_color_depths.value() == 11);
    BOOST_TEST(!data.find<ClientCoreData>()->desktop_physical_width);
    BOOST_TEST((data.find<ClientSecurityData>()->encryption_methods == EncryptionMethod{0}));
    // Its options are big endian, which no server minds.
    BOOST_TEST((data.find<ClientNetworkData>()->channels.at(0) == channel_def("cliprdr", 0x0000a0c0)));
}

BOOST_AUTO_TEST_CASE(our_own_comes_back_as_the_same_value) {
    McsConnectInitial initial;
    BOOST_TEST((check_packet<McsConnectInitial>(to_packet(initial).bytes) == initial));
    initial.form = BerForm::four;
    initial.user_data_form = BerForm::three;
    initial.calling_domain_selector.clear();
    initial.upward_flag = 1;
    initial.target_parameters.max_user_ids = {.value = 7, .width = 4};
    initial.target_parameters.form = BerForm::two;
    initial.conference.conference_name = "12345";
    initial.conference.client_data.blocks.emplace_back(
        ClientNetworkData{.channels = std::vector<ChannelDef>(31, channel_def("cliprdr", 1))});
    BOOST_TEST((check_packet<McsConnectInitial>(to_packet(initial).bytes) == initial));
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_any_layer) {
    const struct {
        const char* name;
        std::size_t at;
        const char* hex;
        const char* error;
    } cases[] = {
        {"TPKT one short", 3, "9f", "tpkt.length: is not the size of the packet (byte 2)"},
        {"a response", 8, "66", "mcs.tag: not the type that comes here (byte 7)"},
        {"indefinite", 9, "80", "mcs.lengthForm: an indefinite length (byte 9)"},
        {"five bytes of length", 9, "85", "mcs.lengthForm: a length of more than 4 bytes (byte 9)"},
        {"MCS one short", 10, "0193", "mcs.userData.length: counts more than there is (byte 107)"},
        {"MCS one long", 10, "0195", "mcs.length: counts more than there is (byte 10)"},
        {"MCS of 4 GiB", 9, "84 ffff ffff", "mcs.length: counts more than there is (byte 10)"},
        {"selector of another type", 12, "05",
         "mcs.callingDomainSelector.tag: not the type that comes here (byte 12)"},
        {"selector of 127", 13, "7f",
         "mcs.calledDomainSelector.tag: not the type that comes here (byte 141)"},
        {"selector with a long length", 16, "84", "mcs.calledDomainSelector.length: above 127 (byte 16)"},
        {"flag of no bytes", 19, "00", "mcs.upwardFlag.length: not 1 (byte 19)"},
        {"parameters of 127", 22, "7f", "mcs.targetParameters.length: counts more than its parts (byte 22)"},
        {"parameters of none", 22, "00", "mcs.targetParameters.maxChannelIds.tag: missing (byte 23)"},
        {"parameter of another type", 26, "0a",
         "mcs.targetParameters.maxUserIds.tag: not the type that comes here (byte 26)"},
        {"parameter of no bytes", 27, "00", "mcs.targetParameters.maxUserIds.length: not 1 to 4 (byte 27)"},
        {"parameter of 5 bytes", 27, "05", "mcs.targetParameters.maxUserIds.length: not 1 to 4 (byte 27)"},
        {"parameter that is too wide", 46, "04", "mcs.targetParameters.protocolVersion: missing (byte 47)"},
        {"user data of another type", 105, "30", "mcs.userData.tag: not the type that comes here (byte 105)"},
        {"user data one short", 107, "0132", "gcc.connectPDU.length: counts more than there is (byte 116)"},
        {"user data one long", 107, "0134", "mcs.userData.length: counts more than there is (byte 107)"},
        {"key that is none", 109, "01", "gcc.key.choice: not an OBJECT IDENTIFIER (byte 109)"},
        {"another standard", 114, "02", "gcc.t124Identifier: not that of T.124 (byte 111)"},
        {"identifier of 127", 110, "7f", "gcc.t124Identifier: not that of T.124 (byte 111)"},
        {"connectPDU one short", 116, "8129", "gcc.userData.length: counts more than there is (byte 130)"},
        {"connectPDU one long", 116, "812b", "gcc.connectPDU.length: counts more than there is (byte 116)"},
        {"connectPDU with high bits", 116, "c12a",
         "gcc.connectPDU.length: counts more than there is (byte 116)"},
        {"another GCC PDU", 118, "14", "gcc.choice: not a Conference Create Request (byte 118)"},
        {"other parts", 119, "18", "gcc.optionalParts: not user data alone (byte 119)"},
        {"name of 256 digits", 120, "ff", "gcc.conferenceName: not made of digits (byte 121)"},
        {"name of letters", 121, "a0", "gcc.conferenceName: not made of digits (byte 121)"},
        {"two sets", 123, "02", "gcc.userData.sets: not one set (byte 123)"},
        {"an object key", 124, "80", "gcc.userData.choice: not a value under an H.221 key (byte 124)"},
        {"a longer key", 125, "01", "gcc.h221Key: not Duca (byte 126)"},
        {"a server's key", 126, "4d63446e", "gcc.h221Key: not Duca (byte 126)"},
        {"blocks one short", 130, "811b",
         "clientNetworkData.header.length: counts more than there is (byte 374)"},
        {"blocks one long", 130, "811d", "gcc.userData.length: counts more than there is (byte 130)"},
        {"core of nothing", 134, "0000",
         "clientCoreData.header.length: shorter than its own header (byte 134)"},
        {"core of everything", 134, "ffff",
         "clientCoreData.header.length: counts more than there is (byte 134)"},
    };
    for (const auto& [name, at, hex, error] : cases) {
        BOOST_TEST_CONTEXT(name) { BOOST_TEST(packet_error_of<McsConnectInitial>(with(at, hex)) == error); }
    }
    BOOST_TEST(packet_error_of<McsConnectInitial>(data_packet("7f 65 00")) ==
               "mcs.callingDomainSelector.tag: missing (byte 10)");
    BOOST_TEST(packet_error_of<McsConnectInitial>(data_packet("7f 65 84 ffff ffff")) ==
               "mcs.length: counts more than there is (byte 10)");
}

BOOST_AUTO_TEST_CASE(every_truncation_is_malformed) {
    for (const auto& name : golden_names("mcs-connect-initial-"))
        check_truncations<McsConnectInitial>(golden(name));
}

BOOST_AUTO_TEST_SUITE_END()

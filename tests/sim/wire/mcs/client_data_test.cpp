#include "sim/wire/mcs/client_data.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"
#include "tests/sim/wire/mcs/ascii.h"
#include "tests/sim/wire/mirror.h"

BOOST_AUTO_TEST_SUITE(client_data)

using namespace badrdp::wire;
using namespace badrdp::test;

namespace {

// The blocks of the annotated dump of MS-RDPBCGR 4.1.3.
Bytes example() {
    const auto packet = golden("mcs-connect-initial-spec");
    return {packet.end() - 0x11c, packet.end()};
}

constexpr std::size_t kCoreSize = 0xd8;
constexpr std::size_t kShortestCore = 132;  // up to and including imeFileName

// The core data of the dump, cut to this size or stretched with zeros, followed by security data.
Bytes with_core_of(std::size_t size) {
    auto core = example();
    core.resize(kCoreSize);
    core.resize(size);
    core[2] = static_cast<std::uint8_t>(size);
    core[3] = static_cast<std::uint8_t>(size >> 8);
    return joined({core, from_hex("02c0 0c00 1b000000 00000000")});
}

Bytes with(const char* block_hex) { return joined({with_core_of(kCoreSize), from_hex(block_hex)}); }

std::string error_with(const char* block_hex) { return error_of<ClientData>(with(block_hex)); }

}  // namespace

BOOST_AUTO_TEST_CASE(blocks_come_back_in_their_order) {
    const auto data = check_part<ClientData>(example());
    BOOST_REQUIRE(data.blocks.size() == 4u);
    BOOST_TEST(std::holds_alternative<ClientCoreData>(data.blocks[0]));
    BOOST_TEST(std::holds_alternative<ClientClusterData>(data.blocks[1]));
    BOOST_TEST(std::holds_alternative<ClientSecurityData>(data.blocks[2]));
    BOOST_TEST(std::holds_alternative<ClientNetworkData>(data.blocks[3]));
}

// Sizes at which a field of the tail ends [MS-RDPBCGR 2.2.1.3.2], and one with bytes of a version to come.
BOOST_AUTO_TEST_CASE(core_data_may_end_before_any_field_of_its_tail) {
    for (const std::size_t size : {132u, 134u, 136u, 140u, 142u, 144u, 146u, 210u, 211u, 212u, 216u, 220u,
                                   224u, 226u, 230u, 234u, 240u}) {
        BOOST_TEST_CONTEXT(size << " bytes") { check_part<ClientData>(with_core_of(size)); }
    }
    const auto shortest = check_part<ClientData>(with_core_of(132));
    BOOST_TEST(!shortest.find<ClientCoreData>()->post_beta2_color_depth);
    const auto without_protocol = check_part<ClientData>(with_core_of(212));
    BOOST_TEST(without_protocol.find<ClientCoreData>()->pad1octet.has_value());
    BOOST_TEST(!without_protocol.find<ClientCoreData>()->server_selected_protocol);
    const auto longer = check_part<ClientData>(with_core_of(240));
    BOOST_TEST(longer.find<ClientCoreData>()->rest == Bytes(6, 0));
}

BOOST_AUTO_TEST_CASE(core_data_that_end_inside_a_field_are_malformed) {
    const struct {
        std::size_t size;
        const char* error;
    } cases[] = {
        {4, "clientCoreData.version: missing (byte 4)"},
        {131, "clientCoreData.imeFileName: missing (byte 68)"},
        {133, "clientCoreData.postBeta2ColorDepth: missing (byte 132)"},
        {135, "clientCoreData.clientProductId: missing (byte 134)"},
        {139, "clientCoreData.serialNumber: missing (byte 136)"},
        {141, "clientCoreData.highColorDepth: missing (byte 140)"},
        {143, "clientCoreData.supportedColorDepths: missing (byte 142)"},
        {145, "clientCoreData.earlyCapabilityFlags: missing (byte 144)"},
        {209, "clientCoreData.clientDigProductId: missing (byte 146)"},
        {215, "clientCoreData.serverSelectedProtocol: missing (byte 212)"},
        {219, "clientCoreData.desktopPhysicalWidth: missing (byte 216)"},
        {223, "clientCoreData.desktopPhysicalHeight: missing (byte 220)"},
        {225, "clientCoreData.desktopOrientation: missing (byte 224)"},
        {229, "clientCoreData.desktopScaleFactor: missing (byte 226)"},
        {233, "clientCoreData.deviceScaleFactor: missing (byte 230)"},
    };
    for (const auto& [size, error] : cases) BOOST_TEST(error_of<ClientData>(with_core_of(size)) == error);
}

// Every length of the block is told apart, and none reads past it.
BOOST_AUTO_TEST_CASE(core_data_of_any_size_are_read_or_refused) {
    for (std::size_t size = 4; size < 300; ++size) {
        const bool whole = error_of<ClientData>(with_core_of(size)) == "none";
        BOOST_TEST((!whole || size >= kShortestCore), size << " bytes");
    }
}

BOOST_AUTO_TEST_CASE(all_blocks_of_the_specification_come_back) {
    check_part<ClientData>(with("03c0 0800 00000000"));                            // no channel
    check_part<ClientData>(with("03c0 1400 01000000 7264706472000000 00008080"));  // rdpdr
    check_part<ClientData>(with("06c0 0800 00000000 0ac0 0800 05030000"));         // message, multitransport
    check_part<ClientData>(with("ffff 0400"));                                     // unknown and empty
    check_part<ClientData>(with("0cc0 0600 0000 ffff 0700 010203"));               // unused, unknown
    const auto data = check_part<ClientData>(
        with("05c0 3400 00000000 02000000 00000000 00000000 ff040000 ff030000 01000000"
             "00fbffff 00000000 ffffffff ff030000 00000000"
             "08c0 2400 00000000 14000000 01000000 e8030000 f4010000 5a000000 64000000 64000000"));
    const auto* monitors = data.find<ClientMonitorData>();
    BOOST_REQUIRE(monitors);
    BOOST_REQUIRE(monitors->monitors.size() == 2u);
    BOOST_TEST((monitors->monitors[1] == MonitorDef{.left = -1280, .right = -1, .bottom = 1023}));
    BOOST_TEST(data.find<ClientMonitorExtendedData>()->monitors.front().orientation == 90u);
}

BOOST_AUTO_TEST_CASE(thirty_one_channels_are_the_most) {
    const auto network = [](std::uint32_t said, std::size_t there) {
        Writer body;
        body.u32le("count", said);
        body.raw("channels", Bytes(12 * there, 'a'));
        Writer out;
        write_block(out, ClientNetworkData::kNames, ClientNetworkData::kType, body);
        return joined({with_core_of(kCoreSize), out.bytes});
    };
    check_part<ClientData>(network(31, 31));
    const auto more = "clientNetworkData.channelCount: more than 31 (byte 232)";
    BOOST_TEST(error_of<ClientData>(network(32, 32)) == more);
    BOOST_TEST(error_of<ClientData>(network(65535, 5000)) == more);
    BOOST_TEST(error_of<ClientData>(network(0xffffffff, 0)) == more);
    BOOST_TEST(error_of<ClientData>(network(3, 2)) == "channelDef.name: missing (byte 260)");
    BOOST_TEST(error_of<ClientData>(network(2, 3)) ==
               "clientNetworkData.header.length: counts more than its parts (byte 230)");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_a_block) {
    const struct {
        const char* hex;
        const char* error;
    } cases[] = {
        {"04", "unknownData.header.type: missing (byte 228)"},
        {"04c0", "clientClusterData.header.length: missing (byte 230)"},
        {"04c0 0000 00000000", "clientClusterData.header.length: shorter than its own header (byte 230)"},
        {"04c0 0300 00000000", "clientClusterData.header.length: shorter than its own header (byte 230)"},
        {"04c0 0d00 00000000 00000000",
         "clientClusterData.header.length: counts more than there is (byte 230)"},
        {"04c0 ffff 00000000 00000000",
         "clientClusterData.header.length: counts more than there is (byte 230)"},
        {"04c0 0b00 00000000 000000", "clientClusterData.RedirectedSessionID: missing (byte 236)"},
        {"04c0 0d00 00000000 00000000 00",
         "clientClusterData.header.length: counts more than its parts (byte 230)"},
        {"ffff 0300", "unknownData.header.length: shorter than its own header (byte 230)"},
        {"ffff ffff 00", "unknownData.header.length: counts more than there is (byte 230)"},
        {"02c0 0c00 00000000 00000000",
         "clientSecurityData.header.type: a second block of this type (byte 228)"},
        {"05c0 0c00 00000000 11000000", "clientMonitorData.monitorCount: more than 16 (byte 236)"},
        {"05c0 0c00 00000000 10000000", "monitorDef.left: missing (byte 240)"},
        {"08c0 1000 00000000 13000000 00000000",
         "clientMonitorExtendedData.monitorAttributeSize: not 20 (byte 236)"},
        {"08c0 1000 00000000 14000000 ffffffff",
         "clientMonitorExtendedData.monitorCount: more than 16 (byte 240)"},
        {"06c0 0400", "clientMessageChannelData.flags: missing (byte 232)"},
        {"0ac0 0900 00000000 00",
         "clientMultitransportChannelData.header.length: counts more than its parts (byte 230)"},
    };
    for (const auto& [hex, error] : cases) {
        BOOST_TEST_CONTEXT(hex) { BOOST_TEST(error_with(hex) == error); }
    }
}

BOOST_AUTO_TEST_CASE(core_and_security_data_must_be_there) {
    BOOST_TEST(error_of<ClientData>({}) == "clientCoreData.header.type: missing (byte 0)");
    BOOST_TEST(error_of<ClientData>(from_hex("02c0 0c00 1b000000 00000000")) ==
               "clientCoreData.header.type: missing (byte 12)");
    const auto core_alone = example();
    BOOST_TEST(error_of<ClientData>(BytesView(core_alone).first(kCoreSize)) ==
               "clientSecurityData.header.type: missing (byte 216)");
}

BOOST_AUTO_TEST_CASE(texts_are_cut_to_their_fields) {
    BOOST_TEST(ascii_of(fixed_text<32>("badrdp")) == "badrdp");
    BOOST_TEST(ascii_of(fixed_text<32>("exactly-15-long")) == "exactly-15-long");
    BOOST_TEST(ascii_of(fixed_text<32>("this-is-16-chars")) == "this-is-16-char");
    BOOST_TEST((channel_def("overlong", 0).name == channel_def("overlon", 0).name));
}

BOOST_AUTO_TEST_SUITE_END()

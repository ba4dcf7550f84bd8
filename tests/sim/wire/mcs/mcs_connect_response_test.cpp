#include "sim/wire/mcs/mcs_connect_response.h"

#include <boost/test/unit_test.hpp>

#include "sim/wire/security/server_certificate.h"
#include "tests/golden.h"
#include "tests/sim/wire/mirror.h"

BOOST_AUTO_TEST_SUITE(mcs_connect_response)

using namespace badrdp::wire;
using namespace badrdp::test;

namespace {

// The example with these bytes in the place of as many others; lengths are left as they are.
Bytes with(std::size_t at, const char* hex) {
    auto packet = golden("mcs-connect-response-spec");
    std::ranges::copy(from_hex(hex), packet.begin() + static_cast<std::ptrdiff_t>(at));
    return packet;
}

}  // namespace

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
    BOOST_TEST((data.find<ServerCoreData>()->client_requested_protocols.value() == Protocols{0}));
    BOOST_TEST(data.find<ServerNetworkData>()->mcs_channel_id == 1003);
    BOOST_TEST((data.find<ServerNetworkData>()->channel_ids == std::vector<std::uint16_t>{1004, 1005, 1006}));
    const auto* security = data.find<ServerSecurityData>();
    BOOST_REQUIRE(security);
    BOOST_TEST((security->encryption_method == EncryptionMethod{2}));
    BOOST_TEST((security->encryption_level == EncryptionLevel{2}));
    BOOST_REQUIRE(security->keys);
    BOOST_TEST(security->keys->server_random.size() == 32u);
    BOOST_TEST(security->keys->server_certificate.size() == 0xb8u);
}

// What tshark 4.0.17 shows for the same bytes.
BOOST_AUTO_TEST_CASE(reads_what_real_servers_say_of_themselves) {
    const auto xrdp = check_packet<McsConnectResponse>(golden("mcs-connect-response-xrdp-tls"));
    BOOST_TEST(xrdp.details->domain_parameters.max_channel_ids.value == 22u);
    BOOST_TEST(xrdp.details->domain_parameters.max_mcs_pdu_size.value == 65528u);
    BOOST_TEST(
        (xrdp.details->conference.server_data.find<ServerCoreData>()->client_requested_protocols.value() ==
         Protocols::ssl));
    BOOST_TEST(!xrdp.details->conference.server_data.find<ServerSecurityData>()->keys);

    const auto shadow = check_packet<McsConnectResponse>(golden("mcs-connect-response-shadow-rdp"));
    const auto& data = shadow.details->conference.server_data;
    BOOST_TEST(data.find<ServerCoreData>()->version == 0x0008000cu);
    BOOST_TEST(data.find<ServerCoreData>()->early_capability_flags.value() == 0u);
    BOOST_TEST(data.find<ServerNetworkData>()->channel_ids.back() == 1007);
    BOOST_TEST((data.find<ServerSecurityData>()->encryption_method == EncryptionMethod{2}));
    BOOST_TEST(data.find<ServerSecurityData>()->keys->server_random.front() == 0x87);
    BOOST_TEST(data.find<ServerMessageChannelData>()->mcs_channel_id == 1008);
    const auto certificate = data.find<ServerSecurityData>()->keys->server_certificate;
    BOOST_TEST(check_part<ProprietaryCertificate>(certificate).public_key.modulus.size() == 256u);
}

// What Windows writes, which rdesktop relies on: the 21 bytes that it skips end where the key begins.
BOOST_AUTO_TEST_CASE(the_outer_length_is_one_byte_whatever_follows) {
    McsConnectResponse response;
    response.details->conference.server_data.blocks.emplace_back(
        UnknownBlock{.type = 0x0cff, .contents = Bytes(2000, 0)});
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
    const McsConnectResponse refusal{.result = McsConnectResponse::kUnspecifiedFailure, .details = {}};
    BOOST_TEST(to_packet(refusal).bytes == bytes);
    const auto pdu = check_packet<McsConnectResponse>(bytes);
    BOOST_TEST(pdu.result == McsConnectResponse::kUnspecifiedFailure);
    BOOST_TEST(!pdu.details);
}

BOOST_AUTO_TEST_CASE(our_own_comes_back_as_the_same_value) {
    McsConnectResponse response;
    BOOST_TEST((check_packet<McsConnectResponse>(to_packet(response).bytes) == response));
    response.form = BerForm::three;
    response.details->called_connect_id = {.value = 70000};
    response.details->conference.tag = {.value = 1, .width = 2};
    response.details->conference.result = 0x10;
    response.details->conference.node_id = 65535;
    response.details->conference.user_data_form = PerForm::two_bytes;
    BOOST_TEST((check_packet<McsConnectResponse>(to_packet(response).bytes) == response));
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_any_layer) {
    const struct {
        const char* name;
        std::size_t at;
        const char* hex;
        const char* error;
    } cases[] = {
        {"TPKT one long", 3, "52", "tpkt.length: is not the size of the packet (byte 2)"},
        {"an initial", 8, "65", "mcs.tag: not the type that comes here (byte 7)"},
        {"indefinite", 9, "80", "mcs.lengthForm: an indefinite length (byte 9)"},
        {"MCS one short", 10, "0144", "mcs.userData.length: counts more than there is (byte 48)"},
        {"MCS one long", 10, "0146", "mcs.length: counts more than there is (byte 10)"},
        {"result of another type", 12, "02", "mcs.result.tag: not the type that comes here (byte 12)"},
        {"result of two bytes", 13, "02", "mcs.result.length: not 1 (byte 13)"},
        {"called id of another type", 15, "04",
         "mcs.calledConnectId.tag: not the type that comes here (byte 15)"},
        {"called id of none", 16, "00", "mcs.calledConnectId.length: not 1 to 4 (byte 16)"},
        {"called id of 255", 16, "ff", "mcs.calledConnectId.length: not 1 to 4 (byte 16)"},
        {"parameters one short", 19, "19", "mcs.domainParameters.protocolVersion: missing (byte 45)"},
        {"parameters one long", 19, "1b",
         "mcs.domainParameters.length: counts more than its parts (byte 19)"},
        {"user data one short", 48, "011e", "gcc.userData.length: counts more than there is (byte 71)"},
        {"user data one long", 48, "0120", "mcs.userData.length: counts more than there is (byte 48)"},
        {"a request", 58, "00", "gcc.choice: not a Conference Create Response with user data (byte 58)"},
        {"node out of range", 59, "fc17",
         "gcc.nodeID: above 65535 once counted from its lowest value (byte 59)"},
        {"tag of none", 61, "00", "gcc.tag.length: not 1 to 4 (byte 61)"},
        {"no set", 64, "00", "gcc.userData.sets: not one set (byte 64)"},
        {"a client's key", 67, "44756361", "gcc.h221Key: not McDn (byte 67)"},
        {"key in small letters", 67, "6d", "gcc.h221Key: not McDn (byte 67)"},
        {"blocks one short", 71, "8107",
         "serverSecurityData.header.length: counts more than there is (byte 103)"},
        {"blocks one long", 71, "8109", "gcc.userData.length: counts more than there is (byte 71)"},
        {"core of nothing", 75, "0000",
         "serverCoreData.header.length: shorter than its own header (byte 75)"},
        {"a second core", 85, "010c", "serverCoreData.header.type: a second block of this type (byte 85)"},
        {"random of 31", 113, "1f", "serverSecurityData.serverRandomLen: not 32 (byte 113)"},
        {"certificate of 4 GiB", 117, "ffffffff",
         "serverSecurityData.serverCertLen: counts more than there is (byte 117)"},
    };
    for (const auto& [name, at, hex, error] : cases) {
        BOOST_TEST_CONTEXT(name) { BOOST_TEST(packet_error_of<McsConnectResponse>(with(at, hex)) == error); }
    }
}

// Nothing fails open: a success must bring everything.
BOOST_AUTO_TEST_CASE(a_success_that_is_a_result_and_nothing_else_is_malformed) {
    BOOST_TEST(packet_error_of<McsConnectResponse>(from_hex("03 00 00 0d 02 f0 80 7f 66 03 0a 01 00")) ==
               "mcs.calledConnectId.tag: missing (byte 13)");
    BOOST_TEST(packet_error_of<McsConnectResponse>(from_hex("03 00 00 0e 02 f0 80 7f 66 04 0a 01 0e 02")) ==
               "mcs.calledConnectId.length: missing (byte 14)");
}

BOOST_AUTO_TEST_CASE(every_truncation_is_malformed) {
    for (const auto& name : golden_names("mcs-connect-response-"))
        check_truncations<McsConnectResponse>(golden(name));
}

BOOST_AUTO_TEST_SUITE_END()

#include "sim/wire/mcs/mcs_domain.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"
#include "tests/sim/wire/mirror.h"

namespace badrdp::mcs_domain_tests {

using namespace badrdp::wire;
using namespace badrdp::test;

namespace {

Bytes data_packet(const char* pdu_hex) {
    auto bytes = joined({from_hex("03 00 00 00 02 f0 80"), from_hex(pdu_hex)});
    bytes[3] = static_cast<std::uint8_t>(bytes.size());
    return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mcs_domain)

BOOST_AUTO_TEST_CASE(the_worked_examples_come_back_byte_for_byte) {
    BOOST_TEST((check_packet<ErectDomainRequest>(golden("mcs-erect-domain-spec")) == ErectDomainRequest{}));
    BOOST_TEST(
        (check_packet<AttachUserRequest>(golden("mcs-attach-user-request-spec")) == AttachUserRequest{}));
    BOOST_TEST((check_packet<AttachUserConfirm>(golden("mcs-attach-user-confirm-spec")) ==
                AttachUserConfirm{.initiator = 1007}));
    BOOST_TEST((check_packet<ChannelJoinRequest>(golden("mcs-channel-join-request-spec")) ==
                ChannelJoinRequest{.initiator = 1007, .channel_id = 1007}));
    BOOST_TEST((check_packet<ChannelJoinConfirm>(golden("mcs-channel-join-confirm-spec")) ==
                ChannelJoinConfirm{.initiator = 1007, .requested = 1007, .channel_id = 1007}));
    BOOST_TEST((check_packet<DisconnectProviderUltimatum>(golden("mcs-disconnect-provider-spec")) ==
                DisconnectProviderUltimatum{.reason = DisconnectProviderUltimatum::kUserRequested}));
}

// X.691: the lowest bits of a result stand at the top of a byte, and 8 is a bit of the byte before.
BOOST_AUTO_TEST_CASE(results_reasons_and_what_is_left_out_come_back_byte_for_byte) {
    BOOST_TEST((check_packet<AttachUserConfirm>(data_packet("2d c0")) ==
                AttachUserConfirm{.result = mcs_result::unspecified_failure}));
    BOOST_TEST((check_packet<AttachUserConfirm>(data_packet("2f a0 00 06")) ==
                AttachUserConfirm{.result = mcs_result::too_many_users, .initiator = 1007}));
    BOOST_TEST(
        (check_packet<ChannelJoinConfirm>(data_packet("3c 60 00 06 03 ef")) ==
         ChannelJoinConfirm{.result = mcs_result::no_such_channel, .initiator = 1007, .requested = 1007}));
    for (std::uint8_t result = 0; result < 16; ++result) {
        const AttachUserConfirm confirm{.result = result};
        BOOST_TEST((check_packet<AttachUserConfirm>(to_packet(confirm).bytes) == confirm));
    }
    for (std::uint8_t reason = 0; reason < 8; ++reason) {
        const DisconnectProviderUltimatum ultimatum{.reason = reason};
        BOOST_TEST((check_packet<DisconnectProviderUltimatum>(to_packet(ultimatum).bytes) == ultimatum));
    }
    BOOST_TEST(
        (check_packet<DisconnectProviderUltimatum>(data_packet("20 80")) == DisconnectProviderUltimatum{}));
}

// rdesktop 1.9 writes both numbers in two bytes, without lengths.
BOOST_AUTO_TEST_CASE(what_rdesktop_takes_for_an_erect_domain_request_comes_back) {
    const auto pdu = check_packet<ErectDomainRequest>(golden("mcs-erect-domain-rdesktop"));
    BOOST_TEST(pdu.sub_height_length == 0);
    BOOST_TEST(pdu.sub_interval == 1);
}

template <class Pdu>
struct Case {
    const char* hex;
    const char* error;
};

template <class Pdu>
void check_errors(std::initializer_list<Case<Pdu>> cases) {
    for (const auto& [hex, error] : cases) {
        BOOST_TEST_CONTEXT(hex) { BOOST_TEST(packet_error_of<Pdu>(data_packet(hex)) == error); }
    }
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong) {
    check_errors<ErectDomainRequest>({
        {"05 01 00 01 00", "mcs.choice: not an Erect Domain Request (byte 7)"},
        {"04 01 00 01", "mcs.subInterval: missing (byte 11)"},
        {"04 01 00 01 00 00", "tpkt.length: counts more than the PDU (byte 2)"},
    });
    check_errors<AttachUserRequest>({
        {"", "mcs.choice: missing (byte 7)"},
        {"2e", "mcs.choice: not an Attach User Request (byte 7)"},
        {"28 00", "tpkt.length: counts more than the PDU (byte 2)"},
    });
    check_errors<AttachUserConfirm>({
        {"28", "mcs.choice: not an Attach User Confirm (byte 7)"},
        {"2e", "mcs.result: missing (byte 8)"},
        {"2e 05 00 06", "mcs.result: its padding is not zero (byte 8)"},
        {"2e 00 00", "mcs.initiator: missing (byte 9)"},
        {"2e 00 fc 17", "mcs.initiator: above 65535 once counted from its lowest value (byte 9)"},
        {"2c 00 00 06", "tpkt.length: counts more than the PDU (byte 2)"},
    });
    check_errors<ChannelJoinRequest>({
        {"3a 00 06 03 ef", "mcs.choice: not a Channel Join Request (byte 7)"},
        {"38 00 06 03", "mcs.channelId: missing (byte 10)"},
        {"38 ff ff 03 ef", "mcs.initiator: above 65535 once counted from its lowest value (byte 8)"},
    });
    check_errors<ChannelJoinConfirm>({
        {"38 00 00 06 03 ef 03 ef", "mcs.choice: not a Channel Join Confirm (byte 7)"},
        {"3e 00 00 06 03 ef", "mcs.channelId: missing (byte 13)"},
        {"3e 01 00 06 03 ef 03 ef", "mcs.result: its padding is not zero (byte 8)"},
        {"3c 00 00 06 03 ef 03 ef", "tpkt.length: counts more than the PDU (byte 2)"},
    });
    check_errors<DisconnectProviderUltimatum>({
        {"28 80", "mcs.choice: not a Disconnect Provider Ultimatum (byte 7)"},
        {"21", "mcs.reason: missing (byte 8)"},
        {"21 81", "mcs.reason: its padding is not zero (byte 8)"},
    });
}

BOOST_AUTO_TEST_CASE(a_packet_whose_tpkt_length_lies_is_blamed_for_that) {
    auto packet = golden("mcs-attach-user-confirm-spec");
    for (const auto length : from_hex("04 07 0a 0c ff")) {
        packet[3] = length;
        BOOST_TEST(packet_error_of<AttachUserConfirm>(packet) ==
                   "tpkt.length: is not the size of the packet (byte 2)");
    }
    packet[3] = 3;
    BOOST_TEST(packet_error_of<AttachUserConfirm>(packet) ==
               "tpkt.length: shorter than its own header (byte 2)");
}

BOOST_AUTO_TEST_CASE(every_truncation_of_an_example_is_malformed) {
    check_truncations<ErectDomainRequest>(golden("mcs-erect-domain-spec"));
    check_truncations<AttachUserRequest>(golden("mcs-attach-user-request-spec"));
    check_truncations<AttachUserConfirm>(golden("mcs-attach-user-confirm-spec"));
    check_truncations<ChannelJoinRequest>(golden("mcs-channel-join-request-spec"));
    check_truncations<ChannelJoinConfirm>(golden("mcs-channel-join-confirm-spec"));
    check_truncations<DisconnectProviderUltimatum>(golden("mcs-disconnect-provider-spec"));
    check_truncations<SendData>(golden("mcs-send-data-spec"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(mcs_send_data)

BOOST_AUTO_TEST_CASE(reads_the_worked_example) {
    const auto bytes = golden("mcs-send-data-spec");
    const auto pdu = check_packet<SendData>(bytes);
    BOOST_TEST((pdu.head.sender == Role::client));
    BOOST_TEST(pdu.head.initiator == 1007);
    BOOST_TEST(pdu.head.channel_id == 1003);
    BOOST_TEST(pdu.head.priority_and_segmentation == 0x70);
    BOOST_TEST(pdu.head.user_data_length.value == 80);
    BOOST_TEST(pdu.user_data == Bytes(bytes.begin() + 14, bytes.end()));
}

// A user id of 1 on the wire is the server's own channel, 1002.
BOOST_AUTO_TEST_CASE(an_indication_with_a_length_of_two_bytes_comes_back) {
    const auto pdu = check_packet<SendData>(data_packet("68 00 01 03 eb 70 80 03 0a 0b 0c"));
    BOOST_TEST((pdu.head.sender == Role::server));
    BOOST_TEST(pdu.head.initiator == 1002);
    BOOST_TEST((pdu.head.user_data_length.form == PerForm::two_bytes));
    BOOST_TEST(pdu.user_data == from_hex("0a0b0c"));
}

BOOST_AUTO_TEST_CASE(a_reader_of_the_head_goes_on_with_the_user_data) {
    const auto bytes = data_packet("68 00 01 03 eb 70 03 0a 0b 0c");
    Reader in(bytes);
    BOOST_REQUIRE(Tpkt::read(in));
    BOOST_REQUIRE(X224Data::read(in));
    BOOST_REQUIRE(SendDataHead::read(in));
    BOOST_TEST(in.position() == 14u);
    BOOST_TEST(in.remaining() == 3u);
    BOOST_TEST(in.u8("inner") == 0x0a);
}

BOOST_AUTO_TEST_CASE(a_packet_is_made_around_user_data_whose_fields_keep_their_names) {
    Writer user_data;
    user_data.u32le("securityHeader.flags", 0x80);
    user_data.raw("rest", Bytes(200, 0xab));
    const auto packet = send_data_packet(Role::server, 1002, 1003, user_data);
    BOOST_TEST(packet.bytes ==
               joined({from_hex("03 00 00 db 02 f0 80 68 0001 03eb 70 80cc 80000000"), Bytes(200, 0xab)}));
    const FieldSpan flags{"securityHeader.flags", 15, 4, true};
    BOOST_TEST((std::ranges::find(packet.fields, flags) != packet.fields.end()));
    BOOST_TEST((check_packet<SendData>(packet.bytes).user_data == user_data.bytes));
}

BOOST_AUTO_TEST_CASE(a_length_that_is_not_that_of_the_user_data_is_refused) {
    const struct {
        const char* hex;
        const char* error;
    } cases[] = {
        {"60 00 06 03 eb 70 00", "mcs.choice: neither a Send Data Request nor an Indication (byte 7)"},
        {"64 00 06 03 eb 70", "mcs.userData.length: missing (byte 13)"},
        {"64 00 06 03 eb 70 80", "mcs.userData.length: missing (byte 13)"},
        {"64 00 06 03 eb 70 04 01 02 03", "mcs.userData.length: counts more than there is (byte 13)"},
        {"64 00 06 03 eb 70 02 01 02 03", "mcs.userData.length: counts less than there is (byte 13)"},
        {"64 00 06 03 eb 70 ff ff 01 02 03", "mcs.userData.length: counts more than there is (byte 13)"},
        {"64 00 06 03 eb 70 c1 01 02 03", "mcs.userData.length: counts more than there is (byte 13)"},
        {"64 fc 17 03 eb 70 00", "mcs.initiator: above 65535 once counted from its lowest value (byte 8)"},
    };
    for (const auto& [hex, error] : cases) {
        BOOST_TEST_CONTEXT(hex) { BOOST_TEST(packet_error_of<SendData>(data_packet(hex)) == error); }
    }
    BOOST_TEST((check_packet<SendData>(data_packet("64 00 06 03 eb 70 00")).user_data.empty()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::mcs_domain_tests

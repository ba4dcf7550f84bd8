#include "sim/wire/session/auto_detect.h"

#include "sim/wire/session/multitransport.h"
#include "tests/sim/wire/codec_checks.h"

BOOST_AUTO_TEST_SUITE(wire_auto_detect)

using namespace badrdp::wire;
using namespace badrdp::test;

namespace {

struct Message {
    const char* name;
    const char* bytes;
};

}  // namespace

// There are no worked examples: the bytes are those that MS-RDPBCGR 2.2.14 and 2.2.15 demand of each message.

BOOST_AUTO_TEST_CASE(every_request_comes_back) {
    const Message cases[] = {
        {"RTT, connecting", "06 00 0100 0110"},
        {"RTT, later", "06 00 0100 0100"},
        {"bandwidth start, connecting", "06 00 0200 1410"},
        {"bandwidth start, later", "06 00 0200 1400"},
        {"bandwidth start, lossy", "06 00 0200 1401"},
        {"bandwidth payload", "08 00 0300 0200 0400 aabbccdd"},
        {"bandwidth stop, connecting", "08 00 0400 2b00 0200 eeff"},
        {"bandwidth stop, connecting, of nothing", "08 00 0400 2b00 0000"},
        {"bandwidth stop, later", "06 00 0400 2904"},
        {"bandwidth stop, lossy", "06 00 0400 2906"},
        {"base and average", "0e 00 0500 4008 01000000 02000000"},
        {"bandwidth and average", "0e 00 0500 8008 01000000 02000000"},
        {"all three", "12 00 0500 c008 01000000 02000000 03000000"},
    };
    for (const auto& [name, bytes] : cases) BOOST_TEST_CONTEXT(name) {
            check_mirrors<AutoDetectRequest>(from_hex(bytes));
            check_every_cut<AutoDetectRequest>(from_hex(bytes));
        }
    const auto all = read_all<AutoDetectRequest>(from_hex(cases[12].bytes));
    BOOST_TEST(all.sequence_number == 5);
    BOOST_TEST(all.base_rtt.value() == 1u);
    BOOST_TEST(all.bandwidth.value() == 2u);
    BOOST_TEST(all.average_rtt.value() == 3u);
}

BOOST_AUTO_TEST_CASE(every_response_comes_back) {
    const Message cases[] = {
        {"RTT", "06 01 0100 0000"},
        {"bandwidth, connecting", "0e 01 0400 0300 05000000 00100000"},
        {"bandwidth, later", "0e 01 0400 0b00 05000000 00100000"},
        {"sync", "0e 01 0400 1800 e8030000 14000000"},
    };
    for (const auto& [name, bytes] : cases) BOOST_TEST_CONTEXT(name) {
            check_mirrors<AutoDetectResponse>(from_hex(bytes));
            check_every_cut<AutoDetectResponse>(from_hex(bytes));
        }
    BOOST_TEST(read_all<AutoDetectResponse>(from_hex(cases[1].bytes)).results.value().byte_count == 4096u);
    BOOST_TEST(read_all<AutoDetectResponse>(from_hex(cases[3].bytes)).sync.value().bandwidth == 1000u);
}

BOOST_AUTO_TEST_CASE(names_the_field_that_is_wrong) {
    const struct {
        const char* name;
        const char* bytes;
        const char* error;
    } cases[] = {
        {"a response", "06 01 0100 0100", "autoDetectRequest.headerTypeId: not a request (byte 1)"},
        {"of no kind", "06 00 0100 9999", "autoDetectRequest.requestType: unknown (byte 4)"},
        {"header of 0", "00 00 0100 0100",
         "autoDetectRequest.headerLength: not the size of such a request (byte 0)"},
        {"header of 255", "ff 00 0100 0100",
         "autoDetectRequest.headerLength: not the size of such a request (byte 0)"},
        {"header without the payload's length", "06 00 0100 0200 0000",
         "autoDetectRequest.headerLength: not the size of such a request (byte 0)"},
        {"payload beyond", "08 00 0100 0200 0300 0000",
         "autoDetectRequest.payloadLength: more than there is (byte 6)"},
        {"payload of 65535", "08 00 0100 2b00 ffff",
         "autoDetectRequest.payloadLength: more than there is (byte 6)"},
    };
    for (const auto& [name, bytes, error] : cases) BOOST_TEST_CONTEXT(name) {
            BOOST_TEST(error_of<AutoDetectRequest>(from_hex(bytes)) == error);
        }
    BOOST_TEST(error_of<AutoDetectResponse>(from_hex("06 00 0100 0000")) ==
               "autoDetectResponse.headerTypeId: not a response (byte 1)");
    BOOST_TEST(error_of<AutoDetectResponse>(from_hex("06 01 0100 0300")) ==
               "autoDetectResponse.headerLength: not the size of such a response (byte 0)");
}

BOOST_AUTO_TEST_CASE(the_message_channel_has_three_more_messages) {
    const auto request = from_hex("07000000 0100 0000 000102030405060708090a0b0c0d0e0f");
    check_mirrors<MultitransportRequest>(request);
    check_every_cut<MultitransportRequest>(request);
    BOOST_TEST(read_all<MultitransportRequest>(request).requested_protocol ==
               MultitransportRequest::kReliable);
    const auto response = from_hex("07000000 04400080");
    check_mirrors<MultitransportResponse>(response);
    check_every_cut<MultitransportResponse>(response);
    BOOST_TEST(bytes_of(MultitransportResponse{.request_id = 7}) == response);
    check_mirrors<Heartbeat>(from_hex("00 01 05 0a"));
    check_every_cut<Heartbeat>(from_hex("00 01 05 0a"));
}

BOOST_AUTO_TEST_SUITE_END()

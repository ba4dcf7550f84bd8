#include "sim/peer/bandwidth.h"

#include <fmt/core.h>
#include <boost/test/unit_test.hpp>

#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(peer_bandwidth)

using namespace badrdp;
using namespace badrdp::peer;
using namespace badrdp::test;

namespace {

constexpr std::uint64_t kMs = 10'000;

// What is answered to the message with these bytes, in hex; nothing: "".
std::string answer(Bandwidth& measured, const char* asked, std::uint64_t now) {
    const auto bytes = from_hex(asked);
    wire::Reader in(bytes);
    const auto request = wire::AutoDetectRequest::read(in);
    BOOST_REQUIRE(request.has_value());
    const auto said = measured.answer_to(*request, now);
    if (!said) return "";
    wire::Writer out;
    said->write(out);
    std::string text;
    for (const auto byte : out.bytes) text += fmt::format("{:02x}", byte);
    return text;
}

}  // namespace

// The bytes are those that MS-RDPBCGR 2.2.14.1.2 to 2.2.14.1.4 and 2.2.14.2 demand; what counts, 3.2.5.14
// says: each payload and the eight bytes before it.
BOOST_AUTO_TEST_CASE(what_is_sent_to_measure_the_network_is_counted_and_told) {
    Bandwidth client;
    BOOST_TEST(answer(client, "060001001410", 100 * kMs) == "");
    client.saw(5000);  // counts in a session alone
    BOOST_TEST(answer(client, "0800020002000400aabbccdd", 103 * kMs) == "");
    BOOST_TEST(answer(client, "080003002b000200eeff", 107 * kMs) == "0e01030003000700000016000000");
    // The next one begins at nothing.
    BOOST_TEST(answer(client, "060004001410", 200 * kMs) == "");
    BOOST_TEST(answer(client, "080005002b000200eeff", 202 * kMs) == "0e0105000300020000000a000000");
}

BOOST_AUTO_TEST_CASE(in_a_session_whatever_comes_is_counted) {
    Bandwidth client;
    client.saw(70);
    BOOST_TEST(answer(client, "060001001400", 0) == "");
    client.saw(0x100);
    client.saw(0x20);
    BOOST_TEST(answer(client, "060002002904", 1000 * kMs) == "0e0102000b00e803000020010000");
    client.saw(70);
    BOOST_TEST(answer(client, "060003001400", 1000 * kMs) == "");
    BOOST_TEST(answer(client, "060004002904", 1001 * kMs) == "0e0104000b000100000000000000");
}

// A server divides by the time [3.3.5.14], and waits for an answer whatever it forgot.
BOOST_AUTO_TEST_CASE(no_time_is_zero_and_no_stop_stays_without_an_answer) {
    Bandwidth client;
    BOOST_TEST(answer(client, "080001002b000000", 50 * kMs) == "0e01010003000100000000000000");
    BOOST_TEST(answer(client, "060001001410", 50 * kMs) == "");
    BOOST_TEST(answer(client, "080001002b000000", 50 * kMs) == "0e01010003000100000008000000");
    BOOST_TEST(answer(client, "060001001410", 50 * kMs) == "");
    BOOST_TEST(answer(client, "080001002b000000", 40 * kMs) == "0e01010003000100000008000000");
}

BOOST_AUTO_TEST_CASE(a_round_trip_is_answered_and_a_result_is_not) {
    Bandwidth client;
    BOOST_TEST(answer(client, "060007000110", 0) == "060107000000");
    BOOST_TEST(answer(client, "060008000100", 0) == "060108000000");
    BOOST_TEST(answer(client, "0e00050040080100000002000000", 0) == "");
}

BOOST_AUTO_TEST_SUITE_END()

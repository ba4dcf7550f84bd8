#include "capture/timeline_json.h"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <random>

#include "tests/capture/frames.h"
#include "tests/capture/tshark.h"

BOOST_AUTO_TEST_SUITE(capture_timeline_json)

namespace json = boost::json;
using namespace badrdp;
using namespace badrdp::capture;

namespace {

constexpr std::uint16_t kAnyPort = 0;

Timeline timeline_of(const std::vector<Packet>& packets, std::uint16_t port = kAnyPort) {
    if (port == kAnyPort) port = read_frame(packets.at(0).bytes).value().value().destination.port;
    return read_timeline(packets, port);
}

}  // namespace

BOOST_AUTO_TEST_CASE(says_what_the_timeline_says) {
    const auto packets = test::read_capture(test::golden_capture("rdesktop-alert40"));
    const auto root = json::parse(to_json(timeline_of(packets)));
    BOOST_TEST(root.at("start").as_int64() == packets[0].at.count());

    const auto& connections = root.at("connections").as_array();
    BOOST_REQUIRE_EQUAL(connections.size(), 4u);
    const auto& first = connections[0];
    BOOST_TEST(first.at("number").to_number<int>() == 1);
    BOOST_TEST(first.at("began").as_double() == 0.0);
    BOOST_TEST(first.at("requested_protocols").as_string() == "0x3");
    BOOST_TEST(first.at("selected_protocol").as_string() == "0x1");
    BOOST_TEST(first.at("failure_code").is_null());
    BOOST_TEST(first.at("cookie").as_string() == "someone");
    BOOST_TEST(first.at("ended_by").as_string() == "client");
    BOOST_TEST(first.at("how").as_string() == "fin");
    BOOST_TEST(first.at("deepest").as_string() == "client_hello");
    BOOST_TEST(first.at("client_hello").at("versions").at(0).at("name").as_string() == "TLS 1.3");
    BOOST_TEST(first.at("client_hello").at("ciphers").at(0).at("value").as_string() == "0x1302");
    BOOST_TEST(first.at("tls_version").is_null());
    BOOST_TEST(first.at("alerts").at(0).at("name").as_string() == "handshake_failure");
    BOOST_TEST(first.at("alerts").at(0).at("from").as_string() == "server");
    BOOST_TEST(connections[3].at("refused").as_bool());
    BOOST_TEST(connections[3].at("requested_protocols").is_null());

    const auto& events = root.at("events").as_array();
    BOOST_TEST(events[0].at("step").as_string() == "tcp_connect");
    BOOST_TEST(events[5].at("step").is_null());
    BOOST_TEST(events[5].at("what").as_string() == "alert fatal 40");
    BOOST_TEST(events[5].at("packet").to_number<int>() == 8);
    const auto at = std::chrono::duration<double>(packets[8].at - packets[0].at).count();
    BOOST_TEST(events[5].at("at").as_double() == at, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(a_hidden_alert_has_no_name_and_an_open_end_no_time) {
    const auto packets = test::read_capture(test::golden_capture("rdesktop-tls12"));
    const auto whole = json::parse(to_json(timeline_of(packets)));
    const auto& alert = whole.at("connections").at(0).at("alerts").at(0);
    BOOST_TEST(alert.at("level").to_number<int>() == 0);
    BOOST_TEST(alert.at("description").is_null());
    BOOST_TEST(whole.at("connections").at(0).at("tls_version").at("name").as_string() == "TLS 1.2");

    const auto open = json::parse(to_json(timeline_of({packets.begin(), packets.begin() + 8})));
    BOOST_TEST(open.at("connections").at(0).at("ended").is_null());
    BOOST_TEST(open.at("connections").at(0).at("ended_by").is_null());
    BOOST_TEST(open.at("connections").at(0).at("how").as_string() == "open");
}

BOOST_AUTO_TEST_CASE(nothing_is_said_of_nothing) {
    BOOST_TEST(to_json({}) == R"({"start":0,"connections":[],"events":[],"again":[]})");
}

// Bytes that nobody should send, in every place: still a timeline and valid JSON.
BOOST_AUTO_TEST_CASE(captures_with_flipped_bytes_are_still_told) {
    std::mt19937 random(20240229);
    const auto below = [&](std::size_t n) {
        return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
    };
    for (const auto& name : test::golden_captures()) {
        const auto packets = test::read_capture(test::golden_capture(name));
        const auto port = read_frame(packets[0].bytes).value().value().destination.port;
        for (int round = 0; round < 40; ++round) {
            auto bent = packets;
            for (std::size_t flips = 1 + below(12); flips > 0; --flips) {
                auto& bytes = bent[below(bent.size())].bytes;
                if (bytes.empty()) continue;
                bytes[below(bytes.size())] = static_cast<std::uint8_t>(random());
                if (below(8) == 0) bytes.resize(below(bytes.size()));
            }
            const auto timeline = timeline_of(bent, port);
            BOOST_TEST(std::ranges::is_sorted(timeline.events, {}, &Event::packet));
            for (const auto& event : timeline.events)
                BOOST_REQUIRE(event.connection >= 1 && event.connection <= timeline.connections.size());
            BOOST_TEST(json::parse(to_json(timeline)).at("events").as_array().size() ==
                       timeline.events.size());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

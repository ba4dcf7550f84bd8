// Timelines of hand-made packets, and the events in them.
#pragma once

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "capture/timeline.h"
#include "tests/capture/frames.h"
#include "tests/golden.h"

namespace badrdp::test {

inline capture::Timeline read(const Talk& talk) {
    return capture::read_timeline(talk.packets, talk.server.port);
}

inline bool has_event(const capture::Timeline& timeline, std::string_view what) {
    return std::ranges::find(timeline.events, what, &capture::Event::what) != timeline.events.end();
}

inline const capture::Event& event_named(const capture::Timeline& timeline, std::string_view what) {
    BOOST_REQUIRE_MESSAGE(has_event(timeline, what), "no event " << what);
    return *std::ranges::find(timeline.events, what, &capture::Event::what);
}

// A record whose fragment means nothing, as if it were encrypted.
inline wire::Bytes tls_record(std::uint8_t type, std::size_t length) {
    wire::Bytes bytes{type, 3, 3, static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length)};
    bytes.resize(5 + length, 0xee);
    return bytes;
}

// X.224 agreed on TLS, and both hellos are said: packets 0 to 6.
inline Talk talk_of_hellos(std::string_view flight, std::string_view confirm = "confirm-xrdp-ssl") {
    Talk talk;
    talk.open();
    talk.say(wire::Role::client, golden("request-xfreerdp-default"));
    talk.say(wire::Role::server, golden(confirm));
    talk.say(wire::Role::client, golden("client-hello-xfreerdp"));
    talk.say(wire::Role::server, golden(flight));
    return talk;
}

}  // namespace badrdp::test

// Surveys of hand-made conversations.
#pragma once

#include <algorithm>
#include <iterator>

#include "capture/survey/survey.h"
#include "tests/capture/frames.h"

namespace badrdp::test {

// The packets of several conversations as one capture, in the order of their times.
inline capture::Survey survey_of(std::vector<std::vector<capture::Packet>> talks,
                                 std::set<std::uint16_t> ports = {}) {
    std::vector<capture::Packet> all;
    for (auto& packets : talks) std::ranges::move(packets, std::back_inserter(all));
    std::ranges::stable_sort(all, {}, &capture::Packet::at);
    capture::Surveyor surveyor(std::move(ports));
    std::uint64_t number = 0;
    for (const auto& packet : all)
        surveyor.take({.number = ++number,
                       .at = packet.at,
                       .wire_length = packet.wire_length,
                       .interface = packet.interface,
                       .bytes = packet.bytes});
    return surveyor.finish();
}

inline capture::Survey survey_of(const Talk& talk) { return survey_of({talk.packets}); }

// What follows is said so much later.
inline void wait(Talk& talk, std::chrono::nanoseconds time) {
    auto silent = capture::Packet{};  // ARP: no part of any conversation, and moves the capture's clock
    silent.bytes = wire::Bytes(12, 2);
    silent.bytes.insert(silent.bytes.end(), {8, 6, 0, 1});
    silent.wire_length = 16;
    silent.at = talk.packets.back().at + time;
    talk.packets.push_back(silent);
}

// Every packet from this one on comes so much later.
inline void delay_from(Talk& talk, std::size_t first, std::chrono::nanoseconds time) {
    for (auto i = first; i < talk.packets.size(); ++i) talk.packets[i].at += time;
}

}  // namespace badrdp::test

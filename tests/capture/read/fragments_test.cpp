#include "capture/read/fragments.h"

#include <boost/test/unit_test.hpp>
#include <numeric>

using namespace badrdp;
using namespace badrdp::capture;

namespace {

BOOST_AUTO_TEST_SUITE(capture_fragments)

using std::chrono::seconds;

wire::Bytes payload(std::size_t size) {
    wire::Bytes out(size);
    std::iota(out.begin(), out.end(), std::uint8_t{0});
    return out;
}

// IPv4 [RFC 791 3.1] and IPv6 with a fragment header [RFC 8200 4.5], as the documents draw them.
wire::Bytes fragment(bool v6, std::uint8_t id, std::size_t offset, bool more, wire::BytesView bytes) {
    const auto low = [](std::size_t value) { return static_cast<std::uint8_t>(value); };
    wire::Bytes out;
    if (v6) {
        out = {0x60, 0, 0, 0, low((bytes.size() + 8) >> 8), low(bytes.size() + 8), 44, 64};
        out.resize(39, 0x20);
        out.push_back(1);
        out.insert(out.end(), {6, 0, low(offset >> 8), low((offset & 0xf8) | (more ? 1 : 0)), 0, 0, 0, id});
    } else {
        const auto length = bytes.size() + 20;
        out = {0x45,
               0,
               low(length >> 8),
               low(length),
               0,
               id,
               low((more ? 0x20 : 0) | offset >> 11),
               low(offset >> 3),
               64,
               6,
               0,
               0,
               10,
               0,
               0,
               1,
               10,
               0,
               0,
               2};
    }
    out.insert(out.end(), bytes.begin(), bytes.end());
    return out;
}

struct Joining {
    Fragments fragments;

    std::optional<wire::Bytes> add(const wire::Bytes& packet, seconds at = seconds(0)) {
        const auto ip = path::read_ip_packet(packet).value().value();
        BOOST_TEST(ip.fragment);
        const auto whole = fragments.add(ip, packet, at);
        if (!whole) return std::nullopt;
        BOOST_TEST(whole->protocol == 6);
        BOOST_TEST(!whole->fragment);
        return wire::Bytes(whole->payload.begin(), whole->payload.end());
    }
};

BOOST_AUTO_TEST_CASE(joins_what_comes_in_any_order_and_twice) {
    const auto all = payload(60);
    const wire::BytesView view(all);
    for (const bool v6 : {false, true}) {
        const auto first = fragment(v6, 7, 0, true, view.first(24));
        const auto second = fragment(v6, 7, 24, true, view.subspan(24, 16));
        const auto third = fragment(v6, 7, 40, false, view.subspan(40));
        for (const auto& order : {std::array{first, second, third}, std::array{third, first, second}}) {
            Joining joining;
            BOOST_TEST(!joining.add(order[0]));
            BOOST_TEST(!joining.add(order[0]));
            BOOST_TEST(!joining.add(order[1]));
            const auto whole = joining.add(order[2]);
            BOOST_REQUIRE(whole.has_value());
            BOOST_TEST(*whole == all, boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(keeps_packets_apart_by_their_identification) {
    const auto all = payload(16);
    Joining joining;
    BOOST_TEST(!joining.add(fragment(false, 1, 0, true, wire::BytesView(all).first(8))));
    BOOST_TEST(!joining.add(fragment(false, 2, 8, false, wire::BytesView(all).subspan(8))));
    BOOST_TEST(joining.add(fragment(false, 1, 8, false, wire::BytesView(all).subspan(8))).has_value());
    BOOST_TEST(joining.fragments.left_over() == 1u);
}

// RFC 5722: an overlap is an attack, and the whole packet goes.
BOOST_AUTO_TEST_CASE(throws_away_what_overlaps) {
    const auto all = payload(32);
    const wire::BytesView view(all);
    for (const std::size_t at : {8uz, 16uz}) {
        Joining joining;
        BOOST_TEST(!joining.add(fragment(false, 1, 0, true, view.first(at))));
        BOOST_TEST(!joining.add(fragment(false, 1, at - 8, true, view.first(16))));
        BOOST_TEST(!joining.add(fragment(false, 1, at, false, view.subspan(at))));
        BOOST_TEST(joining.fragments.left_over() == 3u);
    }
}

BOOST_AUTO_TEST_CASE(takes_no_fragment_that_lies_behind_the_last_or_is_cut) {
    const auto all = payload(32);
    const wire::BytesView view(all);
    Joining joining;
    BOOST_TEST(!joining.add(fragment(false, 1, 16, true, view.first(8))));
    BOOST_TEST(!joining.add(fragment(false, 1, 8, false, view.first(8))));
    BOOST_TEST(!joining.add(fragment(false, 1, 0, true, view.first(8))));
    BOOST_TEST(!joining.add(fragment(false, 2, 0, true, view.first(7))));  // no multiple of 8
    auto cut = fragment(false, 3, 0, true, view.first(16));
    cut.resize(cut.size() - 8);
    BOOST_TEST(!joining.add(cut));
    BOOST_TEST(!joining.add(fragment(false, 3, 16, false, view.first(8))));
    BOOST_TEST(joining.fragments.left_over() == 6u);
}

BOOST_AUTO_TEST_CASE(waits_for_a_minute_and_for_so_many) {
    const auto all = payload(16);
    const auto first = [&](std::uint8_t id) {
        return fragment(false, id, 0, true, wire::BytesView(all).first(8));
    };
    const auto second = [&](std::uint8_t id) {
        return fragment(false, id, 8, false, wire::BytesView(all).subspan(8));
    };
    Joining joining;
    BOOST_TEST(!joining.add(first(1)));
    BOOST_TEST(!joining.add(second(1), seconds(61)));
    for (std::size_t i = 0; i <= Fragments::kMostWaiting; ++i)
        BOOST_TEST(!joining.add(first(static_cast<std::uint8_t>(100 + i)), seconds(62)));
    BOOST_TEST(!joining.add(second(100), seconds(62)));  // it gave way
    BOOST_TEST(joining.add(second(164), seconds(62)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace

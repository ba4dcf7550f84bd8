#include "sim/path/headers.h"

#include <boost/test/unit_test.hpp>

#include "sim/path/rng.h"
#include "tests/sim/path/frames.h"

BOOST_AUTO_TEST_SUITE(path_headers)

using namespace badrdp;
using namespace badrdp::path;
using test::Role;
using wire::Bytes;
using wire::BytesView;

namespace {

const Bytes kHello{'h', 'e', 'l', 'l', 'o'};
constexpr std::uint8_t kPshAck = tcp_flag::psh | tcp_flag::ack;

}  // namespace

BOOST_AUTO_TEST_CASE(sees_a_segment_of_either_family) {
    for (const auto& ends : {test::Ends{}, test::v6_ends()}) {
        const bool v6 = !is_ipv4(ends.client.address);
        const auto frame = test::tcp(Role::client, kPshAck, 7, 9, kHello, ends);
        const auto seen = read_headers(frame);
        BOOST_TEST((seen.kind == Kind::ip));
        BOOST_TEST(seen.v6 == v6);
        BOOST_TEST(seen.ip.length == (v6 ? 65u : 45u));
        BOOST_TEST(!seen.ip.may_be_cut);
        BOOST_TEST(seen.from_port == 40000);
        BOOST_TEST(seen.to_port == 3389);
        BOOST_REQUIRE(seen.tcp.has_value());
        BOOST_TEST(seen.tcp->sequence == 7u);
        BOOST_TEST(seen.tcp->acknowledgement == 9u);
        BOOST_TEST(seen.tcp->payload == kHello, boost::test_tools::per_element());
        BOOST_TEST(!seen.udp);
    }
}

BOOST_AUTO_TEST_CASE(sees_a_datagram) {
    const auto frame = test::udp(Role::server, 3389, kHello);
    const auto seen = read_headers(frame);
    BOOST_TEST(seen.udp);
    BOOST_TEST(!seen.tcp.has_value());
    BOOST_TEST(seen.from_port == 3389);
    BOOST_TEST(seen.to_port == 40000);
}

BOOST_AUTO_TEST_CASE(padding_of_ethernet_is_no_payload) {
    auto frame = test::tcp(Role::client, kPshAck, 7, 9, kHello);
    frame.resize(frame.size() + 5);
    BOOST_TEST(read_headers(frame).tcp.value().payload == kHello, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(tells_what_keeps_a_link_alive) {
    BOOST_TEST((read_headers(test::arp(Role::client)).kind == Kind::link));
    for (const std::uint8_t type : std::to_array<std::uint8_t>({130, 131, 132, 133, 134, 135, 136, 137, 143}))
        BOOST_TEST((read_headers(test::icmpv6(Role::client, type)).kind == Kind::link));
    for (const std::uint8_t type : std::to_array<std::uint8_t>({1, 2, 128, 129, 138, 142, 144}))
        BOOST_TEST((read_headers(test::icmpv6(Role::client, type)).kind == Kind::ip));
    const auto igmp = test::changed_ipv4(test::packet_of(100), 23, ip_protocol::igmp);
    BOOST_TEST((read_headers(igmp).kind == Kind::link));
}

BOOST_AUTO_TEST_CASE(a_fragment_has_no_ports) {
    const auto whole = test::packet_of(100);
    const auto first = test::changed_ipv4(whole, 20, 0x20), later = test::changed_ipv4(whole, 21, 1);
    for (const auto& frame : {first, later}) {
        const auto seen = read_headers(frame);
        BOOST_TEST((seen.kind == Kind::ip));
        BOOST_TEST(seen.ip.fragment);
        BOOST_TEST(seen.from_port == 0);
        BOOST_TEST(!seen.tcp.has_value());
    }
    BOOST_TEST(!read_headers(first).ip.later_fragment);
    BOOST_TEST(read_headers(later).ip.later_fragment);
}

BOOST_AUTO_TEST_CASE(only_ipv4_without_df_may_be_cut) {
    BOOST_TEST(read_headers(test::changed_ipv4(test::packet_of(100), 20, 0)).ip.may_be_cut);
    BOOST_TEST(!read_headers(test::packet_of(100)).ip.may_be_cut);
    BOOST_TEST(!read_headers(test::packet_of(100, Role::client, test::v6_ends())).ip.may_be_cut);
}

BOOST_AUTO_TEST_CASE(understands_no_frame_that_was_cut_in_front_of_its_end) {
    for (const auto& ends : {test::Ends{}, test::v6_ends()}) {
        const auto frame = test::tcp(Role::client, kPshAck, 7, 9, kHello, ends);
        for (std::size_t keep = 0; keep < frame.size(); ++keep) {
            const Bytes cut(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(keep));
            BOOST_TEST((read_headers(cut).kind == Kind::not_understood));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_mapped_address_has_no_place_in_ipv6) {
    auto frame = test::packet_of(100, Role::client, test::v6_ends());
    const auto mapped = ipv4(10, 0, 0, 1);
    std::ranges::copy(mapped, frame.begin() + 14 + 8);
    BOOST_TEST((read_headers(frame).kind == Kind::not_understood));
}

BOOST_AUTO_TEST_CASE(random_bytes_stay_inside_their_frame) {
    Rng chance(1, 0);
    for (int i = 0; i < 20'000; ++i) {
        Bytes frame(chance.below(120));
        for (auto& byte : frame) byte = static_cast<std::uint8_t>(chance.number());
        if (frame.size() > 14) {
            const bool v6 = chance.happens(0.5);
            frame[12] = v6 ? 0x86 : 0x08;
            frame[13] = v6 ? 0xdd : 0x00;
            frame[14] = v6 ? 0x60 : 0x45;
        }
        const auto seen = read_headers(frame);
        if (seen.kind != Kind::ip) continue;
        BOOST_TEST(seen.ip.payload_at + seen.ip.payload.size() <= frame.size());
        BOOST_TEST(seen.ip.length + kEthernet <= frame.size());
    }
}

BOOST_AUTO_TEST_SUITE_END()

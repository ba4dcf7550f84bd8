#include "sim/path/forge.h"

#include <boost/test/unit_test.hpp>

#include "capture/pcapng.h"
#include "tests/capture/tshark.h"
#include "tests/sim/path/frames.h"

BOOST_AUTO_TEST_SUITE(path_forge)

using namespace badrdp;
using namespace badrdp::path;
using boost::unit_test::precondition;
using test::Role;
using wire::Bytes;
using Rows = std::vector<std::vector<std::string>>;

namespace {

constexpr std::uint8_t kAck = tcp_flag::ack;

std::vector<Bytes> answers(const std::vector<Deed>& deeds, const Bytes& frame) {
    std::vector<Bytes> all;
    for (const auto& deed : deeds) {
        const auto list = test::impairments({deed});
        Path path(list, 1);
        const auto fate = path.pass(Role::client, frame, Time(1));
        BOOST_TEST(!fate.untouched);
        BOOST_REQUIRE_EQUAL(fate.deliveries.size(), 1u);
        BOOST_TEST((fate.deliveries[0].to == Role::client));
        BOOST_TEST(fate.deliveries[0].comment.starts_with("forged: "));
        all.push_back(fate.deliveries[0].frame);
    }
    return all;
}

Rows seen_by_tshark(const std::vector<Bytes>& frames, const std::vector<std::string>& fields) {
    const test::Folder folder;
    std::vector<capture::Packet> packets;
    for (const auto& frame : frames) {
        capture::Packet packet;
        packet.at = std::chrono::seconds(1);
        packet.bytes = frame;
        packets.push_back(packet);
    }
    capture::write_pcapng(folder / "f.pcapng", {}, std::vector<capture::Interface>(1), packets, {});
    return test::tshark(folder / "f.pcapng",
                        "-o tcp.check_checksum:TRUE -o ip.check_checksum:TRUE -o "
                        "tcp.relative_sequence_numbers:FALSE",
                        fields);
}

std::vector<Deed> refusals() {
    std::vector<Deed> all;
    for (const auto with : {Refusal::net_unreachable, Refusal::host_unreachable, Refusal::port_unreachable,
                            Refusal::prohibited})
        all.push_back(Reject{.what = Traffic::all, .with = with});
    return all;
}

}  // namespace

// Of a checksum's status, 1 is good. The quoted packet has its own headers, hence two values of some fields.
BOOST_AUTO_TEST_CASE(tshark_reads_fragmentation_needed, *precondition(test::has_tshark)) {
    const auto rows =
        seen_by_tshark(answers({Mtu{1000, Icmp::correct}, Mtu{1000, Icmp::lying}}, test::packet_of(1500)),
                       {"icmp.type", "icmp.code", "icmp.mtu", "icmp.checksum.status", "ip.src", "ip.dst",
                        "ip.len", "tcp.dstport", "tcp.seq", "eth.dst", "eth.src"});
    const std::vector<std::string> correct{"3",
                                           "4",
                                           "1000",
                                           "1",
                                           "198.18.0.254,198.18.0.2",
                                           "198.18.0.2,198.18.0.1",
                                           "576,1500",
                                           "3389",
                                           "1001",
                                           "02:00:00:00:00:02",
                                           "02:00:00:00:00:01"};
    auto lying = correct;
    lying[2] = "1500";
    BOOST_TEST(rows[0] == correct, boost::test_tools::per_element());
    BOOST_TEST(rows[1] == lying, boost::test_tools::per_element());
    BOOST_TEST(rows.size() == 2u);
}

BOOST_AUTO_TEST_CASE(tshark_reads_packet_too_big, *precondition(test::has_tshark)) {
    const auto frame = test::packet_of(1500, Role::client, test::v6_ends());
    const auto rows =
        seen_by_tshark(answers({Mtu{1280, Icmp::correct}, Mtu{1280, Icmp::lying}}, frame),
                       {"icmpv6.type", "icmpv6.code", "icmpv6.mtu", "icmpv6.checksum.status", "ipv6.src",
                        "ipv6.dst", "ipv6.plen", "tcp.dstport", "eth.dst", "eth.src"});
    const std::vector<std::string> correct{"2",
                                           "0",
                                           "1280",
                                           "1",
                                           "2001:2::fe,2001:2::2",
                                           "2001:2::2,2001:2::1",
                                           "1240,1460",
                                           "3389",
                                           "02:00:00:00:00:02",
                                           "02:00:00:00:00:01"};
    auto lying = correct;
    lying[2] = "1500";
    BOOST_TEST(rows[0] == correct, boost::test_tools::per_element());
    BOOST_TEST(rows[1] == lying, boost::test_tools::per_element());
    BOOST_TEST(rows.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_short_packet_is_quoted_whole, *precondition(test::has_tshark)) {
    const auto rows = seen_by_tshark(answers({Mtu{100, Icmp::correct}}, test::packet_of(101)),
                                     {"ip.len", "icmp.checksum.status", "ip.checksum.status"});
    BOOST_TEST(rows[0] == (std::vector<std::string>{"129,101", "1", "1,1"}),
               boost::test_tools::per_element());
}

// A router speaks for what it cannot reach, the host for its ports [RFC 792, RFC 1812 5.2.7.1].
BOOST_AUTO_TEST_CASE(tshark_reads_every_refusal_of_ipv4, *precondition(test::has_tshark)) {
    const auto rows = seen_by_tshark(answers(refusals(), test::packet_of(1500)),
                                     {"icmp.type", "icmp.code", "icmp.checksum.status", "ip.src"});
    const Rows expected{{"3", "0", "1", "198.18.0.254,198.18.0.2"},
                        {"3", "1", "1", "198.18.0.254,198.18.0.2"},
                        {"3", "3", "1", "198.18.0.1,198.18.0.2"},
                        {"3", "13", "1", "198.18.0.254,198.18.0.2"}};
    BOOST_TEST((rows == expected));
}

// No route, address unreachable, port unreachable, prohibited [RFC 4443 3.1].
BOOST_AUTO_TEST_CASE(tshark_reads_every_refusal_of_ipv6, *precondition(test::has_tshark)) {
    const auto rows =
        seen_by_tshark(answers(refusals(), test::packet_of(1500, Role::client, test::v6_ends())),
                       {"icmpv6.type", "icmpv6.code", "icmpv6.checksum.status", "ipv6.src"});
    const Rows expected{{"1", "0", "1", "2001:2::fe,2001:2::2"},
                        {"1", "3", "1", "2001:2::fe,2001:2::2"},
                        {"1", "4", "1", "2001:2::1,2001:2::2"},
                        {"1", "1", "1", "2001:2::fe,2001:2::2"}};
    BOOST_TEST((rows == expected));
}

BOOST_AUTO_TEST_CASE(a_datagram_hears_of_its_port_instead_of_a_rst, *precondition(test::has_tshark)) {
    const auto rows = seen_by_tshark(answers({Reject{}}, test::udp(Role::client, 3389, Bytes(10))),
                                     {"icmp.type", "icmp.code", "ip.src"});
    BOOST_TEST(rows[0] == (std::vector<std::string>{"3", "3", "198.18.0.1,198.18.0.2"}),
               boost::test_tools::per_element());
}

// RST and ACK of what the SYN took; or the number that was acknowledged [RFC 9293 3.10.7.1].
BOOST_AUTO_TEST_CASE(a_segment_is_turned_away_as_by_a_closed_port, *precondition(test::has_tshark)) {
    for (const auto& ends : {test::Ends{}, test::v6_ends()}) {
        std::vector<Bytes> frames;
        for (const auto& frame : {test::tcp(Role::client, tcp_flag::syn, 0xffffffff, 0, {}, ends),
                                  test::tcp(Role::client, kAck, 77, 4711, Bytes(9), ends)})
            frames.push_back(answers({Reject{}}, frame)[0]);
        const auto rows = seen_by_tshark(frames, {"tcp.flags", "tcp.seq_raw", "tcp.ack_raw", "tcp.srcport",
                                                  "tcp.dstport", "tcp.checksum.status", "eth.dst"});
        const Rows expected{{"0x0014", "0", "0", "3389", "40000", "1", "02:00:00:00:00:02"},
                            {"0x0004", "4711", "0", "3389", "40000", "1", "02:00:00:00:00:02"}};
        BOOST_TEST((rows == expected));
    }
}

BOOST_AUTO_TEST_CASE(nobody_complains_about_complaints_groups_and_later_fragments) {
    const auto packet = test::packet_of(600);
    const auto icmp_error = [&](std::uint8_t type) {
        auto frame = test::changed_ipv4(packet, 23, ip_protocol::icmp);
        frame[34] = type;
        return frame;
    };
    auto to_group_mac = packet;
    to_group_mac[0] = 1;
    struct Row {
        std::string_view name;
        Bytes frame;
        bool may;
    };
    const std::vector<Row> rows{{"a segment", packet, true},
                                {"an echo", icmp_error(8), true},
                                {"unreachable", icmp_error(3), false},
                                {"time exceeded", icmp_error(11), false},
                                {"a group's MAC address", to_group_mac, false},
                                {"a group", test::changed_ipv4(packet, 30, 224), false},
                                {"broadcast", test::changed_ipv4(packet, 30, 255), false},
                                {"from nobody", test::changed_ipv4(packet, 26, 0), false},
                                {"a first fragment", test::changed_ipv4(packet, 20, 0x20), true},
                                {"a later fragment", test::changed_ipv4(packet, 21, 1), false},
                                {"an ICMPv6 error", test::icmpv6(Role::client, 1), false},
                                {"an ICMPv6 echo", test::icmpv6(Role::client, 128), true}};
    for (const auto& row : rows)
        BOOST_TEST(may_complain(read_headers(row.frame), row.frame) == row.may, row.name);
}

BOOST_AUTO_TEST_CASE(nobody_answers_a_rst) {
    const auto list = test::impairments({Reject{}});
    Path path(list, 1);
    const auto fate = path.pass(Role::client, test::tcp(Role::client, tcp_flag::rst, 1), Time(1));
    BOOST_TEST(!fate.untouched);
    BOOST_TEST(fate.deliveries.empty());
    BOOST_TEST(path.bites()[0] == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

#include "sim/path/frame.h"

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "capture/pcapng.h"
#include "tests/capture/frames.h"
#include "tests/capture/tshark.h"

BOOST_AUTO_TEST_SUITE(path_frame)

namespace bdata = boost::unit_test::data;
using namespace badrdp;
using namespace badrdp::capture;
using boost::unit_test::precondition;

namespace {

Segment segment(const Endpoint& from, const Endpoint& to, wire::BytesView payload) {
    return {.source = from,
            .destination = to,
            .sequence = 0xfffffff0,
            .acknowledgement = 0x01020304,
            .flags = tcp_flag::psh | tcp_flag::ack,
            .payload = payload};
}

Packet packet_of(wire::Bytes bytes) {
    Packet packet;
    packet.at = std::chrono::seconds(1);
    packet.bytes = std::move(bytes);
    return packet;
}

const Address kIpv6Loopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
const wire::Bytes kOdd{'o', 'd', 'd'};

wire::Bytes ipv4_frame() {
    return to_frame(segment({ipv4(127, 0, 0, 1), 40000}, {ipv4(127, 0, 0, 2), 3389}, kOdd));
}
wire::Bytes ipv6_frame() { return to_frame(segment({kIpv6Loopback, 40000}, {kIpv6Loopback, 3389}, kOdd)); }

wire::Bytes changed(wire::Bytes bytes, std::size_t at, std::uint8_t to) {
    bytes.at(at) = to;
    return bytes;
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_every_packet_of_real_clients_as_tshark_does, *precondition(test::has_tshark)) {
    for (const auto& name : test::golden_captures()) {
        BOOST_TEST_CONTEXT(name) {
            const auto packets = test::read_capture(test::golden_capture(name));
            const auto rows =
                test::tshark(test::golden_capture(name), "-o tcp.relative_sequence_numbers:FALSE",
                             {"tcp.srcport", "tcp.dstport", "tcp.seq", "tcp.ack", "tcp.flags",
                              "tcp.window_size_value", "tcp.len", "ip.src"});
            BOOST_REQUIRE_EQUAL(packets.size(), rows.size());
            for (std::size_t i = 0; i < rows.size(); ++i) {
                const auto read = read_frame(packets[i].bytes);
                BOOST_REQUIRE(read.has_value());
                BOOST_REQUIRE(read->has_value());
                const auto& s = **read;
                const std::vector<std::uint64_t> ours{
                    s.source.port, s.destination.port, s.sequence,      s.acknowledgement,
                    s.flags,       s.window,           s.payload.size()};
                std::vector<std::uint64_t> theirs;
                for (std::size_t f = 0; f < ours.size(); ++f)
                    theirs.push_back(std::stoull(rows[i][f], nullptr, 0));
                BOOST_TEST(ours == theirs, boost::test_tools::per_element());
                BOOST_TEST((s.source.address == ipv4(127, 0, 0, 1)));
                BOOST_TEST(rows[i].back() == "127.0.0.1");
            }
        }
    }
}

// 1 is what tshark calls a good checksum.
BOOST_AUTO_TEST_CASE(tshark_finds_no_fault_with_what_it_writes, *precondition(test::has_tshark)) {
    const test::Folder folder;
    const std::vector packets{packet_of(ipv4_frame()), packet_of(ipv6_frame())};
    write_pcapng(folder / "f.pcapng", {}, std::vector<Interface>(1), packets, {});
    const auto rows = test::tshark(
        folder / "f.pcapng", "-o tcp.check_checksum:TRUE -o ip.check_checksum:TRUE",
        {"tcp.checksum.status", "ip.checksum.status", "tcp.payload", "ip.dst", "ipv6.dst", "tcp.dstport"});
    BOOST_REQUIRE_EQUAL(rows.size(), 2u);
    BOOST_TEST(rows[0] == (std::vector<std::string>{"1", "1", "6f6464", "127.0.0.2", "", "3389"}),
               boost::test_tools::per_element());
    BOOST_TEST(rows[1] == (std::vector<std::string>{"1", "", "6f6464", "", "::1", "3389"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(reads_back_what_it_wrote) {
    for (const auto& frame : {ipv4_frame(), ipv6_frame()}) {
        const auto read = read_frame(frame);
        BOOST_REQUIRE(read && *read);
        BOOST_TEST(to_frame(**read) == frame, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(padding_of_ethernet_is_no_payload) {
    auto frame = ipv4_frame();
    frame.resize(frame.size() + 3);
    const auto read = read_frame(frame);
    BOOST_REQUIRE(read && *read);
    BOOST_TEST((*read)->payload == kOdd, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_length_of_0_is_a_super_packet_left_whole) {
    const auto frame = changed(changed(ipv4_frame(), 16, 0), 17, 0);
    const auto read = read_frame(frame);
    BOOST_REQUIRE(read && *read);
    BOOST_TEST((*read)->payload == kOdd, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_payload_that_the_capture_cut_is_as_long_as_what_is_there) {
    auto frame = ipv4_frame();
    frame.pop_back();
    const auto read = read_frame(frame);
    BOOST_REQUIRE(read && *read);
    BOOST_TEST((*read)->payload.size() == 2u);
}

BOOST_AUTO_TEST_CASE(steps_over_ipv6_extension_headers) {
    auto frame = ipv6_frame();
    const wire::Bytes destination_options{6, 0, 1, 4, 0, 0, 0, 0};  // next: TCP; 8 bytes of padding
    frame.insert(frame.begin() + 54, destination_options.begin(), destination_options.end());
    frame[20] = 60;
    frame[19] = static_cast<std::uint8_t>(frame[19] + 8);
    const auto read = read_frame(frame);
    BOOST_REQUIRE(read && *read);
    BOOST_TEST((*read)->payload == kOdd, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(passes_over_what_is_not_tcp) {
    BOOST_TEST(!read_frame(changed(ipv4_frame(), 23, 17)).value().has_value());  // UDP
    BOOST_TEST(!read_frame(changed(ipv6_frame(), 20, 58)).value().has_value());  // ICMPv6
    BOOST_TEST(!read_frame(changed(ipv4_frame(), 13, 6)).value().has_value());   // ARP
    BOOST_TEST(
        !read_frame(changed(ipv4_frame(), 20, 0x20)).value().has_value());      // first of several fragments
    BOOST_TEST(!read_frame(changed(ipv4_frame(), 21, 1)).value().has_value());  // a later one
}

struct Bad {
    std::string_view name;
    wire::Bytes bytes;
    std::string_view error;
};
std::ostream& operator<<(std::ostream& os, const Bad& bad) { return os << bad.name; }

wire::Bytes cut(wire::Bytes bytes, std::size_t length) {
    bytes.resize(length);
    return bytes;
}

const std::vector<Bad> kBad{
    {"nothing", {}, "ethernet.header: missing (byte 0)"},
    {"cut_in_ethernet", cut(ipv4_frame(), 13), "ethernet.header: missing (byte 0)"},
    {"cut_in_ipv4", cut(ipv4_frame(), 33), "ipv4.header: missing (byte 14)"},
    {"cut_in_ipv6", cut(ipv6_frame(), 53), "ipv6.header: missing (byte 14)"},
    {"ipv4_that_says_6", changed(ipv4_frame(), 14, 0x65), "ipv4.version: not 4 (byte 14)"},
    {"ipv6_that_says_4", changed(ipv6_frame(), 14, 0x40), "ipv6.version: not 6 (byte 14)"},
    {"ipv4_header_too_short", changed(ipv4_frame(), 14, 0x44),
     "ipv4.headerLength: not that of its header (byte 14)"},
    {"ipv4_header_too_long", changed(ipv4_frame(), 14, 0x4f),
     "ipv4.headerLength: not that of its header (byte 14)"},
    {"ipv4_length_below_header", changed(ipv4_frame(), 17, 19),
     "ipv4.length: shorter than its own header (byte 16)"},
    {"ipv6_extension_too_long", changed(ipv6_frame(), 20, 0),
     "ipv6.extension: longer than its packet (byte 20)"},
    {"cut_in_tcp", cut(ipv4_frame(), 53), "tcp.header: missing (byte 34)"},
    {"tcp_offset_too_small", changed(ipv4_frame(), 46, 0x40),
     "tcp.dataOffset: not that of its header (byte 46)"},
    {"tcp_offset_too_large", changed(ipv4_frame(), 46, 0x60),
     "tcp.dataOffset: not that of its header (byte 46)"},
};

BOOST_DATA_TEST_CASE(names_the_field_that_is_wrong, bdata::make(kBad), bad) {
    const auto read = read_frame(bad.bytes);
    BOOST_REQUIRE(!read.has_value());
    BOOST_TEST(to_string(read.error()) == bad.error);
}

BOOST_AUTO_TEST_SUITE_END()

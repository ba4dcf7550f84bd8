#include "capture/redact/redact.h"

#include <boost/test/unit_test.hpp>

#include "sim/path/icmp_error.h"
#include "tests/capture/events.h"
#include "tests/capture/redact/chance.h"

namespace badrdp::test {
namespace {

BOOST_AUTO_TEST_SUITE(redact)

using capture::Frame;
using capture::Packet;
using capture::redaction::Redactor;
using wire::Role;

std::vector<Packet> redacted(const std::vector<Packet>& packets, bool keep_keys = false) {
    Redactor redactor(chance(), keep_keys);
    const auto frame_of = [](const Packet& packet) {
        return Frame{
            .number = 1,
            .at = packet.at,
            .wire_length = std::max(packet.wire_length, static_cast<std::uint32_t>(packet.bytes.size())),
            .bytes = packet.bytes};
    };
    for (const auto& packet : packets) redactor.learn(frame_of(packet));
    auto out = packets;
    for (auto& packet : out) packet.bytes = redactor.redact(frame_of(packet));
    return out;
}

std::string payloads(const std::vector<Packet>& packets) {
    std::string out;
    for (const auto& packet : packets) {
        const auto segment = path::read_frame(packet.bytes);
        if (!segment || !*segment) continue;
        out.append((*segment)->payload.begin(), (*segment)->payload.end());
    }
    return out;
}

std::vector<Packet> talk_of(Role from, std::string_view text) {
    Talk talk;
    talk.open();
    talk.say(from, bytes_of(text));
    return talk.packets;
}

BOOST_AUTO_TEST_CASE(replaces_the_cookie_and_keeps_the_negotiation) {
    const auto request = bytes_of(
        std::string("\x03\0\0\x2b\x26\xe0\0\0\0\0\0Cookie: mstshash=alice\r\n\x01\0\x08\0\x03\0\0\0", 43));
    Talk talk;
    talk.open();
    talk.say(Role::client, request);
    const auto out = payloads(redacted(talk.packets));
    BOOST_TEST(out.size() == request.size());
    BOOST_TEST(out.find("Cookie: mstshash=") != out.npos);
    BOOST_TEST(out.find("alice") == out.npos);
    BOOST_TEST(out.substr(out.size() - 8) == std::string("\x01\0\x08\0\x03\0\0\0", 8));
}

// [MS-RDPEPS 2.2.1], 4.1's example but for its text: cbSize, Flags, Version 2, Id, cchPCB, and what follows
// is a request.
BOOST_AUTO_TEST_CASE(replaces_the_machine_in_front_of_the_negotiation) {
    const std::string pdu("\x1e\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\x06\0V\0a\0u\0l\0t\0\0\0", 30);
    const std::string request("\x03\0\0\x13\x0e\xe0\0\0\0\0\0\x01\0\x08\0\x03\0\0\0", 19);
    Talk talk;
    talk.open();
    talk.say(Role::client, bytes_of(pdu.substr(0, 9)));
    talk.say(Role::client, bytes_of(pdu.substr(9) + request));
    const auto out = payloads(redacted(talk.packets));
    BOOST_TEST(out.substr(0, 18) == pdu.substr(0, 18));
    BOOST_TEST(out.substr(18, 10) != pdu.substr(18, 10));
    for (std::size_t i = 18; i < 28; i += 2)
        BOOST_TEST((std::isalpha(static_cast<unsigned char>(out[i])) != 0 && out[i + 1] == 0));
    BOOST_TEST(out.substr(28) == pdu.substr(28) + request);
}

// The certificate is cut by segments, and the last one is sent again with other bytes in it.
BOOST_AUTO_TEST_CASE(replaces_names_that_lie_across_segments) {
    const auto original = talk_of_hellos("server-flight-tls12");
    const auto out = redacted(original.packets);
    const auto before = read(original), after = read(Talk{.packets = out});
    BOOST_TEST(after.connections.at(0).certificate.has_value());
    BOOST_TEST((after.connections[0].certificate == before.connections[0].certificate));
    BOOST_TEST(after.connections[0].tls_cipher.value() == before.connections[0].tls_cipher.value());
    const auto was = payloads(original.packets), is = payloads(out);
    BOOST_TEST_REQUIRE(was.size() == is.size());
    // Whatever readable run of eight letters there was is there no more, but for the protocol's own word.
    for (std::size_t i = 0; i + 8 <= was.size(); ++i) {
        const auto piece = std::string_view(was).substr(i, 8);
        if (piece != "mstshash" && std::ranges::all_of(piece, [](char c) {
                return std::isalpha(static_cast<unsigned char>(c)) != 0;
            }))
            BOOST_TEST(is.find(piece) == is.npos);
    }
}

BOOST_AUTO_TEST_CASE(overwrites_what_it_does_not_know) {
    const auto out = payloads(
        redacted(talk_of(Role::client, std::string("\x17\x03\x03\0\x06secret\x17\x03\x03\0\x02no", 18))));
    BOOST_TEST(out == std::string("\x17\x03\x03\0\x06XXXXXX\x17\x03\x03\0\x02XX", 18));
    const auto other = payloads(redacted(talk_of(Role::client, "USER alice\r\nPASS secret\r\n")));
    BOOST_TEST(other.find("alice") == other.npos);
    BOOST_TEST(other.ends_with("XXXXXX"));
    const auto mcs = payloads(redacted(talk_of(Role::client, std::string("\x03\0\0\x0f\x02\xf0\x80\x7f\x65"
                                                                         "client",
                                                                         15))));
    BOOST_TEST(mcs == std::string("\x03\0\0\x0f\x02\xf0\x80\x7f\x65XXXXXX", 15));
}

BOOST_AUTO_TEST_CASE(keeps_the_head_of_http_without_host_and_path) {
    const std::string said =
        "GET /payroll/alice HTTP/1.1\r\nHost: intranet.example\r\nContent-Length: 3\r\n\r\nbody";
    const auto out = payloads(redacted(talk_of(Role::client, said)));
    BOOST_TEST(out.size() == said.size());
    BOOST_TEST(out.starts_with("GET /"));
    BOOST_TEST(out.find("HTTP/1.1\r\nHost: ") != out.npos);
    BOOST_TEST(out.find("Content-Length: 3\r\n\r\nXXXX") != out.npos);
    for (const auto* word : {"payroll", "alice", "intranet", "example"})
        BOOST_TEST(out.find(word) == out.npos);
}

// Of two segments with the same bytes of a stream the first counts, and a second may hold anything.
BOOST_AUTO_TEST_CASE(lets_no_repetition_say_something_else) {
    Talk talk;
    talk.open();
    const auto sequence = talk.client_next;
    talk.say(Role::client, bytes_of(std::string("\x15\x03\x03\0\x02\x02\x28", 7)));
    talk.put(Role::client, path::tcp_flag::ack, sequence, bytes_of("alicebob"));
    const auto out = payloads(redacted(talk.packets));
    BOOST_TEST(out == std::string("\x15\x03\x03\0\x02\x02\x28\x15\x03\x03\0\x02\x02\x28X", 15));
}

BOOST_AUTO_TEST_CASE(mends_checksums) {
    const auto out = redacted(talk_of_hellos("server-flight-tls12").packets);
    for (const auto& packet : out) {
        const auto ip = path::read_ip(packet.bytes).value().value();
        BOOST_TEST(path::checksum({wire::BytesView(packet.bytes).subspan(path::kEthernet, path::kIpv4)}) ==
                   0);
        BOOST_TEST(path::checksum_between(ip.source, ip.destination, ip.protocol, ip.payload) == 0);
    }
}

// A router's message is read only if its own checksum is right, and quotes the segment that it means.
BOOST_AUTO_TEST_CASE(replaces_what_an_icmp_error_quotes) {
    Talk talk;
    talk.client.address = path::ipv4(203, 0, 113, 5);
    talk.server.address = path::ipv4(81, 2, 69, 142);
    talk.open();
    wire::Bytes icmp{3, 4, 0, 0, 0, 0, 0x05, 0x14};
    const auto& quoted = talk.packets.back().bytes;
    icmp.insert(icmp.end(), quoted.begin() + path::kEthernet, quoted.end());
    path::set_u16(icmp, 2, path::checksum({icmp}));
    Packet error;
    error.bytes =
        path::ip_frame(path::ipv4(81, 2, 70, 1), talk.client.address, path::ip_protocol::icmp, icmp);
    talk.packets.push_back(error);
    const auto out = redacted(talk.packets);
    const auto segment = path::read_frame(out[2].bytes).value().value();
    const auto read = path::read_icmp_error(path::read_ip(out[3].bytes).value().value());
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(read->mtu == 1300u);
    BOOST_TEST((read->source == segment.source));
    BOOST_TEST((segment.source.address != talk.client.address));
}

BOOST_AUTO_TEST_CASE(replaces_what_dns_asks_and_answers) {
    const wire::Bytes message =
        bytes_of(std::string("\x12\x34\x81\x80\0\1\0\1\0\0\0\0\4host\7example\0\0\1\0\1\xc0\x0c\0\1\0\1\0\0\0"
                             "\x3c\0\4\x51\2\x45\x8e",
                             46));
    wire::Bytes udp{0, 53, 0x9c, 0x40, 0, static_cast<std::uint8_t>(8 + message.size()), 0, 0};
    udp.insert(udp.end(), message.begin(), message.end());
    Packet packet;
    packet.bytes =
        path::ip_frame(path::ipv4(81, 2, 69, 1), path::ipv4(81, 2, 69, 2), path::ip_protocol::udp, udp);
    const auto out = redacted({packet}).front().bytes;
    const std::string text(out.begin(), out.end());
    BOOST_TEST(text.find("host") == text.npos);
    BOOST_TEST(text.find("example") == text.npos);
    const auto ip = path::read_ip(out).value().value();
    // The address in the answer is that which its packets would have.
    BOOST_TEST(std::equal(ip.source.begin() + 12, ip.source.begin() + 15, ip.payload.end() - 4));
    BOOST_TEST(ip.payload[8] == 0x12);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::test

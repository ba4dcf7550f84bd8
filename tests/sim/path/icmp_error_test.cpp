#include "sim/path/icmp_error.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(path_icmp_error)

using namespace badrdp::path;
using badrdp::wire::Bytes;
using badrdp::wire::BytesView;

namespace {

// Destination unreachable, port unreachable [RFC 792]: from 198.18.0.9, about a packet of 198.18.0.2:50000 to
// its port 88. Of the quoted packet the header and 8 bytes.
Bytes port_unreachable(std::uint8_t protocol) {
    Bytes icmp{3,    3,    0,    0,    0, 0,  0,    0,                                                      //
               0x45, 0,    0,    40,   0, 1,  0,    0,   64, protocol, 0, 0, 198, 18, 0, 2, 198, 18, 0, 9,  //
               0xc3, 0x50, 0x00, 0x58, 0, 20, 0x12, 0x34};
    const auto sum = checksum({BytesView(icmp)});
    icmp[2] = static_cast<std::uint8_t>(sum >> 8);
    icmp[3] = static_cast<std::uint8_t>(sum);
    return icmp;
}

Ip packet_with(const Bytes& icmp) {
    Ip ip;
    ip.protocol = ip_protocol::icmp;
    ip.payload = icmp;
    return ip;
}

}  // namespace

BOOST_AUTO_TEST_CASE(quotes_tcp_and_udp_and_says_which) {
    for (const auto protocol : {ip_protocol::tcp, ip_protocol::udp}) {
        const auto icmp = port_unreachable(protocol);
        const auto error = read_icmp_error(packet_with(icmp));
        BOOST_REQUIRE(error.has_value());
        BOOST_TEST((error->kind == IcmpError::Kind::port_unreachable));
        BOOST_TEST(error->protocol == protocol);
        BOOST_TEST((error->source == Endpoint{ipv4(198, 18, 0, 2), 50000}));
        BOOST_TEST((error->destination == Endpoint{ipv4(198, 18, 0, 9), 88}));
        BOOST_TEST(error->sequence == (protocol == ip_protocol::tcp ? 0x00141234u : 0u));
    }
}

BOOST_AUTO_TEST_CASE(is_nothing_about_other_protocols_or_with_a_wrong_checksum) {
    BOOST_TEST(!read_icmp_error(packet_with(port_unreachable(ip_protocol::icmp))).has_value());
    auto broken = port_unreachable(ip_protocol::udp);
    broken.back() ^= 1;
    BOOST_TEST(!read_icmp_error(packet_with(broken)).has_value());
    const auto whole = port_unreachable(ip_protocol::udp);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        BOOST_TEST(!read_icmp_error(packet_with(cut)).has_value(), size);
    }
}

BOOST_AUTO_TEST_SUITE_END()

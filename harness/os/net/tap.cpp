#include "harness/os/net/tap.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/if_tun.h>
#include <linux/ip.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <fstream>
#include <memory>

#include "sim/path/test_network.h"

namespace badrdp::harness {
namespace {

using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;
namespace test_network = path::test_network;

void demand(bool done, const char* what) {
    if (!done) throw std::system_error(errno, std::generic_category(), what);
}

Fd open_tap(const std::string& name) {
    Fd tap(::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC), "cannot open /dev/net/tun");
    ifreq request{};
    name.copy(request.ifr_name, IFNAMSIZ - 1);
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    demand(::ioctl(tap.get(), TUNSETIFF, &request) == 0, "cannot make a tap");
    demand(::ioctl(tap.get(), TUNSETPERSIST, 1) == 0, "cannot make a tap persistent");
    demand(::ioctl(tap.get(), TUNSETOFFLOAD, 0) == 0, "cannot turn off a tap's offloads");
    return tap;
}

// Routers are neither looked for nor listened to. Only tidiness: a read-only /proc/sys is no impairment.
void accept_no_routers(const std::string& name) {
    std::ofstream(fmt::format("/proc/sys/net/ipv6/conf/{}/accept_ra", name)) << 0;
}

// No link-local address: its detection of duplicates would hold up the first neighbour solicitation for a
// second now and then, and an Ethernet of two needs none.
RouteRequest without_link_local(int index) {
    ifinfomsg link{};
    link.ifi_index = index;
    RouteRequest request(RTM_NEWLINK, 0, link);
    const std::uint8_t none = IN6_ADDR_GEN_MODE_NONE;
    request.open(IFLA_AF_SPEC).open(AF_INET6).add(IFLA_INET6_ADDR_GEN_MODE, none).close().close();
    return request;
}

bool no_ipv6(const std::system_error& error) {
    return error.code().value() == EOPNOTSUPP || error.code().value() == EAFNOSUPPORT;
}

RouteRequest set_link(int index, const TapOrder& order) {
    ifinfomsg link{};
    link.ifi_index = index;
    link.ifi_flags = IFF_UP;
    link.ifi_change = IFF_UP;
    RouteRequest request(RTM_NEWLINK, 0, link);
    request.add(IFLA_ADDRESS, order.mac).add(IFLA_MTU, order.mtu).add(IFLA_TXQLEN, order.queue);
    // A new namespace takes this over from the machine, and one that runs containers forwards.
    const std::uint32_t no = 0;
    request.open(IFLA_AF_SPEC).open(AF_INET).open(IFLA_INET_CONF);
    request.add(IPV4_DEVCONF_FORWARDING, no).close().close().close();
    return request;
}

template <class Bytes>
RouteRequest new_address(int index, std::uint8_t family, std::uint8_t prefix, const Bytes& address) {
    ifaddrmsg body{};
    body.ifa_family = family;
    body.ifa_prefixlen = prefix;
    body.ifa_index = static_cast<std::uint32_t>(index);
    RouteRequest request(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, body);
    request.add(IFA_LOCAL, address).add(IFA_ADDRESS, address);
    // Duplicate address detection would keep an IPv6 address from use for a second [RFC 4862 5.4].
    const std::uint32_t no_dad = IFA_F_NODAD;
    if (family == AF_INET6) request.add(IFA_FLAGS, no_dad);
    return request;
}

template <class Bytes>
RouteRequest default_route(int index, std::uint8_t family, const Bytes& router) {
    rtmsg body{};
    body.rtm_family = family;
    body.rtm_table = RT_TABLE_MAIN;
    body.rtm_protocol = RTPROT_STATIC;
    body.rtm_scope = RT_SCOPE_UNIVERSE;
    body.rtm_type = RTN_UNICAST;
    RouteRequest request(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, body);
    request.add(RTA_GATEWAY, router).add(RTA_OIF, index);
    return request;
}

// The socket and the descriptor are of the namespace in which they were opened, whoever uses them.
template <class Make>
auto made_inside(const NetNamespace& there, Make make) {
    const Inside inside(there);
    return make();
}

}  // namespace

TapOrder client_tap() {
    return {.mac = {0x02, 0x62, 0x72, 0x64, 0x70, 0x02},
            .ipv4 = address_v4(test_network::kClientV4),
            .ipv4_router = address_v4(test_network::kServerV4),
            .ipv4_prefix = test_network::kPrefixV4,
            .ipv6 = address_v6(test_network::kClientV6),
            .ipv6_router = address_v6(test_network::kServerV6),
            .ipv6_prefix = test_network::kPrefixV6};
}

TapOrder server_tap() {
    auto order = client_tap();
    order.mac.back() = 0x01;
    std::swap(order.ipv4, order.ipv4_router);
    std::swap(order.ipv6, order.ipv6_router);
    return order;
}

Tap::Tap(const NetNamespace& there, const TapOrder& order)
    : frames_(made_inside(there, [&] { return open_tap(order.name); })),
      route_(made_inside(there, [] { return RouteSocket(); })),
      index_(made_inside(there, [&] { return static_cast<int>(::if_nametoindex(order.name.c_str())); })) {
    const Inside inside(there);
    accept_no_routers(order.name);
    has_ipv6_ = set_up_interface(route_, index_, order);
}

bool set_up_interface(RouteSocket& route, int index, const TapOrder& order) {
    const auto what = fmt::format("cannot set up {}: ", order.name);
    try {
        route.ask(without_link_local(index), what + "link-local address");
    } catch (const std::system_error& error) {
        if (!no_ipv6(error)) throw;
    }
    route.ask(set_link(index, order), what + "link");
    route.ask(new_address(index, AF_INET, order.ipv4_prefix, order.ipv4.to_bytes()), what + "IPv4 address");
    route.ask(default_route(index, AF_INET, order.ipv4_router.to_bytes()), what + "IPv4 route");
    if (order.mtu < 1280) return false;  // IPv6 asks more of a link [RFC 8200 5]
    try {
        route.ask(new_address(index, AF_INET6, order.ipv6_prefix, order.ipv6.to_bytes()),
                  what + "IPv6 address");
    } catch (const std::system_error& error) {
        if (!no_ipv6(error)) throw;
        return false;
    }
    route.ask(default_route(index, AF_INET6, order.ipv6_router.to_bytes()), what + "IPv6 route");
    return true;
}

std::uint64_t Tap::dropped() {
    ifinfomsg link{};
    link.ifi_index = index_;
    const auto answer = route_.answer(RouteRequest(RTM_GETLINK, 0, link), "cannot read a tap's counters");
    const auto found = attribute(answer, sizeof link, IFLA_STATS64);
    rtnl_link_stats64 stats{};
    std::memcpy(&stats, found.data(), std::min(found.size(), sizeof stats));
    return stats.tx_dropped;
}

}  // namespace badrdp::harness

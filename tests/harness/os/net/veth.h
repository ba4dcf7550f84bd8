// The kernel's own pair of Ethernet interfaces, one end in each of two namespaces: no wire of ours is in it.
#pragma once

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "harness/os/net/namespaces.h"
#include "harness/os/net/netlink.h"

namespace badrdp::harness::test {

inline void bring_up(const NetNamespace& there, const std::string& name) {
    const Inside inside(there);
    ifinfomsg link{};
    link.ifi_index = static_cast<int>(::if_nametoindex(name.c_str()));
    link.ifi_flags = link.ifi_change = IFF_UP;
    RouteSocket().ask(RouteRequest(RTM_NEWLINK, 0, link), "cannot bring up " + name);
}

// Both ends have this name.
inline void make_veth(const NetNamespace& here, const NetNamespace& there, const std::string& name) {
    const ifinfomsg link{};
    RouteRequest request(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, link);
    request.add_text(IFLA_IFNAME, name);
    request.open(IFLA_LINKINFO).add_text(IFLA_INFO_KIND, "veth").open(IFLA_INFO_DATA).open(VETH_INFO_PEER);
    request.add_fixed(link).add_text(IFLA_IFNAME, name).add(IFLA_NET_NS_FD, there.fd());
    request.close().close().close();
    {
        const Inside inside(here);
        RouteSocket().ask(request, "cannot make a veth pair");
    }
    bring_up(here, name);
    bring_up(there, name);
}

// Those that this thread's namespace has.
inline std::vector<std::string> interfaces() {
    std::vector<std::string> names;
    const std::unique_ptr<struct if_nameindex, decltype(&::if_freenameindex)> all(::if_nameindex(),
                                                                                  ::if_freenameindex);
    for (auto* one = all.get(); one != nullptr && one->if_name != nullptr; ++one)
        names.emplace_back(one->if_name);
    return names;
}

// Waits until every veth of the witness has gone, which each does with the namespace of its other end, and
// not before: whether it has gone in time.
inline bool others_are_gone(const NetNamespace& witness) {
    const Inside inside(witness);
    const Fd news(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), "rtnetlink");
    sockaddr_nl links{};
    links.nl_family = AF_NETLINK;
    links.nl_groups = RTMGRP_LINK;
    if (::bind(news.get(), reinterpret_cast<sockaddr*>(&links), sizeof links) != 0) return false;
    pollfd readable{news.get(), POLLIN, 0};
    std::array<char, 8192> message{};
    while (interfaces().size() > 1)
        if (::poll(&readable, 1, 20'000) != 1 || ::recv(news.get(), message.data(), message.size(), 0) < 0)
            return false;
    return true;
}

}  // namespace badrdp::harness::test

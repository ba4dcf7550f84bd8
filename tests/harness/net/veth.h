// The kernel's own pair of Ethernet interfaces, one end in each of two namespaces: no wire of ours is in it.
#pragma once

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>

#include <string>

#include "harness/net/namespaces.h"
#include "harness/net/netlink.h"

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

}  // namespace badrdp::harness::test

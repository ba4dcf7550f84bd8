// An Ethernet interface in a network namespace, whose other end is a descriptor of ours: each read is a frame
// that the namespace sends, each write one that it receives.
#pragma once

#include <array>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <cstdint>
#include <string>

#include "harness/os/net/namespaces.h"
#include "harness/os/net/netlink.h"

namespace badrdp::harness {

struct TapOrder {
    std::string name = "eth0";
    std::array<std::uint8_t, 6> mac{};
    boost::asio::ip::address_v4 ipv4;
    boost::asio::ip::address_v4 ipv4_router;
    std::uint8_t ipv4_prefix = 24;
    boost::asio::ip::address_v6 ipv6;
    boost::asio::ip::address_v6 ipv6_router;
    std::uint8_t ipv6_prefix = 64;
    std::uint32_t mtu = 1500;
    // Frames that wait for us in the kernel: more than a TCP window at its largest, or a burst is lost there.
    std::uint32_t queue = 4096;
};

// Each is the other's router, so that packets for the rest of the world leave too, and meet nobody: neither
// end forwards. The addresses are those of sim/path/test_network.h.
TapOrder client_tap();
TapOrder server_tap();

// Brings up any Ethernet interface as it is ordered. Returns whether it has IPv6.
bool set_up_interface(RouteSocket& route, int index, const TapOrder& order);

// Up, with its addresses ready for use, when the constructor returns. No offloads: frames are what a wire
// carries, with finished checksums and no larger than the MTU. The interface goes with its namespace, not
// with the descriptor, which makes closing cheap.
class Tap {
public:
    Tap(const NetNamespace& there, const TapOrder& order);

    Fd take() { return std::move(frames_); }     // the descriptor, non-blocking, to whoever moves the frames
    bool has_ipv6() const { return has_ipv6_; }  // false on a kernel or an MTU without
    std::uint64_t dropped();  // frames that found the kernel's queue full, and were never read

private:
    Fd frames_;
    RouteSocket route_;
    int index_ = 0;
    bool has_ipv6_ = false;
};

}  // namespace badrdp::harness

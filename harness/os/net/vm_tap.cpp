#include "harness/os/net/vm_tap.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <fstream>
#include <optional>
#include <stdexcept>

#include "harness/os/net/netlink.h"
#include "harness/os/plain.h"

namespace badrdp::harness {
namespace {

// A tap of ours says so: what `ip link` shows as its alias.
constexpr std::string_view kAlias = "badrdp ";

void demand(bool done, const std::string& what) {
    if (!done) throw std::system_error(errno, std::generic_category(), what);
}

void make_tap(const std::string& name, int owner) {
    const Fd tap(::open("/dev/net/tun", O_RDWR | O_CLOEXEC), "cannot open /dev/net/tun");
    ifreq request{};
    name.copy(request.ifr_name, IFNAMSIZ - 1);
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    demand(::ioctl(tap.get(), TUNSETIFF, &request) == 0,
           fmt::format("cannot make the tap {}, which takes root or CAP_NET_ADMIN", name));
    if (owner >= 0) demand(::ioctl(tap.get(), TUNSETOWNER, owner) == 0, "cannot give away the tap " + name);
    demand(::ioctl(tap.get(), TUNSETPERSIST, 1) == 0, fmt::format("cannot keep the tap {}", name));
}

ifinfomsg link_of(const std::string& name) {
    ifinfomsg link{};
    link.ifi_index = static_cast<int>(::if_nametoindex(name.c_str()));
    demand(link.ifi_index != 0, "there is no interface " + name);
    return link;
}

void remove_link(const std::string& name) {
    RouteSocket().ask(RouteRequest(RTM_DELLINK, 0, link_of(name)), "cannot remove the tap " + name);
}

// The kernel itself is to say nothing there: the addresses of the machine's network are not on this wire.
void keep_quiet(const std::string& name) {
    std::ofstream(fmt::format("/proc/sys/net/ipv6/conf/{}/disable_ipv6", name)) << 1;
}

void mark_and_bring_up(const std::string& name) {
    auto link = link_of(name);
    link.ifi_flags = IFF_UP;
    link.ifi_change = IFF_UP;
    RouteRequest request(RTM_NEWLINK, 0, link);
    request.add_text(IFLA_IFALIAS, fmt::format("{}tap", kAlias));
    RouteSocket().ask(request, "cannot bring up the tap " + name);
}

Fd packet_socket(const std::string& name) {
    Fd fd(::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0),
          "cannot open a packet socket, which takes root or CAP_NET_RAW");
    const int yes = 1;
    // Only what comes from the other machine; without this, our own frames would come back to us.
    demand(::setsockopt(fd.get(), SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof yes) == 0,
           "cannot set up a packet socket");
    sockaddr_ll where{};
    where.sll_family = AF_PACKET;
    where.sll_protocol = static_cast<std::uint16_t>(ETH_P_ALL << 8);
    where.sll_ifindex = link_of(name).ifi_index;
    demand(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0,
           "cannot listen to the interface " + name);
    packet_mreq every{};
    every.mr_ifindex = where.sll_ifindex;
    every.mr_type = PACKET_MR_PROMISC;
    demand(::setsockopt(fd.get(), SOL_PACKET, PACKET_ADD_MEMBERSHIP, &every, sizeof every) == 0,
           "cannot listen to every frame on " + name);
    return fd;
}

bool is_ours(const std::string& name) {
    const auto answer = RouteSocket().answer(RouteRequest(RTM_GETLINK, 0, link_of(name)),
                                             "cannot look at the interface " + name);
    const auto alias = attribute(answer, sizeof(ifinfomsg), IFLA_IFALIAS);
    return std::string_view(reinterpret_cast<const char*>(alias.data()), alias.size()).starts_with(kAlias);
}

// An abstract address belongs to the network in which the tap is, whatever process tables there are, and is
// given back by the kernel when its holder ends. Nothing: somebody holds it.
std::optional<Fd> hold(const std::string& name) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto text = "badrdp tap " + name;
    text.copy(address.sun_path + 1, sizeof address.sun_path - 1);
    Fd lock(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), "cannot open a socket");
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + text.size());
    if (::bind(lock.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0) return lock;
    if (errno == EADDRINUSE) return std::nullopt;
    throw std::system_error(errno, std::generic_category(), "cannot lock the tap " + name);
}

// As rtnetlink sees them; /sys may show another network.
std::vector<std::string> interfaces() {
    std::vector<std::string> out;
    auto* const all = ::if_nameindex();
    if (all == nullptr) throw std::system_error(errno, std::generic_category(), "cannot list the interfaces");
    for (const auto* one = all; one->if_index != 0; ++one) out.emplace_back(one->if_name);
    ::if_freenameindex(all);
    return out;
}

// Whether it was one that nobody holds; it is gone then. What others take away meanwhile is none.
bool sweep_tap(const std::string& name) {
    try {
        if (!is_ours(name)) return false;
        const auto lock = hold(name);  // until it is gone: nobody takes it meanwhile
        if (lock) remove_link(name);
        return lock.has_value();
    } catch (const std::system_error& trouble) {
        if (trouble.code() != std::errc::no_such_device) throw;
        return false;
    }
}

}  // namespace

VmTap::VmTap(std::string name, int owner) : name_(std::move(name)) {
    if (::if_nametoindex(name_.c_str()) == 0) {
        auto lock = hold(name_);
        if (!lock) throw std::runtime_error(fmt::format("another badrdp is about to make the tap {}", name_));
        lock_ = std::move(*lock);
        make_tap(name_, owner);
        made_ = true;
    }
    try {
        if (made_) {
            keep_quiet(name_);
            mark_and_bring_up(name_);
        }
        frames_ = packet_socket(name_);
    } catch (...) {
        if (made_) remove_link(name_);
        throw;
    }
}

VmTap::~VmTap() {
    if (!made_) return;
    try {
        remove_link(name_);
    } catch (const std::system_error& error) {
        fmt::print(stderr, "badrdp: {}\n", plain(error));
    }
}

std::vector<std::string> sweep_taps() {
    auto swept = interfaces();
    std::erase_if(swept, [](const std::string& name) { return !sweep_tap(name); });
    return swept;
}

}  // namespace badrdp::harness

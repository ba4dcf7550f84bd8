#include "harness/os/net/namespaces.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string_view>

#include "harness/os/net/refusal.h"

namespace badrdp::harness {
namespace {

using Refused = std::optional<NetRefusal>;

Refused refused(NetStage stage) { return NetRefusal{stage, errno}; }

// setns(2) needs CAP_SYS_ADMIN, what is done inside CAP_NET_ADMIN, and a capture on `lo` CAP_NET_RAW.
bool capable() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
    if (::syscall(SYS_capget, &header, sets.data()) != 0) return false;
    constexpr auto wanted = 1u << CAP_SYS_ADMIN | 1u << CAP_NET_ADMIN | 1u << CAP_NET_RAW;
    return (sets[0].effective & wanted) == wanted;
}

// From here to probe(): calls that are safe in a child of a process with threads.
bool write_file(const char* file, std::string_view text) {
    const int fd = ::open(file, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return false;
    const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const int error = errno;
    ::close(fd);
    errno = error;
    return written;
}

// The one line that an ordinary user may write [user_namespaces(7)]: himself.
bool map_to_itself(const char* file, unsigned id) {
    constexpr auto kDigits = std::numeric_limits<unsigned>::digits10 + 1;
    std::array<char, 2 * kDigits + 4> line{};
    auto* at = std::to_chars(line.begin(), line.begin() + kDigits, id).ptr;
    *at++ = ' ';
    at = std::to_chars(at, at + kDigits, id).ptr;
    for (const char c : {' ', '1', '\n'}) *at++ = c;
    return write_file(file, {line.begin(), at});
}

bool bring_up_loopback() {
    const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return false;
    ifreq request{};
    request.ifr_name[0] = 'l';
    request.ifr_name[1] = 'o';
    request.ifr_flags = IFF_UP;
    const bool up = ::ioctl(fd, SIOCSIFFLAGS, &request) == 0;
    const int error = errno;
    ::close(fd);
    errno = error;
    return up;
}

Refused enter_own_namespaces() {
    const auto uid = ::geteuid();
    const auto gid = ::getegid();
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS) != 0) return refused(NetStage::user_namespace);
    if (!write_file("/proc/self/setgroups", "deny") || !map_to_itself("/proc/self/uid_map", uid) ||
        !map_to_itself("/proc/self/gid_map", gid))
        return refused(NetStage::user_map);
    if (!bring_up_loopback()) return refused(NetStage::loopback);
    return std::nullopt;
}

Refused make_one_of_each(bool is_capable) {
    if (!is_capable)
        if (const auto no = enter_own_namespaces()) return no;
    if (::unshare(CLONE_NEWNET) != 0) return refused(NetStage::network_namespace);
    if (!bring_up_loopback()) return refused(NetStage::loopback);
    const int tun = ::open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    if (tun < 0) return refused(NetStage::open_tun);
    ifreq request{};
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    if (::ioctl(tun, TUNSETIFF, &request) != 0) return refused(NetStage::make_tap);
    return std::nullopt;
}

// A child tries it, since there is no way back out of a user namespace.
Refused probe() {
    const bool is_capable = capable();
    auto pipe = make_pipe();
    const auto child = ::fork();
    if (child < 0) return refused(NetStage::user_namespace);
    if (child == 0) {
        const NetRefusal said = make_one_of_each(is_capable).value_or(NetRefusal{});
        ::_exit(::write(pipe.write.get(), &said, sizeof said) == sizeof said ? 0 : 1);
    }
    pipe.write.reset();
    NetRefusal heard{NetStage::user_namespace, ECHILD};
    if (::read(pipe.read.get(), &heard, sizeof heard) != sizeof heard) heard.error = ECHILD;
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) continue;
    return heard.error != 0 ? Refused(heard) : std::nullopt;
}

Fd open_this_threads_namespace() {
    return {::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC), "cannot open this thread's network"};
}

// A thread that stayed abroad would open the next case's sockets in a stranger's network.
void go_home(const Fd& home) {
    if (::setns(home.get(), CLONE_NEWNET) == 0) return;
    std::fputs("badrdp: a thread cannot leave a network namespace\n", stderr);
    std::abort();
}

struct WayHome {
    Fd home = open_this_threads_namespace();

    WayHome() = default;
    ~WayHome() { go_home(home); }
    WayHome(const WayHome&) = delete;
    WayHome& operator=(const WayHome&) = delete;
};

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

const Refused& probed() {
    static const Refused no = probe();
    return no;
}

}  // namespace

std::string why_no_namespaces() {
    const auto& no = probed();
    return no ? to_text(*no, ::geteuid() == 0) : "";
}

void claim_namespaces() {
    const auto& no_tap = probed();
    if (capable() || (no_tap && no_tap->stage < NetStage::open_tun)) return;
    if (const auto no = enter_own_namespaces())
        throw std::system_error(no->error, std::generic_category(), to_text(*no, ::geteuid() == 0));
}

NetNamespace::NetNamespace() {
    const WayHome way_home;
    if (::unshare(CLONE_NEWNET) != 0) fail("cannot make a network namespace");
    if (!bring_up_loopback()) fail("cannot bring up lo in a network namespace");
    fd_ = open_this_threads_namespace();
}

// A kernel repeats the FIN of a closed connection for a minute and a half, and keeps the namespace and its
// neighbours as long. Some hundreds of them fill the table of neighbours, which all namespaces share. A
// /proc/sys that cannot be written only brings that wait back.
NetNamespace::~NetNamespace() {
    if (fd_.get() < 0) return;
    try {
        const Inside inside(*this);
        write_file("/proc/sys/net/ipv4/tcp_orphan_retries", "1");
    } catch (const std::system_error&) {
        // out of descriptors: the kernel will give up by itself
    }
}

Inside::Inside(const NetNamespace& there) : home_(open_this_threads_namespace()) {
    if (::setns(there.fd(), CLONE_NEWNET) != 0) fail("cannot enter a network namespace");
}

Inside::~Inside() { go_home(home_); }

}  // namespace badrdp::harness

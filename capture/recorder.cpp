#include "capture/recorder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

namespace badrdp::capture {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Not libpcap's immediate mode: it lays every packet into a slot of 64 KiB, so that 8 MiB hold 128 packets
// and a loop that looks away for 5 ms loses nine in ten of a client that reconnects as fast as it can. In
// blocks the same 8 MiB hold some 30,000 small packets, at the price of a block handed over this late. There
// are 32 of them, so a peer that says a word now and then fills them all in no less than 320 ms.
constexpr int kRingBytes = 8 << 20;
constexpr milliseconds kBlockAge = 10ms;

constexpr milliseconds kLastBlock = 100ms;  // stop() waits no longer than this for what is still in the ring
constexpr int kBatch = 1024;                // packets a turn of the loop, so that timers keep theirs

struct Freed {
    void operator()(pcap_t* handle) const { pcap_close(handle); }
    void operator()(bpf_program* program) const { pcap_freecode(program); }
};
using Pcap = std::unique_ptr<pcap_t, Freed>;

std::runtime_error refused(const std::string& interface, std::string_view why) {
    return std::runtime_error(fmt::format("cannot capture on {}: {}", interface, why));
}

std::string own_path() {
    std::error_code ignored;
    const auto path = std::filesystem::read_symlink("/proc/self/exe", ignored);
    return ignored ? "badrdp" : path.string();
}

void throw_activation_error(int status, pcap_t* handle, const std::string& interface) {
    if (status == PCAP_ERROR_PERM_DENIED)
        throw std::system_error(
            std::make_error_code(std::errc::operation_not_permitted),
            ::geteuid() == 0
                ? fmt::format(
                      "capture on {} is not permitted: this root lacks CAP_NET_RAW, which a container "
                      "gets by --cap-add NET_RAW",
                      interface)
                : fmt::format(
                      "capture on {} is not permitted: run as root, or: sudo setcap cap_net_raw+ep {}",
                      interface, own_path()));
    const std::string_view detail = pcap_geterr(handle);
    throw refused(interface, detail.empty() ? pcap_statustostr(status) : detail);
}

Pcap activated(const std::string& interface, int ring_bytes) {
    std::array<char, PCAP_ERRBUF_SIZE> why{};
    Pcap handle(pcap_create(interface.c_str(), why.data()));
    if (!handle) throw refused(interface, why.data());
    pcap_set_snaplen(handle.get(), static_cast<int>(Interface{}.snaplen));
    pcap_set_buffer_size(handle.get(), ring_bytes);
    pcap_set_timeout(handle.get(), static_cast<int>(kBlockAge.count()));
    pcap_set_tstamp_precision(handle.get(), PCAP_TSTAMP_PRECISION_NANO);  // or it stays with microseconds
    if (const auto status = pcap_activate(handle.get()); status < 0)
        throw_activation_error(status, handle.get(), interface);
    if (pcap_datalink(handle.get()) != DLT_EN10MB) throw refused(interface, "its frames are not Ethernet");
    if (pcap_setnonblock(handle.get(), 1, why.data()) != 0) throw refused(interface, why.data());
    return handle;
}

// The kernel shows a packet on a loopback interface twice, going out and coming in. libpcap hides the first
// from us, but only after it has taken its room in the ring. Kernels before 4.20 know no better.
void ignore_outgoing_on_loopback(pcap_t* handle, const std::string& interface) {
    ifreq request{};
    interface.copy(request.ifr_name, IFNAMSIZ - 1);
    const int fd = pcap_fileno(handle);
    if (ioctl(fd, SIOCGIFFLAGS, &request) != 0 || (request.ifr_flags & IFF_LOOPBACK) == 0) return;
    const int on = 1;
    setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on);
}

// Whatever came in between activation and this filter is filtered too: libpcap does it for what is already
// in the ring when the filter is set.
void set_filter(pcap_t* handle, const std::string& interface, const std::string& text) {
    bpf_program program{};
    const auto wrong = [&] {
        return refused(interface, fmt::format("filter '{}': {}", text, pcap_geterr(handle)));
    };
    if (pcap_compile(handle, &program, text.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) throw wrong();
    const std::unique_ptr<bpf_program, Freed> compiled(&program);
    if (pcap_setfilter(handle, &program) != 0) throw wrong();
}

pcap_stat stats_of(pcap_t* handle) {
    pcap_stat stats{};
    pcap_stats(handle, &stats);
    return stats;
}

// A descriptor of its own over the same socket, so that Asio and libpcap each close what is theirs.
int duplicate(pcap_t* handle) {
    const int fd = fcntl(pcap_get_selectable_fd(handle), F_DUPFD_CLOEXEC, 0);
    if (fd < 0) throw std::system_error(errno, std::generic_category(), "dup of the capture socket");
    return fd;
}

}  // namespace

struct Recorder::State : std::enable_shared_from_this<State> {
    State(const boost::asio::any_io_executor& executor, const std::string& name, const std::string& filter,
          RecorderLimits bounds)
        : pcap(activated(name, kRingBytes)), readable(executor), limits(bounds) {
        ignore_outgoing_on_loopback(pcap.get(), name);
        set_filter(pcap.get(), name, filter);
        before = stats_of(pcap.get());
        began = std::chrono::system_clock::now().time_since_epoch();
        readable.assign(duplicate(pcap.get()));
        interface = {.name = name, .snaplen = static_cast<std::uint32_t>(pcap_snapshot(pcap.get()))};
        tick = pcap_get_tstamp_precision(pcap.get()) == PCAP_TSTAMP_PRECISION_NANO ? 1ns : 1us;
    }

    void wait() {
        readable.async_wait(boost::asio::posix::descriptor_base::wait_read,
                            [weak = weak_from_this()](const boost::system::error_code& error) {
                                if (const auto self = weak.lock(); self && !error) self->on_readable();
                            });
    }

    void on_readable() {
        if (!pcap || detached) return;
        const bool any = take(kBatch) > 0;
        if (trouble.empty()) wait();
        // A copy: the callback may set another, or stop us.
        if (const auto call = callback; any && call) call();
    }

    int take(int at_most) {
        const int count = pcap_dispatch(pcap.get(), at_most, &State::keep, reinterpret_cast<u_char*>(this));
        if (count >= 0) return count;
        trouble = fmt::format("capture on {} broke off: {}", interface.name, pcap_geterr(pcap.get()));
        return 0;
    }

    // Called from C, which knows no exceptions: a packet that finds no memory is one more that is counted.
    static void keep(u_char* self, const pcap_pkthdr* header, const u_char* bytes) noexcept {
        auto& state = *reinterpret_cast<State*>(self);
        try {
            state.keep(*header, bytes);
        } catch (const std::bad_alloc&) {
            ++state.dropped_by_us;
        }
    }

    void keep(const pcap_pkthdr& header, const u_char* first) {
        const auto at = std::chrono::seconds(header.ts.tv_sec) + header.ts.tv_usec * tick;
        if (at >= began) ++taken;
        if (packets.size() >= limits.packets || header.caplen > limits.bytes - bytes) {
            ++dropped_by_us;
            return;
        }
        packets.push_back({.at = at,
                           .wire_length = header.len,
                           .interface = 0,
                           .bytes = {first, first + header.caplen},
                           .comment = {}});
        bytes += header.caplen;
    }

    // What the kernel says about the packets since the filter was set.
    Losses counted() const {
        const auto now = stats_of(pcap.get());
        return {.dropped_by_kernel = now.ps_drop - before.ps_drop,
                .dropped_by_us = dropped_by_us,
                .received = now.ps_recv - before.ps_recv};
    }

    // The kernel counts a packet when it lays it into the ring, but hands it over with its block. So what
    // it has counted by now says when everything sent by now is here.
    void take_what_is_counted() {
        const auto until = steady_clock::now() + kLastBlock;
        const auto all = counted();
        for (;;) {
            while (take(kBatch) > 0) continue;
            if (taken >= all.received - all.dropped_by_kernel || !trouble.empty()) return;
            if (steady_clock::now() >= until) return;
            pollfd more{.fd = pcap_get_selectable_fd(pcap.get()), .events = POLLIN, .revents = 0};
            poll(&more, 1, static_cast<int>(kBlockAge.count()));
        }
    }

    // Taken out of the loop before it is closed: libpcap's descriptor keeps the socket alive, and epoll would
    // go on to report it, to whatever Asio has put in its place by then.
    void leave_loop() {
        if (!readable.is_open()) return;
        ::close(readable.release());
    }

    void close() {
        leave_loop();
        // The kernel lets go of a packet socket only after 20 ms and more, too long for the loop.
        closing = std::jthread([doomed = std::move(pcap)]() mutable { doomed.reset(); });
    }

    void throw_trouble() const {
        if (!trouble.empty()) throw std::runtime_error(trouble);
    }

    Pcap pcap;  // empty once stopped
    boost::asio::posix::stream_descriptor readable;
    RecorderLimits limits;
    Interface interface;
    std::chrono::nanoseconds tick{1};
    std::vector<Packet> packets;
    std::size_t bytes = 0;
    pcap_stat before{};  // counted while the filter was not yet set: nothing that we were asked for
    std::chrono::nanoseconds began{0};
    std::uint64_t taken = 0;  // since then, kept or not
    std::uint64_t dropped_by_us = 0;
    Losses losses;  // once stopped
    std::function<void()> callback;
    std::string trouble;
    bool detached = false;
    std::jthread closing;
};

std::string libpcap_version() { return ::pcap_lib_version(); }

std::string why_not_capture(const std::string& interface) {
    try {
        activated(interface, 1 << 16);
        return {};
    } catch (const std::exception& refusal) {
        return refusal.what();
    }
}

Recorder::Recorder(const boost::asio::any_io_executor& executor, const std::string& interface,
                   const std::string& bpf_filter, RecorderLimits limits)
    : state_(std::make_shared<State>(executor, interface, bpf_filter, limits)) {
    state_->wait();
}

Recorder::~Recorder() {
    if (state_) state_->leave_loop();
}
Recorder::Recorder(Recorder&&) noexcept = default;
Recorder& Recorder::operator=(Recorder&&) noexcept = default;

const Interface& Recorder::interface() const { return state_->interface; }
const std::vector<Packet>& Recorder::packets() const { return state_->packets; }
void Recorder::on_packets(std::function<void()> callback) { state_->callback = std::move(callback); }

void Recorder::drain() {
    if (!state_->pcap) return;
    while (state_->take(kBatch) > 0) continue;
    state_->throw_trouble();
}

void Recorder::detach() {
    state_->detached = true;
    state_->leave_loop();
}

Losses Recorder::stop() {
    if (!state_->pcap) return state_->losses;
    state_->take_what_is_counted();
    state_->losses = state_->counted();
    state_->close();
    state_->throw_trouble();
    return state_->losses;
}

}  // namespace badrdp::capture

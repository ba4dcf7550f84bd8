#include "harness/probe/datagram.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "harness/os/fd.h"
#include "sim/wire/datagram/udp_syn.h"

namespace badrdp::harness::probe {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr unsigned kTries = 4;
constexpr milliseconds kBetween{800}, kGlance{100};

class DatagramVisitor {
public:
    explicit DatagramVisitor(const std::function<bool()>& interrupted) : interrupted_(interrupted) {
        // Another one each time; an answer must repeat it.
        syn_.initial_sequence_number = static_cast<std::uint32_t>(Clock::now().time_since_epoch().count());
    }

    Datagram go(const std::string& address, std::uint16_t port) {
        if (!open(address, port)) return failed(errno);
        wire::Writer said;
        syn_.write(said);
        const auto began = Clock::now();
        for (unsigned sent = 0; sent < kTries; ++sent) {
            if (::send(socket_.get(), said.bytes.data(), said.bytes.size(), MSG_NOSIGNAL) < 0)
                return failed(errno);
            if (auto answer = listen_until(Clock::now() + kBetween)) {
                answer->took = Clock::now() - began;
                return *answer;
            }
        }
        return {.answer = UdpAnswer::silence};
    }

private:
    bool open(const std::string& address, std::uint16_t port) {
        addrinfo wanted{};
        wanted.ai_socktype = SOCK_DGRAM;
        wanted.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
        addrinfo* found = nullptr;
        if (::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &wanted, &found) != 0) {
            errno = EADDRNOTAVAIL;
            return false;
        }
        const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> to(found, ::freeaddrinfo);
        const int raw = ::socket(to->ai_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (raw < 0) return false;
        socket_ = Fd(raw, "socket");
        // Connected, so that nobody else's datagram is taken for an answer, and ICMP becomes an error.
        return ::connect(socket_.get(), to->ai_addr, to->ai_addrlen) == 0;
    }

    static Datagram failed(int error) {
        return {.answer = error == ECONNREFUSED ? UdpAnswer::refused : UdpAnswer::unreachable,
                .why = std::strerror(error)};
    }

    std::optional<Datagram> listen_until(Clock::time_point end) {
        while (Clock::now() < end) {
            pollfd waiting{.fd = socket_.get(), .events = POLLIN, .revents = 0};
            const int ready = ::poll(&waiting, 1, static_cast<int>(kGlance.count()));
            if (interrupted_()) return Datagram{.answer = UdpAnswer::interrupted, .why = "interrupted"};
            if (ready <= 0) continue;
            std::array<std::uint8_t, 2048> in{};
            const auto got = ::recv(socket_.get(), in.data(), in.size(), 0);
            if (got >= 0)
                return Datagram{.answer =
                                    answer_to_syn(wire::BytesView(in).first(static_cast<std::size_t>(got)),
                                                  syn_.initial_sequence_number)};
            if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return failed(errno);
        }
        return std::nullopt;
    }

    const std::function<bool()>& interrupted_;
    wire::UdpSyn syn_;
    Fd socket_;
};

}  // namespace

std::string_view name(UdpAnswer answer) {
    switch (answer) {
        case UdpAnswer::syn_ack: return "SYN+ACK";
        case UdpAnswer::other: return "not RDP";
        case UdpAnswer::refused: return "refused";
        case UdpAnswer::unreachable: return "unreachable";
        case UdpAnswer::silence: return "silence";
        case UdpAnswer::interrupted: return "interrupted";
    }
    return "";
}

UdpAnswer answer_to_syn(wire::BytesView answer, std::uint32_t initial_sequence_number) {
    constexpr std::uint16_t kSynAck = wire::UdpSyn::kSyn | wire::UdpSyn::kAck;
    wire::Reader in(answer);
    const auto seen = wire::UdpSyn::read(in);
    const bool acknowledges =
        seen && (seen->flags & kSynAck) == kSynAck && seen->source_ack == initial_sequence_number;
    return acknowledges ? UdpAnswer::syn_ack : UdpAnswer::other;
}

Datagram ask_udp(const std::string& address, std::uint16_t port, const std::function<bool()>& interrupted) {
    return DatagramVisitor(interrupted).go(address, port);
}

}  // namespace badrdp::harness::probe

// The wire between two taps: carries each frame from one to the other as its path says, and keeps a record of
// what each end saw.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "capture/packet.h"
#include "capture/recorder.h"
#include "harness/os/fd.h"
#include "sim/path/path.h"

namespace badrdp::harness {

struct WireLimits {
    capture::RecorderLimits record{.packets = 100'000,
                                   .bytes = 128u << 20};  // a carried frame is there twice
    std::size_t waiting = 64u << 20;                      // bytes of frames that the path has delayed
    std::size_t queue = 4u << 20;  // bytes, on each side, that the kernel does not take yet
};

// What befell frames that no impairment was the cause of: any of it makes the case worthless.
struct WireLosses {
    std::uint64_t unrecorded = 0;               // carried, but past the limits of the record
    std::uint64_t undelivered = 0;              // past the limits of a queue, or refused by the kernel
    std::chrono::milliseconds latest_timer{0};  // how late a delayed frame was at worst, beyond its delay
    std::string broken;                         // why one end can be read no more; empty: none
};

// Packet::interface: what the client sent and what came to it, and the same of the server.
inline constexpr std::uint32_t kClientSide = 0;
inline constexpr std::uint32_t kServerSide = 1;
std::vector<capture::Interface> wire_interfaces();  // named in this order

// Each frame that an end sends is recorded on its side, with what became of it as comment; each one that is
// handed to an end is recorded on that one's. So a frame that was dropped is on the sender's side alone, and
// one that nobody sent on the receiver's.
class Wire {
public:
    using OnPacket = std::function<void(const capture::Packet& packet, std::size_t index)>;

    // Carries from now on. The descriptors give a frame at each read and take one at each write.
    Wire(const boost::asio::any_io_executor& executor, Fd client, Fd server, path::Path path,
         WireLimits limits = {});
    ~Wire();
    Wire(Wire&&) noexcept;
    Wire& operator=(Wire&&) noexcept;

    // Called for each recorded packet, of both sides, once a frame and all that came of it at once are on
    // their way; the packet is lent for as long. It may call `reached`, which then acts before the next
    // frame, and `stop`.
    void on_packet(OnPacket callback);
    void reached(wire::Step step);
    void stop();  // closes both ends; frames that are still delayed are forgotten

    // Also once it is stopped. Copied out of the record when asked for, so that the end is the time to ask.
    const std::vector<capture::Packet>& packets() const;
    const path::Path& path() const;
    WireLosses losses() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace badrdp::harness

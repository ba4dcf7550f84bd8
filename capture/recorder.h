// Captures one case's packets with libpcap, on an Asio loop.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "capture/packet.h"

namespace badrdp::capture {

// What the kernel says about loss: both zero, or the capture proves nothing.
struct Losses {
    std::uint64_t dropped_by_kernel = 0;
    std::uint64_t dropped_by_us = 0;  // past the recorder's own bounds
    std::uint64_t received = 0;
};

struct RecorderLimits {
    std::size_t packets = 50'000;
    std::size_t bytes = 64u << 20;
};

std::string libpcap_version();  // "libpcap version 1.10.3 (with TPACKET_V3)"

// May this process capture on `interface`? Empty when it may, otherwise one line that says what to grant.
std::string why_not_capture(const std::string& interface);

// Starts to capture in the constructor (std::system_error if that is not allowed): when it returns, packets
// sent from then on are caught. Packets arrive through the loop, some 10 ms late: the kernel hands them over
// in blocks. Opening keeps the caller for 10 to 40 ms, in which the kernel waits for itself; a loop that has
// no such time may have it made on another thread.
class Recorder {
public:
    Recorder(const boost::asio::any_io_executor& executor, const std::string& interface,
             const std::string& bpf_filter, RecorderLimits limits = {});
    ~Recorder();
    Recorder(Recorder&&) noexcept;
    Recorder& operator=(Recorder&&) noexcept;

    const Interface& interface() const;
    const std::vector<Packet>& packets() const;
    void on_packets(std::function<void()> callback);  // called after each batch
    void drain();   // takes what the kernel has handed over, without waiting
    void detach();  // leaves the loop: what follows, its end included, may then be done on another thread
    Losses stop();  // takes everything sent so far, closes, and reports; packets() stays

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace badrdp::capture

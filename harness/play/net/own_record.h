// A capture of what nobody captured: the host's own account of its connections, laid out as the frames that
// must have carried it.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "capture/packet.h"
#include "capture/recorder.h"
#include "sim/link/socket_watch.h"

namespace badrdp::harness {

// Addresses are 127.0.0.1, ports those of the sockets, times those at which the host knew. Sequence numbers
// are made up, and of the segments without data there are only those that open and end a connection.
class OwnRecord {
public:
    explicit OwnRecord(std::uint16_t port, capture::RecorderLimits limits = {})
        : port_(port), limits_(limits) {}

    void take(const link::SocketEvent& event);

    const std::vector<capture::Packet>& packets() const { return packets_; }
    std::uint64_t lost() const { return lost_; }  // past the limits
    static capture::Interface interface();

private:
    struct Talk {
        std::uint32_t client = 0;  // the next sequence number of each end
        std::uint32_t server = 0;
    };

    void say(const link::SocketEvent& event, wire::Role from, std::uint8_t flags,
             wire::BytesView payload = {});

    std::uint16_t port_;
    capture::RecorderLimits limits_;
    std::map<unsigned, Talk> talks_;  // by connection
    std::vector<capture::Packet> packets_;
    std::size_t bytes_ = 0;
    std::uint64_t lost_ = 0;
};

}  // namespace badrdp::harness

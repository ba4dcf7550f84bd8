// Which TCP connection a segment belongs to, and which end of it sent it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "sim/path/frame.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::capture {

namespace tcp_flag = path::tcp_flag;
using path::Address;
using path::Endpoint;
using path::ipv4;
using path::is_ipv4;
using path::read_frame;
using path::Segment;
using path::to_frame;

class Conversations {
public:
    static constexpr std::size_t kMax = 0xffff;

    explicit Conversations(std::uint16_t server_port) : server_port_(server_port) {}

    struct Place {
        std::size_t connection = 0;  // counted from 0
        wire::Role from = wire::Role::client;
        bool first = false;  // of its connection
    };

    // Nothing: another server's, a stray packet that opens and carries nothing, or one connection too many.
    std::optional<Place> place(const Segment& segment);

private:
    struct Latest {
        std::size_t connection = 0;
        std::optional<std::uint32_t> initial_sequence;  // of the client's SYN, if that was seen
    };

    std::uint16_t server_port_;
    std::size_t count_ = 0;
    std::map<std::pair<Endpoint, Endpoint>, Latest> latest_;  // by client and server
};

}  // namespace badrdp::capture

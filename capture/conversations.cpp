#include "capture/conversations.h"

namespace badrdp::capture {

std::optional<Conversations::Place> Conversations::place(const Segment& segment) {
    const bool to_server = segment.destination.port == server_port_;
    if (!to_server && segment.source.port != server_port_) return std::nullopt;
    const auto from = to_server ? wire::Role::client : wire::Role::server;
    const auto key = to_server ? std::pair(segment.source, segment.destination)
                               : std::pair(segment.destination, segment.source);
    const bool syn = to_server && segment.has(tcp_flag::syn) && !segment.has(tcp_flag::ack);

    // A SYN with another initial sequence number is a new connection from a port used before.
    const auto known = latest_.find(key);
    if (known != latest_.end() && !(syn && known->second.initial_sequence != segment.sequence))
        return Place{known->second.connection, from, false};
    if (!segment.has(tcp_flag::syn) && segment.payload.empty()) return std::nullopt;
    if (count_ == kMax) return std::nullopt;
    latest_[key] = {count_, syn ? std::optional(segment.sequence) : std::nullopt};
    return Place{count_++, from, true};
}

}  // namespace badrdp::capture

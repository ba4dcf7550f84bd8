// The TCP of one machine: its connections, and the port on which it listens, or does not.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "sim/path/tcp.h"

namespace badrdp::path {

class TcpHost {
public:
    enum class Door : std::uint8_t {
        closed,  // nobody listens: RST [RFC 9293 3.10.7.1]
        open,
        full,  // listens, and its queue is full: Linux drops the SYN
    };

    // `chance` gives the first sequence numbers.
    TcpHost(Address address, std::function<std::uint32_t()> chance, TcpSettings settings = {})
        : address_(address), rng_(std::move(chance)), settings_(settings) {}

    void listen(std::uint16_t port, Door door) {
        port_ = port;
        door_ = door;
    }
    Tcp& connect(std::uint16_t from, const Endpoint& to, Time now);

    // Frames for another machine, and damaged ones, are dropped. The connection that it has changed, if any.
    Tcp* receive(wire::BytesView frame, Time now);
    std::vector<wire::Bytes> take_frames();  // of all connections, in order
    void tick(Time now);
    std::optional<Time> wake() const;

    const std::vector<Tcp*>& connections() const { return in_order_; }  // since the beginning

private:
    using Key = std::pair<std::uint16_t, Endpoint>;  // own port, and the other end
    Tcp* hear(const Segment& segment, Time now);
    Tcp& keep(const Key& key, std::unique_ptr<Tcp> tcp);
    TcpSettings fresh_settings();
    Tcp* find(std::uint16_t port, const Endpoint& peer) const;

    Address address_;
    std::function<std::uint32_t()> rng_;
    TcpSettings settings_;
    std::uint16_t port_ = 0;
    Door door_ = Door::closed;
    std::map<Key, std::unique_ptr<Tcp>> connections_;
    std::vector<Tcp*> in_order_;
    std::vector<wire::Bytes> frames_;  // that belong to no connection
};

}  // namespace badrdp::path

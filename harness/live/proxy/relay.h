// One connection of a proxy: what both ends say goes to the other, spoilt at the steps that faults aim at.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>

#include "harness/live/proxy/plan.h"
#include "sim/link/server.h"
#include "sim/link/socket_watch.h"

namespace badrdp::harness {

class Relay {
public:
    virtual ~Relay() = default;
    virtual void start() = 0;
    virtual void finish() = 0;  // closes both sockets at once

    // The message that waits, if one does; the first one, if both ends' do.
    virtual std::optional<link::HeldMessage> held() const = 0;
    // Passes it on, bent by these. Says how many of them changed anything.
    virtual std::size_t go_on(std::span<const fault::Fault> faults, const NegotiationEdit* edit) = 0;
};

// What is told of a connection: a kind of harness/live's events, a step or none, and one line.
using RelayTell = std::function<void(std::string_view kind, wire::Step step, std::string text)>;

struct RelayOrder {
    boost::asio::ip::tcp::socket client;
    boost::asio::ip::tcp::socket server;
    std::shared_ptr<const ProxyPlan> plan;
    unsigned connection = 1;                  // counts the connections of the proxy
    std::function<bool(wire::Step)> holds{};  // whether messages of this step wait; absent: none does
    std::function<bool()> holds_any{};        // whether any step is held
    link::SocketWitness witness{};            // what is exchanged with the client; empty: nobody asks
    RelayTell tell;
    std::function<void()> over;  // called once, when both sockets are closed
};

std::shared_ptr<Relay> make_relay(RelayOrder order);

}  // namespace badrdp::harness

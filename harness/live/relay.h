// One connection of a proxy: what both ends say goes to the other, spoilt at the steps that faults aim at.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/fault/fault.h"

namespace badrdp::harness {

class Relay {
public:
    virtual ~Relay() = default;
    virtual void start() = 0;
    virtual void finish() = 0;  // closes both sockets at once
};

struct RelayOrder {
    boost::asio::ip::tcp::socket client;
    boost::asio::ip::tcp::socket server;
    const std::vector<fault::Fault>& faults;  // live until it is over
    unsigned connection = 1;                  // counts the connections of the proxy
    std::function<void(std::string)> tell;    // one line of what passes
    std::function<void()> over;               // called once, when both sockets are closed
};

std::shared_ptr<Relay> make_relay(RelayOrder order);

}  // namespace badrdp::harness

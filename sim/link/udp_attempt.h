// A client's attempt to open the UDP transport that a server asked for, up to the SYN [MS-RDPEUDP 3.1.5.2]:
// what shows whether UDP passes at all.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace badrdp::link {

enum class UdpAnswer : std::uint8_t {
    awaited,
    syn_ack,      // to our SYN
    other,        // bytes that are none
    refused,      // ICMP says that nobody listens
    unreachable,  // it cannot be sent, or a router says so
    silence,      // to all of them
};

// What happened, in words too. Once `answer` is not awaited any more, it is the last.
struct UdpTold {
    UdpAnswer answer = UdpAnswer::awaited;
    std::string text{};
};

// Sends a SYN, and three more 800 ms apart as Windows does [product behavior note 7 there], unless an answer
// comes. `told` is called with each thing that happens, and never after the destructor, which ends it.
class UdpAttempt {
public:
    UdpAttempt(const boost::asio::any_io_executor& executor, const boost::asio::ip::address& server,
               std::uint16_t port, bool lossy, std::function<void(const UdpTold&)> told,
               std::chrono::milliseconds patience = std::chrono::milliseconds(800));
    ~UdpAttempt();
    UdpAttempt(const UdpAttempt&) = delete;
    UdpAttempt& operator=(const UdpAttempt&) = delete;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace badrdp::link

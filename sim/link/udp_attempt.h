// A client's attempt to open the UDP transport that a server asked for, up to the SYN [MS-RDPEUDP 3.1.5.2]:
// what shows whether UDP passes at all.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace badrdp::link {

// Sends a SYN, and three more 800 ms apart as Windows does [product behavior note 7 there], unless an answer
// comes. `told` is called with each thing that happens, in words, and never after the destructor, which ends
// it.
class UdpAttempt {
public:
    UdpAttempt(const boost::asio::any_io_executor& executor, const boost::asio::ip::address& server,
               std::uint16_t port, bool lossy, std::function<void(std::string)> told,
               std::chrono::milliseconds patience = std::chrono::milliseconds(800));
    ~UdpAttempt();
    UdpAttempt(const UdpAttempt&) = delete;
    UdpAttempt& operator=(const UdpAttempt&) = delete;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace badrdp::link

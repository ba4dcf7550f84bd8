// A name server for the clients of one network: UDP at port 53 of its loopback. Nothing listens to TCP there,
// so that is refused.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <string>

#include "harness/data/names.h"
#include "harness/os/fd.h"

namespace badrdp::harness {

// Bound to 127.0.0.1 in the network that the calling thread is in, which is where the server then answers,
// whichever thread serves. std::system_error says what failed.
Fd name_socket(std::uint16_t port = 53);

// The destructor ends it.
class NameServer {
public:
    using Record = std::function<void(const std::string& line)>;  // what was asked and answered

    NameServer(boost::asio::any_io_executor executor, Fd socket, Names names, Record record = {});
    ~NameServer();
    NameServer(NameServer&&) noexcept;
    NameServer& operator=(NameServer&&) noexcept;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace badrdp::harness

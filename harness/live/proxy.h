// Between somebody's client and somebody's server: passes on what both say, knows the steps of it that show
// in clear, and spoils what it is told to on the way.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/fault/fault.h"
#include "sim/link/transcript.h"

namespace badrdp::harness {

struct ProxyOrder {
    boost::asio::ip::tcp::endpoint listens;  // port 0: any free one
    boost::asio::ip::tcp::endpoint to;       // the server
    std::vector<fault::Fault> faults;        // see why_not_on_the_way
    std::size_t most = 1000;                 // connections at once; one more is reset
};

// Why no device on the way can do that: it bends a message that only its sender can make, or a step that is
// hidden inside TLS. Empty if one can.
std::string why_not_on_the_way(const fault::Fault& fault);

// What it tells: connections, the steps that it saw pass, what its faults did, and who ended it.
struct ProxyNote {
    link::TimePoint at;
    unsigned connection = 0;
    std::string text;  // one line
};

class Proxy {
public:
    // Throws std::system_error, "cannot listen on ...", when the place cannot be had. `faults` live in it.
    Proxy(boost::asio::any_io_executor executor, ProxyOrder order,
          std::function<void(const ProxyNote&)> tell);
    ~Proxy();  // closes every connection
    Proxy(Proxy&&) noexcept;
    Proxy& operator=(Proxy&&) noexcept;

    std::uint16_t port() const;
    unsigned open() const;  // connections

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace badrdp::harness

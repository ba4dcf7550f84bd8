// A middlebox on the way to a host: passes on what is in clear, and answers TLS itself with a certificate of
// its own, so that it reads along; a virus scanner or an inspecting firewall.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>

#include "sim/link/socket_watch.h"
#include "sim/link/tls.h"

namespace badrdp::link {

struct MiddleboxOrder {
    TlsContext certificate;               // what it shows to clients
    boost::asio::ip::tcp::endpoint host;  // where the host really is, on this machine's loopback
    boost::asio::ip::address address;     // where it listens itself
    std::uint16_t port = 0;               // 0: any free one
    // Opens a socket towards a host that is in another network than the thread which runs the loop.
    std::function<boost::asio::ip::tcp::socket()> open_socket{};
    SocketWitness socket{};  // what it exchanges with clients; empty: nobody asks
};

// It comes to the host from the same port from which the client came to it, so that both see one connection.
class Middlebox {
public:
    // Throws boost::system::system_error when the address or the port cannot be had.
    Middlebox(boost::asio::any_io_executor executor, MiddleboxOrder order);
    ~Middlebox();
    Middlebox(Middlebox&&) noexcept;
    Middlebox& operator=(Middlebox&&) noexcept;

    std::uint16_t port() const;
    unsigned intercepted() const;  // connections in which TLS began

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace badrdp::link

// The packets of a TCP connection as the owner of one socket knows them, where nobody may capture: what it
// sent and what came, in this order, and which end was the first to say FIN or RST.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "sim/link/transcript.h"
#include "sim/wire/io/malformed.h"

namespace badrdp::link {

struct SocketEvent {
    enum class What : std::uint8_t { opened, data, fin, rst };

    TimePoint at;
    unsigned connection = 0;  // 1 is the first of the listener: a client may come twice from one port
    std::uint16_t peer_port = 0;
    What what = What::opened;
    wire::Role from = wire::Role::client;  // who sent it; the socket is the server's
    wire::BytesView bytes{};               // of data; lent
};
using SocketWitness = std::function<void(const SocketEvent&)>;

// Its owner says what it does with the socket, before it does it. What has come by then is told first, read
// or not, because it was there first. Without a witness it does nothing but close.
class SocketWatch : public std::enable_shared_from_this<SocketWatch> {
public:
    using Socket = boost::asio::ip::tcp::socket;

    SocketWatch() = default;
    SocketWatch(SocketWitness witness, unsigned connection,
                std::uint16_t peer_port);  // tells that it is open

    void read(wire::BytesView bytes);                                     // the owner has read this
    void failed(Socket& socket, const boost::system::error_code& error);  // what a read or write came to
    void write(Socket& socket, wire::BytesView bytes);
    void shut(Socket& socket);   // FIN, and the other end is still heard
    void reset(Socket& socket);  // RST
    // close(2), which answers what still comes with RST: the other end is then heard until its first byte, or
    // its end, and nobody reads it.
    void close(Socket socket);
    void stop();  // hears what has come, and no more

private:
    void tell(SocketEvent::What what, wire::Role from, wire::BytesView bytes = {});
    void look(Socket& socket);
    void peek(Socket& socket);
    void linger();
    void answer_with_reset();

    SocketWitness witness_;
    unsigned connection_ = 0;
    std::uint16_t peer_port_ = 0;
    std::size_t ahead_ = 0;  // bytes that were told of, and that the owner has not read yet
    bool peer_fin_ = false;
    bool own_fin_ = false;
    bool rst_ = false;  // either end's
    std::optional<Socket> closed_;
    wire::Bytes in_;  // of a socket that lingers
};

}  // namespace badrdp::link

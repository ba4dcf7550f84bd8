// Carries one session over one TCP socket: the only loop that touches the network, and it decides nothing.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

#include "sim/link/session.h"
#include "sim/link/socket_watch.h"

namespace badrdp::link {

class SocketDriver : public std::enable_shared_from_this<SocketDriver> {
public:
    using Socket = boost::asio::ip::tcp::socket;
    struct Callbacks {
        std::function<void(const Note&)> note;
        std::function<void()> finished;                             // the socket is closed
        std::function<void(std::chrono::milliseconds)> late_timer;  // a pause that took longer than it should
    };

    // Null: nobody watches the socket.
    SocketDriver(Socket socket, SessionOrder order, Callbacks callbacks,
                 std::shared_ptr<SocketWatch> watch = {});

    void start();
    void stop();  // closes at once, without a word

    const Session& session() const { return session_; }
    std::size_t go_on(std::span<const fault::Fault> edits);  // as the session does

private:
    void read();
    void hear();
    void pump();
    void arm();
    void ring(std::chrono::steady_clock::duration late);
    void failed(const boost::system::error_code& error);
    void finish();

    Socket socket_;
    boost::asio::steady_timer timer_;
    Callbacks callbacks_;
    std::shared_ptr<SocketWatch> watch_;
    Session session_;
    wire::Bytes out_;
    std::optional<TimePoint> armed_;  // when the timer goes off
    bool writing_ = false;
    bool finished_ = false;
};

}  // namespace badrdp::link

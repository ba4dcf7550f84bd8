// Passes on what one socket says to another without looking at it: the kernel moves it through a pipe
// [splice(2)].
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>

#include "harness/os/fd.h"

namespace badrdp::harness {

class Splice : public std::enable_shared_from_this<Splice> {
public:
    using Socket = boost::asio::ip::tcp::socket;
    // Called once: with eof when `from` has said its last and `to` has got all of it; with what went wrong
    // with one of the two; with operation_aborted when it was closed.
    using Over = std::function<void(Socket& of, boost::system::error_code)>;

    // The sockets live longer.
    Splice(Socket& from, Socket& to, Pipe pipe, Over over);

    void start();
    void stop() { over_ = nullptr; }  // once both sockets are closed

private:
    void carry();
    bool drain();
    void wait(Socket& of, Socket::wait_type what);
    void go_on();
    void end(Socket& of, boost::system::error_code error);

    Socket& from_;
    Socket& to_;
    Over over_;
    Pipe pipe_;
    std::size_t inside_ = 0;  // the pipe
};

}  // namespace badrdp::harness

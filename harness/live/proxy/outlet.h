// What is on its way to one end of a connection: bytes, pauses and ends, in order and in time.
#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>

#include "sim/fault/piece.h"
#include "sim/link/transcript.h"

namespace badrdp::harness {

class Outlet;

// Who puts things into outlets.
class OutletOwner {
public:
    virtual ~OutletOwner() = default;
    virtual std::shared_ptr<void> keep() = 0;  // lives while something is on its way
    virtual bool is_over() const = 0;
    virtual void is_said(Outlet& outlet, wire::BytesView bytes) = 0;  // is written now
    virtual void has_room(Outlet& outlet) = 0;
    virtual void has_failed(Outlet& outlet, boost::system::error_code error) = 0;
    virtual void has_come_to(Outlet& outlet, const fault::Piece& end) = 0;  // Fin, Close, Rst or Mute
};

class Outlet {
public:
    // Bytes for an end that does not read: then it is full.
    static constexpr std::size_t kMostWaiting = 1u << 20;

    Outlet(boost::asio::ip::tcp::socket& socket, OutletOwner& owner)
        : socket_(socket), owner_(owner), timer_(socket.get_executor()) {}

    // Not before `due`.
    void put(fault::Piece piece, link::TimePoint due = {});
    void pump();
    void clear();   // of all that waits
    void cancel();  // what is on its way, at the end of everything

    bool full() const { return waiting_ > kMostWaiting; }
    bool idle() const { return !busy_ && pieces_.empty(); }

private:
    struct Waiting {
        fault::Piece piece;
        link::TimePoint due;
    };

    void write(wire::Bytes bytes);
    template <class Time>
    void rest(Time time);

    boost::asio::ip::tcp::socket& socket_;
    OutletOwner& owner_;
    boost::asio::steady_timer timer_;  // of a pause
    std::deque<Waiting> pieces_;
    wire::Bytes on_its_way_;
    std::size_t waiting_ = 0;  // bytes
    bool busy_ = false;        // writing, or pausing
};

}  // namespace badrdp::harness

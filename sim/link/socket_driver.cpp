#include "sim/link/socket_driver.h"

#include <fmt/core.h>

#include <boost/asio/write.hpp>
#include <utility>

namespace badrdp::link {

namespace asio = boost::asio;
namespace piece = fault::piece;
using boost::system::error_code;

namespace {

constexpr std::size_t kMostUnread = 8u << 20;  // more than a receive buffer holds

}  // namespace

SocketDriver::SocketDriver(Socket socket, SessionOrder order, Callbacks callbacks,
                           std::shared_ptr<SocketWatch> watch)
    : socket_(std::move(socket)),
      timer_(socket_.get_executor()),
      callbacks_(std::move(callbacks)),
      watch_(watch ? std::move(watch) : std::make_shared<SocketWatch>()),
      session_(std::move(order), [this](const Note& note) { callbacks_.note(note); }) {}

void SocketDriver::start() {
    error_code ignored;  // a peer that is already gone shows itself at the first read
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    session_.connected(Clock::now());
    pump();
    if (!finished_) read();
}

void SocketDriver::stop() { finish(); }

std::size_t SocketDriver::go_on(std::span<const fault::Fault> edits) {
    const auto self = shared_from_this();
    const auto bites = session_.go_on(edits, Clock::now());
    pump();
    return bites;
}

void SocketDriver::read() {
    socket_.async_read_some(asio::buffer(in_), [self = shared_from_this()](error_code error, std::size_t n) {
        self->watch_->read(wire::BytesView(self->in_).first(n));
        if (self->finished_) return;
        if (error == asio::error::eof) {
            self->watch_->failed(self->socket_, error);
            self->session_.fin(Clock::now());
            return self->pump();
        }
        if (error) return self->failed(error);
        self->session_.receive(wire::BytesView(self->in_).first(n), Clock::now());
        self->pump();
        if (!self->finished_) self->read();
    });
}

void SocketDriver::pump() {
    while (!writing_ && !finished_) {
        auto next = session_.next(Clock::now());
        if (!next) break;
        if (auto* write = std::get_if<piece::Write>(&*next)) {
            out_ = std::move(write->bytes);
            if (out_.empty()) continue;
            writing_ = true;
            watch_->write(socket_, out_);
            asio::async_write(socket_, asio::buffer(out_),
                              [self = shared_from_this()](error_code error, auto) {
                                  self->writing_ = false;
                                  if (self->finished_) return;
                                  if (error) return self->failed(error);
                                  self->pump();
                              });
        } else if (std::holds_alternative<piece::Fin>(*next)) {
            error_code ignored;  // the peer may have reset it meanwhile
            watch_->shut(socket_);
            socket_.shutdown(Socket::shutdown_send, ignored);
        } else if (std::holds_alternative<piece::Close>(*next)) {
            // Unread bytes would make close(2) a RST, and this is to be an orderly close; but whoever pours
            // them in for ever does not keep the loop.
            error_code none;
            for (std::size_t read = 0; read < kMostUnread && socket_.available(none) > 0 && !none;) {
                const auto size = socket_.read_some(asio::buffer(in_), none);
                watch_->read(wire::BytesView(in_).first(size));
                read += size;
            }
            finish();
        } else {
            error_code ignored;
            watch_->reset(socket_);
            socket_.set_option(asio::socket_base::linger(true, 0), ignored);
            finish();
        }
    }
    if (!finished_) arm();
}

void SocketDriver::arm() {
    const auto wake = session_.wake();
    if (!wake) return;
    timer_.expires_after(*wake - Clock::now());
    const auto due = timer_.expiry();
    // A fault that acts late has changed what the other end met; an honest farewell or a time-out has not.
    const bool matters = session_.pauses();
    timer_.async_wait([self = shared_from_this(), due, matters](error_code error) {
        if (error || self->finished_) return;
        const auto late = std::chrono::steady_clock::now() - due;
        if (matters) self->callbacks_.late_timer(std::chrono::duration_cast<std::chrono::milliseconds>(late));
        self->session_.tick(Clock::now());
        self->pump();
    });
}

void SocketDriver::failed(const error_code& error) {
    watch_->failed(socket_, error);
    session_.reset(error == asio::error::connection_reset || error == asio::error::broken_pipe
                       ? "reset the connection"
                       : "lost: " + error.message(),
                   Clock::now());
    finish();
}

void SocketDriver::finish() {
    if (std::exchange(finished_, true)) return;
    timer_.cancel();
    watch_->close(std::move(socket_));
    callbacks_.finished();
}

}  // namespace badrdp::link

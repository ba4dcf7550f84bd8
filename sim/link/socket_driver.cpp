#include "sim/link/socket_driver.h"

#include <fmt/core.h>

#include <array>
#include <boost/asio/write.hpp>
#include <span>
#include <utility>

namespace badrdp::link {

namespace asio = boost::asio;
namespace piece = fault::piece;
using boost::system::error_code;

namespace {

constexpr std::size_t kMostUnread = 8u << 20;  // more than a receive buffer holds

// What is read is passed on before anything else is: the connections of a thread share the place, and one
// that waits has none.
std::span<std::uint8_t> in() {
    thread_local std::array<std::uint8_t, 16 * 1024> bytes;
    return bytes;
}

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
    socket_.non_blocking(true, ignored);
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
    socket_.async_wait(Socket::wait_read, [self = shared_from_this()](error_code error) {
        if (self->finished_) return;
        if (error) return self->failed(error);
        self->hear();
    });
}

void SocketDriver::hear() {
    const auto place = in();
    error_code error;
    const auto size = socket_.read_some(asio::buffer(place.data(), place.size()), error);
    if (error == asio::error::would_block) return read();
    watch_->read(place.first(size));
    if (error == asio::error::eof) {
        watch_->failed(socket_, error);
        session_.fin(Clock::now());
        return pump();
    }
    if (error) return failed(error);
    session_.receive(place.first(size), Clock::now());
    pump();
    if (!finished_) read();
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
                const auto place = in();
                const auto size = socket_.read_some(asio::buffer(place.data(), place.size()), none);
                watch_->read(place.first(size));
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
    if (!wake || (armed_ && *armed_ <= *wake)) return;  // what is put off is looked at again in time
    armed_ = wake;
    timer_.expires_after(*wake - Clock::now());
    const auto due = timer_.expiry();
    timer_.async_wait([self = shared_from_this(), due](error_code error) {
        if (error || self->finished_) return;
        self->armed_.reset();
        self->ring(std::chrono::steady_clock::now() - due);
    });
}

void SocketDriver::ring(std::chrono::steady_clock::duration late) {
    const auto now = Clock::now();
    const auto wake = session_.wake();
    if (wake && now < *wake) return arm();
    // A fault that acts late has changed what the other end met; an honest farewell or a time-out has not.
    if (session_.pauses()) callbacks_.late_timer(std::chrono::duration_cast<std::chrono::milliseconds>(late));
    session_.tick(now);
    pump();
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

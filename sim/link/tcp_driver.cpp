#include "sim/link/tcp_driver.h"

#include <utility>

namespace badrdp::link {

namespace piece = fault::piece;
using path::Tcp;

namespace {

// What a socket takes before it makes its writer wait, about as much as Linux' (net.ipv4.tcp_wmem).
constexpr std::size_t kSendBuffer = 256 * 1024;

}  // namespace

TcpDriver::TcpDriver(Tcp& tcp, SessionOrder order, std::function<void(const Note&)> note)
    : tcp_(tcp), session_(std::move(order), std::move(note)) {}

void TcpDriver::start(TimePoint now) {
    session_.connected(now);
    pump(now);
}

void TcpDriver::go_on(TimePoint now) {
    if (finished_) return;
    hear(now);
    if (const auto due = session_.wake(); due && now >= *due) session_.tick(now);
    pump(now);
}

void TcpDriver::stop(TimePoint now) {
    if (std::exchange(finished_, true)) return;
    tcp_.close(since_epoch(now));
}

std::optional<TimePoint> TcpDriver::wake() const {
    // What the other end acknowledges, or fails to, comes first when the connection is full.
    if (finished_ || tcp_.unacked() >= kSendBuffer) return std::nullopt;
    return session_.wake();
}

void TcpDriver::hear(TimePoint now) {
    if (const auto bytes = tcp_.take_bytes(); !bytes.empty()) session_.receive(bytes, now);
    if (tcp_.trouble() != Tcp::Trouble::none) {
        session_.reset(
            tcp_.trouble() == Tcp::Trouble::reset ? "reset the connection" : "lost: Connection timed out",
            now);
        finished_ = true;
    } else if (tcp_.peer_closed() && !std::exchange(heard_fin_, true)) {
        session_.fin(now);
    }
}

void TcpDriver::pump(TimePoint now) {
    while (!finished_ && tcp_.unacked() < kSendBuffer) {
        const auto next = session_.next(now);
        if (!next) return;
        if (const auto* write = std::get_if<piece::Write>(&*next)) {
            tcp_.write(write->bytes, since_epoch(now));
        } else if (std::holds_alternative<piece::Fin>(*next)) {
            tcp_.shut(since_epoch(now));
        } else if (std::holds_alternative<piece::Close>(*next)) {
            tcp_.close(since_epoch(now));
            finished_ = true;
        } else {
            tcp_.abort(since_epoch(now));
            finished_ = true;
        }
    }
}

}  // namespace badrdp::link

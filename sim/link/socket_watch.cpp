#include "sim/link/socket_watch.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

namespace badrdp::link {

namespace asio = boost::asio;
using boost::system::error_code;
using What = SocketEvent::What;
using wire::Role;

namespace {

// Unread bytes that are looked at: more than a receive buffer holds unless somebody has enlarged it.
constexpr std::size_t kMostAhead = 8u << 20;

constexpr std::size_t kMostRead = 4096;

// TCP_CLOSE where it cannot be asked: there is no connection any more.
int state_of(asio::ip::tcp::socket& socket) {
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::getsockopt(socket.native_handle(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return TCP_CLOSE;
    return info.tcpi_state;
}

bool is_reset(const error_code& error) {
    return error == asio::error::connection_reset || error == asio::error::broken_pipe;
}

}  // namespace

SocketWatch::SocketWatch(SocketWitness witness, unsigned connection, std::uint16_t peer_port)
    : witness_(std::move(witness)), connection_(connection), peer_port_(peer_port) {
    tell(What::opened, Role::client);
}

void SocketWatch::tell(What what, Role from, wire::BytesView bytes) {
    if (!witness_ || rst_) return;
    if (what == What::fin && std::exchange(from == Role::client ? peer_fin_ : own_fin_, true)) return;
    rst_ = what == What::rst;
    witness_({.at = Clock::now(),
              .connection = connection_,
              .peer_port = peer_port_,
              .what = what,
              .from = from,
              .bytes = bytes});
}

// What waits in the socket stays there. An error does too: asking for bytes where there are none would take
// it away from the owner.
void SocketWatch::peek(Socket& socket) {
    error_code none;
    const auto waiting = std::min(socket.available(none), kMostAhead);
    if (none || waiting <= ahead_) return;
    wire::Bytes bytes(waiting);
    const auto size = ::recv(socket.native_handle(), bytes.data(), bytes.size(), MSG_PEEK | MSG_DONTWAIT);
    if (size < 0 || static_cast<std::size_t>(size) <= ahead_) return;
    const auto there = static_cast<std::size_t>(size);
    tell(What::data, Role::client, wire::BytesView(bytes).first(there).subspan(ahead_));
    ahead_ = there;
}

void SocketWatch::look(Socket& socket) {
    if (!witness_ || !socket.is_open()) return;
    const auto state = state_of(socket);  // first, so that all that came before a FIN is there
    peek(socket);
    if (state == TCP_CLOSE_WAIT || state == TCP_LAST_ACK || state == TCP_CLOSING)
        tell(What::fin, Role::client);
    // Behind a FIN of ours this is the end of either kind, and only a read tells them apart.
    if (state == TCP_CLOSE && !own_fin_) tell(What::rst, Role::client);
}

void SocketWatch::read(wire::BytesView bytes) {
    const auto known = std::min(ahead_, bytes.size());
    ahead_ -= known;
    if (bytes.size() > known) tell(What::data, Role::client, bytes.subspan(known));
}

void SocketWatch::failed(Socket& socket, const error_code& error) {
    if (error == asio::error::eof) return tell(What::fin, Role::client);
    if (!witness_ || !is_reset(error)) return;
    peek(socket);
    tell(What::rst, Role::client);
}

void SocketWatch::write(Socket& socket, wire::BytesView bytes) {
    look(socket);
    tell(What::data, Role::server, bytes);
}

void SocketWatch::shut(Socket& socket) {
    look(socket);
    tell(What::fin, Role::server);
}

void SocketWatch::reset(Socket& socket) {
    look(socket);
    tell(What::rst, Role::server);
}

void SocketWatch::close(Socket socket) {
    error_code ignored;  // closing is all that is left to do
    if (!witness_ || !socket.is_open() || rst_) {
        socket.close(ignored);
        return;
    }
    look(socket);
    // Unread bytes make close(2) a RST.
    if (socket.available(ignored) > 0) tell(What::rst, Role::server);
    tell(What::fin, Role::server);
    socket.cancel(ignored);
    if (rst_ || peer_fin_) {
        socket.close(ignored);
        return;
    }
    socket.shutdown(Socket::shutdown_send, ignored);
    closed_.emplace(std::move(socket));
    linger();
}

void SocketWatch::linger() {
    in_.resize(kMostRead);
    closed_->async_read_some(asio::buffer(in_), [self = shared_from_this()](error_code error, std::size_t n) {
        if (!self->closed_) return;
        if (n > 0) {
            self->read(wire::BytesView(self->in_).first(n));
            return self->answer_with_reset();
        }
        self->failed(*self->closed_, error);
        self->closed_.reset();
    });
}

void SocketWatch::answer_with_reset() {
    peek(*closed_);
    tell(What::rst, Role::server);
    error_code ignored;  // the connection may be gone by now
    closed_->set_option(asio::socket_base::linger(true, 0), ignored);
    closed_->close(ignored);  // Asio's destructor would take the option back
    closed_.reset();
}

void SocketWatch::stop() {
    if (!closed_) return;
    error_code error;
    closed_->non_blocking(true, error);
    const auto size = closed_->read_some(asio::buffer(in_), error);
    if (size > 0) {
        read(wire::BytesView(in_).first(size));
        return answer_with_reset();
    }
    failed(*closed_, error);
    closed_.reset();
}

}  // namespace badrdp::link

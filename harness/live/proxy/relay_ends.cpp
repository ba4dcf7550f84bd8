// How a connection that passes ends.
#include <fmt/format.h>

#include <utility>

#include "harness/live/proxy/passing.h"

namespace badrdp::harness {

namespace asio = boost::asio;
namespace piece = fault::piece;
using asio::ip::tcp;
using boost::system::error_code;
using fault::Piece;
using link::Clock;
using link::SocketEvent;
using wire::BytesView;
using wire::Role;
using wire::Step;

namespace {

constexpr std::chrono::minutes kMutedPatience{10};

}  // namespace

void Passing::is_said(Outlet& outlet, BytesView bytes) {
    if (&outlet == &client_.outlet) witness(SocketEvent::What::data, Role::server, bytes);
}

void Passing::has_room(Outlet& outlet) {
    auto& from = other(of(outlet));
    if (!from.held_up || has_to_wait(from)) return;
    from.held_up = false;
    read(from);
}

void Passing::has_come_to(Outlet& outlet, const Piece& end) {
    if (std::holds_alternative<piece::Fin>(end)) return shut(of(outlet));
    if (std::holds_alternative<piece::Mute>(end)) return mute(of(outlet));
    if (std::holds_alternative<piece::Rst>(end)) return reset_both();
    close_both();
}

void Passing::witness(SocketEvent::What what, Role from, BytesView bytes) {
    if (!witness_) return;
    witness_({.at = Clock::now(),
              .connection = connection_,
              .peer_port = peer_port_,
              .what = what,
              .from = from,
              .bytes = bytes});
}

void Passing::came_to(const PathOnStream::Fate& fate) {
    if (!fate.reset || finished_) return;
    tell_("bite", Step::none, fmt::format("did: {}", fate.why));
    if (*fate.reset == path::Toward::both) return reset_both();
    reset_one(*fate.reset == path::Toward::client ? client_ : server_);
}

// The other end hears of it when it speaks.
void Passing::reset_one(End& end) {
    error_code ignored;  // it may be gone
    if (&end == &client_) witness(SocketEvent::What::rst, Role::server);
    end.gone = end.ended = end.shut = end.muted = true;
    end.outlet.clear();
    end.socket.set_option(asio::socket_base::linger(true, 0), ignored);
    end.socket.close(ignored);
    wait_for_an_end();
}

void Passing::shut(End& to) {
    if (std::exchange(to.shut, true)) return;
    if (&to == &client_) witness(SocketEvent::What::fin, Role::server);
    error_code ignored;  // it may be gone already
    to.socket.shutdown(tcp::socket::shutdown_send, ignored);
    if (client_.shut && server_.shut) finish();
}

// Both connections stay, as behind a box that has lost its table.
void Passing::mute(End& to) {
    to.muted = true;
    to.outlet.clear();
    wait_for_an_end();
}

void Passing::wait_for_an_end() {
    muted_.expires_after(kMutedPatience);
    muted_.async_wait([self = shared_from_this()](error_code error) {
        if (!error) self->finish();
    });
}

void Passing::reset_both(Role by) {
    error_code ignored;  // one of them may be gone
    if (!client_.gone) witness(SocketEvent::What::rst, by);
    for (auto* end : {&client_, &server_})
        end->socket.set_option(asio::socket_base::linger(true, 0), ignored);
    finish();
}

// Unread bytes would make it a RST; who pours them in for ever gets one.
void Passing::close_both() {
    witness(SocketEvent::What::fin, Role::server);
    for (auto* end : {&client_, &server_}) {
        error_code none;
        for (std::size_t read = 0; read < Outlet::kMostWaiting && end->socket.available(none) > 0 && !none;)
            read += end->socket.read_some(asio::buffer(end->in), none);
    }
    finish();
}

// What ends on one side ends on the other, in the same way, behind what is still on its way there.
void Passing::ended(End& from, error_code error) {
    const bool before = std::exchange(from.ended, true);
    if (from.gone || (before && error == asio::error::eof)) return;  // behind its FIN it may still be lost
    auto& to = other(from);
    tell_("end", Step::none,
          fmt::format("{} {}", name(from.role),
                      error == asio::error::eof                ? "closed"
                      : error == asio::error::connection_reset ? "reset the connection"
                                                               : "is lost: " + error.message()));
    if (error != asio::error::eof) return reset_both(from.role);
    if (&from == &client_) witness(SocketEvent::What::fin, Role::client);
    if (to.gone) return finish();
    if (to.ended && (to.muted || from.muted)) return finish();  // nobody is left to be silent to
    if (to.muted) return let_go(from);
    if (steps_)
        if (auto rest = steps_->take_waiting(from.role); !rest.empty())
            put(to, piece::Write{std::move(rest)});
    if (opened_)
        if (const auto rest = opened_->take_waiting(from.role);
            !rest.empty() && opened_->of(to.role).finished())
            put(to, piece::Write{seal(to, rest)});
    put(to, piece::Fin{});
    to.outlet.pump();
    if (finished_ || !opened_ || opened_->of(from.role).finished()) return;
    put(from, piece::Fin{});  // what the other says is for its TLS, which will never be there
    from.outlet.pump();
    let_go(from);
}

// What the other end says to one that has left before its TLS was up waits no more: it is read, so that its
// end is heard of.
void Passing::let_go(End& from) {
    if (!finished_ && opened_) drain(other(from));
}

}  // namespace badrdp::harness

#include "harness/live/relay.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <optional>
#include <utility>

#include "harness/play/net/own_record.h"
#include "harness/play/net/step_watch.h"
#include "sim/fault/injector.h"
#include "sim/wire/sequence/sequence.h"

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

// Bytes for an end that does not read: then nothing more is read.
constexpr std::size_t kMostWaiting = 1u << 20;
constexpr std::size_t kWatched = 1u << 20;  // bytes of a connection in which steps are looked for
constexpr std::chrono::minutes kMutedPatience{10};

// One end of one connection, and what is on its way there.
struct End {
    End(tcp::socket s, Role r) : socket(std::move(s)), timer(socket.get_executor()), role(r) {}

    tcp::socket socket;
    asio::steady_timer timer;  // of a pause in what it is sent
    Role role;
    std::array<std::uint8_t, 16 * 1024> in{};
    std::deque<Piece> pieces;
    wire::Bytes on_its_way;
    std::size_t waiting = 0;  // bytes in `pieces`
    bool busy = false;        // writing, or pausing
    bool muted = false;       // nothing more reaches it
    bool shut = false;        // it was sent a FIN
    bool ended = false;       // it has sent one
    bool held_up = false;     // it is not read, because the other end does not read
};

class Passing final : public Relay, public std::enable_shared_from_this<Passing> {
public:
    explicit Passing(RelayOrder order)
        : client_(std::move(order.client), Role::client),
          server_(std::move(order.server), Role::server),
          faults_(order.faults),
          injector_(faults_, order.connection),
          connection_(order.connection),
          tell_(std::move(order.tell)),
          over_(std::move(order.over)),
          muted_(client_.socket.get_executor()) {
        error_code gone;  // then its first read says so
        peer_port_ = client_.socket.remote_endpoint(gone).port();
        for (auto* end : {&client_, &server_}) end->socket.set_option(tcp::no_delay(true), gone);
    }

    void start() override {
        watch({.at = Clock::now(),
               .connection = connection_,
               .peer_port = peer_port_,
               .what = SocketEvent::What::opened});
        reached_.clear();
        read(client_);
        read(server_);
    }

    void finish() override {
        if (std::exchange(finished_, true)) return;
        error_code ignored;  // closing is all that is left to do
        for (auto* end : {&client_, &server_}) {
            end->timer.cancel();
            end->socket.close(ignored);
        }
        muted_.cancel();
        over_();
    }

private:
    End& other(End& end) { return &end == &client_ ? server_ : client_; }

    void read(End& from) {
        from.socket.async_read_some(asio::buffer(from.in),
                                    [self = shared_from_this(), &from](error_code error, std::size_t size) {
                                        if (self->finished_) return;
                                        if (error) return self->ended(from, error);
                                        self->pass(from, BytesView(from.in).first(size));
                                        if (self->finished_) return;
                                        from.held_up = self->other(from).waiting > kMostWaiting;
                                        if (!from.held_up) self->read(from);
                                    });
    }

    void pass(End& from, BytesView bytes) {
        auto& to = other(from);
        if (to.muted || to.shut) return;
        const auto steps = steps_in(from, bytes);
        std::vector<Piece> pieces{piece::Write{wire::Bytes(bytes.begin(), bytes.end())}};
        for (const auto step : steps) {
            tell_(fmt::format("{} {}", name(from.role), name(step)));
            if (pieces.size() != 1 || !std::holds_alternative<piece::Write>(pieces[0]))
                continue;  // bent already
            pieces = injector_.inject_into_stream(step, std::move(std::get<piece::Write>(pieces[0]).bytes));
            for (const auto index : injector_.take_bites()) tell_("did: " + faults_[index].text);
        }
        for (auto& one : pieces) put(to, std::move(one));
        pump(to);
    }

    // The steps of this end that these bytes complete.
    std::vector<Step> steps_in(const End& from, BytesView bytes) {
        if (!record_) return {};
        watch({.at = Clock::now(),
               .connection = connection_,
               .peer_port = peer_port_,
               .what = SocketEvent::What::data,
               .from = from.role,
               .bytes = bytes});
        auto steps = std::exchange(reached_, {});
        std::erase_if(steps, [&](Step step) { return wire::sender(step) != from.role; });
        watched_ += bytes.size();
        const bool hidden = std::ranges::find(steps, Step::tls_finished) != steps.end();
        if (hidden || watched_ > kWatched) {  // what comes now shows nothing more
            record_.reset();
            steps_.reset();
        }
        return steps;
    }

    void watch(const SocketEvent& event) {
        record_->take(event);
        for (; seen_ < record_->packets().size(); ++seen_) steps_->on_packet(record_->packets()[seen_]);
    }

    static void put(End& to, Piece what) {
        if (const auto* write = std::get_if<piece::Write>(&what)) to.waiting += write->bytes.size();
        to.pieces.push_back(std::move(what));
    }

    void pump(End& to) {
        while (!to.busy && !to.pieces.empty() && !finished_) {
            auto next = std::move(to.pieces.front());
            to.pieces.pop_front();
            if (auto* write = std::get_if<piece::Write>(&next)) {
                say(to, std::move(write->bytes));
            } else if (const auto* pause = std::get_if<piece::Pause>(&next)) {
                rest(to, pause->length);
            } else if (std::holds_alternative<piece::Fin>(next)) {
                shut(to);
            } else if (std::holds_alternative<piece::Mute>(next)) {
                mute(to);
            } else if (std::holds_alternative<piece::Rst>(next)) {
                reset_both();
            } else {
                close_both();
            }
        }
        auto& from = other(to);
        if (!finished_ && from.held_up && to.waiting <= kMostWaiting) {
            from.held_up = false;
            read(from);
        }
    }

    void say(End& to, wire::Bytes bytes) {
        to.on_its_way = std::move(bytes);
        to.busy = true;
        asio::async_write(to.socket, asio::buffer(to.on_its_way),
                          [self = shared_from_this(), &to](error_code error, std::size_t size) {
                              if (self->finished_) return;
                              to.busy = false;
                              to.waiting -= std::min(to.waiting, size);
                              if (error) return self->ended(to, error);
                              self->pump(to);
                          });
    }

    void rest(End& to, std::chrono::milliseconds length) {
        to.busy = true;
        to.timer.expires_after(length);
        to.timer.async_wait([self = shared_from_this(), &to](error_code error) {
            if (error || self->finished_) return;
            to.busy = false;
            self->pump(to);
        });
    }

    void shut(End& to) {
        to.shut = true;
        error_code ignored;  // it may be gone already
        to.socket.shutdown(tcp::socket::shutdown_send, ignored);
        if (client_.shut && server_.shut) finish();
    }

    // Both connections stay, as behind a box that has lost its table.
    void mute(End& to) {
        to.muted = true;
        to.pieces.clear();
        to.waiting = 0;
        muted_.expires_after(kMutedPatience);
        muted_.async_wait([self = shared_from_this()](error_code error) {
            if (!error) self->finish();
        });
    }

    void reset_both() {
        error_code ignored;  // one of them may be gone
        for (auto* end : {&client_, &server_})
            end->socket.set_option(asio::socket_base::linger(true, 0), ignored);
        finish();
    }

    // Unread bytes would make it a RST; who pours them in for ever gets one.
    void close_both() {
        for (auto* end : {&client_, &server_}) {
            error_code none;
            for (std::size_t read = 0; read < kMostWaiting && end->socket.available(none) > 0 && !none;)
                read += end->socket.read_some(asio::buffer(end->in), none);
        }
        finish();
    }

    // What ends on one side ends on the other, in the same way, behind what is still on its way there.
    void ended(End& from, error_code error) {
        if (std::exchange(from.ended, true)) return;
        auto& to = other(from);
        tell_(fmt::format("{} {}", name(from.role),
                          error == asio::error::eof                ? "closed"
                          : error == asio::error::connection_reset ? "reset the connection"
                                                                   : "is lost: " + error.message()));
        if (error != asio::error::eof) return reset_both();
        if (to.ended && (to.muted || from.muted)) return finish();  // nobody is left to be silent to
        if (to.muted) return;
        put(to, piece::Fin{});
        pump(to);
    }

    End client_;
    End server_;
    const std::vector<fault::Fault>& faults_;
    fault::FaultInjector injector_;
    unsigned connection_;
    std::uint16_t peer_port_ = 0;
    std::function<void(std::string)> tell_;
    std::function<void()> over_;
    asio::steady_timer muted_;
    // Steps are read off the packets that must have carried these bytes, as everywhere else.
    static constexpr std::uint16_t kServerPort = 3389;
    std::optional<OwnRecord> record_{std::in_place, kServerPort};
    std::vector<Step> reached_;
    std::optional<StepWatch> steps_{std::in_place, kServerPort,
                                    [this](Step step) { reached_.push_back(step); }};
    std::size_t seen_ = 0;
    std::size_t watched_ = 0;
    bool finished_ = false;
};

}  // namespace

std::shared_ptr<Relay> make_relay(RelayOrder order) { return std::make_shared<Passing>(std::move(order)); }

}  // namespace badrdp::harness

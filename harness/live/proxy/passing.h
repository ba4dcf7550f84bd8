// One connection that passes: what is read of each end, what the faults make of it, and how it ends.
#pragma once

#include <array>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <optional>

#include "harness/live/proxy/opened_tls.h"
#include "harness/live/proxy/outlet.h"
#include "harness/live/proxy/path_on_stream.h"
#include "harness/live/proxy/relay.h"
#include "harness/live/proxy/splice.h"
#include "harness/live/proxy/steps_on_the_way.h"
#include "sim/fault/injector.h"

namespace badrdp::harness {

class Passing final : public Relay, public OutletOwner, public std::enable_shared_from_this<Passing> {
public:
    explicit Passing(RelayOrder order);
    void start() override;
    void finish() override;
    std::optional<link::HeldMessage> held() const override;
    std::size_t go_on(std::span<const fault::Fault> faults, const NegotiationEdit* edit) override;

    // Of the outlets.
    std::shared_ptr<void> keep() override { return shared_from_this(); }
    bool is_over() const override { return finished_; }
    void is_said(Outlet& outlet, wire::BytesView bytes) override;
    void has_room(Outlet& outlet) override;
    void has_failed(Outlet& outlet, boost::system::error_code error) override { ended(of(outlet), error); }
    void has_come_to(Outlet& outlet, const fault::Piece& end) override;

private:
    // What it has said, and what is on its way to it.
    struct End {
        End(boost::asio::ip::tcp::socket s, wire::Role r, OutletOwner& owner)
            : socket(std::move(s)), role(r), outlet(socket, owner) {}

        boost::asio::ip::tcp::socket socket;
        wire::Role role;
        Outlet outlet;  // to it
        std::array<std::uint8_t, 16 * 1024> in{};
        std::deque<Passage> unheard;     // that it has said
        std::optional<wire::Step> held;  // the first of these waits until somebody has looked at it
        std::shared_ptr<Splice> splice{};
        bool muted = false;    // nothing more reaches it
        bool shut = false;     // it was sent a FIN
        bool ended = false;    // it has sent one
        bool gone = false;     // it alone was reset
        bool held_up = false;  // it is not read
        bool left = false;     // its TLS is over, and the other end was told
    };

    End& other(End& end) { return &end == &client_ ? server_ : client_; }
    End& of(Outlet& outlet) { return &outlet == &client_.outlet ? client_ : server_; }

    void witness(link::SocketEvent::What what, wire::Role from, wire::BytesView bytes = {});
    void read(End& from);
    bool may_be_spliced(End& from);
    bool has_to_wait(End& from);
    bool splice(End& from);
    void pass(End& from, wire::BytesView bytes);
    bool wants_whole(wire::Role role) const;
    bool is_watched(wire::Role role) const;
    void drain(End& from);
    bool hold(End& from);
    bool change(Passage& passage, wire::Step step, const NegotiationEdit& edit);
    static wire::Writer with_names(wire::Step step, const Passage& passage);
    wire::Bytes bent(wire::Step step, Passage passage);
    void forward(End& from, Passage passage);
    void send(End& to, const std::vector<wire::Step>& steps, wire::Bytes bytes);
    void put(End& to, fault::Piece what);
    void came_to(const PathOnStream::Fate& fate);
    void reset_one(End& end);

    // Once TLS is opened here.
    void open(const wire::Bytes& hello);
    void pass_opened(End& from, wire::BytesView bytes);
    void after_opened(End& from);
    void take_inside(End& from);
    void say_for_tls();
    wire::Bytes seal(End& to, const wire::Bytes& inside);
    std::optional<fault::SaidAlert> say_alert(std::uint8_t level, std::uint8_t description);
    void leave_behind(End& from);
    void leave(End& to);

    void shut(End& to);
    void mute(End& to);
    void wait_for_an_end();
    void reset_both(wire::Role by = wire::Role::server);
    void close_both();
    void ended(End& from, boost::system::error_code error);
    void let_go(End& from);
    End client_;
    End server_;
    std::shared_ptr<const ProxyPlan> plan_;
    fault::FaultInjector injector_;
    unsigned connection_;
    std::uint16_t peer_port_ = 0;
    std::function<bool(wire::Step)> holds_;
    std::function<bool()> holds_any_;
    link::SocketWitness witness_;
    RelayTell tell_;
    std::function<void()> over_;
    boost::asio::steady_timer muted_;
    std::optional<StepsOnTheWay> steps_{std::in_place};  // until nothing more can be told
    std::optional<PathOnStream> path_;
    std::optional<OpenedTls> opened_;
    wire::Role speaks_to_ = wire::Role::client;  // whom a fault would say an alert to
    std::uint64_t sealed_before_ = 0;
    bool finished_ = false;
};

}  // namespace badrdp::harness

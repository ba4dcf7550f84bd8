#include "sim/link/connector.h"

#include <boost/asio/connect.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "sim/link/environment.h"
#include "sim/link/session_order.h"
#include "sim/link/socket_driver.h"
#include "sim/link/udp_attempt.h"

namespace badrdp::link {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Before = Connected::Before;

struct Connector::State : std::enable_shared_from_this<State> {
    State(const asio::any_io_executor& executor, ConnectOrder o, std::function<void(const Note&)> n,
          std::function<void(Connected)> d)
        : order(std::move(o)),
          note(std::move(n)),
          done(std::move(d)),
          tls(order.attempt.tls),
          socket_executor(executor),
          resolver(executor),
          socket(executor),
          timer(executor) {}

    void start() {
        timer.expires_after(order.attempt.connect_patience);
        timer.async_wait([self = shared_from_this()](error_code error) {
            // A wait that was over is not cancelled any more: its handler may come after the connection.
            if (error || self->driver || !self->done) return;
            self->resolver.cancel();
            self->fail(Before::timeout, "no answer to the connection attempt");
        });
        if (order.address)
            return connect(tcp::resolver::results_type::create(tcp::endpoint(*order.address, order.port),
                                                               order.host, std::to_string(order.port)));
        resolver.async_resolve(
            order.host, std::to_string(order.port),
            [self = shared_from_this()](error_code error, const tcp::resolver::results_type& found) {
                if (!self->done) return;
                if (error) return self->fail(Before::name, error.message());
                self->connect(found);
            });
    }

    void connect(const tcp::resolver::results_type& found) {
        asio::async_connect(socket, found,
                            [self = shared_from_this()](error_code error, const tcp::endpoint& peer) {
                                if (!self->done) return;
                                self->timer.cancel();
                                if (error == asio::error::connection_refused)
                                    return self->fail(Before::refused, error.message());
                                // A reset right after the handshake overtakes the news that there was one.
                                if (error == asio::error::connection_reset)
                                    return self->fail(Before::reset, "reset the connection");
                                if (error) return self->fail(Before::unreachable, error.message());
                                self->converse(peer);
                            });
    }

    // The first offer is of the reliable transport, the second of the lossy one.
    void try_udp() {
        attempts.push_back(std::make_unique<UdpAttempt>(socket_executor, server.address(), server.port(),
                                                        !attempts.empty(), [this](const UdpTold& told) {
                                                            note({.at = Clock::now(),
                                                                  .connection = order.connection,
                                                                  .kind = NoteKind::info,
                                                                  .from = wire::Role::client,
                                                                  .text = told.text,
                                                                  .peer_port = server.port()});
                                                        }));
    }

    void converse(const tcp::endpoint& peer) {
        server = peer;
        auto session = order_of_client(order.attempt, environment_of(order.attempt.choices), tls, order.host,
                                       order.connection, peer.port());
        driver = std::make_shared<SocketDriver>(
            std::move(socket), std::move(session),
            SocketDriver::Callbacks{.note =
                                        [this](const Note& n) {
                                            if (n.kind == NoteKind::step && is_depth(n.step) &&
                                                n.step > deepest)
                                                deepest = n.step;
                                            note(n);
                                            if (order.tries_udp && n.kind == NoteKind::step &&
                                                n.step == wire::Step::multitransport)
                                                try_udp();
                                        },
                                    .finished =
                                        [weak = weak_from_this()] {
                                            if (const auto self = weak.lock()) self->over();
                                        },
                                    .late_timer = [](std::chrono::milliseconds) {}});
        driver->start();
    }

    void over() {
        attempts.clear();
        if (!done) return;
        std::exchange(done, nullptr)({.failed_before = Before::nothing,
                                      .why = {},
                                      .ending = driver ? driver->session().ending() : std::nullopt,
                                      .deepest = deepest});
    }

    void fail(Before before, std::string why) {
        timer.cancel();
        error_code ignored;  // it may not even be open
        socket.close(ignored);
        if (done) std::exchange(done, nullptr)({before, std::move(why), std::nullopt, wire::Step::none});
    }

    void abandon() {
        done = nullptr;
        attempts.clear();
        timer.cancel();
        resolver.cancel();
        error_code ignored;  // closing is all that is left to do
        socket.close(ignored);
        if (driver) driver->stop();
    }

    ConnectOrder order;
    std::function<void(const Note&)> note;
    std::function<void(Connected)> done;
    TlsContext tls;
    asio::any_io_executor socket_executor;
    tcp::endpoint server;
    std::vector<std::unique_ptr<UdpAttempt>> attempts;
    tcp::resolver resolver;
    tcp::socket socket;
    asio::steady_timer timer;
    std::shared_ptr<SocketDriver> driver;
    wire::Step deepest = wire::Step::none;
};

Connector::Connector(asio::any_io_executor executor, ConnectOrder order,
                     std::function<void(const Note&)> note, std::function<void(Connected)> done)
    : state_(std::make_shared<State>(executor, std::move(order), std::move(note), std::move(done))) {
    state_->start();
}

Connector::~Connector() { state_->abandon(); }

}  // namespace badrdp::link

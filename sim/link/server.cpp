#include "sim/link/server.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <sstream>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/host/mute.h"
#include "sim/link/environment.h"
#include "sim/link/session_order.h"
#include "sim/link/socket_driver.h"

namespace badrdp::link {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using host::Listening;

namespace {

// Below net.ipv4.ip_local_port_range (32768 and up), so that no outgoing connection takes one of ours.
constexpr std::uint16_t kFirstPort = 20'000;
constexpr std::uint16_t kPorts = 12'000;
constexpr int kBacklog = 4096;

[[noreturn]] void refuse(const error_code& why, const tcp::endpoint& place) {
    std::ostringstream text;
    text << "cannot listen on " << place;
    throw std::system_error(why, text.str());
}

void bind(tcp::acceptor& acceptor, const asio::ip::address& address, std::uint16_t port) {
    if (port != 0) {
        error_code why;
        acceptor.bind({address, port}, why);
        if (why) refuse(why, {address, port});
        return;
    }
    // Processes start at different places and go round, so that neither two runs nor two cases meet often.
    static std::uint16_t next = static_cast<std::uint16_t>(::getpid() * 97 % kPorts);
    for (unsigned tries = 0; tries < kPorts; ++tries) {
        next = static_cast<std::uint16_t>((next + 1) % kPorts);
        error_code taken;
        acceptor.bind({address, static_cast<std::uint16_t>(kFirstPort + next)}, taken);
        if (!taken) return;
        if (taken != asio::error::address_in_use) refuse(taken, {address, 0});
    }
    throw std::runtime_error(fmt::format("no free port on {} from {} to {}", address.to_string(), kFirstPort,
                                         kFirstPort + kPorts - 1));
}

}  // namespace

struct Server::State : std::enable_shared_from_this<State> {
    State(const asio::any_io_executor& executor, ServerOrder o, ServerCallbacks c)
        : order(std::move(o)),
          callbacks(std::move(c)),
          faults(host::faults_of(order.host.listening, order.faults)),
          acceptor(executor),
          retry(executor) {
        if (order.host.connections.empty()) add(order.host.server, order.tls);
        for (std::size_t i = 0; i < order.host.connections.size(); ++i)
            add(order.host.connections[i].server, order.tls_of.at(i));
        tell_certificates(met);
    }

    void add(const peer::ServerChoices& choices, const TlsContext& tls) {
        met.push_back({choices, environment_of(choices, order.screen), tls});
        met.back().environment.kerberos = order.kerberos;
    }

    void open() {
        error_code why;
        acceptor.open(order.address.is_v6() ? tcp::v6() : tcp::v4(), why);
        if (why) refuse(why, {order.address, order.port});
        acceptor.set_option(tcp::acceptor::reuse_address(true));
        bind(acceptor, order.address, order.port);
        port = acceptor.local_endpoint().port();
        if (order.host.listening == Listening::closed) return;  // bound, so that nobody else listens here
        acceptor.listen(order.host.listening == Listening::backlog_full ? 0 : kBacklog, why);
        if (why) refuse(why, acceptor.local_endpoint());
        if (order.host.listening == Listening::backlog_full)
            fill_backlog();
        else
            accept();
    }

    // With a backlog of 0 Linux queues one connection and drops the SYN of every other. Ours comes from
    // 127.0.0.2, which the capture leaves out.
    void fill_backlog() {
        fillers.emplace_back(acceptor.get_executor());
        auto& filler = fillers.back();
        filler.open(order.address.is_v6() ? tcp::v6() : tcp::v4());
        if (order.address.is_v4()) filler.bind({asio::ip::make_address("127.0.0.2"), 0});
        filler.connect({order.address, port});
    }

    void accept() {
        acceptor.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
            if (self->stopped || error == asio::error::operation_aborted) return;
            if (error) return self->out_of_breath();
            self->serve(std::move(socket));
            self->accept();
        });
    }

    // No descriptor is left: count it, and look again in a moment instead of spinning.
    void out_of_breath() {
        ++losses.refused;
        retry.expires_after(std::chrono::milliseconds(100));
        retry.async_wait([self = shared_from_this()](error_code error) {
            if (!error && !self->stopped) self->accept();
        });
    }

    void serve(tcp::socket socket) {
        error_code gone;
        const auto peer = socket.remote_endpoint(gone);
        callbacks.connection(++accepted);
        auto session =
            order_of_host(met, accepted, faults, gone ? std::uint16_t{0} : peer.port(), order.patience);
        auto driver = std::make_shared<SocketDriver>(
            std::move(socket), std::move(session),
            SocketDriver::Callbacks{.note = callbacks.note,
                                    .finished =
                                        [weak = weak_from_this(), key = accepted] {
                                            if (const auto self = weak.lock()) self->drivers.erase(key);
                                        },
                                    .late_timer =
                                        [weak = weak_from_this()](std::chrono::milliseconds late) {
                                            const auto self = weak.lock();
                                            if (self && late > self->losses.latest_timer)
                                                self->losses.latest_timer = late;
                                        }});
        drivers.emplace(accepted, driver);
        driver->start();
    }

    void stop() {
        if (std::exchange(stopped, true)) return;
        error_code ignored;  // closing is all that is left to do
        retry.cancel();
        acceptor.close(ignored);
        for (auto& filler : fillers) filler.close(ignored);
        for (auto& [key, driver] : std::exchange(drivers, {})) driver->stop();
    }

    ServerOrder order;
    ServerCallbacks callbacks;
    std::vector<Met> met;  // by the first connections; what the last one met, all later ones meet
    std::vector<fault::Fault> faults;
    tcp::acceptor acceptor;
    asio::steady_timer retry;
    std::vector<tcp::socket> fillers;
    std::unordered_map<unsigned, std::shared_ptr<SocketDriver>> drivers;
    ServerLosses losses;
    std::uint16_t port = 0;
    unsigned accepted = 0;
    bool stopped = false;
};

std::vector<TlsContext> contexts_of(const host::Host& host, const TlsContext& own,
                                    const std::function<TlsContext(const host::Service&)>& make) {
    std::vector<TlsContext> out;
    for (const auto& service : host.connections) {
        const bool same = service.tls == host.tls && service.certificate == host.certificate;
        out.push_back(same ? own : make(service));
    }
    return out;
}

Server::Server(asio::any_io_executor executor, ServerOrder order, ServerCallbacks callbacks)
    : state_(std::make_shared<State>(executor, std::move(order), std::move(callbacks))) {
    state_->open();
}
Server::~Server() {
    if (state_) state_->stop();
}
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&&) noexcept = default;

std::uint16_t Server::port() const { return state_->port; }
void Server::stop() { state_->stop(); }
unsigned Server::open() const { return static_cast<unsigned>(state_->drivers.size()); }
ServerLosses Server::losses() const { return state_->losses; }

}  // namespace badrdp::link

#include "sim/link/server.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <malloc.h>
#include <sys/socket.h>
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
constexpr unsigned kBacklog = 4096;
constexpr std::size_t kCrowd = 256;  // connections whose memory is worth giving back

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

namespace {

// What connections meet, for as long as one of them is open.
struct Offer {
    explicit Offer(ServerOrder o)
        : order(std::move(o)), faults(host::faults_of(order.host.listening, order.faults)) {
        order.faults = faults;
        if (order.host.connections.empty()) add(order.host.server, order.tls);
        for (std::size_t i = 0; i < order.host.connections.size(); ++i)
            add(order.host.connections[i].server, order.tls_of.at(i));
        tell_certificates(met);
    }
    Offer(const Offer&) = delete;  // the order knows where its faults live
    Offer& operator=(const Offer&) = delete;

    void add(const peer::ServerChoices& choices, const TlsContext& tls) {
        auto environment = environment_of(choices, order.screen);
        environment.kerberos = order.kerberos;
        met.push_back({choices, std::move(environment), tls});
    }

    ServerOrder order;
    std::vector<fault::Fault> faults;
    std::vector<Met> met;  // by the first connections; what the last one met, all later ones meet
};

// Whether one socket can go on from the one to the other.
bool same_socket(Listening was, Listening is) {
    const auto accepts = [](Listening l) { return l == Listening::normal || l == Listening::mute; };
    return was == is || (accepts(was) && accepts(is));
}

}  // namespace

struct Server::State : std::enable_shared_from_this<State> {
    State(const asio::any_io_executor& executor, ServerOrder o, ServerCallbacks c)
        : offer(std::make_shared<Offer>(std::move(o))),
          callbacks(std::move(c)),
          acceptor(executor),
          retry(executor),
          port(offer->order.port) {}
    ~State() {
        if (spare >= 0) ::close(spare);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void open() {
        error_code why;
        const auto& order = offer->order;
        acceptor.open(order.address.is_v6() ? tcp::v6() : tcp::v4(), why);
        if (why) refuse(why, {order.address, port});
        acceptor.set_option(tcp::acceptor::reuse_address(true));
        bind(acceptor, order.address, port);
        port = acceptor.local_endpoint().port();
        const auto listening = order.host.listening;
        if (listening == Listening::closed) return;  // bound, so that nobody else listens here
        acceptor.listen(listening == Listening::backlog_full ? 0 : static_cast<int>(kBacklog), why);
        if (why) refuse(why, acceptor.local_endpoint());
        if (listening == Listening::backlog_full)
            fill_backlog();
        else
            accept();
    }

    void change(ServerOrder order, bool anew) {
        const auto was = offer->order.host.listening;
        offer = std::make_shared<Offer>(std::move(order));
        if (anew) {
            accepted = 0;
            for (auto& [key, driver] : std::exchange(drivers, {})) driver->stop();
        }
        if (same_socket(was, offer->order.host.listening)) return;
        close_listener();
        open();
    }

    void close_listener() {
        error_code ignored;  // closing is all that is left to do
        retry.cancel();
        acceptor.close(ignored);
        for (auto& filler : fillers) filler.close(ignored);
        fillers.clear();
        ++listener;
    }

    // With a backlog of 0 Linux queues one connection and drops the SYN of every other. Ours comes from
    // 127.0.0.2, which the capture leaves out.
    void fill_backlog() {
        fillers.emplace_back(acceptor.get_executor());
        auto& filler = fillers.back();
        const auto& address = offer->order.address;
        filler.open(address.is_v6() ? tcp::v6() : tcp::v4());
        if (address.is_v4()) filler.bind({asio::ip::make_address("127.0.0.2"), 0});
        filler.connect({address, port});
    }

    void accept() {
        acceptor.async_accept(
            caller, [self = shared_from_this(), by = listener](error_code error, tcp::socket socket) {
                if (self->stopped || error == asio::error::operation_aborted) return;
                if (error) return by == self->listener ? self->out_of_breath() : void();
                self->serve(std::move(socket));
                if (by == self->listener) self->accept();
            });
    }

    static void reset(int socket) {
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        ::close(socket);
    }

    void refused(unsigned count) {
        losses.refused += count;
        if (callbacks.refused && count > 0) callbacks.refused(count);
    }

    // No descriptor is left but the one that is kept for this: whoever waits is refused at once, so that he
    // knows, and we look again in a moment instead of spinning.
    void out_of_breath() {
        unsigned count = 0;
        error_code blocks;
        acceptor.native_non_blocking(true, blocks);
        if (spare >= 0 && !blocks) {
            ::close(std::exchange(spare, -1));
            for (int waits = 0; count < kBacklog; ++count) {
                waits = ::accept4(acceptor.native_handle(), nullptr, nullptr, SOCK_CLOEXEC);
                if (waits < 0) break;
                reset(waits);
            }
        }
        if (spare < 0) spare = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        refused(std::max(count, 1u));
        retry.expires_after(std::chrono::milliseconds(100));
        retry.async_wait([self = shared_from_this()](error_code error) {
            if (!error && !self->stopped) self->accept();
        });
    }

    void serve(tcp::socket socket) {
        if (drivers.size() >= offer->order.most) {
            error_code gone;
            reset(socket.release(gone));
            return refused(1);
        }
        callbacks.connection(++accepted);
        auto session =
            order_of_host(offer->met, accepted, offer->faults, caller.port(), offer->order.patience);
        session.holds = callbacks.holds;
        const auto watch = watch_of(accepted);
        auto driver = std::make_shared<SocketDriver>(
            std::move(socket), std::move(session),
            // The session knows where what it meets lives, so the driver keeps it.
            SocketDriver::Callbacks{.note = [note = callbacks.note, kept = offer](const Note& n) { note(n); },
                                    .finished =
                                        [weak = weak_from_this(), key = accepted] {
                                            if (const auto self = weak.lock()) self->finished(key);
                                        },
                                    .late_timer =
                                        [weak = weak_from_this()](std::chrono::milliseconds late) {
                                            const auto self = weak.lock();
                                            if (self && late > self->losses.latest_timer)
                                                self->losses.latest_timer = late;
                                        }},
            watch);
        drivers.emplace(accepted, driver);
        crowd = std::max(crowd, drivers.size());
        driver->start();
    }

    void finished(unsigned key) {
        drivers.erase(key);
        if (!drivers.empty() || std::exchange(crowd, 0) < kCrowd) return;
        ::malloc_trim(0);  // what a crowd has taken lies in pieces between what is still in use
    }

    // `caller` is known even of a client that is gone by now, of which the socket does not say it.
    std::shared_ptr<SocketWatch> watch_of(unsigned connection) {
        if (!callbacks.socket) return nullptr;
        return watches.emplace_back(
            std::make_shared<SocketWatch>(callbacks.socket, connection, caller.port()));
    }

    // Whoever has connected, and whom we have not come to, was there all the same.
    void tell_of_those_left() {
        error_code none_left;
        acceptor.non_blocking(true, none_left);
        for (auto left = accepted + 1; !none_left && left < accepted + kBacklog; ++left) {
            tcp::socket socket(acceptor.get_executor());
            acceptor.accept(socket, caller, none_left);
            if (!none_left) watch_of(left)->close(std::move(socket));
        }
    }

    void stop() {
        if (std::exchange(stopped, true)) return;
        if (callbacks.socket) tell_of_those_left();
        close_listener();
        for (auto& [key, driver] : std::exchange(drivers, {})) driver->stop();
        for (const auto& watch : std::exchange(watches, {})) watch->stop();
    }

    std::shared_ptr<const Offer> offer;
    ServerCallbacks callbacks;
    tcp::acceptor acceptor;
    asio::steady_timer retry;
    tcp::endpoint caller;  // who was accepted last
    std::vector<tcp::socket> fillers;
    std::vector<std::shared_ptr<SocketWatch>> watches;
    std::unordered_map<unsigned, std::shared_ptr<SocketDriver>> drivers;
    ServerLosses losses;
    std::uint16_t port;
    int spare = ::open("/dev/null", O_RDONLY | O_CLOEXEC);  // a descriptor for when there is none
    std::size_t crowd = 0;                                  // the most that were open since nobody was
    unsigned accepted = 0;
    unsigned listener = 0;  // which of the sockets that were made one after the other
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

void Server::change(ServerOrder order, bool anew) { state_->change(std::move(order), anew); }

std::vector<HeldMessage> Server::held() const {
    std::vector<HeldMessage> out;
    for (const auto& [key, driver] : state_->drivers)
        if (const auto* say = driver->session().held())
            out.push_back({key, say->step, say->out.bytes, say->out.fields});
    std::ranges::sort(out, {}, &HeldMessage::connection);
    return out;
}

std::optional<std::size_t> Server::go_on(unsigned connection, std::span<const fault::Fault> edits) {
    const auto found = state_->drivers.find(connection);
    if (found == state_->drivers.end() || !found->second->session().held()) return std::nullopt;
    return found->second->go_on(edits);
}

std::uint16_t Server::port() const { return state_->port; }
void Server::stop() { state_->stop(); }
unsigned Server::open() const { return static_cast<unsigned>(state_->drivers.size()); }
ServerLosses Server::losses() const { return state_->losses; }

}  // namespace badrdp::link

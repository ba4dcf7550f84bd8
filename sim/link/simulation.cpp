#include "sim/link/simulation.h"

#include <algorithm>
#include <array>
#include <list>
#include <queue>
#include <tuple>
#include <utility>

#include "sim/host/mute.h"
#include "sim/link/environment.h"
#include "sim/link/seeded_keys.h"
#include "sim/link/seeded_openssl.h"
#include "sim/link/session_order.h"
#include "sim/link/tcp_driver.h"
#include "sim/path/frame.h"
#include "sim/path/path.h"
#include "sim/path/rng.h"
#include "sim/path/tcp_host.h"
#include "sim/path/test_network.h"

namespace badrdp::link {
namespace {

using host::Listening;
using path::Tcp;
using path::TcpHost;
using wire::Role;
using wire::Step;
using Before = Connected::Before;

// Streams of chance: none of them changes what another gives.
enum Stream : std::uint64_t { kOpenssl = 1, kPath, kClientTcp, kServerTcp, kClient, kServer };

// Of two hosts in one rack, so that no two frames of a conversation have one time.
constexpr auto kWire = std::chrono::microseconds(10);
// From a frame's arrival until the program that waits for it runs: what lets a forged RST overtake an answer.
constexpr auto kWakesUp = std::chrono::microseconds(100);
// How long the network may take to settle once the client is gone.
constexpr auto kSettle = std::chrono::seconds(10);
// Nobody honest sends so many: a conversation that does not end is ended.
constexpr std::uint64_t kMostFrames = 1'000'000;
constexpr std::uint16_t kFirstClientPort = 40'000;

const path::Address kClientAddress = path::ipv4(path::test_network::kClientV4);
const path::Address kServerAddress = path::ipv4(path::test_network::kServerV4);

std::function<std::uint32_t()> sequence_numbers(std::uint64_t seed, Stream stream) {
    return
        [chance = path::Rng(seed, stream)]() mutable { return static_cast<std::uint32_t>(chance.number()); };
}

TcpHost::Door door_for(Listening listening) {
    if (listening == Listening::closed) return TcpHost::Door::closed;
    return listening == Listening::backlog_full ? TcpHost::Door::full : TcpHost::Door::open;
}

struct Flight {
    path::Time at;
    std::uint64_t number;
    Role to;
    wire::Bytes frame;
    std::string comment;
    bool operator<(const Flight& other) const {
        return std::tie(other.at, other.number) < std::tie(at, number);
    }
};

// One connection: which end of it is up, and since when it is tried.
struct Line {
    Tcp* tcp = nullptr;
    std::unique_ptr<TlsContext> tls;  // client
    std::optional<TcpDriver> driver;
};

class Simulation {
public:
    explicit Simulation(const SimulationOrder& order)
        : order_(order),
          openssl_(path::Rng(order.seed, kOpenssl).number()),
          path_(order.impairments, path::Rng(order.seed, kPath).number()),
          client_(kClientAddress, sequence_numbers(order.seed, kClientTcp)),
          server_(kServerAddress, sequence_numbers(order.seed, kServerTcp)),
          faults_(host::faults_of(order.host.listening, order.faults)) {
        server_.listen(kSimulatedPort, door_for(order.host.listening));
        server_given_ = given(server_chance_);
        client_given_ = given(client_chance_);
        const auto services = std::max<std::size_t>(order.host.connections.size(), 1);
        for (unsigned n = 1; n <= services; ++n) add(host::met_by(order.host, n));
        tell_certificates(met_);
        if (order.watch)
            watch_ = order.watch([this](Step step) { take(path_.reached(step, since_epoch(now_))); });
    }

    Simulated play() {
        begin_attempt(nullptr);
        for (carry_on();; carry_on()) {
            const auto next = earliest();
            if (!next || *next > until() || frames_ > kMostFrames) break;
            now_ = *next > now_ ? *next : now_ + kWire;
            while (!flying_.empty() && flying_.top().at <= since_epoch(now_)) {
                const auto flight = flying_.top();
                flying_.pop();
                deliver(flight);
                carry_on();
            }
            client_.tick(since_epoch(now_));
            server_.tick(since_epoch(now_));
        }
        if (!client_over_) {
            seen_.end = Simulated::End::out_of_patience;
            client_is_over();
        }
        seen_.bites = path_.bites();
        return std::move(seen_);
    }

private:
    void add(const host::Service& service) {
        TlsContext tls(service.tls,
                       seeded_mint(service.certificate, order_.name, kSimulatedStart, order_.generation,
                                   order_.key_seed),
                       [this](std::string_view line) { (seen_.key_log += line) += '\n'; });
        met_.push_back(
            {service.server, environment_of(service.server, order_.screen, server_given_), std::move(tls)});
    }

    // Every connection of an end draws from one source.
    EnvironmentSources given(path::Rng& chance) {
        return {.random =
                    [&chance](std::span<std::uint8_t> bytes) {
                        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(chance.number() >> 56);
                    },
                .now = [this] { return now_; },
                .keys = [this](const KeyWanted& wanted) { return seeded_key(wanted, order_.key_seed); }};
    }

    // The client's patience, or the time in which the rest settles.
    TimePoint until() const {
        return client_over_ ? kSimulatedStart + seen_.took + kSettle : kSimulatedStart + order_.patience;
    }

    void client_is_over() {
        client_over_ = true;
        seen_.took = now_ - kSimulatedStart;
        if (line_ && line_->driver) line_->driver->stop(now_);
        if (line_ && !line_->driver) line_->tcp->shut(since_epoch(now_));
    }

    void begin_attempt(const Connected* latest) {
        auto attempt = order_.next(seen_.connections + 1, latest);
        if (latest) seen_.latest = *latest;
        if (!attempt) return client_is_over();
        if (seen_.connections == order_.connections) {
            seen_.end = Simulated::End::too_many_connections;
            return client_is_over();
        }
        ++seen_.connections;
        deepest_ = Step::none;
        attempt_ = std::move(*attempt);
        begun_ = now_;
        auto& line = lines_.emplace_back();
        line_ = &line;
        line.tls = std::make_unique<TlsContext>(attempt_.tls);
        const auto from = static_cast<std::uint16_t>(kFirstClientPort + seen_.connections - 1);
        line.tcp = &client_.connect(from, {kServerAddress, kSimulatedPort}, since_epoch(now_));
        flush();
    }

    // Everything that can happen now.
    void carry_on() {
        for (bool busy = true; busy;) {
            busy = false;
            if (awake(Role::client)) watch_client();
            if (awake(Role::server)) {
                for (auto& line : served_)
                    if (!line.driver->finished()) line.driver->go_on(now_);
                busy = accept() || busy;
            }
            busy = flush() || busy;
        }
    }

    // An acknowledgement alone is the kernel's affair.
    static bool wakes_somebody(const wire::Bytes& frame) {
        const auto segment = path::read_frame(frame);
        if (!segment || !*segment) return true;
        using namespace path::tcp_flag;
        return !(*segment)->payload.empty() || ((*segment)->flags & (fin | syn | rst)) != 0;
    }

    // The program at this end runs: no frame has come so lately that it does not know.
    bool awake(Role role) {
        auto& wakes = wakes_[static_cast<std::size_t>(role)];
        if (wakes && *wakes > now_) return false;
        wakes.reset();
        return true;
    }

    void watch_client() {
        if (client_over_) return;
        auto& line = *line_;
        const bool reset = line.tcp->trouble() == Tcp::Trouble::reset;
        if (!line.driver && line.tcp->established() && !reset) return converse(line);
        if (!line.driver) {
            if (line.tcp->trouble() != Tcp::Trouble::none) return failed(line.tcp->trouble());
            if (now_ >= begun_ + attempt_.connect_patience) {
                line.tcp->shut(since_epoch(now_));
                over({Before::timeout, "no answer to the connection attempt", std::nullopt, Step::none});
            }
            return;
        }
        line.driver->go_on(now_);
        if (line.driver->finished()) over({Before::nothing, {}, line.driver->session().ending(), deepest_});
    }

    void failed(Tcp::Trouble trouble) {
        if (trouble == Tcp::Trouble::refused)
            return over({Before::refused, "Connection refused", std::nullopt, Step::none});
        // A reset right after the handshake overtakes the news that there was one.
        if (trouble == Tcp::Trouble::reset)
            return over({Before::reset, "reset the connection", std::nullopt, Step::none});
        if (trouble == Tcp::Trouble::unreachable)
            return over({Before::unreachable, "No route to host", std::nullopt, Step::none});
        over({Before::timeout, "no answer to the connection attempt", std::nullopt, Step::none});
    }

    void over(const Connected& seen) { begin_attempt(&seen); }

    void converse(Line& line) {
        auto session = order_of_client(attempt_, environment_of(attempt_.choices, client_given_), *line.tls,
                                       order_.name, seen_.connections, kSimulatedPort);
        line.driver.emplace(*line.tcp, std::move(session), [this](const Note& note) {
            if (note.kind == NoteKind::step && is_depth(note.step)) deepest_ = std::max(deepest_, note.step);
            seen_.client.push_back(note);
        });
        line.driver->start(now_);
    }

    bool accept() {
        bool any = false;
        for (auto* tcp : server_.connections()) {
            const bool known = std::ranges::any_of(served_, [&](const Line& l) { return l.tcp == tcp; });
            if (known || !tcp->established()) continue;
            any = true;
            auto& line = served_.emplace_back();
            line.tcp = tcp;
            auto session = order_of_host(met_, static_cast<unsigned>(served_.size()), faults_,
                                         tcp->peer().port, std::chrono::seconds(60));
            line.driver.emplace(*tcp, std::move(session), [this](const Note& note) {
                seen_.server.push_back(note);
                if (watch_.note) watch_.note(note);
            });
            line.driver->start(now_);
        }
        return any;
    }

    // Whatever an end has to say goes on its way.
    bool flush() {
        bool any = false;
        for (const auto role : {Role::client, Role::server}) {
            for (auto& frame : (role == Role::client ? client_ : server_).take_frames()) {
                any = true;
                send(role, std::move(frame));
            }
        }
        return any;
    }

    void send(Role from, wire::Bytes frame) {
        ++frames_;
        seen_.bytes += frame.size();
        auto fate = path_.pass(from, frame, since_epoch(now_));
        record(from, frame, fate.comment);
        if (fate.untouched)
            flying_.push({since_epoch(now_) + kWire, ++flights_, other(from), frame, {}});
        else
            take(std::move(fate));
        watch(from, frame);
    }

    void watch(Role side, const wire::Bytes& frame) {
        if (watch_.frame) watch_.frame(packet_of(side, frame));
    }

    void take(path::Fate fate) {
        for (auto& delivery : fate.deliveries)
            flying_.push({delivery.at + kWire, ++flights_, delivery.to, std::move(delivery.frame),
                          std::move(delivery.comment)});
    }

    void deliver(const Flight& flight) {
        record(flight.to, flight.frame, flight.comment);
        (flight.to == Role::client ? client_ : server_).receive(flight.frame, since_epoch(now_));
        if (wakes_somebody(flight.frame) && !wakes_[static_cast<std::size_t>(flight.to)])
            wakes_[static_cast<std::size_t>(flight.to)] = now_ + kWakesUp;
        watch(flight.to, flight.frame);
    }

    void record(Role side, const wire::Bytes& frame, const std::string& comment) {
        if (!order_.keeps_frames) return;
        seen_.frames.push_back(packet_of(side, frame));
        seen_.frames.back().comment = comment;
    }

    path::Packet packet_of(Role side, const wire::Bytes& frame) const {
        return {.at = std::chrono::nanoseconds(now_.time_since_epoch()),
                .wire_length = static_cast<std::uint32_t>(frame.size()),
                .interface = side == Role::client ? 0u : 1u,
                .bytes = frame};
    }

    std::optional<TimePoint> earliest() const {
        std::optional<TimePoint> first;
        const auto consider = [&](std::optional<TimePoint> time) {
            if (time && (!first || *time < *first)) first = time;
        };
        for (const auto& wakes : wakes_) consider(wakes);
        if (!flying_.empty()) consider(to_point(flying_.top().at));
        for (const auto* host : {&client_, &server_})
            if (const auto wake = host->wake()) consider(to_point(*wake));
        if (!client_over_)
            consider(line_->driver ? line_->driver->wake() : begun_ + attempt_.connect_patience);
        for (const auto& line : served_) consider(line.driver->wake());
        return first;
    }

    const SimulationOrder& order_;
    SeededOpenssl openssl_;  // before everything that OpenSSL makes, so that it goes last
    TimePoint now_ = kSimulatedStart;
    Simulated seen_;
    path::Path path_;
    TcpHost client_;
    TcpHost server_;
    std::vector<Met> met_;  // by the first connections; what the last one met, all later ones meet
    std::vector<fault::Fault> faults_;
    path::Rng server_chance_{order_.seed, kServer};
    path::Rng client_chance_{order_.seed, kClient};
    EnvironmentSources server_given_;
    EnvironmentSources client_given_;
    std::priority_queue<Flight> flying_;
    std::uint64_t flights_ = 0;
    std::uint64_t frames_ = 0;

    Attempt attempt_;
    TimePoint begun_{};
    Step deepest_ = Step::none;
    std::list<Line> lines_;  // a driver knows where it lives
    std::list<Line> served_;
    Line* line_ = nullptr;
    bool client_over_ = false;
    Watch watch_;
    std::array<std::optional<TimePoint>, 2> wakes_;  // of the programs at both ends, by role
};

}  // namespace

Simulated simulate(const SimulationOrder& order) { return Simulation(order).play(); }

}  // namespace badrdp::link

#include "harness/live/proxy/proxy.h"

#include <fmt/core.h>

#include <boost/asio/steady_timer.hpp>
#include <map>
#include <sstream>
#include <utility>

#include "harness/live/proxy/relay.h"
#include "harness/os/net/listen.h"

namespace badrdp::harness {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::seconds kDialPatience{15};

}  // namespace

struct Proxy::State : std::enable_shared_from_this<State> {
    State(const asio::any_io_executor& executor, ProxyOrder o, HostTell t)
        : order(std::move(o)),
          plan(std::make_shared<const ProxyPlan>(std::exchange(order.plan, {}))),
          tell(std::move(t)),
          acceptor(executor),
          retry(executor) {}

    void listen() {
        listen_at(acceptor, order.listens);
        accept();
    }

    void accept() {
        acceptor.async_accept([self = shared_from_this()](error_code error, tcp::socket client) {
            if (self->stopped) return;
            if (error) return self->out_of_breath();
            self->dial(std::move(client));
            self->accept();
        });
    }

    // No descriptor is left: look again in a moment.
    void out_of_breath() {
        retry.expires_after(std::chrono::milliseconds(100));
        retry.async_wait([self = shared_from_this()](error_code error) {
            if (!error && !self->stopped) self->accept();
        });
    }

    struct Dialling {
        Dialling(tcp::socket c, const asio::any_io_executor& executor)
            : client(std::move(c)), server(executor), patience(executor) {}
        tcp::socket client;
        tcp::socket server;
        asio::steady_timer patience;
    };

    void dial(tcp::socket client) {
        const auto number = ++accepted;
        if (relays.size() + dialling >= order.most) {
            reset(client);
            return say("info", number, "refused: too many connections are open");
        }
        say("connection", number, "opened");
        ++dialling;
        const auto both = std::make_shared<Dialling>(std::move(client), acceptor.get_executor());
        both->patience.expires_after(kDialPatience);
        both->patience.async_wait([both](error_code over) {
            error_code ignored;
            if (!over) both->server.close(ignored);
        });
        both->server.async_connect(order.to,
                                   [self = shared_from_this(), both, number, begun = era](error_code error) {
                                       --self->dialling;
                                       both->patience.cancel();
                                       if (self->stopped || begun != self->era) return;
                                       if (error) return self->unreachable(both->client, number, error);
                                       self->relay(std::move(both->client), std::move(both->server), number);
                                   });
    }

    // Closed by hand: Asio's destructor would take the option back.
    static void reset(tcp::socket& client) {
        error_code gone;
        client.set_option(asio::socket_base::linger(true, 0), gone);
        client.close(gone);
    }

    void unreachable(tcp::socket& client, unsigned number, error_code error) const {
        reset(client);
        std::ostringstream to;
        to << order.to;
        const auto why = error == asio::error::operation_aborted ? std::string("no answer") : error.message();
        say("end", number,
            fmt::format("the server at {} cannot be reached ({}): the client was reset", to.str(), why));
    }

    void relay(tcp::socket client, tcp::socket server, unsigned number) {
        const auto weak = weak_from_this();
        const auto key = ++made;
        const auto one =
            make_relay({.client = std::move(client),
                        .server = std::move(server),
                        .plan = plan,
                        .connection = number,
                        .holds = order.holds,
                        .holds_any = order.holds_any,
                        .witness = order.witness,
                        .tell =
                            [weak, number](std::string_view kind, wire::Step step, std::string text) {
                                if (const auto self = weak.lock())
                                    self->say(kind, number, std::move(text), step);
                            },
                        .over =
                            [weak, key] {
                                if (const auto self = weak.lock()) self->relays.erase(key);
                            }});
        relays.emplace(key, Open{number, one});
        one->start();
    }

    void say(std::string_view kind, unsigned connection, std::string text,
             wire::Step step = wire::Step::none) const {
        tell({link::Clock::now(), order.name, std::string(kind), connection,
              step == wire::Step::none ? std::string() : std::string(wire::name(step)), std::move(text)});
    }

    void close_all() {
        for (const auto& [key, one] : std::exchange(relays, {})) one.relay->finish();
    }

    void stop() {
        stopped = true;
        error_code ignored;  // closing is all that is left to do
        acceptor.close(ignored);
        retry.cancel();
        close_all();
    }

    struct Open {
        unsigned number;
        std::shared_ptr<Relay> relay;
    };

    ProxyOrder order;
    std::shared_ptr<const ProxyPlan> plan;
    HostTell tell;
    tcp::acceptor acceptor;
    asio::steady_timer retry;
    std::map<std::uint64_t, Open> relays;  // in the order in which they came
    std::uint64_t made = 0;
    unsigned era = 0;  // connections that were begun before the last reset belong to none
    std::size_t dialling = 0;
    unsigned accepted = 0;
    bool stopped = false;
};

Proxy::Proxy(asio::any_io_executor executor, ProxyOrder order, HostTell tell)
    : state_(std::make_shared<State>(executor, std::move(order), std::move(tell))) {
    state_->listen();
}
Proxy::~Proxy() {
    if (state_) state_->stop();
}
Proxy::Proxy(Proxy&&) noexcept = default;
Proxy& Proxy::operator=(Proxy&&) noexcept = default;

std::uint16_t Proxy::port() const { return state_->acceptor.local_endpoint().port(); }
unsigned Proxy::open() const { return static_cast<unsigned>(state_->relays.size()); }

void Proxy::change(ProxyPlan plan, bool anew) {
    state_->plan = std::make_shared<const ProxyPlan>(std::move(plan));
    if (!anew) return;
    state_->close_all();
    state_->accepted = 0;
    ++state_->era;
}

std::vector<link::HeldMessage> Proxy::held() const {
    std::vector<link::HeldMessage> out;
    for (const auto& [key, one] : state_->relays)
        if (auto message = one.relay->held()) out.push_back(std::move(*message));
    return out;
}

std::optional<std::size_t> Proxy::go_on(unsigned connection, std::span<const fault::Fault> faults,
                                        const NegotiationEdit* edit) {
    for (const auto& [key, one] : state_->relays) {
        if (one.number != connection || !one.relay->held()) continue;
        const auto kept = one.relay;  // it may end by that
        return kept->go_on(faults, edit);
    }
    return std::nullopt;
}

}  // namespace badrdp::harness

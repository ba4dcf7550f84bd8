#include "harness/live/proxy.h"

#include <fmt/core.h>

#include <boost/asio/steady_timer.hpp>
#include <map>
#include <sstream>
#include <utility>

#include "harness/live/relay.h"
#include "harness/os/net/listen.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::harness {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using wire::Step;

namespace {

constexpr std::chrono::seconds kDialPatience{15};

}  // namespace

std::string why_not_on_the_way(const fault::Fault& fault) {
    const auto& verb = fault::verb(fault.deed);
    if (verb.stage != fault::Stage::stream)
        return fmt::format(
            "'{}' makes another message of one: only its sender can; on the way there are delay, drip, "
            "split, swallow, alert, reset, close, half_close and silence",
            verb.name);
    if (fault.step > Step::tls_finished)
        return fmt::format(
            "'{}' passes inside TLS, where nobody on the way sees it; the last step that shows is "
            "tls_finished",
            name(fault.step));
    if (fault.step < Step::x224_request)
        return fmt::format(
            "at '{}' nothing has passed yet; the first step that carries anything is x224_request",
            name(fault.step));
    return {};
}

struct Proxy::State : std::enable_shared_from_this<State> {
    State(const asio::any_io_executor& executor, ProxyOrder o, std::function<void(const ProxyNote&)> t)
        : order(std::move(o)), tell(std::move(t)), acceptor(executor), retry(executor) {}

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
            return say(number, "refused: too many connections are open");
        }
        say(number, "opened");
        ++dialling;
        const auto both = std::make_shared<Dialling>(std::move(client), acceptor.get_executor());
        both->patience.expires_after(kDialPatience);
        both->patience.async_wait([both](error_code over) {
            error_code ignored;
            if (!over) both->server.close(ignored);
        });
        both->server.async_connect(order.to, [self = shared_from_this(), both, number](error_code error) {
            --self->dialling;
            both->patience.cancel();
            if (self->stopped) return;
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
        say(number,
            fmt::format("the server at {} cannot be reached ({}): the client was reset", to.str(), why));
    }

    void relay(tcp::socket client, tcp::socket server, unsigned number) {
        const auto weak = weak_from_this();
        const auto made = make_relay({.client = std::move(client),
                                      .server = std::move(server),
                                      .faults = order.faults,
                                      .connection = number,
                                      .tell =
                                          [this, weak, number](std::string text) {
                                              if (const auto self = weak.lock()) say(number, std::move(text));
                                          },
                                      .over =
                                          [weak, number] {
                                              if (const auto self = weak.lock()) self->relays.erase(number);
                                          }});
        relays.emplace(number, made);
        made->start();
    }

    void say(unsigned connection, std::string text) const {
        tell({link::Clock::now(), connection, std::move(text)});
    }

    void stop() {
        stopped = true;
        error_code ignored;  // closing is all that is left to do
        acceptor.close(ignored);
        retry.cancel();
        for (const auto& [number, relay] : std::exchange(relays, {})) relay->finish();
    }

    ProxyOrder order;
    std::function<void(const ProxyNote&)> tell;
    tcp::acceptor acceptor;
    asio::steady_timer retry;
    std::map<unsigned, std::shared_ptr<Relay>> relays;
    std::size_t dialling = 0;
    unsigned accepted = 0;
    bool stopped = false;
};

Proxy::Proxy(asio::any_io_executor executor, ProxyOrder order, std::function<void(const ProxyNote&)> tell)
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

}  // namespace badrdp::harness

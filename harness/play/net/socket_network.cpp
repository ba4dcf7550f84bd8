#include "harness/play/net/socket_network.h"

#include <fmt/core.h>

#include <utility>

#include "harness/os/files.h"
#include "harness/os/loop/offload.h"
#include "sim/link/mint.h"

namespace badrdp::harness {

namespace asio = boost::asio;

namespace {

// Generations of keys that no host of ours has: a middlebox does not know the host's key.
constexpr unsigned kMiddleboxKeys = 1000;

std::string spoiled_by(const link::ServerLosses& losses) {
    if (losses.refused > 0) return fmt::format("the server could not take {} connections", losses.refused);
    if (losses.latest_timer > kPunctual)
        return fmt::format("a timer of ours came {} ms late", losses.latest_timer.count());
    return {};
}

}  // namespace

Whereabouts on_loopback(const Scenario& scenario, std::uint16_t port) {
    return {.host = scenario.by_name ? "localhost" : "127.0.0.1", .address = "127.0.0.1", .port = port};
}

SocketNetwork::SocketNetwork(asio::any_io_executor loop, asio::thread_pool& workers, const Scenario& scenario,
                             std::filesystem::path dir)
    : loop_(std::move(loop)), workers_(workers), scenario_(scenario), dir_(std::move(dir)) {}

asio::awaitable<void> SocketNetwork::open(VisitOrder order) {
    end_soon_.reset();
    intercepted_.reset();
    timeline_ = {};
    witness_ = std::move(order.witness);
    traffic_ = Traffic(witness_.flooded);
    co_await lay_out();
    Certificates minted;
    const std::function<void()> mint_them = [&] { minted = mint(order); };
    co_await offload(loop_, workers_, mint_them);
    hosted_.emplace(host({.host = scenario_.host,
                          .faults = scenario_.faults,
                          .tls = *minted.host,
                          .tls_of = std::move(minted.connections),
                          .kerberos = kerberos(),
                          .screen = {"badrdp", scenario_.id(), scenario_.title, "connected"},
                          .address = {},
                          .port = order.port},
                         callbacks(), std::move(minted.middlebox)));
    co_await record(hosted_->port);
}

SocketNetwork::Certificates SocketNetwork::mint(const VisitOrder& order) const {
    Certificates out;
    const auto name = whereabouts().host;
    const auto now = std::chrono::system_clock::now();
    const auto minted = link::mint(scenario_.host.certificate, name, now, order.number - 1);
    out.host.emplace(scenario_.host.tls, minted, witness_.secrets);
    out.connections = link::contexts_of(scenario_.host, *out.host, [&](const host::Service& service) {
        return link::TlsContext(service.tls, link::mint(service.certificate, name, now, order.number - 1),
                                witness_.secrets);
    });
    if (scenario_.trusted) write_private(dir_ / kTrusted, link::to_pem(minted.authority_der));
    if (scenario_.middlebox)
        out.middlebox.emplace(scenario_.host.tls,
                              link::mint(*scenario_.middlebox, name, now, kMiddleboxKeys + order.number),
                              witness_.secrets);
    return out;
}

link::ServerCallbacks SocketNetwork::callbacks() {
    return {.note =
                [this](const link::Note& note) {
                    witness_.note(note);
                    heard(note);
                },
            .connection = witness_.connection};
}

Hosted SocketNetwork::hosted(link::ServerOrder order, link::ServerCallbacks callbacks,
                             std::optional<link::TlsContext> middlebox,
                             std::function<asio::ip::tcp::socket()> open_socket,
                             link::SocketWitness witness) const {
    if (!middlebox) {
        callbacks.socket = std::move(witness);
        link::Server server(loop_, std::move(order), std::move(callbacks));
        const auto port = server.port();
        return {std::move(server), std::nullopt, port};
    }
    const auto address = std::exchange(order.address, asio::ip::make_address("127.0.0.1"));
    const auto port = std::exchange(order.port, std::uint16_t{0});
    link::Server server(loop_, std::move(order), std::move(callbacks));
    link::Middlebox box(loop_, {.certificate = *middlebox,
                                .host = {asio::ip::make_address("127.0.0.1"), server.port()},
                                .address = address,
                                .port = port,
                                .open_socket = std::move(open_socket),
                                .socket = std::move(witness)});
    const auto shown = box.port();
    return {std::move(server), std::move(box), shown};
}

asio::awaitable<void> SocketNetwork::start_client(SandboxOrder order, std::function<void(ProcessEnd)> ended) {
    admit(order);
    std::optional<StartedSandbox> started;
    const std::function<void()> start_it = [&] { started.emplace(std::move(order)); };
    co_await offload(loop_, workers_, start_it);
    sandbox_.emplace(loop_, std::move(*started), std::move(ended));
    if (end_soon_) sandbox_->kill(*end_soon_);
}

void SocketNetwork::end_client(Limit why) {
    if (sandbox_)
        sandbox_->kill(why);
    else
        end_soon_ = why;
}

asio::awaitable<std::string> SocketNetwork::close() {
    hosted_->server.stop();
    auto spoiled = spoiled_by(hosted_->server.losses());
    auto lost = co_await settle();
    if (hosted_->middlebox) intercepted_ = hosted_->middlebox->intercepted();
    sandbox_.reset();  // here, on the loop: the network itself may go on a worker
    hosted_.reset();
    const std::function<void()> read_it = [this] { timeline_ = read(); };
    co_await offload(loop_, workers_, read_it);
    co_return spoiled.empty() ? lost : spoiled;
}

}  // namespace badrdp::harness

#include <fmt/core.h>

#include <optional>
#include <span>

#include "harness/play/net/own_record.h"
#include "harness/play/net/socket_network.h"

namespace badrdp::harness {

namespace asio = boost::asio;

namespace {

class OwnView : public SocketNetwork {
public:
    OwnView(asio::any_io_executor loop, asio::thread_pool& workers, const Scenario& scenario,
            std::filesystem::path dir)
        : SocketNetwork(std::move(loop), workers, scenario, std::move(dir)) {}

    Whereabouts whereabouts() const override { return on_loopback(scenario(), port_); }
    const std::vector<capture::Packet>& packets() const override {
        static const std::vector<capture::Packet> none;
        return record_ ? record_->packets() : none;
    }
    std::vector<capture::Interface> interfaces() const override { return {OwnRecord::interface()}; }

private:
    asio::awaitable<void> lay_out() override { co_return; }

    Hosted host(link::ServerOrder order, link::ServerCallbacks callbacks,
                std::optional<link::TlsContext> middlebox) override {
        order.address = asio::ip::make_address("127.0.0.1");
        return hosted(std::move(order), std::move(callbacks), std::move(middlebox), {},
                      [this](const link::SocketEvent& event) {
                          record_->take(event);
                          traffic().carried(event.bytes.size());
                      });
    }

    asio::awaitable<void> record(std::uint16_t port) override {
        port_ = port;
        record_.emplace(port);
        co_return;
    }

    void admit(SandboxOrder& order) const override { order.tcp_port = port_; }

    // The kernel has handed over what a client sent before its end, and the host's end has heard it.
    asio::awaitable<std::string> settle() override {
        const auto lost = traffic().flooded() ? 0 : record_->lost();
        co_return lost > 0 ? fmt::format("the record of our own view lost {} packets", lost) : std::string();
    }

    capture::Timeline read() override { return capture::read_timeline(packets(), port_); }

    std::uint16_t port_ = 0;
    std::optional<OwnRecord> record_;
};

}  // namespace

std::string_view why_not_in_own_view(const Scenario& scenario) {
    const auto listening = scenario.host.listening;
    if (listening == host::Listening::closed || listening == host::Listening::backlog_full)
        return "the host never hears of such a connection: only a capture can show it";
    return {};
}

std::unique_ptr<Network> own_view_network(asio::any_io_executor loop, asio::thread_pool& workers,
                                          const Scenario& scenario, std::filesystem::path dir) {
    return std::make_unique<OwnView>(std::move(loop), workers, scenario, std::move(dir));
}

}  // namespace badrdp::harness

#include <fmt/core.h>

#include <optional>

#include "capture/recorder.h"
#include "harness/os/loop/event.h"
#include "harness/os/loop/offload.h"
#include "harness/play/net/socket_network.h"

namespace badrdp::harness {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

// How long the packets of a client that is gone may take to reach us.
constexpr auto kSettle = 400ms;

class Loopback : public SocketNetwork {
public:
    Loopback(asio::any_io_executor loop, asio::thread_pool& workers, const Scenario& scenario,
             std::filesystem::path dir)
        : SocketNetwork(std::move(loop), workers, scenario, std::move(dir)) {}

    Whereabouts whereabouts() const override { return on_loopback(scenario(), port_); }

    const std::vector<capture::Packet>& packets() const override {
        static const std::vector<capture::Packet> none;
        return recorder_ ? recorder_->packets() : none;
    }
    std::vector<capture::Interface> interfaces() const override {
        return recorder_ ? std::vector{recorder_->interface()} : std::vector<capture::Interface>{};
    }

private:
    asio::awaitable<void> lay_out() override { co_return; }

    Hosted host(link::ServerOrder order, link::ServerCallbacks callbacks,
                std::optional<link::TlsContext> middlebox) override {
        order.address = asio::ip::make_address("127.0.0.1");
        return hosted(std::move(order), std::move(callbacks), std::move(middlebox));
    }

    asio::awaitable<void> record(std::uint16_t port) override {
        port_ = port;
        live_.emplace(port);
        read_ = 0;
        const std::function<void()> open_it = [this] {  // the kernel takes 15 ms and more to lay out a ring
            recorder_.emplace(loop(), "lo", fmt::format("tcp port {} and not host 127.0.0.2", port_));
        };
        co_await offload(loop(), workers(), open_it);
        counted_ = 0;
        recorder_->on_packets([this] { count(); });
    }

    void count() {
        for (; counted_ < packets().size(); ++counted_) traffic().carried(packets()[counted_].wire_length);
    }

    // The other ports of loopback are other cases'.
    void admit(SandboxOrder& order) const override { order.tcp_port = port_; }

    asio::awaitable<std::string> settle() override {
        const auto until = std::chrono::steady_clock::now() + kSettle;
        for (;;) {
            recorder_->drain();
            follow();
            const auto left = until - std::chrono::steady_clock::now();
            if (live_->all_closed() || left <= 0ms) break;
            Event more(loop());
            recorder_->on_packets([&more] { more.happen(); });
            co_await more.wait_for(std::chrono::ceil<std::chrono::milliseconds>(left));
            recorder_->on_packets({});
        }
        capture::Losses lost;
        recorder_->detach();
        const std::function<void()> stop_it = [&] {
            lost = recorder_->stop();
        };  // waits for the last block, 10 ms and more
        co_await offload(loop(), workers(), stop_it);
        const auto packets = lost.dropped_by_kernel + lost.dropped_by_us;
        if (traffic().flooded()) co_return std::string();  // what the client poured out is no loss of ours
        co_return packets > 0 ? fmt::format("the capture lost {} packets", packets) : std::string();
    }

    capture::Timeline read() override {
        follow();
        return live_->finish();
    }

    void follow() {
        for (; read_ < packets().size(); ++read_) live_->read(packets()[read_]);
    }

    std::uint16_t port_ = 0;
    std::optional<capture::Recorder> recorder_;
    std::optional<capture::TimelineReader> live_;
    std::size_t read_ = 0;
    std::size_t counted_ = 0;
};

}  // namespace

std::unique_ptr<Network> loopback_network(asio::any_io_executor loop, asio::thread_pool& workers,
                                          const Scenario& scenario, std::filesystem::path dir) {
    return std::make_unique<Loopback>(std::move(loop), workers, scenario, std::move(dir));
}

}  // namespace badrdp::harness

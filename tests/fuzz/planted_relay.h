// A relay with a bug of the kind that relays have had.
#pragma once

#include <boost/asio/buffer.hpp>

#include "harness/live/proxy/relay.h"

namespace badrdp::fuzz::planted {

// Takes a socket that took some of it for one that took all of it.
class ForgetsTheRest : public harness::Relay, public std::enable_shared_from_this<ForgetsTheRest> {
public:
    explicit ForgetsTheRest(harness::RelayOrder order) : order_(std::move(order)) {}

    void start() override {
        for (auto* socket : {&order_.client, &order_.server}) socket->non_blocking(true);
        pass(order_.client, order_.server, 0);
        pass(order_.server, order_.client, 1);
    }
    void finish() override {
        boost::system::error_code none;
        for (auto* socket : {&order_.client, &order_.server}) socket->close(none);
        if (auto over = std::exchange(order_.over, nullptr)) over();
    }
    std::optional<link::HeldMessage> held() const override { return std::nullopt; }
    std::size_t go_on(std::span<const fault::Fault>, const harness::NegotiationEdit*) override { return 0; }

private:
    using Socket = boost::asio::ip::tcp::socket;

    void pass(Socket& from, Socket& to, std::size_t side) {
        auto& bytes = bytes_.at(side);
        from.async_read_some(
            boost::asio::buffer(bytes),
            [self = shared_from_this(), &from, &to, side](boost::system::error_code error, std::size_t size) {
                boost::system::error_code none;
                if (error) {
                    to.shutdown(Socket::shutdown_send, none);
                    if (++self->ends_ == 2) self->finish();
                    return;
                }
                to.write_some(boost::asio::buffer(self->bytes_.at(side).data(), size), none);
                self->pass(from, to, side);
            });
    }

    harness::RelayOrder order_;
    std::array<std::array<std::uint8_t, 16 * 1024>, 2> bytes_{};
    int ends_ = 0;
};

}  // namespace badrdp::fuzz::planted

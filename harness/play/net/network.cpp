#include "harness/play/net/network.h"

#include <utility>

namespace badrdp::harness {

std::string_view name(Net net) {
    if (net == Net::simulated) return "simulated";
    return net == Net::tap ? "tap" : "loopback";
}

std::optional<Net> net_named(std::string_view word) {
    for (const auto net : {Net::loopback, Net::tap, Net::simulated})
        if (name(net) == word) return net;
    return std::nullopt;
}

Hosted hosted(const boost::asio::any_io_executor& loop, link::ServerOrder order,
              link::ServerCallbacks callbacks, std::optional<link::TlsContext> middlebox,
              std::function<boost::asio::ip::tcp::socket()> open_socket) {
    if (!middlebox) {
        link::Server server(loop, std::move(order), std::move(callbacks));
        const auto port = server.port();
        return {std::move(server), std::nullopt, port};
    }
    const auto address = std::exchange(order.address, boost::asio::ip::make_address("127.0.0.1"));
    const auto port = std::exchange(order.port, std::uint16_t{0});
    link::Server server(loop, std::move(order), std::move(callbacks));
    link::Middlebox box(loop, {.certificate = *middlebox,
                               .host = {boost::asio::ip::make_address("127.0.0.1"), server.port()},
                               .address = address,
                               .port = port,
                               .open_socket = std::move(open_socket)});
    const auto shown = box.port();
    return {std::move(server), std::move(box), shown};
}

}  // namespace badrdp::harness

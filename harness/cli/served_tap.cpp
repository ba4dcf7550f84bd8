#include "harness/cli/served_tap.h"

#include <fmt/core.h>
#include <unistd.h>

#include <boost/asio/ip/network_v4.hpp>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include "capture/pcapng.h"
#include "harness/cli/cli.h"
#include "harness/os/about.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {

namespace ip = boost::asio::ip;

namespace {

// Who ran sudo opens the tap later on, and not root.
int owner() {
    auto id = static_cast<int>(::getuid());
    if (const char* sudo = std::getenv("SUDO_UID"))
        std::from_chars(sudo, sudo + std::strlen(sudo), id);  // what is no number leaves it alone
    return id;
}

TapOrder order_of(const std::string& address) {
    auto order = server_tap();
    boost::system::error_code bad;
    const auto network = ip::make_network_v4(address, bad);
    if (bad || network.prefix_length() > 30)
        throw UsageError(fmt::format("'{}' is no address with its network, like 198.18.0.1/24", address));
    order.ipv4 = network.address();
    order.ipv4_prefix = static_cast<std::uint8_t>(network.prefix_length());
    order.ipv4_router = ip::address_v4(network.broadcast().to_uint() - 1);
    if (order.ipv4_router == order.ipv4)
        order.ipv4_router = ip::address_v4(network.broadcast().to_uint() - 2);
    return order;
}

}  // namespace

ServedTap::ServedTap(const boost::asio::any_io_executor& loop, const std::string& name,
                     const std::string& address, std::uint16_t port, const Scenario& scenario)
    : name_(name), vm_(name, owner()), inside_(host_, order_of(address)) {
    wire_.emplace(loop, vm_.take(), inside_.take(), path::Path(scenario.path, scenario.seed));
    steps_.emplace(port, [this](wire::Step step) { wire_->reached(step); });
    wire_->on_packet([this](const capture::Packet& packet, std::size_t) { steps_->on_packet(packet); });
}

ip::address ServedTap::listens_at() const { return ip::make_address(inside_.has_ipv6() ? "::" : "0.0.0.0"); }

std::string ServedTap::how_to_attach() const {
    return fmt::format(
        "{} the interface {}. Attach a machine to it (docs/virtual-machines.md), and give that an address "
        "beside the host's.\n",
        vm_.made() ? "Made" : "Took", name_);
}

void ServedTap::save(const std::filesystem::path& file, const std::string& scenario,
                     const std::string& key_log) {
    wire_->stop();
    if (file.empty()) return;
    capture::write_pcapng(file, {.application = std::string(kApplication), .comment = scenario},
                          wire_interfaces(), wire_->packets(), key_log);
    fmt::print("{}: {} packets. Whoever has this file can read all of it, passwords too.\n", file.string(),
               wire_->packets().size());
}

}  // namespace badrdp::harness

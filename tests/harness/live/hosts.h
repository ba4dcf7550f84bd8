// Hosts and clients on one loop, for tests of what is held up.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <memory>
#include <string>
#include <vector>

#include "harness/live/changing_host.h"
#include "harness/play/builtin/client_behaviour.h"
#include "sim/link/connector.h"
#include "tests/harness/live/ask.h"

namespace badrdp::test {

// A client that accepts any certificate, and offers TLS unless it is told otherwise.
inline harness::ConnectOptions any_certificate(const std::string& security = "tls") {
    return harness::parse_connect_options(
        {"127.0.0.1:1", "--cert", "ignore", "--account", "badrdp:canary-7f3a", "--security", security});
}

class LiveClient {
public:
    LiveClient(boost::asio::io_context& loop, std::uint16_t port, const std::string& security = "tls")
        : behaviour_(any_certificate(security), "") {
        connector_ = std::make_unique<link::Connector>(
            loop.get_executor(),
            link::ConnectOrder{.host = "127.0.0.1", .port = port, .attempt = behaviour_.attempt(1)},
            [](const link::Note&) {}, [this](link::Connected seen) { seen_ = std::move(seen); });
    }
    bool over() const { return seen_.has_value(); }
    const link::Connected& seen() const { return *seen_; }
    bool active() const { return seen_ && seen_->deepest == wire::Step::active; }

private:
    harness::ClientBehaviour behaviour_;
    std::unique_ptr<link::Connector> connector_;
    std::optional<link::Connected> seen_;
};

template <class Until>
bool run_until(boost::asio::io_context& loop, Until until,
               std::chrono::seconds longest = std::chrono::seconds(20)) {
    const auto end = std::chrono::steady_clock::now() + longest;
    loop.restart();
    while (!until() && std::chrono::steady_clock::now() < end) loop.run_one_until(end);
    return until();
}

inline link::Connected connect(boost::asio::io_context& loop, std::uint16_t port,
                               const std::string& security = "tls") {
    const LiveClient client(loop, port, security);
    run_until(loop, [&] { return client.over(); });
    return client.over() ? client.seen() : link::Connected{};
}

inline harness::HostSpec spec_of(std::string name, harness::Scenario scenario = {}) {
    scenario.name = scenario.name.empty() ? "test/" + name : scenario.name;
    return {.name = std::move(name), .scenario = std::move(scenario), .place = {kLoopback, 0, "127.0.0.1"}};
}

}  // namespace badrdp::test

#include "harness/live/live_host.h"

#include <fmt/format.h>

#include <chrono>

namespace badrdp::harness {

LiveHost::LiveHost(boost::asio::any_io_executor executor, Scenario served, LivePlace place, LiveWatch watch)
    : scenario_(std::move(served)), place_(std::move(place)), watch_(std::move(watch)) {
    show();
    server_.emplace(executor, order(),
                    link::ServerCallbacks{.note = watch_.note,
                                          .connection = watch_.connection,
                                          .refused = watch_.refused,
                                          .holds = watch_.holds});
    place_.port = server_->port();
}

// The certificate and what TLS makes of it.
void LiveHost::show() {
    const auto now = std::chrono::system_clock::now();
    minted_ = link::mint(scenario_.host.certificate, place_.name, now);
    tls_.emplace(scenario_.host.tls, minted_, watch_.key);
    tls_of_ = link::contexts_of(scenario_.host, *tls_, [&](const host::Service& service) {
        return link::TlsContext(service.tls, link::mint(service.certificate, place_.name, now), watch_.key);
    });
}

void LiveHost::change(Scenario served, bool anew) {
    const auto was = std::exchange(scenario_, std::move(served));
    const auto& is = scenario_.host;
    const bool same = was.host.tls == is.tls && was.host.certificate == is.certificate &&
                      was.host.connections == is.connections;
    if (!same) show();
    server_->change(order(), anew);
}

link::ServerOrder LiveHost::order() {
    return {.host = scenario_.host,
            .faults = scenario_.faults,
            .tls = *tls_,
            .tls_of = tls_of_,
            .screen = {"badrdp", scenario_.id(), scenario_.title, "host " + scenario_.host.name, "connected"},
            .address = place_.address,
            .port = place_.port,
            .most = place_.most};
}

std::string cure_of_refusal(const std::error_code& why, const std::string& holder) {
    if (why == std::errc::address_in_use)
        return fmt::format("{}; choose another with --port, or 0 for a free one",
                           holder.empty() ? "" : ", by " + holder);
    if (why == std::errc::permission_denied)
        return "; ports below 1024 take root: choose a higher one with --port";
    if (why == std::errc::address_not_available)
        return "; --address takes an address of this machine, as `ip address` shows them";
    return {};
}

}  // namespace badrdp::harness

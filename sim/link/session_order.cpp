#include "sim/link/session_order.h"

#include <algorithm>
#include <utility>

namespace badrdp::link {

void tell_certificates(std::vector<Met>& met) {
    for (std::size_t i = 0; i < met.size(); ++i) {
        auto environment = *met[i].environment;
        environment.own_certificate = met[i].tls.certificate();
        environment.next_certificate = met[std::min(i + 1, met.size() - 1)].tls.certificate();
        met[i].environment = std::move(environment);
    }
}

SessionOrder order_of_host(const std::vector<Met>& met, unsigned connection,
                           std::span<const fault::Fault> faults, std::uint16_t peer_port,
                           std::chrono::milliseconds patience) {
    const auto& meets = met.at(std::clamp<std::size_t>(connection, 1, met.size()) - 1);
    return {.choices = meets.choices,
            .environment = meets.environment,
            .tls = &meets.tls,
            .server_name = {},
            .faults = faults,
            .connection = static_cast<std::uint16_t>(connection),
            .peer_port = peer_port,
            .patience = patience,
            .approve = {}};
}

SessionOrder order_of_client(const Attempt& attempt, peer::Environment environment, const TlsContext& tls,
                             std::string host, unsigned connection, std::uint16_t peer_port) {
    return {.choices = attempt.choices,
            .environment = std::move(environment),
            .tls = &tls,
            .server_name = std::move(host),
            .faults = attempt.faults,
            .connection = static_cast<std::uint16_t>(connection),
            .peer_port = peer_port,
            .patience = attempt.patience,
            .approve = attempt.approve};
}

}  // namespace badrdp::link

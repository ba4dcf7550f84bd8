#include <fmt/format.h>

#include "sim/link/tls.h"
#include "sim/wire/tls/tls_alerts.h"

namespace badrdp::link {

std::string alert_name(std::uint8_t description) {
    const auto name = wire::name_in(wire::kAlerts, description);
    return name.empty() ? fmt::format("alert_{}", description) : std::string(name);
}

std::string to_string(const Tls::Alert& alert) {
    return fmt::format("{} alert {} ({})", alert.level == 1 ? "warning" : "fatal", alert.description,
                       alert_name(alert.description));
}

}  // namespace badrdp::link

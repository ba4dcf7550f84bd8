#include "sim/peer/decide.h"

#include <array>

namespace badrdp::peer {
namespace {

// RDP_NEG_FAILURE failureCode [MS-RDPBCGR 2.2.1.2.2].
constexpr std::uint32_t kSslRequired = 1;
constexpr std::uint32_t kSslNotAllowed = 2;
constexpr std::uint32_t kHybridRequired = 5;

// The strongest first, as Windows selects.
constexpr std::array kByStrength{protocol::rdsaad, protocol::hybrid_ex, protocol::rdstls, protocol::hybrid,
                                 protocol::ssl};

}  // namespace

Answer decide(const ServerChoices& host, std::optional<std::uint32_t> requested) {
    if (!host.negotiates) return {};
    if (host.failure) return {.failure = host.failure};
    if (host.select) return {.selected = host.select};

    const auto offered = requested.value_or(protocol::rdp);
    for (const auto candidate : kByStrength)
        if ((offered & host.accepts & candidate) != 0) return {.selected = candidate};

    if (host.accepts_rdp && offered == protocol::rdp)
        return requested ? Answer{.selected = protocol::rdp} : Answer{};
    if (!requested) return {.refused = true};
    if (host.accepts_rdp) return {.failure = kSslNotAllowed};
    const bool only_hybrid = (host.accepts & protocol::ssl) == 0;
    return {.failure = only_hybrid ? kHybridRequired : kSslRequired};
}

}  // namespace badrdp::peer

#include "sim/peer/decide.h"

#include <array>

namespace badrdp::peer {
namespace {

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
    if (host.accepts_rdp) return {.failure = FailureCode::ssl_not_allowed};
    const bool only_hybrid = (host.accepts & protocol::ssl) == 0;
    return {.failure = only_hybrid ? FailureCode::hybrid_required : FailureCode::ssl_required};
}

}  // namespace badrdp::peer

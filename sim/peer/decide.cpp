#include "sim/peer/decide.h"

#include <array>

namespace badrdp::peer {
namespace {

// The strongest first, as Windows selects.
constexpr std::array kByStrength{Protocols::rdsaad, Protocols::hybrid_ex, Protocols::rdstls,
                                 Protocols::hybrid, Protocols::ssl};

}  // namespace

Protocols protocol_at_once(Protocols known) {
    return has_any(known, Protocols::hybrid) ? Protocols::hybrid : Protocols::ssl;
}

Answer decide(const ServerChoices& host, std::optional<Protocols> requested) {
    if (!host.negotiates) return {};
    if (host.failure) return {.failure = host.failure};
    if (host.select) return {.selected = host.select};

    const auto offered = requested.value_or(Protocols::rdp);
    if (host.direct) {
        const auto in_effect = protocol_at_once(host.accepts);
        if (!requested) return {.selected = std::nullopt};
        if (!has_any(offered, in_effect)) return {.failure = FailureCode::inconsistent_flags};
        return {.selected = in_effect};
    }
    for (const auto candidate : kByStrength)
        if (has_any(offered & host.accepts, candidate)) return {.selected = candidate};

    if (host.accepts_rdp && offered == Protocols::rdp)
        return requested ? Answer{.selected = Protocols::rdp} : Answer{};
    if (!requested) return {.refused = true};
    if (host.accepts_rdp) return {.failure = FailureCode::ssl_not_allowed};
    if (host.accepts == Protocols::rdsaad) return {.failure = FailureCode::entra_auth_required};
    const bool only_hybrid = !has_any(host.accepts, Protocols::ssl);
    return {.failure = only_hybrid ? FailureCode::hybrid_required : FailureCode::ssl_required};
}

}  // namespace badrdp::peer

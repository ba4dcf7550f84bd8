#include "harness/data/remedies/remedy.h"

#include <algorithm>
#include <array>

namespace badrdp::harness {

const ClaimRow* Remedy::claim_on(std::string_view cause) const {
    const auto found = std::ranges::find(claims, cause, &ClaimRow::cause);
    return found == claims.end() ? nullptr : &*found;
}

std::string_view name(RemedySource source) {
    constexpr std::array<std::string_view, 4> names{"documented", "articles", "reported", "inferred"};
    return names[static_cast<std::size_t>(source)];
}

std::string_view name(Claim claim) {
    constexpr std::array<std::string_view, 4> names{"cures", "may_help", "unknown", "refuted"};
    return names[static_cast<std::size_t>(claim)];
}

std::string_view name(ClaimBasis basis) {
    constexpr std::array<std::string_view, 6> names{"documented", "specified", "seen",
                                                    "reported",   "inferred",  "unverified"};
    return names[static_cast<std::size_t>(basis)];
}

}  // namespace badrdp::harness

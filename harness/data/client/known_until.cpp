#include "harness/data/client/known_until.h"

#include <fmt/core.h>

#include "harness/data/client/version.h"

namespace badrdp::harness {

bool is_date(std::string_view text) {
    constexpr std::string_view kLike = "0000-00-00";
    if (text.size() != kLike.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (kLike[i] == '0' ? !digit : text[i] != kLike[i]) return false;
    }
    const auto month = text.substr(5, 2), day = text.substr(8, 2);
    return month >= "01" && month <= "12" && day >= "01" && day <= "31";
}

void expire(Baseline& baseline, std::string_view client_version, std::string_view today) {
    const auto client = parse_version(client_version), own = parse_version(baseline.version);
    for (auto& entry : baseline.entries) {
        if (!entry.known || entry.known->until.empty()) continue;
        const auto& until = entry.known->until;
        auto& expired = entry.known->expired;
        if (is_date(until)) {
            if (until <= today)
                expired = fmt::format("its baseline knew of this break until {}: look again", until);
        } else if (const auto end = parse_version(until); end && client && own) {
            if (*client >= *end && *own < *end)
                expired = fmt::format("its baseline knew of this break until version {}: look again", until);
        }
    }
}

}  // namespace badrdp::harness

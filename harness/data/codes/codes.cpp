#include "harness/data/codes/codes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace badrdp::harness {
namespace {

constexpr std::array<std::string_view, 5> kEvidence{"observed", "sent", "documented", "reported", "inferred"};

}  // namespace

std::string_view name(Backing evidence) { return kEvidence.at(static_cast<std::size_t>(evidence)); }

std::optional<Backing> evidence_named(std::string_view name) {
    const auto* const it = std::ranges::find(kEvidence, name);
    if (it == kEvidence.end()) return std::nullopt;
    return static_cast<Backing>(it - kEvidence.begin());
}

const std::vector<std::string>& evidence_names() {
    static const std::vector<std::string> names(kEvidence.begin(), kEvidence.end());
    return names;
}

const Code* Family::find(std::uint32_t number) const {
    const auto plain = (number & class_) == class_ ? number & ~class_ : number;
    const auto it = std::ranges::lower_bound(codes, plain, {}, &Code::number);
    return it != codes.end() && it->number == plain ? &*it : nullptr;
}

const Pair* Family::find(std::uint32_t code, std::uint32_t extended) const {
    const auto it = std::ranges::find_if(
        pairs, [&](const Pair& pair) { return pair.code == code && pair.extended == extended; });
    return it == pairs.end() ? nullptr : &*it;
}

std::string number_text(const Family& family, std::uint32_t number) {
    return family.hex ? fmt::format("0x{:X}", number) : fmt::format("{}", number);
}

}  // namespace badrdp::harness

#include "sim/path/impairment.h"

#include <algorithm>

namespace badrdp::path {
namespace {

// With at most three digits behind the point, and none that says nothing.
std::string decimal(std::uint64_t thousandths) {
    auto text = std::to_string(thousandths / 1000);
    if (thousandths % 1000 == 0) return text;
    auto rest = std::to_string(1000 + thousandths % 1000).substr(1);
    rest.erase(rest.find_last_not_of('0') + 1);
    return text + "." + rest;
}

}  // namespace

std::string to_text(nanoseconds time) {
    const auto ns = static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0));
    if (ns >= 1'000'000'000) return decimal(ns / 1'000'000) + " s";
    if (ns >= 1'000'000) return decimal(ns / 1'000) + " ms";
    if (ns >= 1'000) return decimal(ns) + " us";
    return std::to_string(ns) + " ns";
}

}  // namespace badrdp::path

#include "harness/load/histogram.h"

#include <algorithm>
#include <cmath>

namespace badrdp::harness::load {
namespace {

constexpr double kLeast = 0.01, kMost = 3'600'000, kStep = 1.02;

std::size_t size_of(double milliseconds) {
    const auto within = std::clamp(milliseconds, kLeast, kMost);
    return static_cast<std::size_t>(std::ceil(std::log(within / kLeast) / std::log(kStep)));
}

}  // namespace

void Histogram::add(double milliseconds) {
    const auto size = size_of(milliseconds);
    if (sizes_.size() <= size) sizes_.resize(size + 1);
    ++sizes_[size];
    least_ = count_ == 0 ? milliseconds : std::min(least_, milliseconds);
    most_ = count_ == 0 ? milliseconds : std::max(most_, milliseconds);
    ++count_;
}

double Histogram::percentile(double of_hundred) const {
    const auto wanted = std::ceil(of_hundred / 100 * static_cast<double>(count_));
    double passed = 0;
    for (std::size_t size = 0; size < sizes_.size(); ++size) {
        passed += sizes_[size];
        if (sizes_[size] > 0 && passed >= wanted)
            return std::clamp(kLeast * std::pow(kStep, static_cast<double>(size)), least_, most_);
    }
    return 0;
}

}  // namespace badrdp::harness::load

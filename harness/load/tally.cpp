#include "harness/load/tally.h"

#include <algorithm>
#include <cmath>

#include "harness/os/text.h"

namespace badrdp::harness::load {
namespace {

constexpr double kMostStretches = 600;

}  // namespace

Tally::Tally(double seconds) : width_(std::max(1.0, std::ceil(seconds / kMostStretches))), stretches_(1) {}

Stretch& Tally::stretch_at(double at) {
    const auto index = static_cast<std::size_t>(std::clamp(at / width_, 0.0, 2 * kMostStretches));
    if (stretches_.size() <= index) stretches_.resize(index + 1);
    return stretches_[index];
}

void Tally::began(double at) {
    ++begun_;
    ++stretch_at(at).began;
}

void Tally::holds(double at, std::uint64_t clients) { stretch_at(at).held = clients; }

void Tally::over(const Client& client) {
    const bool failed = client.came == Client::Came::failed;
    auto& stretch = stretch_at(client.began + client.took / 1000);
    if (failed) {
        auto& all = client.faulty ? faulty_failures_ : failures_;
        auto& failure = all[{client.kind, client.deepest}];
        if (++failure.clients == 1) failure.example = printable(client.why);
    }
    if (client.faulty) {
        ++faulty_;
        return;
    }
    well_ += client.came == Client::Came::well;
    failed_ += failed;
    cut_off_ += client.came == Client::Came::cut_off;
    stretch.well += client.came == Client::Came::well;
    stretch.failed += failed;
    for (std::size_t i = 0; i < kDepths; ++i)
        if (client.reached[i] > 0) to_[i].add(client.reached[i]);
    if (const auto active = client.reached.back(); active > 0) stretch.to_active.add(active);
}

}  // namespace badrdp::harness::load

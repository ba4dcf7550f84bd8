#include "harness/report/page/parts.h"

#include <fmt/format.h>

#include "harness/os/text.h"
#include "harness/report/first_cause.h"
#include "harness/report/story/story.h"

namespace badrdp::harness::page {
namespace {

constexpr std::size_t kPageText = 2'000;  // characters of one text
constexpr std::size_t kMostBeside = 40;   // cases that are shown as in the run before, too
constexpr std::size_t kRoom = 2u << 20;   // bytes of captures, as Base64

}  // namespace

std::string text(std::string_view bytes) { return escaped(clipped(printable(bytes), kPageText)); }

Parts::Parts(const RunResult& run, const RunResult* before, const std::vector<ClientChanges>* changes)
    : run_(&run), before_(before), room_(kRoom) {
    for (const auto& result : run.cases) places_.emplace(&result, places_.size() + 1);
    if (!before || !changes) return;
    for (const auto& client : *changes)
        for (const auto& change : client.changes)
            if (change.before && change.after && changed_.size() < kMostBeside) changed_.insert(change.after);
}

std::string Parts::anchor(const CaseResult& result) const {
    return fmt::format("case-{}", places_.at(&result));
}

const CaseResult* Parts::healthy(const CaseResult& result) {
    if (result.healthy) return result.last_round ? healthy_case(*run_, result) : nullptr;
    const auto [place, fresh] = healthy_cases_.try_emplace(
        std::array{result.client, result.version, result.net, result.options}, nullptr);
    if (fresh) place->second = healthy_case(*run_, result);
    return place->second;
}

const Ladder& Parts::ladder(const CaseResult& result) {
    if (const auto known = healthy_.find(&result); known != healthy_.end()) return known->second;
    auto read = shortened(read_ladder(*run_, result), kMostRungsDrawn);
    if (result.healthy) return healthy_.emplace(&result, std::move(read)).first->second;
    return latest_ = std::move(read);
}

std::optional<Beside> Parts::beside(const CaseResult& result) {
    if (!changed_.contains(&result)) return std::nullopt;
    auto out = read_beside(*run_, result, *before_);
    if (!out) return out;
    out->mine = shortened(std::move(out->mine), kMostRungsDrawn);
    out->theirs = shortened(std::move(out->theirs), kMostRungsDrawn);
    return out;
}

bool Parts::take(std::size_t bytes) {
    if (bytes > room_) return false;
    room_ -= bytes;
    return true;
}

}  // namespace badrdp::harness::page

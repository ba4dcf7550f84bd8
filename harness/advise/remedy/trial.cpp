#include "harness/advise/remedy/trial.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace badrdp::harness {
namespace {

struct Seen {
    std::set<Effect> effects;
    std::set<std::string> clients;  // of those that were told
};

using Subject = std::tuple<std::string, std::string, std::string>;  // scenario, client, options

Subject subject_of(const Trial& cell) { return {cell.scenario, cell.client, cell.options}; }

// Where something cures: a client that nothing lets in, since it lacks what an honest host wants, proves
// nothing about any remedy.
std::set<Subject> curable(const Trials& trials) {
    std::set<Subject> out;
    for (const auto& cell : trials.cells)
        if (cell.effect == Effect::cures) out.insert(subject_of(cell));
    return out;
}

Seen seen_of(const Trials& trials, const std::set<Subject>& fair, std::string_view cause,
             std::string_view remedy) {
    Seen out;
    for (const auto& cell : trials.cells) {
        if (cell.cause != cause || cell.effect == Effect::undetermined) continue;
        if (cell.remedies.size() != 1 || cell.remedies.front() != remedy) continue;
        if (cell.effect != Effect::hides && !fair.contains(subject_of(cell))) continue;
        out.effects.insert(cell.effect);
        out.clients.insert(fmt::format("{} {}", cell.client, cell.options));
    }
    return out;
}

std::string effects_text(const std::set<Effect>& effects) {
    std::vector<std::string_view> words;
    for (const auto effect : effects) words.push_back(name(effect));
    return fmt::format("{}", fmt::join(words, ", "));
}

std::string who(const Seen& seen) { return fmt::format("{}", fmt::join(seen.clients, ", ")); }

}  // namespace

std::string_view name(Effect effect) {
    constexpr std::array<std::string_view, 6> names{"cures",     "hides", "changes",
                                                    "no effect", "worse", "undetermined"};
    return names[static_cast<std::size_t>(effect)];
}

std::vector<std::string> disagreements(const Trials& trials) {
    std::set<std::string> causes;
    for (const auto& cell : trials.cells)
        if (!cell.cause.empty()) causes.insert(cell.cause);
    const auto fair = curable(trials);
    std::vector<std::string> out;
    for (const auto& cause : causes)
        for (const auto& remedy : trials.remedies) {
            const auto seen = seen_of(trials, fair, cause, remedy.id);
            if (seen.effects.empty()) continue;
            const bool cured = seen.effects.contains(Effect::cures);
            const auto* claim = remedy.claim_on(cause);
            const bool claimed = claim && claim->claim == Claim::cures;
            if (claimed && !cured)
                out.push_back(fmt::format("{} cure of {} {}: {} ({}): {} with {}", name(claim->basis), cause,
                                          seen.effects.contains(Effect::hides) ? "hides it" : "refuted",
                                          remedy.id, remedy.title, effects_text(seen.effects), who(seen)));
            if (!claim && cured)
                out.push_back(fmt::format("cure of {} that no document names: {} ({}), with {}", cause,
                                          remedy.id, remedy.title, who(seen)));
        }
    return out;
}

std::string counts_text(const Trials& trials) {
    std::map<Effect, std::size_t> counts;
    for (const auto& cell : trials.cells) ++counts[cell.effect];
    std::vector<std::string> parts;
    for (const auto& [effect, count] : counts) parts.push_back(fmt::format("{} {}", count, name(effect)));
    return fmt::format("{} cells: {}", trials.cells.size(), fmt::join(parts, ", "));
}

}  // namespace badrdp::harness

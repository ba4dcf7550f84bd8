#include "harness/advise/remedy/cures.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace badrdp::harness {
namespace {

// The best first, as a reader looks for it.
constexpr std::array kEffects{Effect::cures, Effect::hides, Effect::changes, Effect::none, Effect::worse};

int rank(const Cure& cure) {
    if (cure.claim == "cures") return 0;
    if (cure.claim == "may help") return 1;
    return cure.claim.empty() || cure.claim == "refuted" ? 3 : 2;
}

std::string in_words(std::string_view word) {
    std::string out(word);
    std::ranges::replace(out, '_', ' ');
    return out;
}

bool lists(const TriedRow& row, Effect effect, const std::string& id) {
    const auto found = row.remedies.find(effect);
    return found != row.remedies.end() && std::ranges::find(found->second, id) != found->second.end();
}

bool is_always(const TriedRow& row, const std::string& id) {
    return std::ranges::count_if(kEffects, [&](Effect effect) { return lists(row, effect, id); }) == 1;
}

// "xfreerdp 2.11 (lenient, tls)" for each client; what holds in some of the cause's scenarios only, apart.
std::vector<Came> came_of(const std::string& cause, const std::string& id, std::span<const Tried> tried) {
    std::vector<Came> out;
    for (const auto effect : kEffects)
        for (const bool always : {true, false}) {
            Came came{fmt::format("{}{}", name(effect), always ? "" : " in some scenarios"), {}};
            for (const auto& client : tried) {
                std::vector<std::string> options;
                for (const auto& row : client.rows)
                    if (row.cause == cause && lists(row, effect, id) && is_always(row, id) == always)
                        options.push_back(row.options);
                if (!options.empty())
                    came.with.push_back(
                        fmt::format("{} {} ({})", client.client, client.version, fmt::join(options, ", ")));
            }
            if (!came.with.empty()) out.push_back(std::move(came));
        }
    return out;
}

// That nothing came of what nobody names goes without saying.
bool worth_telling(const Cure& cure) {
    return !cure.claim.empty() || std::ranges::any_of(cure.came, [](const Came& came) {
        return came.effect.starts_with(name(Effect::cures)) || came.effect.starts_with(name(Effect::hides));
    });
}

}  // namespace

std::map<std::string, std::vector<Cure>> cures_of(std::span<const Remedy> remedies,
                                                  std::span<const Tried> tried) {
    std::set<std::string> causes;
    for (const auto& remedy : remedies)
        for (const auto& row : remedy.claims) causes.insert(row.cause);
    for (const auto& client : tried)
        for (const auto& row : client.rows)
            if (row.cause != kHealthy) causes.insert(row.cause);

    std::map<std::string, std::vector<Cure>> all;
    for (const auto& cause : causes) {
        auto& cures = all[cause];
        for (const auto& remedy : remedies) {
            Cure cure{.id = remedy.id,
                      .title = remedy.title,
                      .command = fmt::format("{}", fmt::join(remedy.commands, "\n")),
                      .came = came_of(cause, remedy.id, tried)};
            if (const auto* claim = remedy.claim_on(cause)) {
                cure.claim = in_words(name(claim->claim));
                cure.evidence = name(claim->basis);
            }
            if (worth_telling(cure)) cures.push_back(std::move(cure));
        }
        std::ranges::stable_sort(cures, {}, [](const Cure& c) { return std::tuple(rank(c), c.id); });
    }
    return all;
}

}  // namespace badrdp::harness

#include "harness/atlas/cures.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

namespace badrdp::harness {
namespace {

int rank(const Cure& cure) { return cure.claim == "cures" ? 0 : cure.claim == "may help" ? 1 : 2; }

std::string in_words(std::string_view word) {
    std::string out(word);
    std::ranges::replace(out, '_', ' ');
    return out;
}

}  // namespace

std::map<std::string, std::vector<Cure>> cures_of(std::span<const Remedy> remedies) {
    std::map<std::string, std::vector<Cure>> all;
    for (const auto& remedy : remedies)
        for (const auto& row : remedy.claims)
            all[row.cause].push_back({.id = remedy.id,
                                      .title = remedy.title,
                                      .command = fmt::format("{}", fmt::join(remedy.commands, "\n")),
                                      .claim = in_words(name(row.claim)),
                                      .evidence = std::string(name(row.basis))});
    for (auto& [cause, cures] : all)
        std::ranges::stable_sort(cures, {}, [](const Cure& c) { return std::tuple(rank(c), c.id); });
    return all;
}

}  // namespace badrdp::harness

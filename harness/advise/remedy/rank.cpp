#include "harness/advise/remedy/rank.h"

#include <algorithm>
#include <tuple>

namespace badrdp::harness {
namespace {

const Remedy* remedy_of(std::span<const Remedy> remedies, std::string_view id) {
    const auto found = std::ranges::find(remedies, id, &Remedy::id);
    return found == remedies.end() ? nullptr : &*found;
}

// 0: a document says that it cures; 3: none speaks of it.
int distance(std::span<const Remedy> remedies, std::string_view id, std::string_view cause) {
    const auto* remedy = remedy_of(remedies, id);
    const auto* claim = remedy ? remedy->claim_on(cause) : nullptr;
    return claim ? static_cast<int>(claim->claim) : 3;
}

int distance(std::span<const Remedy> remedies, const Trial& cell) {
    int sum = 0;
    for (const auto& id : cell.remedies) sum += distance(remedies, id, cell.cause);
    return sum;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> pairs_to_try(std::span<const Trial> cells,
                                                              std::span<const Remedy> remedies,
                                                              std::size_t most) {
    struct Single {
        std::string id;
        int distance;
    };
    std::vector<Single> singles;
    for (const auto& cell : cells)
        if (cell.remedies.size() == 1 && !cell.dir.empty() && cell.effect != Effect::undetermined &&
            cell.effect != Effect::cures)
            singles.push_back({cell.remedies.front(), distance(remedies, cell)});
    std::vector<std::tuple<int, std::string, std::string>> all;
    for (std::size_t i = 0; i < singles.size(); ++i)
        for (std::size_t j = i + 1; j < singles.size(); ++j)
            all.emplace_back(singles[i].distance + singles[j].distance, singles[i].id, singles[j].id);
    std::ranges::sort(all);
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& [sum, first, second] : all)
        if (out.size() < most) out.emplace_back(first, second);
    return out;
}

std::vector<const Trial*> ranked(std::span<const Trial> cells, std::span<const Remedy> remedies) {
    std::vector<const Trial*> out;
    for (const auto& cell : cells)
        if (cell.effect == Effect::cures || cell.effect == Effect::hides) out.push_back(&cell);
    std::ranges::stable_sort(out, {}, [&](const Trial* cell) {
        return std::tuple(cell->effect, cell->remedies.size(), distance(remedies, *cell), cell->remedies);
    });
    return out;
}

}  // namespace badrdp::harness

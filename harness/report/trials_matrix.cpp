#include "harness/report/trials_matrix.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

namespace badrdp::harness {
namespace {

// The first one for which `same` holds of its front, or a new one.
template <class T, class Same>
T& group_of(std::vector<T>& groups, Same same) {
    const auto found = std::ranges::find_if(groups, same);
    return found != groups.end() ? *found : groups.emplace_back();
}

}  // namespace

// Of several scenarios of one cause, what is best for the reader to know; small if they differ.
char TrialRow::symbol(const std::string& remedy) const {
    const auto cell = cells.find(remedy);
    if (cell == cells.end()) return ' ';
    auto effects = cell->second;
    if (effects.size() > 1) effects.erase(Effect::undetermined);
    const bool mixed = effects.size() > 1;
    if (effects.contains(Effect::cures)) return mixed ? 'c' : 'C';
    if (effects.contains(Effect::hides)) return mixed ? 'h' : 'H';
    if (effects.contains(Effect::worse)) return mixed ? 'w' : 'W';
    if (effects.contains(Effect::changes)) return '~';
    return effects.contains(Effect::none) ? '.' : '?';
}

Verdict colour_of(char symbol) {
    switch (symbol) {
        case 'C':
        case 'c': return Verdict::pass;
        case 'H':
        case 'h': return Verdict::moot;
        case 'W':
        case 'w': return Verdict::fail;
        default: return Verdict::unsupported;
    }
}

std::vector<TrialRow> trial_rows(const Trials& trials) {
    std::vector<TrialRow> rows;
    for (const auto& cell : trials.cells) {
        if (cell.remedies.size() != 1) continue;
        auto& row = group_of(rows, [&](const TrialRow& r) {
            return std::tie(r.cause, r.client, r.options) == std::tie(cell.cause, cell.client, cell.options);
        });
        row.cause = cell.cause;
        row.client = cell.client;
        row.options = cell.options;
        row.cells[cell.remedies.front()].insert(cell.effect);
    }
    std::ranges::stable_sort(rows, {},
                             [](const TrialRow& r) { return std::tie(r.cause, r.client, r.options); });
    return rows;
}

std::string label(const TrialRow& row) {
    return fmt::format("{} {} {}", row.cause.empty() ? "ok " : row.cause, row.client, row.options);
}

std::vector<TrialGroup> trial_groups(const Trials& trials) {
    std::vector<TrialGroup> groups;
    for (const auto& cell : trials.cells)
        group_of(groups, [&](const TrialGroup& group) {
            const auto& one = *group.front();
            return std::tie(one.scenario, one.client, one.options) ==
                   std::tie(cell.scenario, cell.client, cell.options);
        }).push_back(&cell);
    for (auto& group : groups)
        std::ranges::stable_sort(group, {}, [](const Trial* cell) { return cell->effect; });
    return groups;
}

std::vector<IdleRemedies> idle_remedies(const TrialGroup& group) {
    std::vector<IdleRemedies> out;
    for (const auto* cell : group) {
        if (!cell->dir.empty()) continue;
        auto& idle = group_of(out, [&](const IdleRemedies& one) {
            return std::tie(one.effect, one.note) == std::tie(cell->effect, cell->note);
        });
        idle.effect = cell->effect;
        idle.note = cell->note;
        idle.remedies.push_back(fmt::format("{}", fmt::join(cell->remedies, "+")));
    }
    return out;
}

std::string title_of(const Trials& trials, const Trial& cell) {
    std::vector<std::string> titles;
    for (const auto& id : cell.remedies)
        if (const auto found = std::ranges::find(trials.remedies, id, &Remedy::id);
            found != trials.remedies.end())
            titles.push_back(found->title);
    return fmt::format("{} {}", fmt::join(cell.remedies, "+"), fmt::join(titles, "; "));
}

}  // namespace badrdp::harness

#include "harness/advise/versions/changes.h"

#include <algorithm>
#include <array>

#include "harness/data/contains.h"
#include "harness/judge/words.h"

namespace badrdp::harness {
namespace {

// In the order in which a reader wants them.
constexpr std::array<std::string_view, 7> kFields{"outcome", "exit", "connections", "step",
                                                  "reason",  "says", "time"};

const std::vector<std::string>& values_of(const Deed& deed, std::string_view field) {
    static const std::vector<std::string> none;
    const auto found = deed.find(field);
    return found == deed.end() ? none : found->second;
}

bool overlap(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::ranges::any_of(a, [&](const std::string& one) { return contains(b, one); });
}

// "0x3, 0x1" with "0xb" for "0x3" is "0xb, 0x1".
std::string with_offer(std::string_view run, std::string_view was, std::string_view now) {
    std::string out;
    while (!run.empty()) {
        const auto one = run.substr(0, run.find(", "));
        run.remove_prefix(std::min(run.size(), one.size() + 2));
        out += (out.empty() ? "" : ", ") + std::string(one == was ? now : one);
    }
    return out;
}

std::string first_of(std::string_view run) { return std::string(run.substr(0, run.find(", "))); }

// Where only the first offer is another one, wherever it comes again, that is the change.
VersionChange change_of_connections(const std::vector<std::string>& from,
                                    const std::vector<std::string>& to) {
    const auto was = first_of(from.front()), now = first_of(to.front());
    const auto only_offer = std::ranges::all_of(
        from, [&](const std::string& run) { return contains(to, with_offer(run, was, now)); });
    if (was != now && only_offer) return {"offer", was, now};
    return {"connections", one_of(from), one_of(to)};
}

std::size_t place_of(const VersionChange& change) {
    return static_cast<std::size_t>(std::ranges::find(kFields, change.field) - kFields.begin()) %
           kFields.size();
}

}  // namespace

std::vector<VersionChange> changes_of(const Deed& from, const Deed& to) {
    std::vector<VersionChange> out;
    for (const auto field : kFields) {
        const auto& was = values_of(from, field);
        const auto& now = values_of(to, field);
        if (was.empty() || now.empty() || overlap(was, now)) continue;
        if (field == "connections")
            out.push_back(change_of_connections(was, now));
        else
            out.push_back({std::string(field), one_of(was), one_of(now)});
    }
    return out;
}

Changes changes_between(const Deeds& from, const Deeds& to) {
    Changes out{.from = from.title, .to = to.title};
    std::map<VersionChange, std::vector<CaseName>> shown_by;
    for (const auto& [name, deed] : from.cases) {
        const auto other = to.cases.find(name);
        if (other == to.cases.end()) {
            out.only_from.push_back(name);
            continue;
        }
        ++out.cases;
        const auto changes = changes_of(deed, other->second);
        if (!changes.empty()) ++out.differ;
        for (const auto& change : changes) shown_by[change].push_back(name);
    }
    for (const auto& [name, deed] : to.cases)
        if (!from.cases.contains(name)) out.only_to.push_back(name);
    for (auto& [change, cases] : shown_by) {
        const auto same = std::ranges::find(out.groups, cases, &ChangeGroup::cases);
        if (same == out.groups.end())
            out.groups.push_back({{change}, std::move(cases)});
        else
            same->changes.push_back(change);
    }
    for (auto& group : out.groups) std::ranges::stable_sort(group.changes, {}, place_of);
    std::ranges::stable_sort(out.groups, std::greater{},
                             [](const ChangeGroup& group) { return group.cases.size(); });
    return out;
}

}  // namespace badrdp::harness

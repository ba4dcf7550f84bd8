#include "harness/advise/versions/deeds.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/data/contains.h"
#include "harness/judge/record.h"
#include "harness/judge/words.h"

namespace badrdp::harness {
namespace {

constexpr std::string_view kSays = "says";

std::string run_text(const std::vector<std::string>& connections) {
    return connections.empty() ? "no connection" : fmt::format("{}", fmt::join(connections, ", "));
}

std::string exit_text(int exit) { return exit == -1 ? "killed" : std::to_string(exit); }

std::string any_of(const Deed& deed, std::string_view field) {
    const auto found = deed.find(field);
    return found == deed.end() || found->second.empty() ? std::string("?") : one_of(found->second);
}

}  // namespace

Deed deed_of(const BaselineEntry& entry) {
    Deed out{{"outcome", names(entry.outcome)},
             {"step", names(entry.step)},
             {"reason", names(entry.reason)},
             {"time", names(entry.time)}};
    for (const auto exit : entry.exit) out["exit"].push_back(exit_text(exit));
    for (const auto& run : entry.connections) out["connections"].push_back(run_text(run));
    return out;
}

Deeds deeds_of(const Baseline& baseline) {
    Deeds out{fmt::format("{} {}", baseline.client, baseline.version)};
    for (const auto& entry : baseline.entries) out.cases[{entry.scenario, entry.options}] = deed_of(entry);
    return out;
}

void add_deed(Deed& deed, const Facts& facts) {
    auto one = deed_of(record("", "", {facts}, nullptr));
    one[std::string(kSays)] = {facts.said.empty() ? "nothing" : facts.said};
    for (auto& [field, values] : one)
        for (auto& value : values)
            if (!contains(deed[field], value)) deed[field].push_back(std::move(value));
}

bool add_known(Deed& deed, const BaselineEntry& entry) {
    bool added = false;
    for (auto& [field, values] : deed_of(entry)) {
        auto& seen = deed[field];
        if (values.size() < 2 ||
            std::ranges::none_of(values, [&](const std::string& value) { return contains(seen, value); }))
            continue;
        for (auto& value : values)
            if (!contains(seen, value)) {
                seen.push_back(value);
                added = true;
            }
    }
    return added;
}

bool is_unsteady(const Deed& deed) {
    return std::ranges::any_of(
        deed, [](const auto& field) { return field.first != kSays && field.second.size() > 1; });
}

std::string deed_text(const Deed& deed) {
    return fmt::format("{}, exit {}, asks for {}, blames {}", any_of(deed, "outcome"), any_of(deed, "exit"),
                       any_of(deed, "connections"), any_of(deed, "reason"));
}

}  // namespace badrdp::harness

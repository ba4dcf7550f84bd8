#include "harness/play/pick.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "harness/play/fewest.h"

namespace badrdp::harness {
namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

constexpr unsigned kMostShards = 1000;

std::optional<unsigned> whole(std::string_view text) {
    unsigned out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return out;
}

std::optional<Shard> checked(unsigned index, unsigned count) {
    if (count == 0 || count > kMostShards || index == 0 || index > count) return std::nullopt;
    return Shard{index, count};
}

// Where a shard's number and the number of shards are said; `first` is that of the first one.
struct Surroundings {
    std::string index, count, first;
    unsigned lowest;  // where no variable says it
};

const std::vector<Surroundings>& surroundings() {
    static const std::vector<Surroundings> all{
        {"CI_NODE_INDEX", "CI_NODE_TOTAL", "", 1},  // GitLab
        {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN", 0},
        {"TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", "", 0},    // Bazel
        {"GTEST_SHARD_INDEX", "GTEST_TOTAL_SHARDS", "", 0},  // GoogleTest
        {"JOB_COMPLETION_INDEX", "", "", 0},                 // Kubernetes
    };
    return all;
}

milliseconds usual(TimeClass time) {
    switch (time) {
        case TimeClass::at_once: return 1s;
        case TimeClass::seconds: return 8s;
        case TimeClass::own_timeout: return 12s;
        case TimeClass::never: break;
    }
    return 20s;
}

// Longest first, each to the shard that has least to do so far.
std::set<CaseId> cases_of_shard(const std::vector<ClientPlan>& plans, const Pick& pick) {
    std::vector<std::pair<milliseconds, CaseId>> all;
    for (const auto& plan : plans)
        for (const auto& order : plan.cases)
            all.emplace_back(duration_of(order, pick.durations), id_of(order));
    std::ranges::sort(all, [](const auto& a, const auto& b) {
        return std::tie(b.first, a.second) < std::tie(a.first, b.second);
    });
    std::vector<milliseconds> load(pick.shard->count, 0ms);
    std::set<CaseId> out;
    for (const auto& [duration, id] : all) {
        const auto least = std::ranges::min_element(load);
        *least += duration;
        if (least - load.begin() + 1 == pick.shard->index) out.insert(id);
    }
    return out;
}

void keep_unsupported_of_shard(std::vector<ClientPlan>& plans, Shard shard) {
    std::set<CaseId> all;
    for (const auto& plan : plans)
        for (const auto& result : plan.unsupported) all.insert(id_of(result));
    for (auto& plan : plans)
        std::erase_if(plan.unsupported, [&](const CaseResult& result) {
            const auto place = std::distance(all.begin(), all.find(id_of(result)));
            return place % shard.count + 1 != shard.index;
        });
}

}  // namespace

std::optional<Shard> parse_shard(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == text.npos) return std::nullopt;
    const auto index = whole(text.substr(0, slash)), count = whole(text.substr(slash + 1));
    return index && count ? checked(*index, *count) : std::nullopt;
}

std::optional<ShardSaid> shard_said(
    const std::function<std::optional<std::string>(const std::string&)>& variable,
    std::optional<unsigned> count) {
    const auto number = [&](const std::string& name) {
        const auto value = name.empty() ? std::nullopt : variable(name);
        return value ? whole(*value) : std::nullopt;
    };
    for (const auto& [index_name, count_name, first_name, lowest] : surroundings()) {
        const auto index = number(index_name);
        const auto shards = count_name.empty() ? count : number(count_name);
        if (!index || !shards) continue;
        const auto first = number(first_name).value_or(lowest);
        if (*index < first) continue;
        const auto shard = checked(*index - first + 1, *shards);
        if (shard)
            return ShardSaid{*shard, count_name.empty() ? index_name : index_name + " and " + count_name};
    }
    return std::nullopt;
}

CaseId id_of(const CaseOrder& order) { return {order.client->name(), order.scenario->id(), order.options}; }
CaseId id_of(const CaseResult& result) { return {result.client, result.scenario, result.options}; }

milliseconds duration_of(const CaseOrder& order, const Durations& durations) {
    if (const auto found = durations.find(id_of(order)); found != durations.end()) return found->second;
    const auto* entry = order.baseline ? order.baseline->find(order.scenario->id(), order.options) : nullptr;
    if (!entry || entry->time.empty()) return usual(TimeClass::seconds);
    return usual(*std::ranges::max_element(entry->time));
}

void pick(std::vector<ClientPlan>& plans, const Pick& pick) {
    if (pick.only)
        for (auto& plan : plans) {
            const bool honest = std::ranges::any_of(
                plan.first, [&](const auto& order) { return pick.only->contains(id_of(order)); });
            std::erase_if(plan.cases, [&](const auto& order) { return !pick.only->contains(id_of(order)); });
            std::erase_if(plan.unsupported,
                          [&](const auto& result) { return !pick.only->contains(id_of(result)); });
            if (plan.cases.empty() && !honest) plan.first.clear();
        }
    if (pick.fewest)
        for (auto& plan : plans) {
            plan.cases = fewest_cases(plan.cases, pick.durations);
            if (!plan.cases.empty()) plan.unsupported.clear();
        }
    if (pick.shard) {
        const auto here = cases_of_shard(plans, pick);
        for (auto& plan : plans)
            std::erase_if(plan.cases, [&](const auto& order) { return !here.contains(id_of(order)); });
        keep_unsupported_of_shard(plans, *pick.shard);
    }
    for (auto& plan : plans)
        if (plan.cases.empty()) plan.last.clear();
}

}  // namespace badrdp::harness

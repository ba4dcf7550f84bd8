#include "harness/report/runs/compare.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "harness/data/contains.h"
#include "harness/judge/record.h"
#include "harness/judge/words.h"
#include "harness/report/first_cause.h"
#include "harness/report/runs/read_results.h"
#include "harness/report/runs/witnesses.h"

namespace badrdp::harness {
namespace {

using CaseKey =
    std::tuple<std::string, std::string, std::string, bool>;  // scenario, options, net, last round

CaseKey key_of(const CaseResult& result) {
    return {result.scenario, result.options, result.net, result.last_round};
}

bool is_judged(const CaseResult& result) {
    return result.judgement.verdict != Verdict::unsupported && result.judgement.verdict != Verdict::error;
}

struct ClientCases {
    std::string version;
    std::map<CaseKey, const CaseResult*> cases;
};

std::map<std::string, ClientCases> by_client(const RunResult& run) {
    std::map<std::string, ClientCases> out;
    for (const auto& result : run.cases) {
        auto& client = out[result.client];
        client.version = result.version;
        client.cases.emplace(key_of(result), &result);
    }
    return out;
}

bool share_a_time(const Facts& before, const Facts& after) {
    const auto these = time_classes(after);
    return std::ranges::any_of(time_classes(before), [&](TimeClass one) { return contains(these, one); });
}

std::vector<FactChange> facts_changed(const CaseResult& before, const CaseResult& after) {
    std::vector<FactChange> out;
    const auto compare = [&](std::string field, bool same, std::string was, std::string is) {
        if (same || contains(before.varies, field) || contains(after.varies, field)) return;
        out.push_back({std::move(field), std::move(was), std::move(is)});
    };
    const auto &b = before.facts, &a = after.facts;
    const auto asked = [](const Facts& facts) {
        return fmt::format("[{}]", fmt::join(connection_words(facts), ", "));
    };
    compare("outcome", b.outcome == a.outcome, outcome_text(b), outcome_text(a));
    compare("exit", exit_word(b) == exit_word(a), std::to_string(exit_word(b)), std::to_string(exit_word(a)));
    compare("step", b.deepest == a.deepest, std::string(name(b.deepest)), std::string(name(a.deepest)));
    compare("connections", asked(b) == asked(a), asked(b), asked(a));
    compare("reason", b.reason == a.reason, reason_text(b), reason_text(a));
    compare("time", share_a_time(b, a), seconds_text(b.took), seconds_text(a.took));
    return out;
}

// Of two cases that were both judged; nothing where they are the same.
std::optional<CaseChange> change_of(const CaseResult& before, const CaseResult& after) {
    const auto was = before.judgement.verdict, is = after.judgement.verdict;
    const bool unsteady = was == Verdict::unsteady || is == Verdict::unsteady;
    CaseChange out{.before = &before, .after = &after, .facts = {}, .first_packet = {}};
    if (was != is && is_red(was) != is_red(is)) {
        out.turned = is_red(is) ? Turned::worse : Turned::better;
        out.facts.push_back({"verdict", std::string(name(was)), std::string(name(is))});
    }
    if (!unsteady)
        for (auto& one : facts_changed(before, after)) out.facts.push_back(std::move(one));
    if (out.facts.empty()) return std::nullopt;
    return out;
}

std::string packet_of(const RunResult& old_run, const RunResult& new_run, const CaseChange& change) {
    const auto with_events = [](const RunResult& run, const CaseResult& result) {
        auto copy = result;
        if (!result.dir.empty()) copy.events = read_events(run.out / result.dir / "timeline.json");
        return copy;
    };
    const auto before = with_events(old_run, *change.before), after = with_events(new_run, *change.after);
    if (before.events.empty() || after.events.empty()) return "";
    return difference_between(before, after, "the run before");
}

void add_changes(const RunResult& old_run, const RunResult& new_run, const ClientCases& before,
                 const ClientCases& after, ClientChanges& out) {
    for (const auto& [key, old_case] : before.cases) {
        const auto found = after.cases.find(key);
        const auto* new_case = found == after.cases.end() ? nullptr : found->second;
        if (!is_judged(*old_case)) continue;
        if (!new_case || !is_judged(*new_case)) {
            out.changes.push_back({Turned::gone, old_case, nullptr, {}, {}});
            continue;
        }
        ++out.cases;
        if (auto change = change_of(*old_case, *new_case)) {
            change->first_packet = packet_of(old_run, new_run, *change);
            out.changes.push_back(std::move(*change));
        }
    }
    for (const auto& [key, new_case] : after.cases) {
        const auto found = before.cases.find(key);
        const bool was = found != before.cases.end() && is_judged(*found->second);
        if (!was && is_judged(*new_case)) out.changes.push_back({Turned::added, nullptr, new_case, {}, {}});
    }
    std::ranges::stable_sort(out.changes, {}, &CaseChange::turned);
}

}  // namespace

std::vector<ClientChanges> compare_runs(const RunResult& before, const RunResult& after) {
    auto old_clients = by_client(before), new_clients = by_client(after);
    for (const auto& [client, cases] : new_clients) old_clients.try_emplace(client);
    std::vector<ClientChanges> out;
    for (const auto& [client, old_cases] : old_clients) {
        const auto& new_cases = new_clients[client];
        auto& changes = out.emplace_back();
        changes.client = client;
        changes.version_before = old_cases.version;
        changes.version_after = new_cases.version;
        add_changes(before, after, old_cases, new_cases, changes);
    }
    return out;
}

}  // namespace badrdp::harness

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "capture/json_text.h"
#include "harness/os/text.h"
#include "harness/report/overview.h"
#include "harness/report/runs/compare.h"

namespace badrdp::harness {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostNamed = 12;  // of cases that only one of the two has

const CaseResult& either(const CaseChange& change) { return change.after ? *change.after : *change.before; }

std::string titled(const ClientChanges& client) {
    if (client.version_before == client.version_after) return client.client + " " + client.version_after;
    const auto shown = [](const std::string& version) { return version.empty() ? "not played" : version; };
    return fmt::format("{} {} -> {}", client.client, shown(client.version_before),
                       shown(client.version_after));
}

std::string count_text(const ClientChanges& client) {
    auto out = counted(client.cases, "case") + " in both";
    for (const auto turned : kTurned)
        if (const auto count = std::ranges::count(client.changes, turned, &CaseChange::turned); count > 0)
            out += fmt::format(", {} {}", count, name(turned));
    return out + (client.changes.empty() ? ": the same" : "");
}

std::string case_text_of(const CaseChange& change) {
    const auto& result = either(change);
    auto out = fmt::format("  {:<8} {}  {}{}\n", name(change.turned), printable(result.scenario),
                           options_title(result), result.last_round ? ", last round" : "");
    for (const auto& [field, was, is] : change.facts)
        out +=
            fmt::format("           {:<12} was {}, is {}\n", printable(field), printable(was), printable(is));
    if (!change.first_packet.empty())
        out += fmt::format("           differs      {}\n", printable(change.first_packet));
    return out;
}

std::string changes_of_client(const ClientChanges& client) {
    std::string out;
    for (const auto turned : kTurned) {
        const bool only_one = turned == Turned::gone || turned == Turned::added;
        std::size_t told = 0;
        for (const auto& change : client.changes) {
            if (change.turned != turned || (only_one && ++told > kMostNamed)) continue;
            out += case_text_of(change);
        }
        if (told > kMostNamed) out += fmt::format("  {:<8} and {} more\n", name(turned), told - kMostNamed);
    }
    return out;
}

std::string run_text(std::string_view what, const RunResult& run) {
    return fmt::format("{}  {}, badrdp {}, started {}, seed {}\n", what, printable(run.out.string()),
                       printable(run.version), printable(run.started), run.seed);
}

json::object change_value(const CaseChange& change) {
    const auto& result = either(change);
    json::array facts;
    for (const auto& [field, was, is] : change.facts)
        facts.push_back(json::object{{"field", field}, {"was", whole_utf8(was)}, {"is", whole_utf8(is)}});
    const auto verdict = [](const CaseResult* one) {
        return one ? json::value(name(one->judgement.verdict)) : json::value();
    };
    const auto dir = [](const CaseResult* one) {
        return one && !one->dir.empty() ? json::value(whole_utf8(one->dir.generic_string())) : json::value();
    };
    return {{"turned", name(change.turned)},
            {"id", whole_utf8(result.scenario)},
            {"options", whole_utf8(result.options)},
            {"net", whole_utf8(result.net)},
            {"last_round", result.last_round},
            {"was", verdict(change.before)},
            {"is", verdict(change.after)},
            {"facts", std::move(facts)},
            {"first_packet", whole_utf8(change.first_packet)},
            {"dir_before", dir(change.before)},
            {"dir_after", dir(change.after)}};
}

json::object client_value(const ClientChanges& client) {
    json::object counts;
    for (const auto turned : kTurned)
        counts[name(turned)] = std::ranges::count(client.changes, turned, &CaseChange::turned);
    json::array changes;
    for (const auto& change : client.changes) changes.push_back(change_value(change));
    return {{"client", whole_utf8(client.client)},
            {"version_before", whole_utf8(client.version_before)},
            {"version_after", whole_utf8(client.version_after)},
            {"cases", client.cases},
            {"counts", std::move(counts)},
            {"changes", std::move(changes)}};
}

}  // namespace

std::string comparison_text(const RunResult& before, const RunResult& after,
                            const std::vector<ClientChanges>& clients) {
    auto out = run_text("before", before) + run_text("after ", after);
    for (const auto& client : clients)
        out += fmt::format("\n{}: {}\n{}", printable(titled(client)), count_text(client),
                           changes_of_client(client));
    if (clients.empty()) out += "\nneither of them played a case\n";
    return out;
}

std::string comparison_json(const RunResult& before, const RunResult& after,
                            const std::vector<ClientChanges>& clients) {
    json::array all;
    for (const auto& client : clients) all.push_back(client_value(client));
    return capture::json_text(json::value{{"schema", 1},
                                          {"before", whole_utf8(before.out.string())},
                                          {"after", whole_utf8(after.out.string())},
                                          {"clients", std::move(all)}}) +
           "\n";
}

}  // namespace badrdp::harness

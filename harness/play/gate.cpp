#include "harness/play/gate.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/os/text.h"

namespace badrdp::harness {
namespace {

constexpr int kUnwanted = 1;

bool is_judged(const CaseResult& result) {
    const auto verdict = result.judgement.verdict;
    return verdict != Verdict::unsupported && verdict != Verdict::error;
}

// Whoever asked for healthy cases alone has got what he asked for.
std::string why_in_vain(const RunResult& run, const std::string& client) {
    if (const auto missing = run.missing_clients.find(client); missing != run.missing_clients.end())
        return fmt::format("{} was named, and is not here: {}", client, missing->second);
    const auto of_client = [&](const CaseResult& result) {
        return result.client == client && !result.healthy;
    };
    const auto judged = [&](const CaseResult& result) { return of_client(result) && is_judged(result); };
    const auto refused = std::ranges::find_if(run.cases, of_client);
    if (refused == run.cases.end() || std::ranges::any_of(run.cases, judged)) return {};
    return fmt::format("{} was named, and none but its healthy cases could be played: {}", client,
                       refused->judgement.note);
}

}  // namespace

std::vector<Shortfall> shortfalls(const RunResult& run, const Wanted& wanted) {
    std::vector<Shortfall> out;
    for (const auto& client : wanted.named)
        if (auto why = why_in_vain(run, client); !why.empty()) out.push_back({kTooLittle, std::move(why)});
    const auto judged = static_cast<std::size_t>(std::ranges::count_if(
        run.cases, [](const CaseResult& result) { return is_judged(result) && !result.last_round; }));
    if (judged < wanted.at_least)
        out.push_back({kTooLittle, fmt::format("{} judged, and at least {} were wanted",
                                               counted(judged, "case"), wanted.at_least)});
    for (const auto verdict : wanted.fail_on) {
        const auto count = static_cast<std::size_t>(std::ranges::count(
            run.cases, verdict, [](const CaseResult& result) { return result.judgement.verdict; }));
        if (count > 0)
            out.push_back({kUnwanted, fmt::format("{} {}, which --fail-on does not want",
                                                  counted(count, "case"), name(verdict))});
    }
    return out;
}

}  // namespace badrdp::harness

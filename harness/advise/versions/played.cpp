#include "harness/advise/versions/played.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "harness/data/client/version.h"

namespace badrdp::harness {

Deeds played_deeds(const RunResult& run, std::string_view client) {
    Deeds out;
    for (const auto& result : run.cases) {
        const auto verdict = result.judgement.verdict;
        if (result.client != client || result.last_round || verdict == Verdict::error ||
            verdict == Verdict::unsupported)
            continue;
        out.title = fmt::format("{} {}", result.client, result.version);
        add_deed(out.cases[{result.scenario, result.options}], result.facts);
    }
    return out;
}

std::vector<Changes> changes_in(const RunResult& run) {
    // An adapter's name, then the version: the parts of a name before and behind its '@'.
    std::set<std::tuple<std::string, std::vector<unsigned>, std::string>> played;
    for (const auto& result : run.cases)
        if (const auto version = parse_version(result.version))
            played.emplace(result.client.substr(0, result.client.find('@')), *version, result.client);
    std::vector<Changes> out;
    const std::tuple<std::string, std::vector<unsigned>, std::string>* before = nullptr;
    for (const auto& one : played) {
        const auto& [adapter, version, client] = one;
        if (before && std::get<0>(*before) == adapter && std::get<1>(*before) != version)
            out.push_back(
                changes_between(played_deeds(run, std::get<2>(*before)), played_deeds(run, client)));
        before = &one;
    }
    std::erase_if(out, [](const Changes& changes) { return changes.cases == 0; });
    return out;
}

}  // namespace badrdp::harness

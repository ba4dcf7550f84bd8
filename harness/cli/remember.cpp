#include "harness/cli/remember.h"

#include <fmt/core.h>

#include "harness/report/history/history.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

std::vector<std::string> names_beside(const fs::path& run, const std::vector<fs::path>& parts) {
    std::vector<std::string> out;
    std::error_code none;
    for (const auto& part : parts) {
        const auto folder = fs::canonical(part, none);
        if (!none && fs::equivalent(folder.parent_path(), fs::canonical(run, none).parent_path(), none))
            out.push_back(folder.filename().string());
    }
    return out;
}

void remember(const RunResult& run, const std::vector<fs::path>& parts) {
    if (!run.shard.empty()) return;
    try {
        History(run.out.parent_path() / kHistoryFile, History::Use::write)
            .add(past_run(run), past_cases(run), names_beside(run.out, parts));
    } catch (const HistoryTrouble& trouble) {
        fmt::print(stderr, "not in the history: {}\n", trouble.what());
    }
}

}  // namespace badrdp::harness

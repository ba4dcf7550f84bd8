#include "harness/cli/remember.h"

#include <fmt/core.h>

#include "harness/report/history/history.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

void remember(const RunResult& run, const std::vector<RunResult>& parts) {
    if (!run.shard.empty()) return;
    std::vector<std::string> beside;
    std::error_code none;
    for (const auto& part : parts) {
        const auto folder = fs::canonical(part.out, none);
        if (!none && fs::equivalent(folder.parent_path(), fs::canonical(run.out, none).parent_path(), none))
            beside.push_back(folder.filename().string());
    }
    try {
        History(run.out.parent_path() / kHistoryFile, History::Use::write)
            .add(past_run(run), past_cases(run), beside);
    } catch (const HistoryTrouble& trouble) {
        fmt::print(stderr, "not in the history: {}\n", trouble.what());
    }
}

}  // namespace badrdp::harness

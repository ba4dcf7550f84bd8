#include "harness/cli/case_word.h"

#include "harness/report/runs/read_results.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

std::optional<CaseWord> case_word(const std::string& word, const fs::path& parent) {
    const auto slash = word.find('/');
    const auto first = word.substr(0, slash);
    if (slash != std::string::npos && (first == "last" || first.starts_with("last~")))
        return CaseWord{run_meant(first, parent), word.substr(slash + 1)};
    std::error_code none;
    if (!fs::is_directory(word, none)) return std::nullopt;
    const auto folder = fs::weakly_canonical(word, none);
    for (auto run = folder; run.has_relative_path(); run = run.parent_path())
        if (fs::is_regular_file(run / "results.json", none) && run != folder)
            return CaseWord{run, folder.lexically_relative(run).generic_string()};
    return std::nullopt;
}

}  // namespace badrdp::harness

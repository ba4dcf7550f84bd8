#include "harness/atlas/cures.h"

#include <toml++/toml.h>

#include <algorithm>
#include <tuple>

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

// What cures comes first.
int rank(const Cure& cure) { return cure.claim == "cures" ? 0 : cure.claim == "may help" ? 1 : 2; }

std::string in_words(std::string claim) {
    std::ranges::replace(claim, '_', ' ');
    return claim;
}

std::string lines(const toml::array* commands) {
    std::string out;
    if (commands)
        for (const auto& command : *commands)
            out += (out.empty() ? "" : "\n") + command.value_or(std::string());
    return out;
}

// A claim is two words, what it is said to do and how that is known: C13 = ["cures", "documented"].
void add_claims(const toml::table& file, ReadCures& out) {
    const auto* claims = file["claims"].as_table();
    if (!claims) return;
    for (const auto& [cause, value] : *claims) {
        const auto* words = value.as_array();
        if (!words || words->empty()) continue;
        Cure cure{.id = file["id"].value_or(std::string()),
                  .title = file["title"].value_or(std::string()),
                  .command = lines(file["commands"].as_array()),
                  .claim = in_words((*words)[0].value_or(std::string()))};
        if (words->size() > 1) cure.evidence = (*words)[1].value_or(std::string());
        out.cures[std::string(cause.str())].push_back(std::move(cure));
    }
}

}  // namespace

ReadCures read_cures(const fs::path& root) {
    ReadCures out;
    std::error_code none;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(root / "remedies", none))
        if (entry.path().extension() == ".toml") files.push_back(entry.path());
    std::ranges::sort(files);
    for (const auto& file : files) {
        try {
            add_claims(toml::parse_file(file.string()), out);
        } catch (const toml::parse_error& problem) {
            const auto at = problem.source().begin;
            out.complaints.push_back({file, at.line, at.column, std::string(problem.description())});
        }
    }
    for (auto& [cause, cures] : out.cures)
        std::ranges::stable_sort(cures, {}, [](const Cure& c) { return std::tuple(rank(c), c.id); });
    return out;
}

}  // namespace badrdp::harness

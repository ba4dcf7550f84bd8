#include "harness/data/client/nearest_baseline.h"

#include <algorithm>

#include "harness/data/client/version.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBaseline = "baseline-";

}  // namespace

bool speaks_of(std::string_view baseline, std::string_view version) {
    const auto known = parse_version(baseline), whole = parse_version(version);
    if (!known || !whole) return baseline == version;
    return known->size() <= whole->size() && std::equal(known->begin(), known->end(), whole->begin());
}

std::string nearest_version(std::string_view version, const std::vector<std::string>& known) {
    std::string own, older, oldest;
    const auto is_less = [](std::string_view a, std::string_view b) {
        return parse_version(a).value_or(std::vector<unsigned>()) <
               parse_version(b).value_or(std::vector<unsigned>());
    };
    for (const auto& one : known) {
        if (speaks_of(one, version) && one.size() > own.size()) own = one;
        if (is_less(one, version) && (older.empty() || is_less(older, one))) older = one;
        if (oldest.empty() || is_less(one, oldest)) oldest = one;
    }
    if (!own.empty()) return own;
    return older.empty() ? oldest : older;
}

fs::path baselines_of(const Adapter& adapter) {
    const auto folder = adapter.file.parent_path();
    return adapter.file.filename() == "adapter.toml" ? folder : folder / adapter.name;
}

LoadedBaseline load_nearest_baseline_in(const fs::path& folder, std::string_view client,
                                        std::string_view version) {
    std::vector<std::string> known;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none)) {
        const auto name = entry.path().stem().string();
        if (entry.path().extension() == ".toml" && name.starts_with(kBaseline))
            known.push_back(name.substr(kBaseline.size()));
    }
    const auto nearest = nearest_version(version, known);
    return nearest.empty() ? LoadedBaseline{} : load_baseline_in(folder, client, nearest);
}

LoadedBaseline load_nearest_baseline(const fs::path& root, std::string_view client,
                                     std::string_view version) {
    return load_nearest_baseline_in(baseline_folder(root, client), client, version);
}

}  // namespace badrdp::harness

#include "harness/advise/explain/relevant.h"
#include "harness/data/file/glob.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

// What is in a scenario's file if its own host, or its symptom, speaks of a code of this family.
std::vector<std::string_view> words_for(std::string_view family) {
    std::vector<std::string_view> words{"symptom"};
    if (family == "neg") words.emplace_back("failure");
    if (family == "errinfo") words.emplace_back("error_info");
    if (family == "tls") words.emplace_back("alert");
    if (family == "ntstatus") words.insert(words.end(), {"account", "error_at_"});
    // A host that an administrator has set up says codes which its file does not spell out.
    if (words.size() > 1) words.emplace_back("host.settings");
    return words;
}

std::string text_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string without_variant(std::string_view id) { return std::string(id.substr(0, id.find('['))); }

void add_from_baselines(const CodeName& code, const std::vector<Family>& families, const Knowledge& known,
                        std::set<std::string>& names) {
    const auto family = std::ranges::find(families, code.family, &Family::name);
    if (family == families.end() || family->client.empty()) return;
    for (const auto& baseline : known.baselines) {
        if (baseline.client != family->client) continue;
        for (const auto& entry : baseline.entries)
            if (std::ranges::find(entry.exit, static_cast<int>(code.number)) != entry.exit.end())
                names.insert(without_variant(entry.scenario));
    }
}

}  // namespace

std::vector<std::string> scenario_names(const fs::path& root) {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& folder : fs::directory_iterator(root, none)) {
        const auto phase = folder.path().filename().string();
        if (!folder.is_directory() || !holds_scenarios(phase)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.path().extension() == ".toml")
                names.push_back(entry.path().lexically_relative(root).replace_extension().generic_string());
    }
    std::ranges::sort(names);
    return names;
}

std::vector<CodeName> asked_of(const std::vector<Answer>& answers) {
    std::vector<CodeName> codes;
    for (const auto& answer : answers)
        for (const auto& found : answer.found) {
            codes.push_back(found.name());
            std::ranges::copy(found.code->same, std::back_inserter(codes));
        }
    return codes;
}

Loaded load_relevant(const fs::path& root, const std::vector<CodeName>& codes,
                     const std::vector<Family>& families, const Knowledge& known) {
    std::set<std::string> names;
    std::set<std::string_view> words;
    std::set<std::string> globs;
    for (const auto& code : codes) {
        add_from_baselines(code, families, known, names);
        for (const auto word : words_for(code.family)) words.insert(word);
        if (const auto family = std::ranges::find(families, code.family, &Family::name);
            family != families.end())
            if (const auto* row = family->find(code.number))
                words.insert(row->causes.begin(), row->causes.end());
        for (const auto& row : known.rows)
            if (row.code.family == code.family && row.code.number == code.number)
                for (const auto& glob : row.scenarios) globs.insert(without_variant(glob));
    }
    const auto relevant = [&](const std::string& name, const fs::path& file) {
        if (names.contains(name)) return true;
        if (std::ranges::any_of(globs, [&](const auto& glob) { return glob_match(glob, name); })) return true;
        const auto text = text_of(file);
        return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
    };

    Loaded all;
    for (const auto& name : known.names) {
        const auto file = root / (name + ".toml");
        if (!relevant(name, file)) continue;
        auto loaded = load_scenario(file, root);
        std::ranges::move(loaded.scenarios, std::back_inserter(all.scenarios));
        std::ranges::move(loaded.complaints, std::back_inserter(all.complaints));
    }
    return all;
}

}  // namespace badrdp::harness

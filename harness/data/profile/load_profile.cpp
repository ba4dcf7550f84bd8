#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>

#include "harness/data/file/data_file.h"
#include "harness/data/profile/profile.h"
#include "harness/data/scenario/key_reader.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

constexpr std::array kHowMany{"all", "fewest"};

void read_words(Table& table, std::string_view key, std::vector<std::string>& into) {
    if (const auto value = table.take(key)) into = read_texts(value);
}

void read_unwanted(Table& table, std::vector<Verdict>& into) {
    const auto value = table.take("fail_on");
    if (!value) return;
    const auto named = [](std::string_view word) {
        const auto found = std::ranges::find(kMayBeUnwanted, word, [](Verdict one) { return name(one); });
        return found == kMayBeUnwanted.end() ? std::nullopt : std::optional(*found);
    };
    for (const auto& element : value->list())
        if (const auto one = element.word("verdict", named, unwanted_words())) into.push_back(*one);
}

// How many of the chosen cases are played.
void read_how_many(Table& table, bool& fewest) {
    const auto value = table.take("cases");
    if (!value) return;
    const auto named = [](std::string_view word) -> std::optional<bool> {
        if (std::ranges::find(kHowMany, word) == kHowMany.end()) return std::nullopt;
        return word == "fewest";
    };
    if (const auto one = value->word("number of cases", named, {kHowMany.begin(), kHowMany.end()}))
        fewest = *one;
}

void read_profile(Table& table, Profile& profile) {
    read_text(table, "profile", profile.title);
    read_words(table, "scenarios", profile.scenarios);
    read_words(table, "exclude", profile.exclude);
    KeyReader reader(table);
    reader.tags("tags", profile.tags);
    reader.tags("without_tags", profile.without_tags);
    read_words(table, "clients", profile.clients);
    read_how_many(table, profile.fewest);
    read_unwanted(table, profile.fail_on);
    table.number("at_least", profile.at_least, 1, kMostWanted);
    if (table.has("retries")) table.number("retries", profile.retries.emplace(), 0, kMostPlays);
}

}  // namespace

std::vector<std::string> unwanted_words() {
    std::vector<std::string> out;
    for (const auto verdict : kMayBeUnwanted) out.emplace_back(name(verdict));
    return out;
}

LoadedProfile load_profile(const fs::path& file) {
    Profile profile{.name = file.stem().string()};
    auto complaints = read_data_file(file, [&](Table& table) { read_profile(table, profile); });
    if (!complaints.empty()) return {std::nullopt, std::move(complaints)};
    return {std::move(profile), {}};
}

std::vector<fs::path> profile_files(const fs::path& catalogue) {
    std::vector<fs::path> out;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(catalogue / kProfiles, none))
        if (entry.path().extension() == ".toml") out.push_back(entry.path());
    std::ranges::sort(out);
    return out;
}

bool is_profile(const fs::path& file) {
    Reading reading(file);
    const auto parsed = parse_file(reading);
    return parsed && parsed->contains("profile");
}

}  // namespace badrdp::harness

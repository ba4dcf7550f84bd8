#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <set>

#include "harness/data/causes/causes.h"
#include "harness/data/codes/load.h"
#include "harness/data/file/complaint.h"
#include "harness/data/file/data_file.h"
#include "harness/data/file/parse_toml.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUnknown = "unknown";

bool is_id(std::string_view id) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return id.size() == 3 && id[0] == 'C' && digit(id[1]) && digit(id[2]);
}

std::vector<Reason> read_reasons(const std::optional<Value>& value) {
    std::vector<Reason> out;
    if (!value) return out;
    const auto all = reason_names();
    for (const auto& element : value->list())
        if (const auto reason = element.word("reason", reason_named, {all.begin(), all.end()})) {
            if (*reason == Reason::nothing) element.complain("a client that says nothing names no cause");
            if (std::ranges::find(out, *reason) != out.end()) element.complain("this reason is here twice");
            out.push_back(*reason);
        }
    return out;
}

// An evidence, or the word that says that there is none.
struct Known {
    std::optional<Backing> evidence;
};
std::optional<Known> known_named(std::string_view word) {
    if (word == kUnknown) return Known{};
    if (const auto evidence = evidence_named(word)) return Known{evidence};
    return std::nullopt;
}

Observation read_observation(Table& table) {
    Observation sight;
    read_text(table, "what", sight.what);
    auto words = evidence_names();
    words.emplace_back(kUnknown);
    if (const auto value = table.need("evidence"))
        if (const auto known = value->word("evidence", known_named, words)) sight.evidence = known->evidence;
    if (const auto value = table.take("code"))
        if (const auto text = value->text()) {
            if (auto code = parse_code_name(*text))
                sight.code = std::move(*code);
            else
                value->complain(fmt::format(
                    "'{}' names no code: write the family, a colon and the number, \"mstsc:0x904/0x7\"",
                    *text));
        }
    if (sight.evidence)
        read_text(table, "source", sight.source);
    else if (const auto source = table.take("source"))
        source->complain("an unknown has no source");
    table.done();
    return sight;
}

CauseRow read_one(Table& table) {
    CauseRow row;
    row.line = table.at().line;
    if (const auto id = read_text(table, "id", row.id); id && !is_id(row.id))
        id->complain(fmt::format("'{}' is no id of a cause: C and two digits", row.id));
    read_text(table, "title", row.title);
    read_text(table, "phase", row.phase);
    read_text(table, "wire", row.wire);
    if (const auto looks = table.take("looks"))
        for (const auto& one : looks->list())
            if (const auto text = one.text()) row.looks.push_back(*text);
    const auto names = table.need("names");
    row.names = read_reasons(names);
    const auto vaguer = table.take("vaguer");
    row.vaguer = read_reasons(vaguer);
    for (const auto reason : row.vaguer)
        if (std::ranges::find(row.names, reason) != row.names.end())
            vaguer->complain(fmt::format("'{}' names the cause already", name(reason)));
    for (auto& sees : table.tables("sees")) row.sees.push_back(read_observation(sees));
    if (row.sees.empty()) table.complain("a [[cause.sees]] is missing: say \"unknown\" where it is");
    table.done();
    return row;
}

}  // namespace

fs::path causes_file(const fs::path& root) { return root / "causes.toml"; }

LoadedCauses load_causes(const fs::path& root) {
    LoadedCauses out;
    if (!fs::exists(causes_file(root))) return out;
    out.complaints = read_data_file(causes_file(root), [&](Table& table) {
        std::set<std::string> ids;
        for (auto& one : table.tables("cause")) {
            auto row = read_one(one);
            if (!row.id.empty() && !ids.insert(row.id).second)
                one.complain(fmt::format("{} is there already", row.id));
            out.causes.push_back(std::move(row));
        }
    });
    if (!out.complaints.empty()) out.causes.clear();
    return out;
}

const CauseRow* find_cause(const std::vector<CauseRow>& causes, std::string_view id) {
    const auto found = std::ranges::find(causes, id, &CauseRow::id);
    return found == causes.end() ? nullptr : &*found;
}

std::vector<Complaint> check_causes(const std::vector<CauseRow>& causes,
                                    const std::vector<Scenario>& scenarios) {
    std::vector<std::string> ids;
    for (const auto& row : causes) ids.push_back(row.id);
    std::vector<Complaint> out;
    std::set<fs::path> told;  // variants share a file
    for (const auto& scenario : scenarios) {
        if (scenario.cause.empty() || find_cause(causes, scenario.cause)) continue;
        if (!told.insert(scenario.file).second) continue;
        Place at{0, 0};
        // It was read a moment ago; if it is gone, the complaint stands without its place.
        if (const auto file = parse_toml_file(scenario.file))
            if (const auto* node = file->get("cause")) at = node->source().begin;
        out.push_back({scenario.file, at.line, at.column,
                       fmt::format("causes.toml has no cause '{}'{}", scenario.cause,
                                   did_you_mean(scenario.cause, ids))});
    }
    return out;
}

}  // namespace badrdp::harness

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <tuple>

#include "harness/data/client/baseline.h"
#include "harness/data/file/toml_text.h"
#include "harness/os/files.h"

namespace badrdp::harness {
namespace {

const std::string kInherits = "inherits", kOffers = "offers";  // keys of the file

// One value stands alone; only where runs differ is there a list.
void add_field(std::vector<std::string>& out, std::string_view key, const std::vector<std::string>& values) {
    if (!values.empty())
        out.push_back(fmt::format("{} = {}", key, values.size() == 1 ? values.front() : toml_list(values)));
}

std::string entry_key(const BaselineEntry& entry) {
    return fmt::format("{}.{}", toml_string(entry.scenario), toml_key(entry.options));
}

std::string entry_line(const BaselineEntry& entry) {
    std::vector<std::string> exits, connections, fields;
    for (const auto exit : entry.exit) exits.push_back(std::to_string(exit));
    for (const auto& run : entry.connections) connections.push_back(toml_list(toml_strings(run)));
    add_field(fields, "outcome", toml_strings(names(entry.outcome)));
    add_field(fields, "exit", exits);
    add_field(fields, "step", toml_strings(names(entry.step)));
    add_field(fields, "connections", connections);
    add_field(fields, "reason", toml_strings(names(entry.reason)));
    add_field(fields, "time", toml_strings(names(entry.time)));
    return fmt::format("{} = {}\n", entry_key(entry),
                       fields.empty() ? "{}" : fmt::format("{{ {} }}", fmt::join(fields, ", ")));
}

bool has_alternatives(const BaselineEntry& e) {
    return std::ranges::max({e.outcome.size(), e.exit.size(), e.step.size(), e.connections.size(),
                             e.reason.size(), e.time.size()}) > 1;
}

// What people wrote around the entries: everything above the first one, and the comments right above each
// other, and above each reason.
struct Comments {
    std::string head;
    std::map<std::string, std::string, std::less<>> above;

    std::string before(const std::string& key) const {
        const auto it = above.find(key);
        return it == above.end() ? std::string() : it->second;
    }
};

// What a line is known by: the key of an entry, in a line or as the header of a table, or what a reason
// begins with.
std::string commented_key(std::string_view text, std::ifstream& rest) {
    if (text.starts_with("[\"") && text.ends_with(']')) return std::string(text.substr(1, text.size() - 2));
    if (!text.starts_with("[[")) return std::string(text.substr(0, text.find(" = ")));
    std::string next;
    std::getline(rest, next);
    return fmt::format("{}\n{}", text, next);
}

Comments read_comments(const std::filesystem::path& file) {
    Comments out;
    std::ifstream in(file);
    std::string pending, text;
    bool first = true;
    while (std::getline(in, text)) {
        if (text.starts_with('#')) {
            pending += text + '\n';
        } else if (text.empty()) {
            if (first) out.head += pending + '\n';
            pending.clear();
        } else {
            (first ? out.head : out.above[commented_key(text, in)]) += pending;
            first = false;
            pending.clear();
        }
    }
    if (first) out.head += pending;
    while (out.head.ends_with("\n\n")) out.head.pop_back();
    return out;
}

// "scenario options", as [[known]] and [[varies]] name an entry: on one line, or one a line.
std::string places_text(const std::vector<const BaselineEntry*>& entries) {
    constexpr std::size_t kWidth = 110;
    std::vector<std::string> all;
    for (const auto* entry : entries) all.push_back(toml_string(entry->scenario + ' ' + entry->options));
    const auto line = fmt::format("in = {}\n", toml_list(all));
    if (line.size() <= kWidth) return line;
    return fmt::format("in = [\n    {},\n]\n", fmt::join(all, ",\n    "));
}

// A reason and the entries that have it; what nobody has given a reason yet comes first.
struct Reasoned {
    std::string key;  // its first two lines
    std::string rest;
    std::vector<const BaselineEntry*> entries;
};

void add_reason(std::vector<Reasoned>& to, std::string_view title, std::string_view why, std::string rest,
                const BaselineEntry& entry) {
    const auto key = fmt::format("[[{}]]\nwhy = {}", title, toml_string(why));
    auto same = std::ranges::find_if(to, [&](const auto& r) { return r.key == key && r.rest == rest; });
    if (same == to.end()) same = to.insert(why.empty() ? to.begin() : to.end(), {key, std::move(rest), {}});
    same->entries.push_back(&entry);
}

// A key that a file has only where somebody wrote it.
std::string where_told(std::string_view key, const std::string& value) {
    return value.empty() ? "" : fmt::format("{} = {}\n", key, toml_string(value));
}

std::vector<Reasoned> reasons_of(const std::vector<BaselineEntry>& entries) {
    std::vector<Reasoned> known, varies;
    for (const auto& entry : entries) {
        if (const auto& one = entry.known)
            add_reason(
                known, "known", one->why,
                fmt::format("breaks = {}\nsince = {}\nuntil = {}\n{}{}", toml_list(toml_strings(one->fields)),
                            toml_string(one->since), toml_string(one->until), where_told("owner", one->owner),
                            where_told("link", one->link)),
                entry);
        if (has_alternatives(entry) || !entry.varies.empty())
            add_reason(varies, "varies", entry.varies, "", entry);
    }
    std::ranges::move(varies, std::back_inserter(known));
    return known;
}

// What stands above all entries: whom it inherits from, and where it asks for something else than that one.
std::string inherits_text(const Baseline& baseline, const Comments& comments) {
    if (baseline.inherits.empty()) return {};
    auto out = fmt::format("\n{}inherits = {}\n", comments.before(kInherits), toml_string(baseline.inherits));
    if (baseline.offers.empty()) return out;
    out += comments.before(kOffers) + std::string(kOffers) + " = [\n";
    for (const auto& change : baseline.offers)
        out += fmt::format("    {{ options = {}, was = {}, now = {} }},\n",
                           toml_list(toml_strings(change.options)), toml_string(change.was),
                           toml_string(change.now));
    return out + "]\n";
}

std::string_view phase_of(const BaselineEntry& entry) {
    return std::string_view(entry.scenario).substr(0, entry.scenario.find('/'));
}

std::string baseline_text(const Baseline& baseline, const Comments& comments) {
    auto entries = baseline.entries;
    std::ranges::sort(entries, {}, [](const auto& e) { return std::tie(e.scenario, e.options); });

    auto out = comments.head;
    if (out.empty())
        out = fmt::format(
            "# What {} {} was seen to do: recorded by `badrdp baseline`, reviewed by people.\n"
            "# A line without a variant is for every variant that has none of its own.\n",
            baseline.client, baseline.version);
    out += inherits_text(baseline, comments);
    std::string_view phase;
    for (const auto& entry : entries) {
        if (phase != phase_of(entry)) out += '\n';
        phase = phase_of(entry);
        out += comments.before(entry_key(entry)) + entry_line(entry);
    }
    for (const auto& reason : reasons_of(entries))
        out += '\n' + comments.before(reason.key) + reason.key + '\n' + reason.rest +
               places_text(reason.entries);
    return out;
}

}  // namespace

void save_baseline(const Baseline& baseline, const std::filesystem::path& file) {
    const auto text = baseline_text(baseline, read_comments(file));
    replace_file(file, text);
}

}  // namespace badrdp::harness

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

// One value stands alone; only where runs differ is there a list.
void line(std::string& out, std::string_view key, const std::vector<std::string>& values) {
    if (!values.empty())
        out += fmt::format("{} = {}\n", key, values.size() == 1 ? values.front() : toml_list(values));
}

std::string header(const BaselineEntry& entry) {
    return fmt::format("[{}.{}]", toml_string(entry.scenario), toml_key(entry.options));
}

std::string body(const BaselineEntry& entry) {
    std::vector<std::string> exits, connections;
    for (const auto exit : entry.exit) exits.push_back(std::to_string(exit));
    for (const auto& run : entry.connections) connections.push_back(toml_list(toml_strings(run)));

    std::string out;
    line(out, "outcome", toml_strings(names(entry.outcome)));
    line(out, "exit", exits);
    line(out, "step", toml_strings(names(entry.step)));
    line(out, "connections", connections);
    line(out, "reason", toml_strings(names(entry.reason)));
    line(out, "time", toml_strings(names(entry.time)));
    const bool differs =
        std::ranges::max({entry.outcome.size(), entry.exit.size(), entry.step.size(),
                          entry.connections.size(), entry.reason.size(), entry.time.size()}) > 1;
    if (differs || !entry.varies.empty()) line(out, "varies", {toml_string(entry.varies)});
    if (const auto& known = entry.known)
        out += fmt::format("known = {{ breaks = {}, why = {}, since = {}, until = {} }}\n",
                           toml_list(toml_strings(known->fields)), toml_string(known->why),
                           toml_string(known->since), toml_string(known->until));
    return out;
}

// What people wrote around the entries: everything above the first one, and the comments right above each
// other, by its header line.
struct Comments {
    std::string head;
    std::map<std::string, std::string> above;
};

Comments read_comments(const std::filesystem::path& file) {
    Comments out;
    std::ifstream in(file);
    std::string pending, text;
    bool first = true;
    while (std::getline(in, text)) {
        if (text.starts_with('#')) {
            pending += text + '\n';
        } else if (text.starts_with('[')) {
            (first ? out.head : out.above[text]) += pending;
            first = false;
            pending.clear();
        } else {
            if (first) out.head += pending + '\n';
            pending.clear();
        }
    }
    if (first) out.head += pending;
    while (out.head.ends_with("\n\n")) out.head.pop_back();
    return out;
}

std::string text_of(const Baseline& baseline, const Comments& comments) {
    auto entries = baseline.entries;
    std::ranges::sort(entries, {}, [](const auto& e) { return std::tie(e.scenario, e.options); });

    auto out = comments.head;
    if (out.empty())
        out = fmt::format("# What {} {} was seen to do: recorded by `badrdp baseline`, reviewed by people.\n",
                          baseline.client, baseline.version);
    for (const auto& entry : entries) {
        const auto title = header(entry);
        out += '\n';
        if (const auto it = comments.above.find(title); it != comments.above.end()) out += it->second;
        out += title + '\n' + body(entry);
    }
    return out;
}

}  // namespace

void save_baseline(const Baseline& baseline, const std::filesystem::path& file) {
    const auto text = text_of(baseline, read_comments(file));
    replace_file(file, text);
}

}  // namespace badrdp::harness

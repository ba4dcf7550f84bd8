#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <stdexcept>

#include "harness/data/client/adapter.h"
#include "harness/data/client/origin.h"
#include "harness/data/client/placeholders.h"
#include "harness/data/client/version.h"
#include "harness/data/file/complaint.h"
#include "harness/data/file/data_file.h"
#include "harness/data/file/strings.h"
#include "harness/data/file/table.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> step_names() {
    std::vector<std::string> out;
    for (const auto& row : wire::kSteps) out.emplace_back(row.name);
    return out;
}

void check_placeholders(const Value& value, const std::string& text) {
    const auto& known = placeholder_names();
    for (const auto& name : placeholders_in(text))
        if (std::ranges::find(known, name) == known.end())
            value.complain(fmt::format("unknown placeholder '{{{}}}'{}", name, did_you_mean(name, known)));
}

// With placeholders.
std::string read_text(const Value& value) {
    const auto text = value.text();
    if (text) check_placeholders(value, *text);
    return text.value_or("");
}

std::vector<std::string> read_list(Table& table, std::string_view key) {
    std::vector<std::string> out;
    if (const auto list = table.need(key))
        for (const auto& element : list->list())
            if (auto text = element.text()) {
                check_placeholders(element, *text);
                out.push_back(std::move(*text));
            }
    return out;
}

// No shell splits it: in one text, a program and its arguments would be the name of a program.
std::vector<std::string> read_command(Table& table) {
    if (const auto command = table.need("command"); command && !command->is_list()) {
        command->complain("'command' must be a list: the program, then each argument");
        return {};
    }
    return read_list(table, "command");
}

// Empty after a complaint.
Pattern read_pattern(const Value& value) {
    const auto text = value.text();
    if (!text) return {};
    if (text->empty()) value.complain(fmt::format("'{}' must not be empty", value.key()));
    try {
        return text->empty() ? Pattern() : Pattern(*text);
    } catch (const std::invalid_argument& error) {
        value.complain(fmt::format("'{}' is no regular expression: {}", value.key(), error.what()));
        return {};
    }
}

std::string range_in(const Value& versions) {
    const auto text = versions.text();
    if (text && !parse_range(*text))
        versions.complain(fmt::format("'{}' is no range of versions; write \">=2 <3\"", *text));
    return text.value_or("");
}

std::string read_range(Table& table) {
    const auto versions = table.take("versions");
    return versions ? range_in(*versions) : std::string();
}

// `true`, or the versions that need one.
void read_terminal(Table& table, Adapter& adapter) {
    const auto terminal = table.take("terminal");
    if (!terminal) return;
    if (!terminal->is_text()) {
        adapter.terminal = terminal->truth().value_or(false);
        return;
    }
    adapter.terminal_versions = range_in(*terminal);
    adapter.terminal = !adapter.terminal_versions.empty();
}

// Relative to the adapter's own folder.
void read_shows(Table& table, Adapter& adapter) {
    const auto shows = table.take("shows");
    if (!shows) return;
    for (const auto& element : shows->list())
        if (const auto text = element.text())
            adapter.shows.push_back(fs::absolute(adapter.file).parent_path() / *text);
}

void read_heading(Table& table, Adapter& adapter) {
    if (const auto title = table.need("title"))
        if (const auto text = title->text()) adapter.title = *text;
    adapter.programs = read_list(table, "programs");
    adapter.versions = read_range(table);
    table.text("package", adapter.package);
    table.truth("on_request", adapter.on_request);
    table.truth("display", adapter.display);
    read_terminal(table, adapter);
    if (const auto done = table.take("done"))
        adapter.done = done->word("step", wire::step_named, step_names());
    table.text("trusts_from", adapter.trusts_from);
    if (const auto brief = table.take("brief"))
        for (const auto& element : brief->list())
            if (auto word = element.text()) adapter.brief.push_back(std::move(*word));
    read_shows(table, adapter);
    table.duration("patience", adapter.patience);
    table.size("memory", adapter.memory_bytes);
    table.size("output", adapter.output_bytes);
    table.number("reconnects", adapter.reconnects, 1);
}

void read_version(Table& table, Adapter& adapter) {
    auto version = table.table("version");
    if (!version) {
        if (!table.has("version")) table.complain("the file needs [version]");
        return;
    }
    adapter.version_command = read_command(*version);
    if (const auto pattern = version->need("pattern")) {
        adapter.version_pattern = read_pattern(*pattern);
        if (!adapter.version_pattern.empty() && adapter.version_pattern.groups() < 1)
            pattern->complain("'pattern' needs a group in parentheses around the version");
    }
    version->done();
}

void read_answers(Table& set, const Adapter& adapter, OptionSet& read) {
    for (auto& table : set.tables("answer")) {
        TerminalAnswer answer;
        if (!adapter.terminal) table.complain("a client is only answered at a terminal: say terminal = true");
        if (const auto prompt = table.need("prompt")) answer.prompt = read_pattern(*prompt);
        if (const auto text = table.need("text")) answer.text = read_text(*text);
        table.done();
        read.answers.push_back(std::move(answer));
    }
}

void read_options(Table& table, Adapter& adapter) {
    auto options = table.table("options");
    if (!options) {
        if (!table.has("options")) table.complain("the file needs at least one [options.<name>]");
        return;
    }
    for (const auto& [name, at] : options->keys()) {
        auto set = options->table(name);
        if (!set) continue;
        OptionSet read;
        read.command = read_command(*set);
        if (const auto what = set->need("what"))
            if (const auto text = what->text()) read.what = *text;
        if (const auto in = set->take("stdin")) read.stdin_text = read_text(*in);
        read.versions = read_range(*set);
        read_answers(*set, adapter, read);
        set->done();
        adapter.options.emplace(name, std::move(read));
    }
    if (adapter.options.empty()) options->complain("the file needs at least one [options.<name>]");
}

void read_origins(Table& file, Adapter& adapter) {
    for (auto& table : file.tables("origin")) {
        auto origin = read_origin(table);
        if (std::ranges::find(adapter.origins, origin.suite, &RootRecipe::suite) != adapter.origins.end())
            table.complain(fmt::format("'{}' has an [[origin]] already", origin.suite));
        table.done();
        adapter.origins.push_back(std::move(origin));
    }
}

std::optional<wire::Role> role_named(std::string_view name) {
    for (const auto role : {wire::Role::client, wire::Role::server})
        if (wire::name(role) == name) return role;
    return std::nullopt;
}

bool unconditional(const ReportRow& row) {
    return row.versions.empty() && row.exit.empty() && row.output.empty() && !row.ended_by && !row.at_least &&
           !row.at_most && !row.longer_than;
}

ReportRow read_row(Table& table, const Adapter& adapter) {
    ReportRow row;
    row.versions = read_range(table);
    if (const auto exit = table.take("exit"))
        for (const auto& element : exit->list())
            if (const auto n = element.number(0, 255)) row.exit.push_back(static_cast<int>(*n));
    if (const auto output = table.take("output")) row.output = read_pattern(*output);
    if (const auto by = table.take("ended_by"))
        row.ended_by = by->word("side", role_named, {"client", "server"});
    if (const auto step = table.take("at_least"))
        row.at_least = step->word("step", wire::step_named, step_names());
    if (const auto step = table.take("at_most"))
        row.at_most = step->word("step", wire::step_named, step_names());
    if (const auto time = table.take("longer_than")) row.longer_than = time->duration();
    if (const auto outcome = table.need("outcome"))
        if (const auto word = outcome->word("outcome", outcome_named, strings(outcome_names())))
            row.outcome = *word;
    if (row.outcome == Outcome::done) {
        if (!adapter.done)
            table.complain("the outcome is 'done': say at the top which step is done = \"...\"");
        row.at_least =
            std::max(row.at_least.value_or(wire::Step::none), adapter.done.value_or(wire::Step::none));
    }
    if (const auto reason = table.need("reason"))
        if (const auto word = reason->word("reason", reason_named, strings(reason_names())))
            row.reason = *word;
    table.done();
    return row;
}

// The rows are asked in order, and the last one must answer.
void read_reports(Table& file, Adapter& adapter) {
    auto rows = file.tables("report");
    if (rows.empty()) {
        if (!file.has("report")) file.complain("the file needs at least one [[report]]");
        return;
    }
    for (auto& table : rows) {
        const auto before = table.reading().complaints.size();
        adapter.reports.push_back(read_row(table, adapter));
        const bool sound = table.reading().complaints.size() == before;
        const bool last = &table == &rows.back();
        if (!sound) continue;
        if (last && !unconditional(adapter.reports.back()))
            table.complain("the last [[report]] must have no condition, so that every end has an outcome");
        if (!last && unconditional(adapter.reports.back()))
            table.complain("this [[report]] has no condition, so the ones below it are never asked");
    }
}

void load_one(const fs::path& path, LoadedAdapters& into) {
    Adapter adapter;
    adapter.name =
        path.filename() == "adapter.toml" ? path.parent_path().filename().string() : path.stem().string();
    adapter.file = path;
    auto complaints = read_data_file(path, [&](Table& table) {
        read_heading(table, adapter);
        read_version(table, adapter);
        read_origins(table, adapter);
        read_options(table, adapter);
        read_reports(table, adapter);
    });
    if (complaints.empty()) into.adapters.push_back(std::move(adapter));
    std::ranges::move(complaints, std::back_inserter(into.complaints));
}

}  // namespace

bool is_adapter(const fs::path& file) {
    if (file.filename() == "adapter.toml") return true;
    Reading reading(file);
    const auto parsed = parse_file(reading);
    return parsed && (parsed->contains("programs") || parsed->contains("report"));
}

LoadedAdapters load_adapter(const fs::path& file) {
    LoadedAdapters out;
    load_one(file, out);
    return out;
}

LoadedAdapters load_adapters(const fs::path& root) {
    LoadedAdapters out;
    const auto clients = root / "clients";
    if (!fs::is_directory(clients)) {
        out.complaints.push_back({clients, 0, 0, "there is no such folder of clients"});
        return out;
    }
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(clients))
        if (fs::exists(entry.path() / "adapter.toml")) files.push_back(entry.path() / "adapter.toml");
    std::ranges::sort(files);
    for (const auto& file : files) load_one(file, out);
    return out;
}

}  // namespace badrdp::harness

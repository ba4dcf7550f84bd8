#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>

#include "harness/data/contains.h"
#include "harness/data/file/data_file.h"
#include "harness/data/lab/exercise.h"
#include "harness/data/scenario/settings_words.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCommands = "commands.toml";

constexpr std::array<std::string_view, 3> kWrongEnds{"broken", "insecure", "costly"};

std::optional<WrongEnd> wrong_end_named(std::string_view word) {
    const auto found = std::ranges::find(kWrongEnds, word);
    if (found == kWrongEnds.end()) return std::nullopt;
    return static_cast<WrongEnd>(found - kWrongEnds.begin());
}

// A value of a setting, however it is written: "stopped", 3390, true.
std::string setting_value(const Value& value) {
    if (value.is_number()) return std::to_string(value.number(0, 65535).value_or(0));
    if (value.is_text()) return value.text().value_or("");
    return value.truth().value_or(false) ? "true" : "false";
}

// Every key of the table that is not taken yet is a setting.
void read_lab_settings(Table& table, host::Settings& settings) {
    for (const auto& [key, place] : table.keys()) {
        const auto value = table.take(key);
        if (!value) continue;
        const auto text = setting_value(*value);
        if (!setting_named(key))
            value->complain(
                fmt::format("there is no setting '{}'{}", key, did_you_mean(key, setting_names())));
        else if (!set_setting(settings, key, text))
            value->complain(fmt::format("'{}' is no value of {}", text, key));
    }
    table.done();
}

void read_lab_hosts(Table& table, Exercise& exercise) {
    if (auto host = table.table("host")) {
        std::string persona;
        read_text(*host, "persona", persona);
        if (!set_setting(exercise.before, "persona", persona))
            host->complain(fmt::format("'{}' is no persona", persona));
        exercise.before = host::defaults_of(exercise.before.persona);
        read_lab_settings(*host, exercise.before);
    } else {
        table.complain("an exercise needs a [host]");
    }
    for (auto& broken : table.tables("broken")) {
        exercise.broken.push_back(exercise.before);
        read_lab_settings(broken, exercise.broken.back());
        if (exercise.broken.back() == exercise.before) broken.complain("nothing is broken here");
    }
    if (exercise.broken.empty()) table.complain("an exercise needs a [[broken]]");
}

Exercise read_exercise(Table& table, const fs::path& file) {
    Exercise out;
    out.id = file.stem().string();
    out.file = file;
    read_text(table, "title", out.title);
    read_text(table, "ticket", out.ticket);
    table.text("client", out.client);
    read_text(table, "cause", out.cause);
    out.choices = read_texts(table.need("choices"));
    if (!contains(out.choices, out.cause)) table.complain("the cause is not among the choices");
    read_text(table, "debrief", out.debrief);
    table.number("minutes", out.minutes, 1, 10'000);
    if (out.minutes == 0) table.complain("an exercise says how many minutes a solution may cost");
    out.solution = read_texts(table.need("solution"));
    out.wrong = read_texts(table.need("wrong"));
    if (const auto value = table.need("wrong_ends"))
        if (const auto end = value->word("end", wrong_end_named, {kWrongEnds.begin(), kWrongEnds.end()}))
            out.wrong_ends = *end;
    read_lab_hosts(table, out);
    return out;
}

void check_value(const Table& table, const std::string& setting, const std::string& word) {
    host::Settings tried;
    if (!set_setting(tried, setting, word))
        table.complain(fmt::format("'{}' is no value of a setting '{}'", word, setting));
}

LabCommand read_lab_command(Table& table) {
    LabCommand out;
    out.like = read_texts(table.need("like"));
    table.text("remedy", out.remedy);
    table.text("setting", out.setting);
    if (!out.setting.empty()) {
        out.from = read_texts(table.take("from"));
        read_text(table, "to", out.to);
        table.text("otherwise", out.otherwise);
        for (const auto& word : out.from) check_value(table, out.setting, word);
        check_value(table, out.setting, out.to);
    }
    if (const auto value = table.take("reads"))
        if (const auto view = value->text()) {
            out.reads = *view;
            if (!contains(lab_views(), out.reads))
                value->complain(fmt::format("there is no view '{}'", out.reads));
        }
    table.number("minutes", out.minutes, 0, 10'000);
    table.text("answer", out.answer);
    table.text("cost", out.cost);
    table.done();
    return out;
}

}  // namespace

std::vector<std::string> lab_views() {
    return {"services", "netstat", "registry", "certificate", "keys", "firewall", "account", "events"};
}

std::vector<Complaint> check_lab(const LoadedLab& lab, const std::vector<CauseRow>& causes,
                                 const std::vector<Remedy>& remedies, const Adapter& client) {
    std::vector<Complaint> out;
    for (const auto& exercise : lab.exercises) {
        for (const auto& choice : exercise.choices)
            if (!find_cause(causes, choice))
                out.push_back({exercise.file, 0, 0, fmt::format("there is no cause '{}'", choice)});
        if (!client.options.contains(exercise.client))
            out.push_back({exercise.file, 0, 0,
                           fmt::format("the built-in client has no option set '{}'", exercise.client)});
    }
    for (const auto& command : lab.commands)
        if (!command.remedy.empty() &&
            std::ranges::find(remedies, command.remedy, &Remedy::id) == remedies.end())
            out.push_back({command.file, 0, 0, fmt::format("there is no remedy '{}'", command.remedy)});
    return out;
}

LoadedClass load_class(const fs::path& file) {
    LoadedClass out;
    out.complaints =
        read_data_file(file, [&](Table& table) { out.students = read_texts(table.need("students")); });
    return out;
}

LoadedLab load_lab(const fs::path& root) {
    LoadedLab out;
    std::vector<fs::path> files;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(root / "lab", none))
        if (entry.path().extension() == ".toml") files.push_back(entry.path());
    std::ranges::sort(files);
    for (const auto& file : files) {
        auto complaints = read_data_file(file, [&](Table& table) {
            if (file.filename() != kCommands) return out.exercises.push_back(read_exercise(table, file));
            for (auto& command : table.tables("command")) {
                out.commands.push_back(read_lab_command(command));
                out.commands.back().file = file;
            }
        });
        std::ranges::move(complaints, std::back_inserter(out.complaints));
    }
    return out;
}

}  // namespace badrdp::harness

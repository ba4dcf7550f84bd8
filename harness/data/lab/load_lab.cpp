#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <set>

#include "harness/data/contains.h"
#include "harness/data/file/data_file.h"
#include "harness/data/lab/exercise.h"
#include "harness/data/scenario/read.h"
#include "harness/data/scenario/settings_words.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCommands = "commands.toml";

constexpr std::array<std::string_view, 3> kWrongEnds{"broken", "insecure", "costly"};

constexpr std::array<std::string_view, 3> kDegrees{"easy", "middling", "hard"};
constexpr std::array<std::string_view, 3> kNameLeads{"to_the_host", "to_another", "to_nobody"};

constexpr std::array<std::string_view, 3> kStops{"nowhere", "at_a_warning", "at_the_prompt"};

template <class Kind, const auto& words>
std::optional<Kind> lab_word(std::string_view word) {
    const auto found = std::ranges::find(words, word);
    if (found == words.end()) return std::nullopt;
    return static_cast<Kind>(found - words.begin());
}

// One of the words; what is there stays if it is left out.
template <class Kind, const auto& words>
void read_lab_word(const std::optional<Value>& value, std::string_view what, Kind& into) {
    if (!value) return;
    if (const auto read = value->word(what, lab_word<Kind, words>, {words.begin(), words.end()}))
        into = *read;
}

// A value of a setting, however it is written: "stopped", 3390, true.
std::string setting_value(const Value& value) {
    if (value.is_number()) return std::to_string(value.number(0, 65535).value_or(0));
    if (value.is_text()) return value.text().value_or("");
    return value.truth().value_or(false) ? "true" : "false";
}

// What a [[broken]] says beside settings.
constexpr std::array<std::string_view, 4> kAround{"name_leads", "path", "fault", "client_stops"};

// Every other key of the table is a setting.
void read_lab_settings(Table& table, host::Settings& settings) {
    for (const auto& [key, place] : table.keys()) {
        if (contains(kAround, key)) continue;
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
        const Broken healthy{.settings = exercise.before};
        auto& now = exercise.broken.emplace_back(healthy);
        read_lab_word<NameLeads, kNameLeads>(broken.take("name_leads"), "place", now.name);
        read_lab_word<ClientStops, kStops>(broken.take("client_stops"), "place", now.stops);
        for (auto& one : broken.tables("path"))
            if (auto read = read_impairment(one, 1)) now.path.push_back(std::move(*read));
        for (auto& one : broken.tables("fault"))
            if (auto read = read_fault(one, 1)) now.faults.push_back(std::move(*read));
        read_lab_settings(broken, now.settings);
        if (now == healthy && exercise.client == exercise.client_before)
            broken.complain("nothing is broken here");
    }
    if (exercise.broken.empty()) table.complain("an exercise needs a [[broken]]");
}

Exercise read_exercise(Table& table, const fs::path& file) {
    Exercise out;
    out.id = file.stem().string();
    out.file = file;
    read_text(table, "title", out.title);
    read_text(table, "ticket", out.ticket);
    read_lab_word<Degree, kDegrees>(table.need("degree"), "degree", out.degree);
    table.text("client", out.client);
    out.client_before = out.client;
    table.text("client_before", out.client_before);
    read_text(table, "cause", out.cause);
    table.text("also", out.also);
    out.choices = read_texts(table.need("choices"));
    read_text(table, "look_alike", out.look_alike);
    for (const auto& id : {out.cause, out.also.empty() ? out.cause : out.also, out.look_alike})
        if (!contains(out.choices, id)) table.complain(fmt::format("{} is not among the choices", id));
    if (out.look_alike == out.cause || out.look_alike == out.also)
        table.complain("the look-alike is another cause than the right one");
    read_text(table, "debrief", out.debrief);
    table.number("minutes", out.minutes, 1, 10'000);
    if (out.minutes == 0) table.complain("an exercise says how many minutes a solution may cost");
    out.solution = read_texts(table.need("solution"));
    out.wrong = read_texts(table.need("wrong"));
    read_lab_word<WrongEnd, kWrongEnds>(table.need("wrong_ends"), "end", out.wrong_ends);
    read_text(table, "teaches", out.teaches);
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
    out.clears = read_texts(table.take("clears"));
    for (const auto& verb : out.clears)
        if (!contains(path_verbs(), verb)) table.complain(fmt::format("there is no impairment '{}'", verb));
    table.truth("fits_mtu", out.fits_mtu);
    table.truth("renames", out.renames);
    for (const auto& word : read_texts(table.take("lets_begin"))) {
        const auto stop = lab_word<ClientStops, kStops>(word);
        if (stop)
            out.lets_begin.push_back(*stop);
        else
            table.complain(fmt::format("no client stops '{}'", word));
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

std::string_view name(Degree degree) { return kDegrees.at(static_cast<std::size_t>(degree)); }

std::vector<std::string> lab_views() {
    return {"services", "netstat", "sessions", "registry", "certificate", "keys",    "firewall", "account",
            "licences", "join",    "updates",  "events",   "name",        "network", "client"};
}

std::vector<Complaint> check_lab(const LoadedLab& lab, const std::vector<CauseRow>& causes,
                                 const std::vector<Remedy>& remedies, const Adapter& client) {
    std::vector<Complaint> out;
    for (const auto& exercise : lab.exercises) {
        for (const auto& choice : exercise.choices)
            if (!find_cause(causes, choice))
                out.push_back({exercise.file, 0, 0, fmt::format("there is no cause '{}'", choice)});
        for (const auto& options : std::set{exercise.client, exercise.client_before})
            if (!client.options.contains(options))
                out.push_back({exercise.file, 0, 0,
                               fmt::format("the built-in client has no option set '{}'", options)});
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

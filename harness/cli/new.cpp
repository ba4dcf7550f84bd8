#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <memory>

#include "harness/cli/begun.h"
#include "harness/cli/cli.h"
#include "harness/data/file/nearest.h"
#include "harness/data/scenario/print.h"
#include "harness/os/files.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

struct NewOptions {
    std::string name;
    std::string from;
    fs::path file;
};

// It stands in file names, on command lines, and in TOML.
void demand_simple_name(const std::string& name) {
    const bool simple = std::ranges::all_of(name, [](const char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
    });
    if (!simple || name.empty() || !std::isalnum(static_cast<unsigned char>(name.front())))
        throw UsageError(
            fmt::format("'{}' is no name: it takes letters, digits, '-', '_' and '.', and begins with one of "
                        "the first two",
                        name));
}

fs::path adapter_meant(const Globals& globals, const std::string& from) {
    if (from.ends_with(".toml") && is_adapter(from)) return from;
    const auto file = globals.scenarios / "clients" / from / "adapter.toml";
    std::error_code none;
    if (!from.empty() && from.find('/') == from.npos && fs::is_regular_file(file, none)) return file;
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(globals.scenarios / "clients", none))
        names.push_back(entry.path().filename().string());
    const auto near = nearest(from, names);
    throw UsageError(fmt::format("--from: no client '{}'{}", from,
                                 near.empty() ? "" : fmt::format(" (did you mean '{}'?)", near)));
}

std::string scenario_text(const Globals& globals, const std::string& from) {
    const auto meant = select(globals, {from});
    if (std::ranges::any_of(meant, [&](const Scenario& one) { return one.file != meant.front().file; }))
        throw UsageError(fmt::format("--from: '{}' is several scenarios; name one of them", from));
    const bool variant = from.find('[') != from.npos && meant.size() == 1;
    return variant ? to_toml(meant.front()) : file_text(meant.front().file);
}

// Nothing that is there is written over, a link that leads nowhere included.
void write_new(const fs::path& file, const std::string& text) {
    if (fs::symlink_status(file).type() != fs::file_type::not_found)
        throw UsageError(fmt::format("{} is there already; name another file with -o", file.string()));
    demand_writable("-o", file);
    write_public(file, text);
}

// As write_new, but a file with complaints is not left behind.
template <class Load>
void write_right(const fs::path& file, const std::string& text, Load load) {
    write_new(file, text);
    const auto complaints = load(file).complaints;
    std::error_code none;
    if (!complaints.empty()) fs::remove(file, none);
    demand_none(complaints);
}

int begin_client(const Globals& globals, const NewOptions& options) {
    demand_simple_name(options.name);
    const auto file = options.file.empty() ? fs::path(options.name + ".toml") : options.file;
    const auto other = adapter_meant(globals, options.from);
    demand_none(load_adapter(other).complaints);
    write_right(file, begun_client(options.name, options.from, file.string(), file_text(other)),
                [](const fs::path& written) { return load_adapter(written); });
    fmt::print("{}: begun from {}; its first lines say what to do with it\n", file.string(), options.from);
    return kOk;
}

int begin_scenario(const Globals& globals, const NewOptions& options) {
    demand_simple_name(options.name);
    const auto file = options.file.empty() ? fs::path(options.name + ".toml") : options.file;
    write_right(file, begun_scenario(options.from, file.string(), scenario_text(globals, options.from)),
                [&](const fs::path& written) { return load_scenario(written, globals.scenarios); });
    fmt::print("{}: begun from {}; its first lines say what to do with it\n", file.string(), options.from);
    return kOk;
}

std::shared_ptr<NewOptions> add_kind(CLI::App& command, std::string from, std::string_view what) {
    auto options = std::make_shared<NewOptions>();
    options->from = std::move(from);
    command.add_option("name", options->name, "What it is to be called")->required();
    command.add_option("--from", options->from, fmt::format("{} [{}]", what, options->from));
    command.add_option("-o,--file", options->file, "The file to write [NAME.toml]");
    return options;
}

}  // namespace

void add_new(CLI::App& app, const Globals& globals, int& status) {
    auto* command = app.add_subcommand("new", "Begin a client or a scenario of your own");
    command->require_subcommand(1);
    constexpr const char* kFooter =
        "The file passes `badrdp check`, and its comments say what each part is for. What is there already "
        "is\n"
        "never written over.\n"
        "Examples:\n"
        "  badrdp new client acme --from xfreerdp3\n"
        "  badrdp new scenario expired-yesterday --from certificate/expired\n"
        "  badrdp new scenario my-refusal --from 'negotiation/failure[code=5]' -o ours/my-refusal.toml";
    auto* client = command->add_subcommand("client", "An adapter, begun from another client's");
    client->footer(kFooter);
    auto of_client = add_kind(*client, "xfreerdp3", "A client of the catalogue, or an adapter's file");
    client->callback([of_client, &globals, &status] { status = begin_client(globals, *of_client); });
    auto* scenario = command->add_subcommand("scenario", "A scenario, begun from another one");
    scenario->footer(kFooter);
    auto of_scenario = add_kind(*scenario, "certificate/expired", "A scenario of the catalogue, or its file");
    scenario->callback([of_scenario, &globals, &status] { status = begin_scenario(globals, *of_scenario); });
}

}  // namespace badrdp::harness

#include "harness/play/find_client.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <cstdlib>

#include "harness/data/client/placeholders.h"
#include "harness/data/client/version.h"
#include "harness/os/lines.h"
#include "harness/os/plain.h"
#include "harness/os/private_folder.h"
#include "harness/os/sandbox/display.h"
#include "harness/os/sandbox/process_end.h"
#include "harness/os/sandbox/sandbox.h"
#include "harness/play/command.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto kPatience = 10s;  // for a program to say its version, on a machine that is busy

bool is_program(const fs::path& file) {
    std::error_code ignored;
    return fs::is_regular_file(file, ignored) && ::access(file.c_str(), X_OK) == 0;
}

bool is_there(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

fs::path find_in_path(const std::string& name) {
    const char* path = std::getenv("PATH");
    std::string_view rest = path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin";
    while (!rest.empty()) {
        const auto colon = std::min(rest.find(':'), rest.size());
        if (const auto file = fs::path(rest.substr(0, colon)) / name; colon > 0 && is_program(file))
            return fs::absolute(file);
        rest.remove_prefix(std::min(colon + 1, rest.size()));
    }
    return {};
}

// A link in a root may lead to a path that means another file here: it is only followed inside.
bool is_program_in(const fs::path& root, const fs::path& file) {
    std::error_code ignored;
    const auto status = fs::symlink_status(root / file.relative_path(), ignored);
    return fs::is_symlink(status) || (fs::is_regular_file(status) &&
                                      (status.permissions() & fs::perms::others_exec) != fs::perms::none);
}

fs::path find_in_root(const fs::path& root, const std::string& wanted) {
    if (wanted.find('/') != std::string::npos)
        return is_program_in(root, wanted) ? fs::path(wanted) : fs::path();
    for (const auto* folder : {"/usr/local/bin", "/usr/bin", "/bin"})
        if (const auto file = fs::path(folder) / wanted; is_program_in(root, file)) return file;
    return {};
}

fs::path find_program(const std::string& wanted, const fs::path& self, const fs::path& root) {
    if (!root.empty()) return find_in_root(root, wanted);
    if (wanted == "{badrdp}") return is_program(self) ? self : fs::path();
    if (wanted.find('/') == std::string::npos) return find_in_path(wanted);
    return is_program(wanted) ? fs::path(wanted) : fs::path();
}

std::string run_for_version(const Client& client, const fs::path& self, const DisplayAddress& display) {
    const auto& adapter = client.adapter;
    const PrivateFolder home;
    const Values values{
        {"program", client.program.string()}, {"badrdp", self.string()}, {"home", home.path().string()}};
    SandboxOrder order;
    for (const auto& word : adapter.version_command) order.command.push_back(fill_in(word, values));
    order.environment = {
        {"PATH", "/usr/local/bin:/usr/bin:/bin"}, {"HOME", home.path().string()}, {"LANG", "C.UTF-8"}};
    order.root = client.root;
    order.shows = shown_to(client, order.command);
    if (adapter.display) show_at(seen_from(home.path(), display), order);
    order.directory = home.path();
    order.log = home.path() / "version.log";
    order.wall_clock = kPatience;
    boost::asio::io_context loop;
    std::string output;
    const Sandbox sandbox(loop.get_executor(), order, [&](const ProcessEnd& end) { output = end.output; });
    loop.run();
    return output;
}

std::string version_in(const std::string& output, const Pattern& pattern) {
    for (const auto line : lines_of(output))
        if (auto version = pattern.found_in(line)) return std::move(*version);
    return {};
}

std::string cure(const Adapter& adapter) {
    return adapter.package.empty() ? std::string() : fmt::format("; install {}", adapter.package);
}

// What is left of an adapter for one version.
void keep_what_is_for(const std::string& version, Adapter& adapter) {
    const auto is_for = [&](const std::string& range) {
        return range.empty() || version_matches(version, range);
    };
    std::erase_if(adapter.reports, [&](const ReportRow& row) { return !is_for(row.versions); });
    std::erase_if(adapter.options, [&](const auto& set) { return !is_for(set.second.versions); });
    adapter.terminal = adapter.terminal && is_for(adapter.terminal_versions);
}

// What the program says its version is; where it does not, `missing` says why.
void ask_version(Client& client, const fs::path& self, const DisplayAddress& display) {
    const auto output = run_for_version(client, self, display);
    client.version = version_in(output, client.adapter.version_pattern);
    if (client.version.empty()) {
        const auto lines = lines_of(output);
        client.missing = fmt::format("{} does not say its version{}", client.program.string(),
                                     lines.empty() ? "" : ", but: " + printable_line(lines.front()));
    } else if (!version_matches(client.version, client.adapter.versions)) {
        client.missing =
            fmt::format("{} is version {}, and this adapter is for {}{}", client.program.string(),
                        client.version, client.adapter.versions, cure(client.adapter));
    }
    keep_what_is_for(client.version, client.adapter);
}

}  // namespace

Client find_client(const Adapter& adapter, const fs::path& self, const DisplayAddress& display,
                   const ClientPlace& place) {
    Client client{adapter, place.origin, place.root, {}, {}, {}};
    client.missing =
        fmt::format("{} is not {}{}", fmt::join(adapter.programs, " or "),
                    place.root.empty() ? "on this machine" : "in " + place.root.string(), cure(adapter));
    for (const auto& wanted : adapter.programs) {
        auto program = find_program(wanted, self, place.root);
        if (program.empty()) continue;
        client.program = std::move(program);
        client.missing.clear();
        if (adapter.display && display.name.empty()) {
            client.missing = "needs a display, and there is none; install xvfb";
            return client;
        }
        if (const auto lacks = std::ranges::find_if_not(adapter.shows, is_there);
            place.root.empty() && lacks != adapter.shows.end()) {
            client.missing = fmt::format("there is no {}, which its adapter shows it", lacks->string());
            return client;
        }
        try {
            ask_version(client, self, display);
        } catch (const std::exception& trouble) {
            client.missing = plain(trouble);
        }
        if (client.missing.empty()) return client;
    }
    return client;
}

}  // namespace badrdp::harness

#include "harness/cli/command_line.h"

#include <fmt/core.h>

#include <exception>

#include "harness/cli/cli.h"
#include "harness/data/file/nearest.h"
#include "harness/os/about.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {
namespace {

void describe(CLI::App& app) {
    app.name("badrdp");
    app.footer(
        "Start with:\n"
        "  badrdp run                      every scenario, every client on this machine\n"
        "  badrdp run 'certificate/*'      one folder of the catalogue\n"
        "  badrdp show tls/no-shared-cipher\n"
        "  badrdp serve negotiation/nla-required    a broken host for your own client\n"
        "  badrdp connect 127.0.0.1:3389   what does that server do?\n"
        "  badrdp explain 0x904 0x7        what does that code mean, and what to check next?\n"
        "  badrdp sweep healthy/tls --vary path.mtu=500..1500:50    where does it begin to fail?\n"
        "  badrdp atlas --out pages        every cause as a page: packets, symptoms, what clients do\n"
        "  badrdp cure path/mtu-black-hole what ends that failure, tried out?\n"
        "  badrdp clients add xfreerdp3@trixie    the client of another Debian, to play beside this one's\n"
        "  badrdp doctor                   what can this machine play?\n"
        "`badrdp COMMAND --help` explains each command by example.");
    app.set_version_flag("--version", std::string(kApplication));
    app.require_subcommand(1);
    app.fallthrough();
}

// CLI11 only says that a command is missing, whatever stands in its place.
std::string unknown_command(const CLI::App& app) {
    const auto words = app.remaining();
    if (!app.get_subcommands().empty() || words.empty() || words.front().starts_with('-')) return {};
    std::vector<std::string> names;
    for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
        names.push_back(command->get_name());
    const auto near = nearest(words.front(), names);
    return fmt::format("there is no command '{}'{}; `badrdp --help` lists them", words.front(),
                       near.empty() ? "" : fmt::format(" (did you mean '{}'?)", near));
}

}  // namespace

int command_line(int argc, const char* const* argv) {
    CLI::App app{
        "badrdp breaks RDP connections on purpose, in every documented way, and shows how clients take it."};
    describe(app);
    Globals globals{.scenarios = kCatalogue};
    app.add_option("--scenarios", globals.scenarios, "The catalogue's folder")->envname("BADRDP_SCENARIOS");

    int status = kOk;
    for (auto* add : {add_list, add_show, add_run, add_cure, add_sweep, add_baseline, add_serve, add_connect,
                      add_explain, add_atlas, add_check, add_clients, add_doctor})
        add(app, globals, status);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (const auto unknown = unknown_command(app); !unknown.empty()) {
            fmt::print(stderr, "{}\n", unknown);
            return kUsage;
        }
        return app.exit(error) == 0 ? kOk : kUsage;
    } catch (const UsageError& error) {
        fmt::print(stderr, "{}\n", error.what());
        return kUsage;
    } catch (const std::exception& error) {
        fmt::print(stderr, "badrdp: {}\n", error.what());
        return kBroken;
    }
    return status;
}

}  // namespace badrdp::harness

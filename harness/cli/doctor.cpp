#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "capture/recorder.h"
#include "harness/cli/cli.h"
#include "harness/cli/origins.h"
#include "harness/os/net/namespaces.h"
#include "harness/os/plain.h"
#include "harness/os/private_folder.h"
#include "harness/os/realm/kdc.h"
#include "harness/os/sandbox/display.h"
#include "harness/os/sandbox/landlock.h"
#include "harness/os/sandbox/sandbox.h"
#include "sim/link/legacy.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

constexpr int kLacking = 1;

struct Ability {
    std::string what;
    bool there = false;
    std::string detail;  // what it is, or what its lack costs
    std::string cure;
};

Ability capture_permission() {
    claim_namespaces();
    const auto why = capture::why_not_capture("lo");
    if (why.empty()) return {"capture on lo", true, "permitted", ""};
    return {"capture on lo", false, "cases on loopback are judged by badrdp's own view, without a capture",
            why};
}

Ability sandbox_kind() {
    const auto mode = best_sandbox_mode();
    const bool good = mode != SandboxMode::process_group;
    return {
        "sandbox for clients", good, std::string(name(mode)),
        good
            ? ""
            : "PID namespaces are not allowed here, so a process that a client leaves may survive it; run as "
              "root, or allow unprivileged user namespaces"};
}

Ability walls() {
    const auto mode = best_sandbox_mode();
    return {"walls around clients", has_walls(mode) || landlock_version() >= kLandlockFiles,
            walls_in_words(mode),
            "allow unprivileged user namespaces, or take a kernel with Landlock (Linux 5.13): a client sees "
            "what its user sees"};
}

// As a run has it, which has claimed its namespaces by then.
Ability networks() {
    const auto why = why_no_namespaces();
    if (why.empty()) return {"networks of its own", true, "namespaces and taps can be made", ""};
    return {"networks of its own", false, "no network can be played: path/ is unsupported", why};
}

Ability a_display(std::optional<Display>& display, const fs::path& folder) {
    try {
        display.emplace(folder);
        return {"display", true, "Xvfb starts", ""};
    } catch (const std::exception& trouble) {
        return {"display", false, "clients with a window cannot be played", plain(trouble)};
    }
}

Ability legacy_provider() {
    const auto why = link::why_no_legacy_provider();
    if (why.empty()) return {"OpenSSL legacy provider", true, "RC4 and MD4 are there", ""};
    return {"OpenSSL legacy provider", false,
            "Standard RDP Security, NTLM and licences could not be played: " + why,
            "install Debian's libssl3, which brings ossl-modules/legacy.so"};
}

Ability kerberos_realms() {
    const auto why = why_no_kdc();
    if (why.empty()) return {"Kerberos realms", true, "a KDC can be started", ""};
    return {"Kerberos realms", false, "no scenario with a [kdc] can be played", why};
}

Ability ability_of(const Client& client) {
    const auto place = client.root.empty() ? client.program : client.root;
    return {client.name(), client.missing.empty(),
            client.missing.empty() ? fmt::format("{} ({})", client.version, place.string())
                                   : client.adapter.title,
            client.missing};
}

void print(const Ability& found) {
    fmt::print("{} {:<26} {}\n", found.there ? "ok " : "-- ", found.what, found.detail);
    if (!found.there) fmt::print("   {:<26} -> {}\n", "", found.cure);
}

// The clients that are asked about: those that are named, or all of the catalogue and of other releases.
std::vector<Client> clients_asked(const Globals& globals, const std::vector<std::string>& named,
                                  const std::vector<std::string>& adapters, const DisplayAddress& screen) {
    if (!named.empty()) return clients(globals, named, adapters, screen);
    auto found = clients(globals, {}, {}, screen);
    if (!adapters.empty())
        std::ranges::move(clients(globals, {}, adapters, screen), std::back_inserter(found));
    if (const auto others = origins_here(globals); !others.empty())
        std::ranges::move(clients(globals, others, {}, screen), std::back_inserter(found));
    return found;
}

int look_around(const Globals& globals, const std::vector<std::string>& named,
                const std::vector<std::string>& adapters) {
    const PrivateFolder folder;
    std::optional<Display> display;
    fmt::print("This machine\n");
    const std::vector machine{
        capture_permission(), sandbox_kind(), walls(), a_display(display, folder.path()),
        legacy_provider(),    networks()};
    for (const auto& found : machine) print(found);
    print(kerberos_realms());  // of which there need be none: few clients can be played in one
    fmt::print("\nClients\n");
    const auto found =
        clients_asked(globals, named, adapters, display ? display->address() : DisplayAddress{});
    for (const auto& client : found) print(ability_of(client));
    if (named.empty() && origins_here(globals).empty())
        fmt::print("none of another release; `badrdp clients list` shows which can be added\n");

    const auto here = [](const Client& client) { return client.missing.empty(); };
    if (std::ranges::none_of(found, here)) return kNothing;
    // Of a client that nobody named it is no lack that it is not here.
    const bool all_asked = std::ranges::all_of(found, [&](const Client& client) {
        const auto own = std::ranges::find(adapters, client.adapter.file.string()) != adapters.end();
        return here(client) || (named.empty() && !own);
    });
    return all_asked && std::ranges::all_of(machine, &Ability::there) ? kOk : kLacking;
}

}  // namespace

void add_doctor(CLI::App& app, const Globals& globals, int& status) {
    auto* command =
        app.add_subcommand("doctor", "Say what this machine can play, and what to do where it cannot");
    command->footer(
        "Exit status: 0 all of this machine is there, and so is each client that -c or --adapter names;\n"
        "1 something is missing, so that some cases cannot be played; 2 bad arguments, or a bad file;\n"
        "4 no client is here: `badrdp run` would play nothing.\n"
        "Examples:\n"
        "  badrdp doctor\n"
        "  badrdp doctor -c xfreerdp                   that one must be here\n"
        "  badrdp doctor --adapter my-client.toml      also a client of your own");
    auto adapters = std::make_shared<std::vector<std::string>>();
    auto named = std::make_shared<std::vector<std::string>>();
    command->add_option("-c,--client", *named, "Only this client; may be given more than once")
        ->allow_extra_args(false);
    command
        ->add_option("--adapter", *adapters,
                     "A client of your own, described by this file (docs/adding-a-client.md)")
        ->allow_extra_args(false);
    command->callback(
        [adapters, named, &globals, &status] { status = look_around(globals, *named, *adapters); });
}

}  // namespace badrdp::harness

#include <fmt/core.h>

#include <optional>

#include "capture/recorder.h"
#include "harness/cli/cli.h"
#include "harness/cli/origins.h"
#include "harness/os/net/namespaces.h"
#include "harness/os/private_folder.h"
#include "harness/os/sandbox/display.h"
#include "harness/os/sandbox/sandbox.h"
#include "sim/link/legacy.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

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
    return {"capture on lo", false, "no case can be judged by its packets: all are unsupported", why};
}

Ability sandbox_rung() {
    const auto mode = best_sandbox_mode();
    const bool good = mode != SandboxMode::process_group;
    return {"sandbox for clients", good, std::string(name(mode)),
            good
                ? ""
                : "PID namespaces are refused here: a client that forks away may be missed when it is ended; "
                  "run as root, or allow unprivileged user namespaces"};
}

// As a run has it, which has claimed its namespaces by then.
Ability networks() {
    const auto why = why_no_namespaces();
    if (why.empty()) return {"networks of its own", true, "namespaces and taps can be made", ""};
    return {"networks of its own", false, "what a network does cannot be played: path/ is unsupported", why};
}

Ability a_display(std::optional<Display>& display, const fs::path& folder) {
    try {
        display.emplace(folder);
        return {"display", true, "Xvfb starts", ""};
    } catch (const std::exception& trouble) {
        return {"display", false, "clients with a window cannot be played", trouble.what()};
    }
}

Ability legacy_provider() {
    const auto why = link::why_no_legacy_provider();
    if (why.empty()) return {"OpenSSL legacy provider", true, "RC4 and MD4 are there", ""};
    return {"OpenSSL legacy provider", false, "Standard RDP Security and NTLM could not be played: " + why,
            "install Debian's libssl3, which brings ossl-modules/legacy.so"};
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

}  // namespace

void add_doctor(CLI::App& app, const Globals& globals, int& status) {
    auto* command =
        app.add_subcommand("doctor", "Say what this machine can play, what it cannot, and the cure");
    command->callback([&globals, &status] {
        status = kOk;
        const PrivateFolder folder;
        std::optional<Display> display;
        fmt::print("This machine\n");
        for (const auto& found : {capture_permission(), sandbox_rung(), a_display(display, folder.path()),
                                  legacy_provider(), networks()})
            print(found);
        fmt::print("\nClients\n");
        const auto screen = display ? display->name() : "";
        for (const auto& client : clients(globals, {}, {}, screen)) print(ability_of(client));
        const auto others = origins_here(globals);
        for (const auto& client :
             others.empty() ? std::vector<Client>() : clients(globals, others, {}, screen))
            print(ability_of(client));
        if (others.empty())
            fmt::print("none of another release; `badrdp clients list` shows which can be added\n");
    });
}

}  // namespace badrdp::harness

#include "harness/cli/command_line.h"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <new>
#include <system_error>

#include "harness/cli/cli.h"
#include "harness/cli/version.h"
#include "harness/os/about.h"
#include "harness/os/plain.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/arguments.h"
#include "sim/kerberos/acceptor.h"

namespace badrdp::harness {
namespace {

// Of an installed program beside it, or in the tree that it was built from.
std::filesystem::path usual_catalogue() {
    const auto installed = self_path().parent_path().parent_path() / "share/badrdp/scenarios";
    std::error_code not_there;
    return std::filesystem::is_directory(installed, not_there) ? installed
                                                               : std::filesystem::path(kCatalogue);
}

void describe(CLI::App& app, const Globals& globals, std::string_view commit) {
    app.name("badrdp");
    app.footer(
        "Start with:\n"
        "  badrdp run                      every scenario, every client on this machine\n"
        "  badrdp run certificate          one folder of the catalogue\n"
        "  badrdp show tls/no-shared-cipher\n"
        "  badrdp serve negotiation/nla-required    a broken host, for your own client\n"
        "  badrdp connect 127.0.0.1:3389   what does that server do?\n"
        "  badrdp diagnose failure.pcap    what died in this capture, and why?\n"
        "  badrdp redact failure.pcap out.pcapng    the same, without names and addresses\n"
        "  badrdp probe server.example     what is wrong with that host, and what is merely old?\n"
        "  badrdp load 127.0.0.1:3389      how many clients does that host bear?\n"
        "  badrdp explain 0x904 0x7        what does this code mean, and what should I check next?\n"
        "  badrdp sweep healthy/tls --vary path.mtu=500..1500:50    where does it begin to fail?\n"
        "  badrdp atlas --out pages        a page for each cause: packets, symptoms, what clients do\n"
        "  badrdp cure path/mtu-black-hole which fix ends this failure?\n"
        "  badrdp clients add xfreerdp3@trixie    the client of another Debian release\n"
        "  badrdp changes xfreerdp3@3.15 xfreerdp3@3.33    what did the newer one change?\n"
        "  badrdp bisect certificate/expired -c xfreerdp3   in which release did this change?\n"
        "  badrdp doctor                   what can this machine play?\n"
        "`badrdp COMMAND --help` explains each command with examples.");
    app.set_help_flag("-h,--help", "Show this help");
    app.set_version_flag(
        "-V,--version", [&globals, commit] { return version_text(globals, commit); },
        "Show the version, the commit, and the libraries");
    app.require_subcommand(1);
    app.fallthrough();
}

// Words that other programs take, as ours: "help run" is "run --help", and "version" is "--version".
std::vector<std::string> usual_words(int argc, const char* const* argv) {
    std::vector<std::string> words(argv + 1, argv + argc);
    if (words.empty()) return words;
    if (words.front() == "help") {
        words.erase(words.begin());
        words.emplace_back("--help");
    } else if (words.front() == "version") {
        words.front() = "--version";
    }
    return words;
}

// What is in a full file in part only is no answer.
bool told_whole() {
    errno = 0;
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return true;
    // Of what failed before nobody knows why any more.
    const auto trouble = errno == 0 ? std::string() : ": " + std::generic_category().message(errno);
    fmt::print(stderr, "badrdp: cannot write to standard output{}\n", trouble);
    return false;
}

int obey(int argc, const char* const* argv, std::string_view commit) {
    CLI::App app{
        "badrdp breaks RDP connections on purpose, in every documented way, and reports how clients react."};
    Globals globals{.scenarios = usual_catalogue()};
    describe(app, globals, commit);
    app.add_option("--scenarios", globals.scenarios, "The catalogue's folder")->envname("BADRDP_SCENARIOS");

    int status = kOk;
    for (auto* add : {add_list,    add_show,    add_run,      add_cure,    add_sweep,   add_baseline,
                      add_serve,   add_connect, add_diagnose, add_redact,  add_share,   add_import,
                      add_probe,   add_explain, add_atlas,    add_new,     add_check,   add_changes,
                      add_compare, add_merge,   add_bisect,   add_clients, add_history, add_doctor,
                      add_lab,     add_ci,      add_proxy,    add_load,    add_manual})
        add(app, globals, status);
    auto words = usual_words(argc, argv);
    std::ranges::reverse(words);  // as CLI11 wants them
    try {
        app.parse(std::move(words));
    } catch (const CLI::Success& asked) {  // --help, --version
        return app.exit(asked);
    } catch (const CLI::ParseError& error) {
        fmt::print(stderr, "{}\n", parse_error_text(app, error));
        return kUsage;
    }
    return told_whole() ? status : kBroken;
}

}  // namespace

int command_line(int argc, const char* const* argv, std::string_view commit) {
    kerberos::leave_settings_of_machine_alone();
    try {
        return obey(argc, argv, commit);
    } catch (const UsageError& error) {
        fmt::print(stderr, "{}\n", error.what());
        return kUsage;
    } catch (const std::bad_alloc&) {
        std::fputs("badrdp: out of memory\n", stderr);
    } catch (const std::exception& error) {
        fmt::print(stderr, "badrdp: {}\n", plain(error));
    }
    return kBroken;
}

}  // namespace badrdp::harness

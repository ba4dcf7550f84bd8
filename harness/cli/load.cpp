#include "harness/load/load.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "harness/cli/cli.h"
#include "harness/load/print.h"
#include "harness/os/descriptors.h"
#include "harness/os/files.h"
#include "harness/play/builtin/arguments.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

using load::LoadOrder;

constexpr std::uint64_t kMostAtOnce = 20'000, kMostInAll = 1'000'000;
constexpr double kMostSeconds = 3600, kMostPerSecond = load::kMostASecond;
constexpr std::uint64_t kOwnDescriptors = 32;
constexpr std::uint64_t kAtOnceOfARate = 1000;

struct LoadOptions {
    LoadOrder order{};
    std::optional<std::uint64_t> at_once;
    std::optional<double> faulty;
    fs::path json, html;
};

// Each client has one.
void bound_by_descriptors(LoadOptions& options) {
    const auto limit = raise_descriptor_limit();
    const auto room = std::max(limit, kOwnDescriptors + 1) - kOwnDescriptors;
    const auto usual = options.order.rate > 0 ? kAtOnceOfARate : LoadOrder{}.at_once;
    options.order.at_once = options.at_once.value_or(std::min(usual, room));
    if (options.order.at_once > room)
        throw UsageError(fmt::format("--at-once {}: this process may have {} descriptors (ulimit -n)",
                                     options.order.at_once, limit));
}

void finish_load(LoadOptions& options) {
    auto& client = options.order.client;
    if (!client.mutant.empty())
        throw UsageError("--mutant: a load has no mutants; --fault makes clients deviate");
    finish(client);
    options.order.faulty = options.faulty.value_or(client.faults.empty() ? 0 : 100);
    if (options.order.faulty > 0 && client.faults.empty())
        throw UsageError("--faulty says how many deviate: say with --fault how");
    bound_by_descriptors(options);
    if (!options.json.empty() && options.json != "-") demand_writable("--json", options.json);
    if (!options.html.empty()) demand_writable("--html", options.html);
    options.order.stdin_text = password_asked_of(std::cin, client);
}

int run_load(LoadOptions options) {
    finish_load(options);
    const auto tell = [](double at, const load::Tally& tally, std::uint64_t held) {
        fmt::print(stderr, "{:6.0f} s  {:>8} begun {:>8} well {:>7} failed {:>7} held\n", at, tally.begun(),
                   tally.well(), tally.failed(), held);
    };
    const bool quiet = options.order.client.quiet;
    const auto result = load::play_load(options.order, quiet ? nullptr : std::function(tell));
    auth::wipe(options.order.stdin_text);
    const bool on_stdout = options.json == "-";
    fmt::print(on_stdout ? stderr : stdout, "{}", load::as_text(options.order, result));
    const auto json = load::as_json(options.order, result);
    if (on_stdout)
        fmt::print("{}", json);
    else if (!options.json.empty())
        replace_file(options.json, json);
    if (!options.html.empty()) replace_file(options.html, load::as_page(options.order, result));
    return exit_status(result);
}

}  // namespace

void add_load(CLI::App& app, const Globals&, int& status) {
    auto* command = app.add_subcommand(
        "load",
        "Many clients of ours against a host of yours: rates, percentiles, failures by kind and step");
    command->footer(
        "Each client is one that `badrdp connect` would be with these options. Without --rate there are "
        "always\n"
        "--at-once of them; with it so many begin each second, and --at-once is the most that may be there. "
        "Only\n"
        "the one address that the host's name leads to is touched. A wrong password locks accounts: try "
        "`badrdp\n"
        "connect` first. Ctrl-C ends it with the report so far.\n"
        "No redirection is followed, and no licence that is granted is kept.\n"
        "Exit status: 0 each client without a fault became active, and stayed; 1 some did not; 2 bad "
        "arguments;\n"
        "3 the report could not be written, or badrdp failed; 4 none did; 130 interrupted.\n"
        "Examples:\n"
        "  badrdp load 127.0.0.1:3389 --cert ignore\n"
        "  badrdp load host.example --cert ignore --account alice:secret --security nla --rate 20 --for 60\n"
        "  badrdp load host.example --cert ignore --at-once 200 --ramp 30 --stay 300 --for 300 --html "
        "load.html\n"
        "  badrdp load host.example --cert ignore --rate 50 --fault 'reset = \"client_hello\"' --faulty 2\n"
        "More: docs/load.md");
    auto options = std::make_shared<LoadOptions>();
    auto& order = options->order;
    add_connect_options(*command, order.client);
    command->remove_option(command->get_option("--follow"));
    command->add_option("--rate", order.rate, "Begin so many clients a second, at most 20,000")
        ->check(CLI::Range(0.01, kMostPerSecond));
    command
        ->add_option("--at-once", options->at_once, "So many clients at the same time [10; with --rate 1000]")
        ->check(whole_number(1, kMostAtOnce));
    command->add_option("--ramp", order.ramp, "Seconds in which that rises from nothing [0]")
        ->check(CLI::Range(0.0, kMostSeconds));
    command->add_option("--for", order.seconds, "Seconds after which no client begins any more [10]")
        ->check(CLI::Range(0.1, kMostSeconds));
    command->add_option("--count", order.count, "Clients in all, at the most, however long it is for [1000]")
        ->check(whole_number(1, kMostInAll));
    command
        ->add_option("--faulty", options->faulty,
                     "So many of a hundred clients have a --fault, each in its turn [100 if there is one]")
        ->check(CLI::Range(0.0, 100.0));
    command->add_option("--json", options->json,
                        "Write all figures to this file (docs/load.schema.json); - is standard output");
    command->add_option("--html", options->html, "Write a page with plots to this file");
    command->callback([options, &status] { status = run_load(*options); });
}

}  // namespace badrdp::harness

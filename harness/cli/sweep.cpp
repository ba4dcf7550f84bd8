#include <fmt/core.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>

#include "harness/cli/cli.h"
#include "harness/os/files.h"
#include "harness/os/loop/stop_signals.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/arguments.h"
#include "harness/play/simulated_case.h"
#include "harness/report/sweep/report.h"

namespace badrdp::harness {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kMostSimulations = 10'000'000;

struct SweepOptions {
    std::string scenario{};
    std::vector<std::string> vary{};
    std::string options = "lenient";
    std::uint64_t seed = 1;
    unsigned runs = 1;
    unsigned jobs = 0;
    fs::path out = "sweep";
};

std::vector<Axis> axes_of(const SweepOptions& options) {
    std::vector<Axis> axes;
    for (const auto& text : options.vary) {
        auto axis = parse_axis(text);
        if (!axis) throw UsageError("--vary " + axis.error());
        for (const auto& other : axes)
            if (other.kind == axis->kind)
                throw UsageError(fmt::format("--vary {} is given twice", axis->kind->name));
        axes.push_back(std::move(*axis));
    }
    std::size_t total = options.runs;
    for (const auto& axis : axes) {
        total *= axis.values.size();
        if (total > kMostSimulations) throw UsageError("--vary: these are more than ten million simulations");
    }
    return axes;
}

// One line that is written over and over on a terminal, and nothing elsewhere.
void show(std::size_t done, std::size_t total, std::chrono::steady_clock::duration took) {
    if (::isatty(STDERR_FILENO) != 1) return;
    const auto seconds = std::chrono::duration<double>(took).count();
    fmt::print(stderr, "\r\033[K{} of {} simulations, {:.0f} a second", done, total,
               static_cast<double>(done) / std::max(seconds, 0.001));
    std::fflush(stderr);
}

// Plays on threads of its own, while this one shows how far it is and listens for Ctrl-C.
SweepResult play_and_show(const SweepOrder& order, std::size_t total) {
    std::atomic<std::size_t> done = 0;
    std::atomic<bool> stop = false;
    asio::io_context loop{1};
    asio::signal_set signals(loop);
    add_stop_signals(signals);
    asio::steady_timer clock(loop);
    signals.async_wait([&](boost::system::error_code error, int) { stop = stop || !error; });
    const auto began = std::chrono::steady_clock::now();
    const auto tick = [&](const auto& again) -> void {
        clock.expires_after(200ms);
        clock.async_wait([&](boost::system::error_code error) {
            if (error) return;
            show(done, total, std::chrono::steady_clock::now() - began);
            again(again);
        });
    };
    tick(tick);
    SweepResult result;
    std::exception_ptr trouble;
    std::jthread player([&] {
        try {
            result = play(order, done, stop);
        } catch (...) {
            trouble = std::current_exception();
        }
        loop.stop();
    });
    loop.run();
    player.join();
    if (trouble) std::rethrow_exception(trouble);
    const auto took = std::chrono::steady_clock::now() - began;
    if (::isatty(STDERR_FILENO) == 1) fmt::print(stderr, "\r\033[K");
    const auto seconds = std::chrono::duration<double>(took).count();
    fmt::print(stderr, "{} simulations in {:.1f} s: {:.0f} a second, {:.0f} a second on each of {} threads\n",
               done.load(), seconds, static_cast<double>(done) / seconds,
               static_cast<double>(done) / seconds / order.jobs, order.jobs);
    return result;
}

int sweep_command(const Globals& globals, const SweepOptions& options) {
    const auto scenarios = select(globals, {options.scenario});
    if (scenarios.size() != 1)
        throw UsageError(
            fmt::format("'{}' means {} scenarios; a sweep takes one", options.scenario, scenarios.size()));
    const auto adapters = load_adapters(globals.scenarios).adapters;
    const auto builtin = std::ranges::find(adapters, "builtin", &Adapter::name);
    if (builtin == adapters.end()) throw UsageError("the catalogue has no client 'builtin'");
    if (const auto why = why_not_simulated(scenarios[0], *builtin, options.options); !why.empty())
        throw UsageError(fmt::format("{} with --options {}: {}", scenarios[0].id(), options.options, why));

    SweepOrder order{
        .scenario = &scenarios[0],
        .adapter = &*builtin,
        .options = options.options,
        .axes = axes_of(options),
        .runs = options.runs,
        .seed = options.seed,
        .jobs = options.jobs == 0 ? std::max(1u, std::thread::hardware_concurrency()) : options.jobs};
    make_private_folder(options.out);  // what cannot be written is told before anything is played
    demand_writable("--out", options.out / "sweep.csv");
    const auto result = play_and_show(order, points_of(order.axes) * order.runs);
    if (result.interrupted) {
        fmt::print(stderr, "interrupted: nothing was written\n");
        return 130;
    }
    replace_file(options.out / "sweep.csv", sweep_csv(order, result));
    replace_file(options.out / "sweep.json", sweep_json(order, result));
    const auto svg = sweep_svg(order, result);
    if (!svg.empty()) replace_file(options.out / "sweep.svg", svg);
    fmt::print("{}: sweep.csv sweep.json{}\n", options.out.string(),
               svg.empty() ? " (no picture: it needs one or two axes)" : " sweep.svg");
    for (const auto& run : result.runs)
        if (!run.error.empty()) {
            fmt::print(stderr, "some could not be played; the first: {}\n", run.error);
            return kBroken;
        }
    return kOk;
}

std::string footer() {
    std::string text =
        "This process simulates both ends and the network on a virtual clock: no socket and no waiting, so\n"
        "a round trip of two seconds takes no time. The client is the built-in one, over a model of TCP.\n"
        "The same seed gives the same files, byte for byte, whatever -j is.\n\n"
        "Axes:\n";
    for (const auto& kind : axis_kinds()) text += fmt::format("  {:<22} {}\n", kind.name, kind.what);
    return text +
           "\nValues: a list 500,1000,1500; a range with a step 500..1500:50 or a factor 1k..16k:x2; or only "
           "a\n"
           "range 10ms..2s, in which each value is double the last, or in ten steps if the range is "
           "narrow.\n\n"
           "Examples:\n"
           "  badrdp sweep healthy/tls --vary path.mtu=500..1500:50 --vary certificate.size=1k..16k\n"
           "  badrdp sweep healthy/nla --vary path.rtt=10ms..4s:x1.5 --vary path.loss=0%,1%,5%,10% --runs "
           "20\n"
           "  badrdp sweep healthy/tls --vary certificate.key_bits=1024,2048,4096 --out keys\n\n"
           "Writes sweep.csv (a row for each simulation), sweep.json (points) and sweep.svg (for one or two\n"
           "axes). Exit status: 0 all were played; 2 bad arguments; 3 some could not be played; 130 "
           "interrupted.";
}

}  // namespace

void add_sweep(CLI::App& app, const Globals& globals, int& status) {
    auto* command = app.add_subcommand(
        "sweep", "Simulate one scenario for every combination of some values, and map what happens");
    command->footer(footer());
    auto options = std::make_shared<SweepOptions>();
    command->add_option("scenario", options->scenario, "Name or file")->required();
    command
        ->add_option("--vary", options->vary,
                     "AXIS=VALUES; may be given more than once. The second axis is the horizontal one")
        ->required()
        ->allow_extra_args(false);
    command->add_option("--options", options->options, "Option set of the built-in client [lenient]");
    command
        ->add_option("--runs", options->runs,
                     "Simulations of each point, each with its own random choices [1]")
        ->check(whole_number(1, 1'000'000));
    command->add_option("--seed", options->seed, "Seed of every random choice, keys included [1]");
    command->add_option("-j,--jobs", options->jobs, "Threads [one for each core]")
        ->check(whole_number(1, 512));
    command->add_option("-o,--out", options->out, "Folder for the files [sweep]");
    command->callback([options, &globals, &status] { status = sweep_command(globals, *options); });
}

}  // namespace badrdp::harness

#include <fmt/core.h>
#include <poll.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>

#include "harness/cli/cli.h"
#include "harness/play/builtin/arguments.h"
#include "harness/play/builtin/target.h"
#include "harness/probe/probe.h"

namespace badrdp::harness {
namespace {

using probe::Finding;
using probe::Probed;
using probe::Weight;
using SteadyClock = std::chrono::steady_clock;

constexpr int kWrong = 1;  // exit status: something is wrong, or still is at the deadline
constexpr int kInterrupted = 130;

volatile std::sig_atomic_t interrupted = 0;

void on_interrupt(int) { interrupted = 1; }

struct ProbeOptions {
    std::string target{};
    bool json = false;
    std::string compare{};
    bool wait = false;
    unsigned times = 3;
    double deadline = 300;
    double patience = 5;
};

bool is_wrong(const std::vector<Finding>& findings) {
    return std::ranges::any_of(findings, [](const Finding& one) { return one.weight == Weight::wrong; });
}

std::chrono::sys_seconds current_time() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

bool is_interrupted() { return interrupted != 0; }

std::string whole_file(const std::string& name) {
    std::ifstream in(name, std::ios::binary);
    if (!in) throw UsageError(fmt::format("--compare: cannot read {}", name));
    return {std::istreambuf_iterator<char>(in), {}};
}

int tell(const ProbeOptions& options, const Probed& probed) {
    const auto findings = probe::judge(probed, current_time());
    const auto json = probe::as_json(probed, findings);
    fmt::print("{}", options.json ? json : probe::as_text(probed, findings));
    if (!options.compare.empty()) {
        try {
            const auto lines = probe::differences(whole_file(options.compare), json);
            fmt::print(options.json ? stderr : stdout, "since {}:{}\n", options.compare,
                       lines.empty() ? " nothing differs" : "");
            for (const auto& line : lines) fmt::print(options.json ? stderr : stdout, "  {}\n", line);
        } catch (const std::runtime_error& error) {
            throw UsageError(fmt::format("--compare: {} {}", options.compare, error.what()));
        }
    }
    return is_interrupted() ? kInterrupted : is_wrong(findings) ? kWrong : kOk;
}

// Ends at once when a signal comes.
void rest_until(SteadyClock::time_point end) {
    for (auto now = SteadyClock::now(); now < end && !is_interrupted(); now = SteadyClock::now())
        ::poll(nullptr, 0, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(end - now).count()));
}

// Until so many visits in a row have found nothing wrong. A second lies between them.
int wait_for_host(const ProbeOptions& options, const probe::Target& target, probe::Patience patience) {
    const auto began = SteadyClock::now();
    const auto end =
        began + std::chrono::duration_cast<SteadyClock::duration>(probe::Seconds(options.deadline));
    unsigned well = 0;
    std::string last;
    while (true) {
        const auto seen = probe::look(target, patience, is_interrupted);
        if (is_interrupted()) return kInterrupted;
        const auto findings = probe::judge(seen, current_time());
        const bool wrong = is_wrong(findings);
        well = wrong ? 0 : well + 1;
        const auto says = wrong ? findings.front().says : std::string("answers well");
        if (std::exchange(last, says) != says)
            fmt::print(stderr, "{:8.1f} s  {}\n", probe::Seconds(SteadyClock::now() - began).count(), says);
        if (well >= options.times) return tell(options, seen);
        const auto next = SteadyClock::now() + std::chrono::seconds(1);
        if (next >= end) {
            fmt::print(stderr, "not well at the deadline of {} s: {}\n", options.deadline, last);
            tell(options, seen);
            return kWrong;
        }
        rest_until(next);
        if (is_interrupted()) return kInterrupted;
    }
}

int run_probe(const ProbeOptions& options) {
    interrupted = 0;
    std::signal(SIGINT, on_interrupt);
    std::signal(SIGTERM, on_interrupt);
    const auto where = parse_host_port(options.target);
    const probe::Target target{where.host, where.port};
    const probe::Patience patience{std::chrono::milliseconds(static_cast<long>(1000 * options.patience))};
    if (!options.compare.empty()) whole_file(options.compare);  // before anything is asked
    if (options.wait) return wait_for_host(options, target, patience);
    return tell(options, probe::probe(target, patience, is_interrupted));
}

}  // namespace

void add_probe(CLI::App& app, const Globals&, int& status) {
    auto* command = app.add_subcommand(
        "probe", "A few harmless connections to a host: what is wrong with it, and what is old?");
    command->footer(
        "Asks the host for each security protocol, each version of TLS and each group, looks at its\n"
        "certificate, and goes into NLA as far as the host's CHALLENGE, which says its names and\n"
        "build. Nobody logs on. It touches this host alone: some twelve connections one after the\n"
        "other, and four datagrams of UDP; a host that counts attempts may notice.\n"
        "Exit status 0: nothing wrong; 1: something is, or still is at the deadline of --wait; 2: bad "
        "arguments;\n"
        "130: interrupted.\n"
        "Examples:\n"
        "  badrdp probe server.example\n"
        "  badrdp probe 192.0.2.7:3390 --json > before.json\n"
        "  badrdp probe 192.0.2.7:3390 --compare before.json    what has the fix changed?\n"
        "  badrdp probe 192.0.2.7 --wait --for 3 --deadline 600 && start-the-test    a virtual machine that "
        "starts\n"
        "More: docs/probe.md");
    auto options = std::make_shared<ProbeOptions>();
    command->add_option("host", options->target, "HOST, HOST:PORT or [IPV6]:PORT; port 3389")->required();
    command->add_flag("--json", options->json, "As JSON, one object");
    command->add_option("--compare", options->compare,
                        "Also say what differs from this report, made with --json");
    command->add_flag("--wait", options->wait, "Ask again, once a second, until the host answers well");
    command->add_option("--for", options->times, "So many times in a row (3)")->check(CLI::Range(1, 1000));
    command->add_option("--deadline", options->deadline, "Seconds after which --wait gives up (300)")
        ->check(number_of_seconds(true));
    command->add_option("--timeout", options->patience, "Seconds that each step may take (5)")
        ->check(number_of_seconds(false));
    command->callback([options, &status] { status = run_probe(*options); });
}

}  // namespace badrdp::harness

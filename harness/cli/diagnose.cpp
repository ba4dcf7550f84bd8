#include <fmt/core.h>

#include <algorithm>
#include <system_error>

#include "harness/cli/cli.h"
#include "harness/cli/reenact.h"
#include "harness/data/causes/causes.h"
#include "harness/diagnose/print.h"

namespace badrdp::harness {
namespace {

using diagnosis::Diagnosed;
using diagnosis::Diagnosis;
using diagnosis::HealthState;
using diagnosis::Titles;

constexpr int kFailureFound = 1;  // exit status: a conversation failed
constexpr int kNotTold = 3;       // none failed, and of one it cannot be told

struct DiagnoseOptions {
    std::vector<std::string> files;
    std::vector<std::uint16_t> ports;
    bool json = false;
    bool reenact = false;
    std::string client = "builtin";  // whom it is played with
};

Diagnosed diagnose_file(const std::string& name, const DiagnoseOptions& options) {
    Diagnosed out{.file = {.name = name}};
    capture::Surveyor surveyor({options.ports.begin(), options.ports.end()});
    try {
        capture::CaptureFile file(capture::open_input(name));
        while (const auto frame = file.next()) {
            surveyor.take(*frame);
            out.file.frames = frame->number;
        }
        out.file.error = file.error();
    } catch (const std::system_error& error) {
        throw UsageError(error.what());
    }
    if (out.file.error && out.file.frames == 0)
        throw UsageError(fmt::format("{}: byte {}: {}", name, out.file.error->at, out.file.error->why));
    out.survey = surveyor.finish();
    for (const auto& talk : out.survey.talks) out.talks.push_back(diagnosis::diagnose(talk, out.survey));
    out.names = diagnosis::diagnose_names(out.survey);
    return out;
}

Titles titles_of(const std::filesystem::path& root) {
    const auto loaded = load_causes(root);
    demand_none(loaded.complaints);
    Titles out;
    for (const auto& row : loaded.causes) out.emplace_back(row.id, row.title);
    return out;
}

int status_of(const std::vector<Diagnosed>& all) {
    bool failed = false;
    bool open = false;
    const auto count = [&](const Diagnosis& found) {
        failed |= found.state == HealthState::failed;
        open |= found.state == HealthState::undetermined;
    };
    for (const auto& one : all) {
        for (const auto& found : one.talks) count(found);
        for (const auto& found : one.names) count(found.diagnosis);
        open |= one.talks.empty() && one.names.empty();  // no RDP in it proves nothing
    }
    return failed ? kFailureFound : open ? kNotTold : kOk;
}

void reenact_failures(const Diagnosed& all, const DiagnoseOptions& options, const Globals& globals) {
    for (std::size_t i = 0; i < all.talks.size(); ++i)
        if (all.talks[i].state == HealthState::failed)
            fmt::print("{} {}\n", capture::to_text(all.survey.talks[i].client.at),
                       reenact(all.survey.talks[i], all.talks[i], options.client, globals));
}

int run_diagnose(const DiagnoseOptions& options, const Globals& globals) {
    if (std::ranges::count(options.files, "-") > 1)
        throw UsageError("standard input can be read once: name '-' once");
    const auto titles = options.json ? Titles{} : titles_of(globals.scenarios);
    std::vector<Diagnosed> all;
    for (const auto& name : options.files) {
        all.push_back(diagnose_file(name, options));
        const auto& last = all.back();
        if (last.file.error)
            fmt::print(stderr, "{}: byte {}: {}; what comes before it is diagnosed\n", name,
                       last.file.error->at, last.file.error->why);
        if (!options.json) fmt::print("{}{}", all.size() > 1 ? "\n" : "", diagnosis::as_text(last, titles));
        if (options.reenact) reenact_failures(last, options, globals);
    }
    if (options.json) fmt::print("{}", diagnosis::as_json(all));
    return status_of(all);
}

}  // namespace

void add_diagnose(CLI::App& app, const Globals& globals, int& status) {
    auto* command = app.add_subcommand("diagnose", "From a capture to the cause: what died, where, and why");
    command->footer(
        "Reads pcap and pcapng, packed by gzip or not, and finds RDP on any port by what it says.\n"
        "For each conversation: healthy, failed or undetermined; the step at which it died; who ended it\n"
        "and how; the causes that can have left these packets, with the frames that say so; what rules out\n"
        "those that look alike; and the cheapest next check. It opens no TLS: what lies inside is judged "
        "from\n"
        "who speaks, when, and how much, and what that cannot tell is said.\n"
        "How sure: certain (no other cause of the catalogue leaves these packets), likely, possible.\n"
        "Exit status 0: all are healthy; 1: a failure was found; 3: no failure, and something cannot be "
        "told;\n"
        "2: bad arguments, or a file that cannot be read.\n"
        "Examples:\n"
        "  tcpdump -i any -w failure.pcap port 3389    take it where the client runs, and then let it fail\n"
        "  badrdp diagnose failure.pcap\n"
        "  badrdp diagnose --port 13389 a.pcapng b.pcap.gz    that port is RDP, whatever it says\n"
        "  ssh host tcpdump -w - port 3389 | badrdp diagnose -\n"
        "  badrdp diagnose --json failure.pcap | jq '.conversations[].causes[0].cause'\n"
        "More: docs/diagnose.md");
    auto options = std::make_shared<DiagnoseOptions>();
    command->add_option("file", options->files, "Captures; '-' is standard input")->required();
    command->add_option("--port", options->ports, "A TCP port that is RDP's, beside 3389")
        ->check(CLI::Range(1, 65535));
    command->add_flag("--json", options->json, "As JSON, one object");
    auto* reenacts = command->add_flag("--reenact", options->reenact,
                                       "Play the scenario that fits, and say whether it shows the same face");
    reenacts->excludes("--json");
    command->add_option("-c,--client", options->client, "Whom --reenact plays with (builtin, simulated)")
        ->needs(reenacts);
    command->callback([options, &globals, &status] { status = run_diagnose(*options, globals); });
}

}  // namespace badrdp::harness

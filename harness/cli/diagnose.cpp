#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "harness/cli/cli.h"
#include "harness/cli/reenact.h"
#include "harness/data/causes/causes.h"
#include "harness/os/files.h"
#include "harness/os/roots/trouble.h"
#include "harness/report/diagnosis/page.h"

namespace badrdp::harness {
namespace {

using diagnosis::Diagnosed;
using diagnosis::DiagnosedFile;
using diagnosis::Diagnosis;
using diagnosis::HealthState;
using diagnosis::SegmentBook;
using diagnosis::Titles;

constexpr int kFailureFound = 1;  // exit status: a conversation failed
constexpr int kInterruptedReenactment = 130;
constexpr int kNotTold = 3;  // none failed, and of one it cannot be told

struct DiagnoseOptions {
    std::vector<std::string> files;
    std::vector<std::uint16_t> ports;
    std::vector<std::string> keys;  // files
    std::string html;               // a file to write
    bool json = false;
    bool reenact = false;
    std::string client = "builtin";  // whom it is played with
};

// Reads a file to its end, and says whether keys came behind a packet: they may belong to it.
bool survey_file(const std::string& name, capture::KeyLog& keys, capture::Surveyor& surveyor,
                 DiagnosedFile& told, SegmentBook* segments) {
    capture::CaptureFile file(capture::open_input(name));
    std::size_t taken = 0;
    bool late = false;
    while (const auto frame = file.next()) {
        if (const std::string_view secrets = file.secrets(); secrets.size() > taken) {
            late |= frame->number > 1;
            keys.add(secrets.substr(taken));
            taken = secrets.size();
        }
        surveyor.take(*frame);
        if (segments) segments->take(*frame);
        told.frames = frame->number;
    }
    late |= file.secrets().size() > taken;
    keys.add(std::string_view(file.secrets()).substr(taken));
    told.error = file.error();
    return late;
}

// `segments`: of several files, to hold them against each other; else null.
Diagnosed diagnose_file(const std::string& name, const DiagnoseOptions& options, capture::KeyLog& keys,
                        SegmentBook* segments) {
    Diagnosed out{.file = {.name = name}};
    const std::set<std::uint16_t> ports(options.ports.begin(), options.ports.end());
    capture::Surveyor surveyor(ports, &keys);
    try {
        if (survey_file(name, keys, surveyor, out.file, segments) && name != "-") {
            surveyor = capture::Surveyor(ports, &keys);
            survey_file(name, keys, surveyor, out.file, nullptr);
        }
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

// Key logs are read a piece at a time, and a line that is longer than any secret is cut.
void add_keys(const std::string& name, capture::KeyLog& keys) {
    std::ifstream file(name);
    if (!file) throw UsageError(fmt::format("{}: {}", name, std::generic_category().message(errno)));
    constexpr std::size_t kLongestLine = 1024;
    std::string line(kLongestLine, '\0');
    while (file.getline(line.data(), static_cast<std::streamsize>(line.size())) || file.gcount() > 0) {
        keys.add(std::string_view(line.data()));
        if (file.fail()) file.clear();
    }
}

capture::KeyLog keys_of(const DiagnoseOptions& options) {
    capture::KeyLog keys;
    for (const auto& name : options.keys) {
        const auto before = keys.size();
        add_keys(name, keys);
        if (keys.size() == before)
            throw UsageError(fmt::format("{}: no secret of a TLS connection is in it", name));
    }
    return keys;
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

// The conversations that two of several files saw.
std::vector<diagnosis::BothSides> met(const std::vector<Diagnosed>& all,
                                      const std::vector<SegmentBook>& segments) {
    if (segments.empty()) return {};
    std::vector<diagnosis::SidesOf> files;
    for (std::size_t i = 0; i < all.size(); ++i)
        files.push_back({&all[i].survey, &all[i].talks, &segments[i]});
    for (std::size_t i = 0; i < all.size(); ++i)
        if (const auto count = segments[i].left_out(); count > 0)
            fmt::print(stderr, "{}: the last {} segments are not looked for in the other files\n",
                       all[i].file.name, count);
    return diagnosis::both_sides(files);
}

int run_diagnose(const DiagnoseOptions& options, const Globals& globals) {
    if (std::ranges::count(options.files, "-") > 1)
        throw UsageError("standard input can be read once: name '-' once");
    const bool titled = !options.json || !options.html.empty();
    const auto titles = titled ? titles_of(globals.scenarios) : Titles{};
    auto keys = keys_of(options);
    std::vector<Diagnosed> all;
    std::vector<SegmentBook> segments(options.files.size() > 1 ? options.files.size() : 0);
    for (const auto& name : options.files) {
        auto* book = segments.empty() ? nullptr : &segments[all.size()];
        all.push_back(diagnose_file(name, options, keys, book));
        const auto& last = all.back();
        if (last.file.error)
            fmt::print(stderr, "{}: byte {}: {}; what comes before it is diagnosed\n", name,
                       last.file.error->at, last.file.error->why);
        if (!options.json) fmt::print("{}{}", all.size() > 1 ? "\n" : "", diagnosis::as_text(last, titles));
        if (options.reenact) reenact_failures(last, options, globals);
    }
    const auto both = met(all, segments);
    if (options.json) fmt::print("{}", diagnosis::as_json(all, both));
    if (!options.json) fmt::print("{}", diagnosis::as_text(both, all, titles));
    if (!options.html.empty()) write_public(options.html, diagnosis_html(all, titles));
    return status_of(all);
}

}  // namespace

void add_diagnose(CLI::App& app, const Globals& globals, int& status) {
    auto* command = app.add_subcommand("diagnose", "From a capture to the cause: what died, where, and why");
    command->footer(
        "Reads pcap and pcapng, packed by gzip or not, and finds RDP on any port by what it says.\n"
        "For each conversation: healthy, failed or undetermined; the step at which it died; who ended it\n"
        "and how; the causes that can have left these packets, with the frames that say so; what rules out\n"
        "those that look alike; and the cheapest next check. With keys, its own or those of --keys, the "
        "story\n"
        "goes on inside TLS; without them what lies inside is judged from who speaks, when, and how much.\n"
        "How sure: certain (no other cause of the catalogue leaves these packets), likely, possible.\n"
        "Exit status 0: all are healthy; 1: a failure was found; 3: no failure, and something cannot be "
        "told;\n"
        "2: bad arguments, or a file that cannot be read; 130: --reenact was interrupted.\n"
        "Examples:\n"
        "  tcpdump -i any -w failure.pcap port 3389    take it where the client runs, and then let it fail\n"
        "  badrdp diagnose failure.pcap\n"
        "  badrdp diagnose --keys sslkeys.log failure.pcap\n"
        "  badrdp diagnose client.pcap host.pcap    what both sides saw, on one clock\n"
        "  badrdp diagnose --port 13389 a.pcapng b.pcap.gz    that port is RDP, whatever it says\n"
        "  ssh host tcpdump -w - port 3389 | badrdp diagnose -\n"
        "  badrdp diagnose --json failure.pcap | jq '.conversations[].causes[0].cause'\n"
        "More: docs/diagnose.md");
    auto options = std::make_shared<DiagnoseOptions>();
    command->add_option("file", options->files, "Captures; '-' is standard input")->required();
    command->add_option("--port", options->ports, "A TCP port that is RDP's, beside 3389")
        ->check(CLI::Range(1, 65535));
    command->add_option("--keys", options->keys,
                        "Key logs (NSS, as SSLKEYLOGFILE writes them) that open its TLS");
    command->add_option("--html", options->html, "Also as one HTML page, into this file");
    command->add_flag("--json", options->json, "As JSON, one object");
    auto* reenacts = command->add_flag("--reenact", options->reenact,
                                       "Play the scenario that fits, and say whether it shows the same face");
    reenacts->excludes("--json");
    command->add_option("-c,--client", options->client, "Whom --reenact plays with (builtin, simulated)")
        ->needs(reenacts);
    command->callback([options, &globals, &status] {
        try {
            status = run_diagnose(*options, globals);
        } catch (const Interrupted& interrupted) {  // while a client plays
            fmt::print(stderr, "badrdp diagnose: {}\n", interrupted.what());
            status = kInterruptedReenactment;
        }
    });
}

}  // namespace badrdp::harness

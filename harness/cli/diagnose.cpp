#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>

#include "harness/cli/cli.h"
#include "harness/cli/diagnose_tellers.h"
#include "harness/cli/log_files.h"
#include "harness/data/causes/causes.h"
#include "harness/os/roots/trouble.h"

namespace badrdp::harness {
namespace {

using capture::Survey;
using capture::Talk;
using diagnosis::Diagnosed;
using diagnosis::DiagnosedFile;
using diagnosis::Diagnosis;
using diagnosis::HealthState;
using diagnosis::LogShelf;
using diagnosis::SegmentBook;
using diagnosis::Teller;
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

// What all of it comes to.
struct SumOfFiles {
    bool failed = false;
    bool open = false;  // of something it cannot be told

    void count(const Diagnosis& found) {
        failed |= found.state == HealthState::failed;
        open |= found.state == HealthState::undetermined;
    }
    int status() const { return failed ? kFailureFound : open ? kNotTold : kOk; }
};

using Tellers = std::vector<std::unique_ptr<Teller>>;

// Keys may stand behind the packets that they open. A file is looked through for them first; what can be read
// but once wants them in front.
void add_keys_within(const std::string& name, capture::KeyLog& keys) {
    if (!opens_anew(name)) return;
    capture::CaptureFile file(capture::open_input(name));
    while (file.next() && file.may_hold_secrets()) {
    }
    keys.add(file.secrets());
}

void survey_file(capture::Input input, capture::KeyLog& keys, capture::Surveyor& surveyor,
                 DiagnosedFile& told, SegmentBook* segments) {
    capture::CaptureFile file(std::move(input));
    std::size_t taken = 0;
    while (const auto frame = file.next()) {
        if (const std::string_view secrets = file.secrets(); secrets.size() > taken) {
            keys.add(secrets.substr(taken));
            taken = secrets.size();
        }
        surveyor.take(*frame);
        if (segments) segments->take(*frame);
        told.frames = frame->number;
    }
    told.error = file.error();
}

// What is told of the conversations of a file: as they come, or, where there are logs, when all are there.
class Telling {
public:
    Telling(const Tellers& tellers, SumOfFiles& sum, LogShelf& logs)
        : tellers_(&tellers), sum_(&sum), logs_(&logs) {}

    void add(Talk&& talk, Diagnosis found) {
        if (logs_->empty() || talks_.size() == LogShelf::kMostTalks) return tell(talk, found);
        talks_.push_back(std::move(talk));
        found_.push_back(std::move(found));
    }

    void end() {
        auto lines = logs_->lines_of(talks_);
        for (std::size_t i = 0; i < talks_.size(); ++i) {
            judge_beside(talks_[i], std::move(lines[i]), found_[i]);
            tell(talks_[i], found_[i]);
        }
    }

private:
    static void judge_beside(const Talk& talk, std::vector<diagnosis::LogLine> lines, Diagnosis& found) {
        judge_with_log(found, std::move(lines));
        if (found.log.empty() || found.causes.empty()) return;
        found.next.clear();  // the causes may have another order
        add_checks(found, capture::to_text(talk.server.at));
    }

    void tell(const Talk& talk, const Diagnosis& found) {
        sum_->count(found);
        for (const auto& teller : *tellers_) teller->add(talk, found);
    }

    const Tellers* tellers_;
    SumOfFiles* sum_;
    LogShelf* logs_;
    std::vector<Talk> talks_;
    std::vector<Diagnosis> found_;
};

// The files of the command, the logs among them by themselves.
struct Sorted {
    struct File {
        std::string name;
        std::optional<capture::Input> input;  // of a pipe, with what has been read; else it is opened anew
    };
    std::vector<File> captures;
    std::vector<GivenLog> logs;
};

Sorted sorted(const std::vector<std::string>& names) {
    if (std::ranges::count(names, "-") > 1)
        throw UsageError("standard input can be read once: name '-' once");
    Sorted out;
    for (const auto& name : names) try {
            auto input = capture::open_input(name);
            if (const auto kind = kind_of(input); kind != FileKind::capture)
                out.logs.push_back({name, std::move(input), kind});
            else if (opens_anew(name))
                out.captures.push_back({name, std::nullopt});
            else
                out.captures.push_back({name, std::move(input)});
        } catch (const std::system_error& error) {
            throw UsageError(error.what());
        }
    return out;
}

// What came with the command, and what is asked of each file.
struct Given {
    const DiagnoseOptions& options;
    capture::KeyLog keys{};
    LogShelf& logs;
};

// `segments`: of several files, to hold them against each other; else null.
void diagnose_file(Sorted::File came, Given& given, const Tellers& tellers, SumOfFiles& sum,
                   SegmentBook* segments) {
    const auto& name = came.name;
    Telling telling(tellers, sum, given.logs);
    const auto tell = [&](Talk&& talk, const Survey& survey) {
        auto found = diagnosis::diagnose(talk, survey);
        telling.add(std::move(talk), std::move(found));
    };
    DiagnosedFile file{.name = name};
    for (const auto& teller : tellers) teller->begin_file(name);
    const auto& ports = given.options.ports;
    capture::Surveyor surveyor({ports.begin(), ports.end()}, &given.keys, tell);
    try {
        add_keys_within(name, given.keys);
        auto input = came.input ? std::move(*came.input) : capture::open_input(name);
        survey_file(std::move(input), given.keys, surveyor, file, segments);
    } catch (const std::system_error& error) {
        throw UsageError(error.what());
    }
    if (file.error && file.frames == 0)
        throw UsageError(fmt::format("{}: byte {}: {}", name, file.error->at, file.error->why));
    if (file.error)
        fmt::print(stderr, "{}: byte {}: {}; what comes before it is diagnosed\n", name, file.error->at,
                   file.error->why);
    const auto survey = surveyor.finish();
    telling.end();
    const auto names = diagnosis::diagnose_names(survey);
    for (const auto& one : names) sum.count(one.diagnosis);
    sum.open |= survey.conversations == 0 && names.empty();  // no RDP in it proves nothing
    for (const auto& teller : tellers) teller->end_file(file, survey, names);
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

// The conversations that two of several files saw.
std::vector<diagnosis::BothSides> met(const std::vector<Diagnosed>& all,
                                      const std::vector<SegmentBook>& segments) {
    std::vector<diagnosis::SidesOf> files;
    for (std::size_t i = 0; i < all.size(); ++i) {
        files.push_back({&all[i].survey, &all[i].talks, &segments[i]});
        if (const auto count = segments[i].left_out(); count > 0)
            fmt::print(stderr, "{}: the last {} segments are not looked for in the other files\n",
                       all[i].file.name, count);
    }
    return diagnosis::both_sides(files);
}

Tellers tellers_for(const DiagnoseOptions& options, const Titles& titles, const Globals& globals) {
    const auto print = [](std::string_view text) { fmt::print("{}", text); };
    Tellers out;
    if (options.json)
        out.push_back(std::make_unique<diagnosis::JsonTeller>(print));
    else
        out.push_back(std::make_unique<diagnosis::TextTeller>(titles, print));
    if (options.reenact) out.push_back(std::make_unique<Reenactments>(options.client, globals));
    if (!options.html.empty()) out.push_back(std::make_unique<HtmlFile>(options.html, titles));
    return out;
}

void tell_logs(LogShelf& logs, const Tellers& tellers, SumOfFiles& sum) {
    for (const auto& told : logs.finish()) {
        if (told.alone) sum.count(*told.alone);
        for (const auto& teller : tellers) teller->add_log(told);
    }
}

int run_diagnose(const DiagnoseOptions& options, const Globals& globals) {
    auto files = sorted(options.files);
    const bool titled = !options.json || !options.html.empty();
    const auto titles = titled ? titles_of(globals.scenarios) : Titles{};
    LogShelf logs(read_logs(std::move(files.logs), globals));
    Given given{.options = options, .keys = keys_of(options), .logs = logs};
    auto tellers = tellers_for(options, titles, globals);
    std::vector<Diagnosed> kept;
    std::vector<SegmentBook> segments(files.captures.size() > 1 ? files.captures.size() : 0);
    if (!segments.empty()) tellers.push_back(std::make_unique<KeptFiles>(kept));
    SumOfFiles sum;
    for (std::size_t i = 0; i < files.captures.size(); ++i) {
        diagnose_file(std::move(files.captures[i]), given, tellers, sum,
                      segments.empty() ? nullptr : &segments[i]);
    }
    tell_logs(logs, tellers, sum);
    const auto both = met(kept, segments);
    for (const auto& teller : tellers) {
        teller->meet(kept, both);
        teller->finish();
    }
    return sum.status();
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
        "  badrdp diagnose a.pcap client.log System.evtx    what logs say, beside it; or alone\n"
        "  badrdp diagnose --port 13389 a.pcapng b.pcap.gz    that port is RDP, whatever it says\n"
        "  ssh host tcpdump -w - port 3389 | badrdp diagnose -\n"
        "  badrdp diagnose --json failure.pcap | jq '.conversations[].causes[0].cause'\n"
        "More: docs/diagnose.md");
    auto options = std::make_shared<DiagnoseOptions>();
    command->add_option("file", options->files, "Captures and logs; '-' is standard input")->required();
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

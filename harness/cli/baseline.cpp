#include <fmt/core.h>

#include <map>

#include "harness/cli/run_setup.h"
#include "harness/data/client/inherit.h"
#include "harness/data/client/nearest_baseline.h"
#include "harness/judge/record.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/arguments.h"

namespace badrdp::harness {

namespace {

constexpr std::string_view kNone = "none";

struct BaselineOptions {
    PlayRequest request;
    std::string client;
    std::string inherits;  // empty: as its file says; or for a new one the nearest version that has one
    bool patch = false;
    unsigned runs = 3;
};

using Key = std::pair<std::string, std::string>;  // scenario, options

// What all rounds of one case came to.
struct Rounds {
    std::vector<Facts> facts;
    std::vector<Finding> findings;
};

// What is recorded, and into which file.
class Recording {
public:
    Recording(const BaselineOptions& options, const Client& client) : folder_(baselines_of(client.adapter)) {
        const auto& name = client.adapter.name;
        auto nearest = load_nearest_baseline_in(folder_, name, client.version);
        demand_none(nearest.complaints);
        const bool whole = options.patch || (nearest.baseline && nearest.baseline->version == client.version);
        const auto version = whole ? client.version : minor_version(client.version);
        new_ = !nearest.baseline || nearest.baseline->version != version;
        if (nearest.baseline && !new_) baseline_ = *nearest.baseline;
        baseline_.client = name;
        baseline_.version = version;
        baseline_.file = folder_ / fmt::format("baseline-{}.toml", version);
        std::filesystem::create_directories(folder_);
        auto inherits = options.inherits;
        if (inherits.empty() && new_ && nearest.baseline) inherits = nearest.baseline->version;
        if (!inherits.empty()) take_from(inherits);
        auto beside = baseline_.file;
        demand_writable("badrdp baseline", beside += ".new");
    }

    // Empty, or why it is left out.
    std::string add(const Key& key, const Rounds& rounds) {
        if (auto why = why_not_recorded(rounds.facts); !why.empty()) return why;
        const auto* old = baseline_.find(key.first, key.second);
        auto entry = record(key.first, key.second, rounds.facts, nullptr);
        // What excuses another version excuses this one where it does the very same.
        if (old && (!new_ || lists_all(*old, entry)))
            entry = record(key.first, key.second, rounds.facts, old);
        record_breaks(entry, rounds.findings);
        std::erase_if(baseline_.entries, [&](const BaselineEntry& e) {
            return e.scenario == key.first && e.options == key.second;
        });
        baseline_.entries.push_back(std::move(entry));
        return {};
    }

    void save(std::span<const Scenario> catalogue) {
        fold_variants(baseline_, catalogue);
        save_baseline(own_part_in(baseline_, folder_), baseline_.file);
    }

    const Baseline& baseline() const { return baseline_; }

private:
    void take_from(const std::string& version) {
        baseline_.inherits = version == kNone ? "" : version;
        if (baseline_.inherits.empty()) return baseline_.offers.clear();
        auto parent = load_baseline_in(folder_, baseline_.client, version);
        demand_none(parent.complaints);
        if (!parent.baseline)
            throw UsageError(fmt::format("--inherits: {} has no baseline of {}", baseline_.client, version));
        if (parent.baseline->file == baseline_.file)
            throw UsageError("--inherits: a baseline cannot inherit from itself");
        inherit(baseline_, *parent.baseline);
    }

    std::filesystem::path folder_;
    Baseline baseline_;
    bool new_ = false;  // nothing was recorded of this version yet
};

void say_not_recorded(const Key& key, std::string_view why) {
    fmt::print(stderr, "not recorded: {} ({}): {}\n", key.first, key.second, why);
}

// Adds what one round showed; hands back how many cases of it say nothing.
unsigned add_round(const RunResult& run, std::map<Key, Rounds>& seen) {
    unsigned spoiled = 0;
    for (const auto& result : run.cases) {
        const auto verdict = result.judgement.verdict;
        const Key key{result.scenario, result.options};
        if (verdict == Verdict::error || verdict == Verdict::moot) {
            ++spoiled;
            say_not_recorded(key, fmt::format("{} {}", name(verdict), result.judgement.note));
        } else if (verdict != Verdict::unsupported) {
            auto& rounds = seen[key];
            rounds.facts.push_back(result.facts);
            const auto& findings = result.judgement.findings;
            rounds.findings.insert(rounds.findings.end(), findings.begin(), findings.end());
        }
    }
    return spoiled;
}

int record_all(const Globals& globals, BaselineOptions options) {
    auto& request = options.request;
    if (request.adapters.empty() && options.client.empty())
        throw UsageError("badrdp baseline: name a client, or the file of one with --adapter");
    // A client that its adapter's file brings needs no name: the first word is a scenario.
    if (request.adapters.empty())
        request.clients = {options.client};
    else if (!options.client.empty())
        request.scenarios.insert(request.scenarios.begin(), options.client);
    std::map<Key, Rounds> seen;
    std::optional<Client> client;
    std::optional<Recording> recording;
    unsigned spoiled = 0;
    bool lost = false;
    for (unsigned i = 1; i <= options.runs; ++i) {
        const RunSetup bill(globals, options.request);
        if (bill.clients().size() != 1)
            throw UsageError(fmt::format("'{}' is more than one client", options.client));
        client = bill.clients().front();
        options.client = client->name();
        if (!client->missing.empty()) throw UsageError(client->missing);
        if (!bill.why_no_capture().empty()) throw UsageError(bill.why_no_capture());
        if (!recording) recording.emplace(options, *client);
        const auto run = play_all(bill.order([&](const Progress& now) {
            if (now.latest)
                fmt::print(stderr, "round {} of {}: {} of {}  {}\n", i, options.runs, now.done, now.total,
                           now.latest->scenario);
        }));
        if (run.interrupted) return 130;
        lost = bill.tells_lost(run) || lost;
        spoiled += add_round(run, seen);
    }
    std::size_t recorded = 0;
    for (const auto& [key, rounds] : seen) {
        const auto why = recording->add(key, rounds);
        if (why.empty()) {
            ++recorded;
        } else {
            ++spoiled;
            say_not_recorded(key, why);
        }
    }
    recording->save(catalogue(globals));
    const auto& baseline = recording->baseline();
    fmt::print(
        "{}: {} cases of {} {}, {} rounds{}. Review what changed, and give every new `known` its reason:\n"
        "without a reason it excuses nothing.\n",
        baseline.file.string(), recorded, options.client, client->version, options.runs,
        baseline.inherits.empty() ? "" : fmt::format("; the rest is that of {}", baseline.inherits));
    return spoiled == 0 && !lost ? kOk : kBroken;
}

}  // namespace

void add_baseline(CLI::App& app, const Globals& globals, int& status) {
    auto* command =
        app.add_subcommand("baseline", "Record what a client does today, so that a change is noticed");
    command->footer(
        "Plays the scenarios a few times and writes scenarios/clients/CLIENT/baseline-VERSION.toml. Where\n"
        "two rounds differ, the file lists both values, and `varies` needs a reason. Reviewed texts are\n"
        "kept. A new file inherits from the nearest version that has one, and says only what differs.\n"
        "A case that crashes the client is not recorded: an input that crashes a program does not\n"
        "belong in a catalogue that is given to others.\n"
        "Examples:\n"
        "  badrdp baseline xfreerdp\n"
        "  badrdp baseline rdesktop 'tls/*' --runs 5\n"
        "  badrdp baseline --adapter acme/adapter.toml     a client of your own: the file is beside that "
        "one\n"
        "  badrdp baseline xfreerdp3@trixie-backports --inherits 3.15\n"
        "  badrdp baseline rdesktop@sid --patch     baseline-1.9.1.toml, beside that of 1.9");
    auto options = std::make_shared<BaselineOptions>();
    command->add_option("client", options->client,
                        "The client, as `badrdp doctor` names it; none where --adapter brings one");
    command->add_option("scenario", options->request.scenarios,
                        "Names, globs, folders or files; all when none is given");
    command
        ->add_option(
            "--adapter", options->request.adapters,
            "Instead of the client's name: the file that describes it, beside which its baseline is kept")
        ->allow_extra_args(false);
    command->add_option("--runs", options->runs, "Rounds to play [3]")->check(whole_number(1, 100));
    command->add_option("--inherits", options->inherits,
                        "The version whose baseline holds where this one's says nothing; none: it says all");
    command->add_flag("--patch", options->patch,
                      "Keep a baseline for this very version, beside that of its first two numbers");
    command->add_option("-j,--jobs", options->request.jobs, "Cases at the same time [48]")
        ->check(whole_number(1, 512));
    command->add_option("-o,--out", options->request.out, "Folder in which each run makes its own [out]");
    command->callback([options, &globals, &status] { status = record_all(globals, *options); });
}

}  // namespace badrdp::harness

#include <fmt/core.h>

#include <set>

#include "harness/cli/run_setup.h"
#include "harness/data/client/nearest_baseline.h"
#include "harness/judge/record.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/arguments.h"

namespace badrdp::harness {

namespace {

struct BaselineOptions {
    PlayRequest request;
    std::string client;
    unsigned runs = 3;
};

using Key = std::pair<std::string, std::string>;  // scenario, options

int record_all(const Globals& globals, BaselineOptions options) {
    options.request.clients = {options.client};
    std::map<Key, std::vector<Facts>> seen;
    std::map<Key, std::vector<Finding>> findings;
    std::optional<Client> client;
    std::optional<Baseline> before;
    unsigned spoiled = 0;
    for (unsigned i = 1; i <= options.runs; ++i) {
        const RunSetup bill(globals, options.request);
        client = bill.clients().front();
        if (!client->missing.empty()) throw UsageError(client->missing);
        if (!bill.why_no_capture().empty()) throw UsageError(bill.why_no_capture());
        auto beside = baseline_file(globals.scenarios, options.client, client->version);
        demand_writable("badrdp baseline", beside += ".new");
        const auto found = bill.baselines().find(options.client);
        if (found != bill.baselines().end() && speaks_of(found->second.version, client->version))
            before = found->second;  // what excuses another version excuses this one when somebody says so
        const auto run = play_all(bill.order([&](const Progress& now) {
            if (now.latest)
                fmt::print(stderr, "round {} of {}: {} of {}  {}\n", i, options.runs, now.done, now.total,
                           now.latest->scenario);
        }));
        if (run.interrupted) return 130;
        for (const auto& result : run.cases) {
            const auto verdict = result.judgement.verdict;
            if (verdict == Verdict::error || verdict == Verdict::moot) {
                ++spoiled;
                fmt::print(stderr, "not recorded: {} ({}): {} {}\n", result.scenario, result.options,
                           name(verdict), result.judgement.note);
            } else if (verdict != Verdict::unsupported) {
                const Key key{result.scenario, result.options};
                seen[key].push_back(result.facts);
                findings[key].insert(findings[key].end(), result.judgement.findings.begin(),
                                     result.judgement.findings.end());
            }
        }
    }
    auto baseline = before.value_or(Baseline{});
    baseline.client = client->adapter.name;
    baseline.version = minor_version(client->version);
    std::size_t recorded = 0;
    for (const auto& [key, runs] : seen) {
        if (const auto why = why_not_recorded(runs); !why.empty()) {
            ++spoiled;
            fmt::print(stderr, "not recorded: {} ({}): {}\n", key.first, key.second, why);
            continue;
        }
        ++recorded;
        const auto* old = baseline.find(key.first, key.second);
        auto entry = record(key.first, key.second, runs, old);
        record_breaks(entry, findings[key]);
        std::erase_if(baseline.entries, [&](const BaselineEntry& e) {
            return e.scenario == key.first && e.options == key.second;
        });
        baseline.entries.push_back(std::move(entry));
    }
    fold_variants(baseline, catalogue(globals));
    const auto file = baseline_file(globals.scenarios, baseline.client, client->version);
    save_baseline(baseline, file);
    fmt::print(
        "{}: {} cases of {} {}, {} rounds. Review what changed, and give every new `known` its reason:\n"
        "without a reason it excuses nothing.\n",
        file.string(), recorded, options.client, client->version, options.runs);
    return spoiled == 0 ? kOk : kBroken;
}

}  // namespace

void add_baseline(CLI::App& app, const Globals& globals, int& status) {
    auto* command =
        app.add_subcommand("baseline", "Record what a client does today, so that a change is noticed");
    command->footer(
        "Plays the scenarios a few times and writes scenarios/clients/CLIENT/baseline-VERSION.toml. Where\n"
        "two rounds differ, the file lists both values, and `varies` needs a reason. Reviewed texts are\n"
        "kept. A case that crashes the client is not recorded: an input that crashes a program does not\n"
        "belong in a catalogue that is given to others.\n"
        "Examples:\n"
        "  badrdp baseline xfreerdp\n"
        "  badrdp baseline rdesktop 'tls/*' --runs 5");
    auto options = std::make_shared<BaselineOptions>();
    command->add_option("client", options->client, "The client, as `badrdp doctor` names it")->required();
    command->add_option("scenario", options->request.scenarios,
                        "Names, globs, folders or files; all when none is given");
    command->add_option("--runs", options->runs, "Rounds to play [3]")->check(whole_number(1, 100));
    command->add_option("-j,--jobs", options->request.jobs, "Cases at the same time [48]")
        ->check(whole_number(1, 512));
    command->add_option("-o,--out", options->request.out, "Folder in which each run makes its own [out]");
    command->callback([options, &globals, &status] { status = record_all(globals, *options); });
}

}  // namespace badrdp::harness

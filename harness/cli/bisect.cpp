#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "harness/advise/versions/turns.h"
#include "harness/cli/origins.h"
#include "harness/cli/run_setup.h"
#include "harness/data/client/nearest_baseline.h"
#include "harness/data/client/version.h"
#include "harness/data/contains.h"
#include "harness/os/text.h"
#include "harness/os/usage_error.h"
#include "harness/report/table.h"
#include "harness/report/versions/print.h"

namespace badrdp::harness {
namespace {

constexpr int kInterruptedBisect = 130;

struct BisectOptions {
    PlayRequest request;
    std::string options;  // of the client; empty: every one that the scenario speaks of
};

// "xfreerdp" means it on this machine and in every root that is here.
std::vector<std::string> with_origins(const Globals& globals, const std::vector<std::string>& wanted) {
    auto out = wanted;
    for (const auto& origin : origins_here(globals))
        if (contains(wanted, origin.substr(0, origin.find('@')))) out.push_back(origin);
    return out;
}

// One way to play each version that can be played, the oldest first; and those that cannot.
std::vector<const Client*> in_order(const std::vector<Client>& clients) {
    std::vector<const Client*> out;
    for (const auto& client : clients)
        if (client.missing.empty() && parse_version(client.version)) out.push_back(&client);
    std::ranges::stable_sort(out, {}, [](const Client* c) { return *parse_version(c->version); });
    const auto twice = std::ranges::unique(out, {}, [](const Client* c) { return c->version; });
    out.erase(twice.begin(), twice.end());
    return out;
}

// One scenario and option set over all versions.
class Bisection {
public:
    Bisection(const RunSetup& bill, const Scenario& scenario, std::string options,
              std::set<const Client*>& healthy)
        : bill_(bill),
          scenario_(scenario),
          options_(std::move(options)),
          versions_(in_order(bill.clients())),
          plays_(versions_.size()),
          healthy_(healthy) {}

    void find() {
        fmt::print("{} {}\n", printable(scenario_.id()), printable(options_));
        const auto turns = find_turns(versions_.size(), [&](std::size_t i) { return play(i); });
        say_what_was_played();
        for (const auto& turn : turns) say(turn);
        if (turns.empty()) say_no_turn();
        fmt::print("\n");
        std::fflush(stdout);
    }

    bool interrupted() const { return interrupted_; }
    bool unasked() const { return !untold_.empty(); }
    bool lost() const { return lost_; }  // something of what shows it could not be kept

private:
    struct Plays {
        Deed deed;
        std::vector<CaseResult> results;
        std::string note;
    };

    // It twice, and the first time that this client is asked the healthy case before them.
    ClientPlan plan_of(const Client& client) {
        auto plan = plan_client(client, nullptr, std::span(&scenario_, 1), bill_.honest(), bill_.nets());
        std::erase_if(plan.cases, [&](const CaseOrder& order) { return order.options != options_; });
        std::erase_if(plan.unsupported, [&](const auto& one) { return one.options != options_; });
        const bool is_honest = scenario_.id() == kHonest && options_ == "lenient";
        if (is_honest) {
            plan.last = plan.first;
            for (auto& order : plan.last) order.last_round = true;
            return plan;
        }
        plan.last.clear();
        if (healthy_.contains(&client)) plan.first.clear();
        const auto once = plan.cases;
        for (auto order : once) {
            order.last_round = true;
            plan.cases.push_back(order);
        }
        return plan;
    }

    Deed play(std::size_t index) {
        const auto& client = *versions_[index];
        fmt::print(stderr, "  playing {} {}\n", client.name(), client.version);
        auto order = bill_.order({plan_of(client)}, {});
        order.context.all_events = true;
        auto run = play_all(std::move(order));
        interrupted_ = interrupted_ || run.interrupted;
        lost_ = bill_.tells_lost(run) || lost_;
        auto& plays = plays_[index];
        std::string trouble = run.interrupted ? "interrupted" : "its healthy case failed";
        for (auto& result : run.cases) {
            if (result.scenario != scenario_.id() || result.options != options_) continue;
            const auto verdict = result.judgement.verdict;
            if (verdict == Verdict::error || verdict == Verdict::unsupported) {
                trouble = result.judgement.note;
                continue;
            }
            healthy_.insert(&client);
            add_deed(plays.deed, result.facts);
            plays.results.push_back(std::move(result));
        }
        if (plays.results.size() < 2) {
            untold_.push_back(fmt::format("{} could not be asked: {}", client.version, printable(trouble)));
            plays = {};
        } else {
            widen(client, plays);
        }
        return plays.deed;
    }

    void widen(const Client& client, Plays& plays) const {
        if (is_unsteady(plays.deed)) plays.note = "  (unsteady: its two plays differ)";
        const auto known = bill_.baselines().find(client.name());
        if (known == bill_.baselines().end() || !speaks_of(known->second.version, client.version)) return;
        const auto* entry = known->second.find(scenario_.id(), options_);
        if (entry && add_known(plays.deed, *entry) && plays.note.empty())
            plays.note = "  (varies, as its baseline says)";
    }

    void say_what_was_played() const {
        for (std::size_t i = 0; i < versions_.size(); ++i) {
            const auto& [deed, results, note] = plays_[i];
            if (!deed.empty()) fmt::print("  {:<8} {}{}\n", versions_[i]->version, deed_text(deed), note);
        }
        for (const auto& one : untold_) fmt::print("  {}\n", one);
    }

    void say(const Turn& turn) const {
        const auto &before = *versions_[turn.before], &after = *versions_[turn.after];
        std::vector<std::string> texts;
        for (const auto& change : turn.changes) texts.push_back(change_text(change));
        const auto lead =
            turn.after == turn.before + 1
                ? fmt::format("  changed in {}, behind {}: ", after.version, before.version)
                : fmt::format("  changed behind {}, in {} at the latest: ", before.version, after.version);
        fmt::print("{}{}\n", lead, wrapped(fmt::format("{}", fmt::join(texts, "; ")), kPage, 4, lead.size()));
        const auto &a = plays_[turn.before].results.front(), &b = plays_[turn.after].results.front();
        const auto where = first_packet_text(a, b);
        fmt::print(
            "    first packet that differs: {}\n",
            where.empty() ? "none; the two make something else of the same packets" : printable(where));
        for (const auto* one : {&a, &b})
            fmt::print("    packets of {}: {}\n", one->version,
                       (bill_.out() / one->dir / "capture.pcapng").string());
    }

    void say_no_turn() const {
        const auto played = std::ranges::count_if(plays_, [](const Plays& p) { return !p.deed.empty(); });
        fmt::print("  {}\n",
                   played < 2 ? "nothing to compare" : "no change: the oldest and the newest do the same");
    }

    const RunSetup& bill_;
    const Scenario& scenario_;
    std::string options_;
    std::vector<const Client*> versions_;
    std::vector<Plays> plays_;
    std::set<const Client*>& healthy_;
    std::vector<std::string> untold_;
    bool interrupted_ = false;
    bool lost_ = false;
};

void demand_two_versions(const RunSetup& bill) {
    const auto versions = in_order(bill.clients());
    if (versions.size() >= 2) return;
    std::vector<std::string> missing;
    for (const auto& client : bill.clients())
        if (!client.missing.empty()) missing.push_back(fmt::format("{}: {}", client.name(), client.missing));
    throw UsageError(fmt::format("{} of these clients here, and it takes two to compare{}{}",
                                 counted(versions.size(), "version"), missing.empty() ? "" : "\n",
                                 fmt::join(missing, "\n")));
}

int bisect(const Globals& globals, BisectOptions options) {
    options.request.clients = with_origins(globals, options.request.clients);
    const RunSetup bill(globals, options.request);
    if (!bill.why_no_capture().empty()) throw UsageError(bill.why_no_capture());
    demand_two_versions(bill);
    std::set<const Client*> healthy;
    bool played = false, wanting = false;
    for (const auto& scenario : bill.scenarios()) {
        std::set<std::string> sets;
        for (const auto& demand : scenario.demands)
            if (options.options.empty() || demand.options == options.options) sets.insert(demand.options);
        for (const auto& set : sets) {
            Bisection bisection(bill, scenario, set, healthy);
            bisection.find();
            played = true;
            wanting = wanting || bisection.unasked() || bisection.lost();
            if (bisection.interrupted()) return kInterruptedBisect;
        }
    }
    if (!played)
        throw UsageError(fmt::format("no scenario of these speaks of the option set '{}'", options.options));
    fmt::print("kept in {}\n", bill.out().string());
    return wanting ? kBroken : kOk;
}

}  // namespace

void add_bisect(CLI::App& app, const Globals& globals, int& status) {
    auto* command = app.add_subcommand("bisect", "Find the version in which a client's behaviour changed");
    command->footer(
        "Plays the scenario with the oldest and the newest version that are here (on this machine, and in "
        "the\n"
        "roots of `badrdp clients`), and halves what lies between them until neighbours differ in outcome,\n"
        "exit status, connections or reason. Each version plays it twice: what differs between two plays of\n"
        "one version is unsteady, and no change. Names the first packet that differs.\n"
        "Examples:\n"
        "  badrdp bisect 'negotiation/failure[code=5]' -c xfreerdp3\n"
        "  badrdp bisect tls/reset-after-client-hello -c 'xfreerdp*' --options lenient\n"
        "Exit status: 0 every version that was needed was played; 2 bad arguments; 3 some could not be, or "
        "its\n"
        "packets could not be kept; 130 interrupted.");
    auto options = std::make_shared<BisectOptions>();
    auto& request = options->request;
    command->add_option("scenario", request.scenarios, "Names, globs, folders or files")->required();
    command
        ->add_option("-c,--client", request.clients,
                     "The client, with all its origins, or a glob; may be given more than once")
        ->required()
        ->allow_extra_args(false);
    command->add_option("--options", options->options, "Only this option set: lenient, strict, ...");
    command->add_option("--seed", request.seed, "Seed of every random choice [1]");
    command->add_option("-o,--out", request.out, "Folder in which each run makes its own [out]");
    command->callback([options, &globals, &status] { status = bisect(globals, *options); });
}

}  // namespace badrdp::harness

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "harness/advise/explain/leads.h"
#include "harness/data/file/glob.h"
#include "harness/judge/words.h"

namespace badrdp::harness {
namespace {

// What a baseline has of a scenario with one option set.
struct Behaviour {
    std::set<int> exit;
    std::set<wire::Step> step;
    std::set<Reason> reason;
};

bool is_of(const BaselineEntry& entry, const Lead& lead) {
    const auto open = entry.scenario.find('[');
    if (entry.scenario.substr(0, open) != lead.scenario) return false;
    if (open == std::string::npos || lead.variants.empty()) return true;
    const auto variant = entry.scenario.substr(open + 1, entry.scenario.size() - open - 2);
    return std::ranges::find(lead.variants, variant) != lead.variants.end();
}

// How a person has the built-in client do what an option set does, behind `badrdp connect HOST --cert
// ignore`.
struct Call {
    std::string_view options;
    std::string_view more;
};
constexpr std::array kCalls{Call{"lenient", ""},
                            Call{"nla", " --security nla --account NAME:PASSWORD"},
                            Call{"nla_ex", " --security nla_ex --account NAME:PASSWORD"},
                            Call{"rdp", " --security rdp"},
                            Call{"tls", " --security tls"},
                            Call{"desktop", " --stay 15"}};

Behaviour behaviour(const Baseline& baseline, const Lead& lead, std::string_view options) {
    Behaviour out;
    for (const auto& entry : baseline.entries) {
        if (entry.options != options || !is_of(entry, lead)) continue;
        out.exit.insert(entry.exit.begin(), entry.exit.end());
        out.step.insert(entry.step.begin(), entry.step.end());
        out.reason.insert(entry.reason.begin(), entry.reason.end());
    }
    return out;
}

// Every option set was played with an account. Who gives none gets as far, but where NLA is spoken.
bool needs_account(const Behaviour& seen) {
    return seen.reason.contains(Reason::credentials) || std::ranges::any_of(seen.step, [](wire::Step step) {
               return wire::name(step).starts_with("credssp");
           });
}

template <class T>
bool disjoint(const std::set<T>& a, const std::set<T>& b) {
    return !a.empty() && !b.empty() && std::ranges::none_of(a, [&](const T& one) { return b.contains(one); });
}

template <class T>
std::string words(const std::set<T>& values) {
    return one_of(names(std::vector<T>(values.begin(), values.end())));
}

std::string told(const Behaviour& behaviour) {
    std::vector<std::string> exits;
    for (const int exit : behaviour.exit) exits.push_back(fmt::format("{}", exit));
    return fmt::format("it ends with {} ({}), {} is its last step", one_of(exits), words(behaviour.reason),
                       words(behaviour.step));
}

// The answer of `check` that `scenario` falls under.
const CheckAnswer* answer_for(const Check& check, const std::string& scenario) {
    const auto it = std::ranges::find_if(check.answers, [&](const CheckAnswer& answer) {
        return std::ranges::any_of(answer.scenarios,
                                   [&](const auto& glob) { return glob_match(glob, scenario); });
    });
    return it == check.answers.end() ? nullptr : &*it;
}

const Baseline* baseline_of(const Knowledge& known, const std::string& client) {
    const auto it = std::ranges::find(known.baselines, client, &Baseline::client);
    return it == known.baselines.end() ? nullptr : &*it;
}

std::optional<NextCheck> compared(const Check& check, const Lead& first, const Lead& other,
                                  const Knowledge& known) {
    const auto* baseline = baseline_of(known, check.compare);
    if (!baseline) return std::nullopt;
    for (const auto& call : kCalls) {
        const auto one = behaviour(*baseline, first, call.options);
        const auto two = behaviour(*baseline, other, call.options);
        if (!disjoint(one.exit, two.exit) && !disjoint(one.step, two.step)) continue;
        const bool account = call.options == "lenient" && (needs_account(one) || needs_account(two));
        return NextCheck{check.action + std::string(account ? " --account NAME:PASSWORD" : call.more),
                         check.where,
                         other.scenario,
                         {},
                         {{told(one), {first.scenario}}, {told(two), {other.scenario}}},
                         true};
    }
    return std::nullopt;
}

std::optional<NextCheck> answered(const Check& check, const Lead& first, const Lead& other,
                                  const std::vector<Lead>& leads) {
    const auto* one = answer_for(check, first.scenario);
    const auto* two = answer_for(check, other.scenario);
    if (!one || !two || one == two) return std::nullopt;
    NextCheck out{check.action, check.where, other.scenario, {}, {{one->see, {}}, {two->see, {}}}, false};
    for (const auto& lead : leads) {
        const auto* answer = answer_for(check, lead.scenario);
        if (answer == one) out.outlooks[0].scenarios.push_back(lead.scenario);
        if (answer == two) out.outlooks[1].scenarios.push_back(lead.scenario);
    }
    return out;
}

// Whoever has found one of them has found both.
bool same_cause(const Lead& one, const Lead& two) { return !one.cause.empty() && one.cause == two.cause; }

// With nothing to tell it from: the check that says most about it, which is the one whose answer fits the
// fewest scenarios.
std::optional<NextCheck> confirmed(const Lead& lead, const Knowledge& known, bool in_session) {
    std::optional<NextCheck> best;
    auto fewest = std::numeric_limits<std::size_t>::max();
    for (const auto& check : known.checks.checks) {
        if (check.of_sessions != in_session) continue;
        const auto* answer = answer_for(check, lead.scenario);
        if (!answer) continue;
        const auto fits = static_cast<std::size_t>(std::ranges::count_if(
            known.names, [&](const std::string& name) { return answer_for(check, name) == answer; }));
        if (fits >= fewest) continue;
        fewest = fits;
        best = NextCheck{check.action, check.where, "", {}, {{answer->see, {lead.scenario}}}, false};
    }
    return best;
}

}  // namespace

std::optional<NextCheck> next_check(const std::vector<Lead>& leads, const Knowledge& known, bool in_session) {
    if (leads.empty()) return std::nullopt;
    std::vector<std::string> passed_over;
    for (std::size_t other = 1; other < leads.size(); ++other) {
        if (same_cause(leads[0], leads[other])) continue;
        for (const auto& check : known.checks.checks) {
            if (check.of_sessions != in_session) continue;
            if (auto found = check.compare.empty() ? answered(check, leads[0], leads[other], leads)
                                                   : compared(check, leads[0], leads[other], known)) {
                found->passed_over = std::move(passed_over);
                return found;
            }
        }
        passed_over.push_back(leads[other].scenario);
    }
    return confirmed(leads[0], known, in_session);
}

}  // namespace badrdp::harness

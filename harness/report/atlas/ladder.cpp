#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "harness/judge/words.h"
#include "harness/report/atlas/page.h"
#include "harness/report/ladder/ladder.h"
#include "sim/wire/sequence/sequence.h"

namespace badrdp::harness::atlas {
namespace {

using wire::Protocols;
using wire::Step;

// Where a scenario dies that nobody has played: its faults know, or its folder.
Step deepest_by_itself(const Scenario& scenario) {
    if (!scenario.faults.empty()) return scenario.faults[0].step;
    if (scenario.host.listening == host::Listening::mute) return Step::x224_request;
    if (scenario.kdc) return Step::tls_finished;  // which is when a client asks its KDC
    if (scenario.host.listening != host::Listening::normal || scenario.names) return Step::tcp_connect;
    const auto phase = scenario.phase();
    if (phase == "tcp" || phase == "path") return Step::tcp_connect;
    if (phase == "negotiation" || phase == "service") return Step::x224_confirm;
    if (phase == "tls" || phase == "certificate") return Step::server_flight;
    if (phase == "credssp" || phase == "accounts") return Step::credssp_challenge;
    return Step::active;
}

// What this host and a client that it suits come to agree on.
wire::Agreement agreement(const peer::ServerChoices& server, bool nla) {
    const bool tls = server.negotiates && !server.failure && (server.accepts != Protocols{} || server.select);
    wire::Agreement out{.selected = Protocols::rdp, .confirmed = true};
    if (tls) out.selected = nla ? Protocols::hybrid : Protocols::ssl;
    if (!tls) out.encryption_method = server.encryption_method;
    return out;
}

std::string what_ends_it(const Scenario& scenario) {
    std::vector<std::string> all;
    for (const auto& fault : scenario.faults) all.push_back(fault.text);
    for (const auto& impairment : scenario.path) all.push_back(impairment.text);
    if (scenario.names) all.push_back(fmt::format("the name server answers: {}", name(*scenario.names)));
    if (scenario.middlebox) all.emplace_back("a middlebox answers TLS itself");
    return fmt::format("{}", fmt::join(all, ", "));
}

// A connection that came up all the same shows nothing of the cause, nor does one that was ended for another
// reason: a certificate that nobody trusts in a scenario about versions of TLS.
int told(const CauseRow& cause, const Shown& shown) {
    if (!shown.entry) return 4;
    const auto up = [](Outcome outcome) {
        return outcome == Outcome::active || outcome == Outcome::authenticated;
    };
    if (std::ranges::any_of(shown.entry->outcome, up)) return 3;
    const auto blames = [&](const std::vector<Reason>& reasons) {
        return std::ranges::any_of(shown.entry->reason, [&](Reason reason) {
            return std::ranges::find(reasons, reason) != reasons.end();
        });
    };
    return blames(cause.names) ? 0 : blames(cause.vaguer) ? 1 : 2;
}

auto rank(const CauseRow& cause, const Shown& shown) {
    const auto& scenario = *shown.scenario;
    const bool ours = shown.baseline && shown.baseline->client == "builtin";
    return std::tuple(told(cause, shown), scenario.phase() != cause.phase, scenario.needs_network(),
                      scenario.faults.size(), !ours);
}

std::string seen_by(const Shown& shown) {
    const auto id = shown.scenario->id();
    if (!shown.entry)
        return fmt::format("<p class=\"faint\">Drawn from <code>{}</code>, which nobody has played.</p>\n",
                           text(id));
    return fmt::format("<p class=\"faint\">As {} {} ({}) met <code>{}</code>: {}, last step {}.</p>\n",
                       text(shown.baseline->client), text(shown.baseline->version),
                       text(shown.entry->options), text(id), one_of(names(shown.entry->outcome)),
                       wire::name(shown.entry->step.front()));
}

}  // namespace

std::optional<Shown> shown_of(const Atlas& atlas, const CauseRow& cause) {
    std::optional<Shown> best;
    const auto consider = [&](const Shown& shown) {
        if (!best || rank(cause, shown) < rank(cause, *best)) best = shown;
    };
    for (const auto* scenario : scenarios_of(atlas, cause.id)) {
        consider({scenario, nullptr, nullptr});
        for (const auto& baseline : atlas.baselines)
            for (const auto& entry : baseline.entries)
                if (entry.scenario == scenario->id() && !entry.step.empty() && !entry.outcome.empty())
                    consider({scenario, &baseline, &entry});
    }
    return best;
}

std::string ladder(const Shown& shown) {
    const auto& scenario = *shown.scenario;
    const auto* entry = shown.entry;
    const auto deepest = entry ? entry->step.front() : deepest_by_itself(scenario);
    const bool nla = wire::layer(deepest) == wire::Layer::credssp ||
                     (entry && (entry->options.starts_with("nla") || entry->options.starts_with("kerberos")));
    const auto agreed = agreement(scenario.host.server, nla);

    // What most connections do without is drawn only where this one ends at it.
    std::vector<Step> passed;
    for (const auto& step : wire::kSteps) {
        if (step.step == Step::none || step.step == Step::active || step.step > deepest) continue;
        const auto* row = wire::row_of(step.step, agreed);
        const bool usual = row && row->times != wire::SequenceRow::Times::seldom;
        if (usual || step.step == deepest) passed.push_back(step.step);
    }
    auto drawn = ladder_of(passed);
    if (passed.empty()) drawn.rungs.push_back({.kind = RungKind::wait, .what = "no packet goes to the host"});
    const auto why = what_ends_it(scenario);
    const bool up = deepest == Step::active;
    const auto* const ends = up ? "the session is up" : "here it ends";
    drawn.rungs.push_back(
        {.kind = up ? RungKind::client : RungKind::dies,
         .what = why.empty() ? ends : fmt::format("{}{}{}", ends, up ? ", in spite of " : ": ", why)});
    return ladder_html(drawn) + seen_by(shown);
}

}  // namespace badrdp::harness::atlas

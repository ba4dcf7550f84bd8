#include <fmt/format.h>

#include <algorithm>

#include "harness/report/atlas/page.h"
#include "sim/wire/sequence/sequence.h"

namespace badrdp::harness::atlas {
namespace {

using wire::Protocols;
using wire::Step;

// The client of ours, and the option set that the scenario speaks of first; else whoever was played.
const BaselineEntry* played(const Atlas& atlas, const Scenario& scenario) {
    const BaselineEntry* out = nullptr;
    for (const auto& baseline : atlas.baselines)
        for (const auto& entry : baseline.entries) {
            if (entry.scenario != scenario.id() || entry.step.empty()) continue;
            if (!out || baseline.client == "builtin") out = &entry;
        }
    return out;
}

// Where a scenario dies that nobody has played: its faults know, or its folder.
Step deepest_by_itself(const Scenario& scenario) {
    if (!scenario.faults.empty()) return scenario.faults[0].step;
    if (scenario.host.listening == host::Listening::mute) return Step::x224_request;
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

std::string message(const wire::StepRow& row) {
    return fmt::format("<li class=\"message {}\">{}</li>\n",
                       row.sender == wire::Role::server ? "to-client" : "to-host", text(row.what));
}

std::string what_ends_it(const Scenario& scenario) {
    std::vector<std::string> all;
    for (const auto& fault : scenario.faults) all.push_back(fault.text);
    for (const auto& impairment : scenario.path) all.push_back(impairment.text);
    if (scenario.names) all.push_back(fmt::format("the name server answers: {}", name(*scenario.names)));
    if (scenario.middlebox) all.emplace_back("a middlebox answers TLS itself");
    std::string out;
    for (const auto& one : all) out += fmt::format("{}<code>{}</code>", out.empty() ? "" : ", ", text(one));
    return out;
}

}  // namespace

std::string ladder(const Atlas& atlas, const Scenario& scenario) {
    const auto* entry = played(atlas, scenario);
    const auto deepest = entry ? entry->step.front() : deepest_by_itself(scenario);
    const bool nla =
        wire::layer(deepest) == wire::Layer::credssp || (entry && entry->options.starts_with("nla"));
    const auto agreed = agreement(scenario.host.server, nla);

    // What most connections do without is drawn only where this one ends at it.
    std::string out;
    for (const auto& step : wire::kSteps) {
        if (step.step == Step::none || step.step == Step::active || step.step > deepest) continue;
        const auto* row = wire::row_of(step.step, agreed);
        const bool usual = row && row->times != wire::SequenceRow::Times::seldom;
        if (usual || step.step == deepest) out += message(step);
    }
    if (out.empty()) out = "<li class=\"goes faint\">no packet goes to the host</li>\n";
    const auto why = what_ends_it(scenario);
    if (deepest == Step::active)
        out += "<li class=\"goes\">the session is up</li>\n";
    else
        out += fmt::format("<li class=\"dies\">here it ends{}{}</li>\n", why.empty() ? "" : ": ", why);
    return fmt::format(
        "<ol class=\"ladder\">\n<li class=\"ends\"><span>client</span><span>host</span></li>\n{}"
        "</ol>\n",
        out);
}

}  // namespace badrdp::harness::atlas

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/data/file/units.h"
#include "harness/data/scenario/read.h"

namespace badrdp::harness {
namespace {

using wire::Step;

// Steps that a complete connection may leave out: TLS under Standard RDP Security, CredSSP under TLS alone,
// and what the specification calls optional.
bool may_be_skipped(Step step) {
    switch (step) {
        case Step::client_hello:
        case Step::server_flight:
        case Step::tls_finished:
        case Step::early_user_auth:
        case Step::channel_join_request:
        case Step::channel_join_confirm:
        case Step::security_exchange:
        case Step::auto_detect:
        case Step::multitransport:
        case Step::persistent_key_list: return true;
        default: return step >= Step::credssp_negotiate && step <= Step::credssp_credentials;
    }
}

// Whether nobody gets to `later` but by way of `step`.
bool on_the_way_to(Step step, Step later) {
    if (step >= later) return step == later;
    if (!may_be_skipped(step)) return true;
    const bool inside_tls = later >= Step::server_flight && later <= Step::credssp_credentials;
    return inside_tls && step < Step::early_user_auth;
}

void check_steps(Reading& reading, const Demand& deep, const Demand& shallow) {
    if (!deep.reaches) return;
    for (const auto step : shallow.never)
        if (on_the_way_to(step, *deep.reaches))
            reading.complain({std::max(deep.line, shallow.line), 1},
                             fmt::format("nobody reaches {} who must never get to {}",
                                         wire::name(*deep.reaches), wire::name(step)));
}

void check_outcomes(Reading& reading, const Demand& a, const Demand& b) {
    if (a.outcome.empty() || b.outcome.empty()) return;
    for (const auto outcome : a.outcome)
        if (std::ranges::find(b.outcome, outcome) != b.outcome.end()) return;
    reading.complain(
        {std::max(a.line, b.line), 1},
        fmt::format("no outcome can meet this demand and the one of {}:{}",
                    std::min(a.line, b.line) == a.line ? a.file : b.file, std::min(a.line, b.line)));
}

// A client is ended when our patience is: a longer bound than that always holds.
void check_bound(Reading& reading, const Scenario& scenario, const Demand& demand) {
    if (!scenario.patience || !demand.within || *demand.within <= *scenario.patience) return;
    reading.complain({demand.line, 1},
                     fmt::format("within = \"{}\" cannot fail: our patience ends after {}",
                                 duration_text(*demand.within), duration_text(*scenario.patience)));
}

}  // namespace

void check_demands(Reading& reading, const Scenario& scenario) {
    const auto& demands = scenario.demands;
    for (std::size_t i = 0; i < demands.size(); ++i) {
        check_bound(reading, scenario, demands[i]);
        for (std::size_t j = 0; j < demands.size(); ++j) {
            if (demands[i].options != demands[j].options) continue;
            check_steps(reading, demands[i], demands[j]);
            if (i < j) check_outcomes(reading, demands[i], demands[j]);
        }
    }
}

}  // namespace badrdp::harness

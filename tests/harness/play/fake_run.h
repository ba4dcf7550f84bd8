// Scenarios, a client and a run over fake networks.
#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "harness/os/run_folder.h"
#include "harness/play/runner.h"
#include "tests/harness/os/sandbox/play.h"
#include "tests/harness/play/fake_network.h"

namespace badrdp::harness::test {

// A case over one of these is a pass if its client ends with status 0, and a fail otherwise.
inline Scenario demanding(std::string name) {
    Scenario out;
    out.name = std::move(name);
    Demand demand;
    demand.outcome = {Outcome::refused};
    out.demands = {demand};
    return out;
}

inline Client client_named(std::string name) {
    Client out;
    out.version = "1.0";
    out.adapter.name = std::move(name);
    out.adapter.options["lenient"].command = {"/bin/true"};
    ReportRow refused;
    refused.exit = {0};
    refused.outcome = Outcome::refused;
    out.adapter.reports = {refused, {}};
    return out;
}

// One run: what is added to it lives as long as it does.
struct FakeRun {
    explicit FakeRun(FakeWorld::Script script) : world(std::move(script)) {
        order.context.out = folder.path();
        order.context.mark = "badrdp run of a test\n";
        order.context.networks = world.networks();
        order.progress = [this](const Progress& now) {
            world.settled = now.done;
            progress.push_back(now);
        };
    }

    ClientPlan& client(const std::string& name) {
        clients.push_back(client_named(name));
        order.plans.push_back(
            {.client = &clients.back(), .first = {}, .cases = {}, .last = {}, .unsupported = {}});
        return order.plans.back();
    }

    CaseOrder a_case(const ClientPlan& plan, const std::string& scenario) {
        scenarios.push_back(demanding(scenario));
        return {.scenario = &scenarios.back(),
                .client = plan.client,
                .baseline = nullptr,
                .options = "lenient",
                .last_round = false,
                .net = Net::loopback};
    }

    RunResult play() {
        order.context.networks = world.networks();
        return play_all(order);
    }

    TempFolder folder;
    FakeWorld world;
    std::deque<Scenario> scenarios;
    std::deque<Client> clients;
    std::vector<Progress> progress;
    RunOrder order;
};

inline std::string verdicts(const RunResult& run) {
    std::string out;
    for (const auto& one : run.cases)
        out += (out.empty() ? "" : ", ") + one.client + " " + one.scenario + " " +
               std::string(name(one.judgement.verdict)) +
               (one.attempts > 1 ? " after " + std::to_string(one.attempts) : "");
    return out;
}

}  // namespace badrdp::harness::test

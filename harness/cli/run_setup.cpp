#include "harness/cli/run_setup.h"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <algorithm>
#include <ctime>
#include <system_error>

#include "capture/recorder.h"
#include "harness/data/client/known_until.h"
#include "harness/data/client/nearest_baseline.h"
#include "harness/judge/truth.h"
#include "harness/os/about.h"
#include "harness/os/net/namespaces.h"
#include "harness/os/plain.h"
#include "harness/os/private_folder.h"
#include "harness/os/realm/kdc.h"
#include "harness/os/sandbox/sandbox.h"
#include "harness/os/usage_error.h"
#include "harness/play/tell_truth.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

// Most cases wait most of the time; what they cost is a client's start, which the runner meters by itself.
constexpr unsigned kJobs = 48;

bool needs_display(const std::vector<Client>& found) {
    return std::ranges::any_of(found,
                               [](const Client& c) { return c.adapter.display && !c.program.empty(); });
}

// No client sees, types into or closes a window of another one.
Screen new_screen(const fs::path& dir) {
    const auto display = std::make_shared<Display>(dir);
    return {.at = display->address(), .is_up = [display] { return display->is_up(); }};
}

}  // namespace

RunSetup::RunSetup(const Globals& globals, const PlayRequest& request)
    : request_(request), scenarios_(left_to_play(globals, request.pick, select(globals, request.scenarios))) {
    pick_ = pick_of(request.pick, request.out);
    claim_namespaces();
    auto causes = load_causes(globals.scenarios);
    if (!causes.complaints.empty()) throw UsageError(to_string(causes.complaints.front()));
    causes_ = std::make_shared<const std::vector<CauseRow>>(std::move(causes.causes));
    auto honest = select(globals, {std::string(kHonest)});
    honest_ = std::move(honest.front());
    clients_ = harness::clients(globals, request.clients, request.adapters, {});
    demand_player_of_each_case();
    swept_ = sweep(request.out);
    for (auto& folder : sweep_private_folders()) swept_.push_back(std::move(folder));
    make_folder();
    if (needs_display(clients_)) {
        try {
            const Display display(folder_->path());
            clients_ = harness::clients(globals, request.clients, request.adapters, display.address());
        } catch (const std::exception& trouble) {
            for (auto& client : clients_)
                if (client.adapter.display && client.missing.empty()) client.missing = plain(trouble);
        }
    }
    for (const auto& client : clients_)
        if (!client.root.empty() && client.missing.empty()) held_roots_.emplace_back(client.root);
    baselines_ = harness::baselines(clients_);
    const auto today = fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr)));
    for (const auto& client : clients_)
        if (const auto known = baselines_.find(client.name()); known != baselines_.end())
            expire(known->second, client.version, today);
    if (request.net != Net::simulated) look_for_capture();
    context_ = {.out = folder_->path(),
                .mark = folder_->mark(),
                .self = self_path(),
                .screens = new_screen,
                .seed = request.seed,
                .patience = request.patience,
                .own_view = own_view_};
}

void RunSetup::make_folder() {
    try {
        folder_.emplace(request_.out);
    } catch (const std::system_error& refused) {
        throw UsageError(plain(refused) + "; name a folder that can be written to with --out");
    }
}

void RunSetup::look_for_capture() {
    why_no_capture_ =
        request_.view == View::own ? "none was wanted (--view own)" : capture::why_not_capture("lo");
    own_view_ = !why_no_capture_.empty() && request_.view != View::capture;
    if (own_view_)
        why_no_capture_ += "; cases on loopback are judged by what badrdp's own host sent and received";
}

RunOrder RunSetup::order(std::function<void(const Progress&)> progress) const {
    std::vector<ClientPlan> plans;
    for (const auto& client : clients_) {
        if (!client.missing.empty()) continue;
        const auto found = baselines_.find(client.name());
        plans.push_back(plan_client(client, found == baselines_.end() ? nullptr : &found->second, scenarios_,
                                    honest_, nets()));
    }
    pick(plans, pick_);
    return order(std::move(plans), std::move(progress));
}

Nets RunSetup::nets() const {
    return {.wanted = request_.net,
            .why_no_loopback = own_view_ ? std::string() : why_no_capture_,
            .why_no_tap = why_no_namespaces(),
            .why_no_kdc = why_no_kdc(),
            .own_view = own_view_};
}

RunOrder RunSetup::order(std::vector<ClientPlan> plans, std::function<void(const Progress&)> progress) const {
    RunOrder order;
    order.plans = std::move(plans);
    order.gated = request_.gated;
    order.fail_fast = request_.fail_fast;
    order.repeat = request_.repeat;
    order.retries = request_.retries;
    order.context = context_;
    order.jobs = request_.jobs == 0 ? kJobs : request_.jobs;
    order.progress = std::move(progress);
    return order;
}

void RunSetup::describe(RunResult& run) const {
    run.version = kVersion;
    run.seed = request_.seed;
    run.profile = request_.profile;
    run.out = folder_->path();
    run.sandbox = name(best_sandbox_mode());
    run.capture = why_no_capture_;
    run.no_network = why_no_namespaces();
    if (auto gone = removed()) run.shortfalls.push_back(std::move(*gone));
    if (pick_.shard) run.shard = fmt::format("{}/{}", pick_.shard->index, pick_.shard->count);
    for (auto& result : run.cases)
        if (result.scenario == kHonest) result.shard = run.shard;
    tell_truth(run, scenarios_, *causes_);
    std::error_code removed;
    const auto here = fs::current_path(removed);
    for (auto& result : run.cases)  // as it is called in the project that the run belongs to
        if (const auto near = fs::path(result.file).lexically_relative(here);
            !near.empty() && *near.begin() != "..")
            result.file = near.generic_string();
    const auto began = std::chrono::system_clock::now() - run.took;
    run.started =
        fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(began)));
    for (const auto& client : clients_) {
        if (!client.missing.empty()) run.missing_clients.emplace(client.name(), client.missing);
        const auto judge = baselines_.find(client.name());
        if (judge != baselines_.end() && !speaks_of(judge->second.version, client.version))
            run.judged_by.emplace(fmt::format("{} {}", client.name(), client.version), judge->second.version);
    }
}

std::optional<Shortfall> RunSetup::removed() const {
    if (folder_->is_whole()) return std::nullopt;
    return Shortfall{.status = kBroken,
                     .why = fmt::format("{} was removed while it was played: what it held until then is gone",
                                        folder_->path().string())};
}

bool RunSetup::tells_lost(const RunResult& run) const {
    auto all = run.shortfalls;
    if (auto gone = removed()) all.push_back(std::move(*gone));
    for (const auto& one : all) fmt::print(stderr, "{}\n", one.why);
    return !all.empty();
}

// A case.toml names its client: one that the catalogue does not know comes with its adapter's file.
void RunSetup::demand_player_of_each_case() const {
    for (const auto& scenario : scenarios_) {
        if (!scenario.played || scenario.played->client.empty()) continue;
        const auto& wanted = scenario.played->client;
        if (std::ranges::any_of(clients_, [&](const Client& c) { return c.adapter.name == wanted; }))
            continue;
        throw UsageError(
            fmt::format("{} is a case of the client '{}', which is not among those of this run; "
                        "name its adapter's file with --adapter, or the client with --client",
                        scenario.file.string(), wanted));
    }
}

std::vector<std::string> RunSetup::named() const {
    std::vector<std::string> out;
    // What cannot be played may be in this shard, and what can be in another.
    if (pick_.shard || (request_.clients.empty() && request_.adapters.empty())) return out;
    for (const auto& client : clients_) out.push_back(client.name());
    return out;
}

bool RunSetup::only_ours() const {
    if (!request_.clients.empty() || !request_.adapters.empty()) return false;  // as somebody asked for
    return std::ranges::none_of(
        clients_, [](const Client& c) { return c.missing.empty() && c.adapter.name != "builtin"; });
}

}  // namespace badrdp::harness

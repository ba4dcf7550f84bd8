#include "harness/play/simulated_case.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/asio/ip/address_v4.hpp>

#include "harness/data/client/placeholders.h"
#include "harness/data/scenario/canary.h"
#include "harness/os/usage_error.h"
#include "harness/play/keep.h"
#include "harness/play/net/step_watch.h"
#include "sim/link/seeded_keys.h"
#include "sim/path/test_network.h"
#include "sim/peer/preconnection.h"

namespace badrdp::harness {

using link::Simulated;
using namespace std::chrono_literals;

namespace {

// The host's, as on a tap.
std::string address() { return boost::asio::ip::address_v4(path::test_network::kServerV4).to_string(); }

// What comes behind "badrdp connect" in the adapter's command; nothing if that is no command of ours.
std::optional<std::vector<std::string>> own_words(const Adapter& adapter, const std::string& options) {
    const auto found = adapter.options.find(options);
    if (found == adapter.options.end()) return std::nullopt;
    const auto& command = found->second.command;
    if (adapter.programs != std::vector<std::string>{"{badrdp}"} || command.size() < 2 ||
        command[0] != "{program}" || command[1] != "connect")
        return std::nullopt;
    return std::vector(command.begin() + 2, command.end());
}

ConnectOptions parse(std::vector<std::string> words, const Values& values) {
    for (auto& word : words) word = fill_in(word, values);
    auto options = parse_connect_options(std::move(words));
    options.trusted.clear();  // what our own environment names is no part of a simulation
    return options;
}

Values values_for(const std::string& host) {
    const auto canary = canary_account();
    return {{"host", host},
            {"address", address()},
            {"port", std::to_string(link::kSimulatedPort)},
            {"user", canary.name},
            {"password", std::string(canary.password.reveal())},
            {"domain", canary.domain},
            {"machine", std::string(peer::kMachine)},
            {"machine_id", std::to_string(peer::kMachineId)},
            {"home", "/nonexistent"}};  // known hosts are kept in memory
}

bool needs_a_process(Mutant mutant) {
    return mutant == Mutant::crashes || mutant == Mutant::floods || mutant == Mutant::hoards ||
           mutant == Mutant::waits_forever;
}

Limit limit_of(Simulated::End end) {
    if (end == Simulated::End::out_of_patience) return Limit::wall_clock;
    return end == Simulated::End::too_many_connections ? Limit::reconnects : Limit::none;
}

}  // namespace

std::string why_not_simulated(const Scenario& scenario, const Adapter& adapter, const std::string& options) {
    if (!adapter.options.contains(options))
        return fmt::format("{} has no option set '{}'", adapter.name, options);
    const auto words = own_words(adapter, options);
    if (!words) return "only the built-in client can be simulated";
    if (scenario.kdc) return "a simulation has no KDC: this needs --net tap";
    if (scenario.names) return "a simulation has no name server: this needs --net tap";
    for (const auto& impairment : scenario.path) {
        const auto* drop = std::get_if<path::Drop>(&impairment.deed);
        const auto* reject = std::get_if<path::Reject>(&impairment.deed);
        if ((drop && drop->what == path::Traffic::udp) || (reject && reject->what == path::Traffic::udp))
            return "a simulation has no UDP: this needs --net tap";
    }
    if (scenario.middlebox) return "a simulation has no middlebox: this needs sockets";
    if (scenario.mtu) return "a simulation has no interfaces: this needs --net tap";
    if (scenario.ipv6) return "a simulation has IPv4 only: this needs --net tap";
    try {
        const auto mutant = mutant_named(parse(*words, values_for(address())).mutant);
        if (mutant && needs_a_process(*mutant)) return "what this client does needs a process";
    } catch (const UsageError& error) {
        return error.what();
    }
    return {};
}

namespace {

bool waits_for_a_step(const Scenario& scenario) {
    return std::ranges::any_of(scenario.path, [](const auto& o) { return o.after != wire::Step::none; });
}

// The same eyes as on the tap, for as long as the simulation lasts.
std::function<link::Watch(std::function<void(wire::Step)>)> watch_by(std::optional<StepWatch>& eyes) {
    return [&eyes](std::function<void(wire::Step)> reached) {
        eyes.emplace(link::kSimulatedPort, std::move(reached));
        return link::Watch{.frame = [&eyes](const path::Packet& packet) { eyes->on_packet(packet); },
                           .note = [&eyes](const link::Note& note) { eyes->on_note(note); }};
    };
}

}  // namespace

namespace {

// What the client's machine is given.
std::vector<wire::Bytes> trusted_by(const Scenario& scenario, std::string_view name,
                                    const SimulatedClient::Order& order) {
    if (!scenario.trusted) return {};
    return {link::seeded_mint(scenario.host.certificate, name, link::kSimulatedStart, order.visit - 1,
                              order.key_seed)
                .authority_der};
}

}  // namespace

SimulatedClient::SimulatedClient(const Adapter& adapter, const std::string& options, bool by_name)
    : adapter_(adapter), name_(by_name ? std::string(path::test_network::kServerName) : address()) {
    const auto words = own_words(adapter, options);
    if (!words) throw UsageError("only the built-in client can be simulated");
    const auto values = values_for(name_);
    conduct_.emplace(parse(*words, values), fill_in(adapter.options.at(options).stdin_text, values));
}

SimulatedVisit SimulatedClient::visit(const Scenario& scenario, const Order& order) {
    const auto trusted = trusted_by(scenario, name_, order);
    std::optional<StepWatch> eyes;  // has read all packets once the simulation is over
    link::SimulationOrder simulation{
        .host = scenario.host,
        .faults = scenario.faults,
        .impairments = scenario.path,
        .screen = {"badrdp", scenario.id(), scenario.title, "connected"},
        .name = name_,
        .generation = order.visit - 1,
        .seed = order.seed,
        .key_seed = order.key_seed,
        .next = [&](unsigned number, const link::Connected* latest) -> std::optional<link::Attempt> {
            if (conduct_->mutant() == Mutant::gives_up) return std::nullopt;
            if (latest && !conduct_->goes_on(number - 1, *latest)) return std::nullopt;
            auto attempt = conduct_->attempt(number);
            attempt.tls.now = link::kSimulatedStart;
            if (attempt.tls.verify) attempt.tls.trusted = trusted;
            return attempt;
        },
        .patience = order.patience.value_or(std::max(adapter_.patience, scenario.patience.value_or(0ms))),
        .connections = adapter_.reconnects};
    if (waits_for_a_step(scenario)) simulation.watch = watch_by(eyes);
    auto seen = link::simulate(simulation);

    SimulatedVisit visit;
    visit.packets = std::move(seen.frames);
    visit.key_log = std::move(seen.key_log);
    visit.took = seen.took;
    visit.connections = seen.connections;
    visit.bytes = seen.bytes;
    visit.evidence.packets =
        eyes ? eyes->finish(visit.packets) : capture::read_timeline(visit.packets, link::kSimulatedPort);
    visit.evidence.peer = std::move(seen.server);
    visit.evidence.impairments = std::move(seen.bites);
    auto& process = visit.evidence.process;
    process.limit = limit_of(seen.end);
    process.took = std::chrono::duration_cast<std::chrono::milliseconds>(seen.took);
    process.struck = process.took;
    if (order.narrates) process.output = narrate(seen.client);
    if (process.limit != Limit::none) return visit;
    process.exit = seen.latest ? conduct_->report(*seen.latest).exit : 0;
    if (seen.latest) process.output += conduct_->farewell(*seen.latest);
    return visit;
}

}  // namespace badrdp::harness

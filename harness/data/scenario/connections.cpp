#include "harness/data/scenario/connections.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "sim/fault/words.h"

namespace badrdp::harness {
namespace {

using fault::Fault;

constexpr std::size_t kMost = 12;  // more than that counts as a loop

bool is_last(const Scenario& scenario, std::size_t index) {
    return index + 1 == scenario.host.connections.size();
}

// A fault of the last table bends all later connections, too.
Fault on_connection(Fault fault, std::size_t index, bool last) {
    fault.first = static_cast<unsigned>(index) + 1;
    fault.connections = last ? 0 : 1;
    return described(std::move(fault));
}

bool is_of(const Scenario& scenario, std::size_t index, const Fault& fault) {
    return fault.first == index + 1 && fault.connections == (is_last(scenario, index) ? 0u : 1u);
}

void read_connection(Table table, Scenario& scenario, std::size_t index, bool last) {
    for (const auto& one : table.tables("fault")) {
        auto fault = read_fault(one, scenario.seed);
        if (!fault) continue;
        if (fault->connections > 0) one.complain("a fault of a [[connection]] acts on that connection only");
        scenario.faults.push_back(on_connection(std::move(*fault), index, last));
    }
    auto host = scenario.host;
    host.connections.clear();
    read_service(table, host);
    scenario.host.connections.push_back({host.server, host.tls, host.certificate});
}

}  // namespace

void read_connections(Table& table, Scenario& scenario) {
    const auto tables = table.tables("connection");
    if (tables.empty()) return;
    scenario.host.connections.clear();  // those of a persona
    if (scenario.healthy()) tables[0].complain("a healthy scenario has one honest host");
    if (scenario.host.listening != host::Listening::normal)
        tables[0].complain("no connection is served: host.listening is not \"normal\"");
    if (tables.size() == 1)
        tables[0].complain("a single [[connection]] is the same as [host], since later ones meet the last");
    if (tables.size() > kMost)
        tables[kMost].complain(fmt::format("more than {} connections count as a loop", kMost));
    if (std::ranges::any_of(scenario.faults, [](const Fault& fault) { return fault.connections > 0; }))
        tables[0].complain("with [[connection]], write a fault of one connection as [[connection.fault]]");
    for (std::size_t i = 0; i < tables.size(); ++i)
        read_connection(tables[i], scenario, i, i + 1 == tables.size());
}

void read_bent_connections(Table& table, Fault& fault) {
    table.number("connections", fault.connections, 1, 1000);
    const auto alone = table.take("connection");
    if (!alone) return;
    if (const auto number = alone->number(1, 1000)) {
        fault.first = static_cast<unsigned>(*number);
        if (fault.connections > 0)
            alone->complain("'connection' is one connection, and 'connections' the first so many");
        fault.connections = 1;
    }
}

std::string connection_title(const Scenario& scenario, std::size_t index) {
    return fmt::format("connection {}{}", index + 1, is_last(scenario, index) ? " and later" : "");
}

host::Host host_of_connection(const Scenario& scenario, std::size_t index) {
    const auto& met = scenario.host.connections.at(index);
    auto host = scenario.host;
    host.server = met.server;
    host.tls = met.tls;
    host.certificate = met.certificate;
    host.connections.clear();
    return host;
}

std::vector<Fault> faults_of_connection(const Scenario& scenario, std::size_t index) {
    std::vector<Fault> out;
    std::ranges::copy_if(scenario.faults, std::back_inserter(out),
                         [&](const Fault& fault) { return is_of(scenario, index, fault); });
    return out;
}

std::vector<Fault> faults_of_all(const Scenario& scenario) {
    std::vector<Fault> out;
    std::ranges::copy_if(scenario.faults, std::back_inserter(out), [&](const Fault& fault) {
        for (std::size_t i = 0; i < scenario.host.connections.size(); ++i)
            if (is_of(scenario, i, fault)) return false;
        return true;
    });
    return out;
}

}  // namespace badrdp::harness

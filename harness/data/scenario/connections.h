// [[connection]]: a host that the first TCP connections of a case meet in different states.
#pragma once

#include <string>
#include <vector>

#include "harness/data/scenario/read.h"

namespace badrdp::harness {

// Each table says what differs from [host], and has faults of its own. Call it when both have been read.
void read_connections(Table& table, Scenario& scenario);

// Which TCP connections a fault bends: its `connections` (the first so many) or `connection` (that one
// alone).
void read_bent_connections(Table& table, fault::Fault& fault);

// "connection 1", and for the last "connection 3 and later".
std::string connection_title(const Scenario& scenario, std::size_t index);

// The host as this connection meets it, and the faults that bend this one alone.
host::Host host_of_connection(const Scenario& scenario, std::size_t index);
std::vector<fault::Fault> faults_of_connection(const Scenario& scenario, std::size_t index);
// Those that bend every connection, or the first ones.
std::vector<fault::Fault> faults_of_all(const Scenario& scenario);

}  // namespace badrdp::harness

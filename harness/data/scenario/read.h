// The parts of a scenario file, each read from its table.
#pragma once

#include <vector>

#include "harness/data/file/table.h"
#include "harness/data/scenario/scenario.h"

namespace badrdp::harness {

void read_host(Table table, host::Host& host);
// What [host] and a [[connection]] may both say; nothing else may be left in the table.
void read_service(Table& table, host::Host& host);

// What the host's settings lead to: its faults and impairments, too.
void read_settings(Table table, Scenario& scenario);

// Complains of keys of [host] that say something about what this host never comes to.
void check_unread(Table& table, const host::Host& host);

// A certificate's table; what TLS cannot use with these settings is complained of.
void read_certificate(Table table, const host::Tls& tls, host::CertificateRecipe& recipe);

// The tables of `host` that are about the session; everything else of it is left to read_host.
void read_session(Table& host, peer::ServerChoices& server);

// Nothing if it could not be made sense of; what is wrong has been complained of. `whose` honesty it
// bends; nothing: that of the end that speaks at its step.
std::optional<fault::Fault> read_fault(Table table, std::uint32_t seed,
                                       std::optional<wire::Role> whose = wire::Role::server);

// One table of [[path]]; nothing if it could not be made sense of.
std::optional<path::Impairment> read_impairment(Table table, std::uint32_t seed);
std::vector<std::string> path_verbs();  // of which each such table has one

// One Demand for each option set that the table names. Without "options" the name is left empty if
// `everywhere`, and is the usual default otherwise.
std::vector<Demand> read_demands(Table table, const std::string& file, bool everywhere);

// Complains of demands that cannot hold together, or that cannot fail.
void check_demands(Reading& reading, const Scenario& scenario);

}  // namespace badrdp::harness

// From a scenario's Kerberos realm to the KDC that is started for it, and to what the client's machine is
// told of it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/data/scenario/scenario.h"
#include "harness/os/realm/kdc.h"

namespace badrdp::harness {

// With the host's accounts for users: what is wrong with an account, the KDC knows. `dir` is the case's
// folder.
RealmOrder realm_order(const Scenario& scenario, const std::filesystem::path& dir);

std::string realm_told(const Realm& realm);    // to the client, on its command line
std::string krb5_conf_of(const Realm& realm);  // of the client's machine [krb5.conf(5)]

// What the KDC was asked and what it answered, one line each, as it logged it: without its start and its end.
// Ends it.
std::vector<std::string> end_realm(Kdc& kdc);

}  // namespace badrdp::harness

// Whom a client's machine trusts, in a scenario that gives it an authority: which cases need that, and how
// the client is told.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "harness/data/client/adapter.h"
#include "harness/data/scenario/scenario.h"
#include "harness/os/sandbox/sandbox.h"

namespace badrdp::harness {

// Whoever accepts any certificate has no use for those that he could trust.
bool looks_at_signer(const Scenario& scenario, std::string_view options);

// Why this client cannot be told whom to trust; empty if it can.
std::string cannot_trust(const Client& client);

// Tells it, with a PEM file of what it is to trust. Nothing for a client that cannot be told.
void tell_whom_to_trust(const Adapter& adapter, const std::filesystem::path& pem, SandboxOrder& order);

}  // namespace badrdp::harness

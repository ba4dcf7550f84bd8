// The profile that somebody names: a file of the catalogue, or one of a team's own.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/cli.h"
#include "harness/data/profile/profile.h"

namespace badrdp::harness {

// "smoke" is scenarios/profiles/smoke.toml; a word with a slash, or that ends in .toml, is a file. Throws
// UsageError with what is wrong.
Profile profile_named(const Globals& globals, const std::string& word);

// What in the file asks for nothing: words that no scenario of the catalogue meets, tags that none has.
std::vector<Complaint> check_profile(const Globals& globals, const std::filesystem::path& file);

}  // namespace badrdp::harness

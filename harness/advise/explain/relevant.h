// Of the whole catalogue only the scenarios that some codes have to do with: reading all of it costs more
// than everything else an explanation does.
#pragma once

#include "harness/advise/explain/leads.h"

namespace badrdp::harness {

// The names of all scenarios below `root`, sorted; no file is opened.
std::vector<std::string> scenario_names(const std::filesystem::path& root);

// Those codes, and what they say is the same: all that leads_to() asks for.
std::vector<CodeName> asked_of(const std::vector<Answer>& answers);

// The scenarios of `known.names` that may lead to one of `codes`, judged by the rows, by the baselines, and
// by the words in their files; a few too many, never one too few.
Loaded load_relevant(const std::filesystem::path& root, const std::vector<CodeName>& codes,
                     const std::vector<Family>& families, const Knowledge& known);

}  // namespace badrdp::harness

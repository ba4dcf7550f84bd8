// A load as a person reads it, as JSON, and as a page with a plot.
#pragma once

#include <string>
#include <vector>

#include "harness/load/load.h"

namespace badrdp::harness::load {

std::string as_text(const LoadOrder& order, const LoadResult& result);
std::string as_json(const LoadOrder& order, const LoadResult& result);  // docs/load.schema.json
std::string as_page(const LoadOrder& order, const LoadResult& result);

// "40 clients at once, each replaced when it is over, for 10 s".
std::string in_words(const LoadOrder& order);

// The steps at which a person waits for the host: its answers, the connection before them and the session
// behind. Those that some client reached.
std::vector<wire::StepRow> answers_in(const Tally& tally);

// Well, failed or cut off, a second.
double rate_of(const LoadResult& result, std::uint64_t clients);

}  // namespace badrdp::harness::load

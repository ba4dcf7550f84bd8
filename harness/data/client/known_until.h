// When a known break ends to be an excuse: its `until` has come.
#pragma once

#include <string_view>

#include "harness/data/client/baseline.h"

namespace badrdp::harness {

// "2026-12-31": a day of the calendar as ISO 8601 writes it. Nothing is said of how many days a month has.
bool is_date(std::string_view text);

// Fills `expired` of each known break whose `until` has come. A date has come on that day. A version has come
// for this client if it is that version or a newer one, unless the baseline is one of such a version itself:
// then somebody has looked again. `today` is a date.
void expire(Baseline& baseline, std::string_view client_version, std::string_view today);

}  // namespace badrdp::harness

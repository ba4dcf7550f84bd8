// A try of the ticket's user: played on a simulated network, and what anybody can read in its packets.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "harness/advise/remedy/effect.h"
#include "harness/data/client/adapter.h"
#include "harness/data/lab/exercise.h"
#include "harness/diagnose/diagnosis.h"
#include "harness/report/ladder/ladder.h"

namespace badrdp::harness::lab {

struct Attempt {
    bool works = false;
    Security seen{};  // where it worked
    // What the healthy host would have given, with the first of a desk that works.
    std::optional<Security> due{};
    std::string said{};     // what the user is told
    std::string capture{};  // pcapng: what his client met, without keys and without a word of what it is
};

// `options` is the option set of the built-in client. Throws std::runtime_error if this cannot be simulated.
Attempt attempt(const Adapter& client, const Scenario& scenario, const std::string& options,
                std::uint64_t seed);

// Of a client that stops before its first packet: nothing is captured.
Attempt attempt_that_never_began(ClientStops stops);

// What `badrdp diagnose` and `badrdp show` make of its capture.
struct Findings {
    diagnosis::Diagnosis diagnosis{};
    Ladder ladder{};
    std::uint64_t frames = 0;
};
Findings findings_in(const Attempt& attempt);

// The frames that speak for this cause and against others, and the one that ended it; none of what is only
// likely to be there.
std::set<std::uint64_t> proving_frames(const Findings& findings, std::string_view cause);

}  // namespace badrdp::harness::lab

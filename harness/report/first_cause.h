// One reason that explains many failures, said once and first: a set-up that is broken looks like a hundred
// broken clients. And where a failing case first went another way than the client's healthy one.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/play/result.h"

namespace badrdp::harness {

// The first event in which one case's timeline is not the other's.
struct Difference {
    std::optional<capture::Event> healthy;  // what came there when all was well; nothing: it had ended
    std::optional<capture::Event> seen;     // what came instead; nothing: no more packets

    friend bool operator==(const Difference&, const Difference&);
};

// Who did what on which connection counts; times, ports and contents do not. Nothing: one is as the other.
std::optional<Difference> first_difference(std::span<const capture::Event> healthy,
                                           std::span<const capture::Event> seen);

// "packet 9 (0.012 s): server RST, where the healthy case has server_flight"; `healthy` is what to call that.
std::string difference_text(const Difference& difference, std::string_view healthy = "the healthy case");

// The healthy case of the same client over the same network to compare this one with: with the same options
// if there is one. Null: none was let in. Points into `run`.
const CaseResult* healthy_case(const RunResult& run, const CaseResult& result);

// The same for any two cases; empty if there is no difference. What the kernel closes once we have killed a
// client is none.
std::string difference_between(const CaseResult& healthy, const CaseResult& result, std::string_view called);

// The two above for a case of a run; empty where there is nothing to compare, or no difference.
std::string difference_in(const RunResult& run, const CaseResult& result);

struct FirstCause {
    std::string reason;                    // one sentence
    std::size_t explains = 0;              // so many cases, those included that were not played for it
    std::vector<const CaseResult*> cases;  // those that have a result, in the order of the run
    const CaseResult* example = nullptr;   // where to look; may be null
};

// The few reasons that explain most of what needs a look, the most general first; empty when failures are few
// or each has its own. Points into `run`.
std::vector<FirstCause> first_causes(const RunResult& run);

}  // namespace badrdp::harness

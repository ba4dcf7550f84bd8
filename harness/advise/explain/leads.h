// From a code to the scenarios of the catalogue that lead to it, and to the check that tells the first two
// apart.
#pragma once

#include "harness/advise/explain/query.h"
#include "harness/data/client/baseline.h"
#include "harness/data/scenario/scenario.h"

namespace badrdp::harness {

// What one client was seen to do in the cases of a lead.
struct Seen {
    std::string client;  // "xfreerdp 2.11", "xfreerdp3 3.10 to 3.33", "xfreerdp3 since 3.32 (3.15: 133)"
    std::vector<int> exit;
    std::vector<Reason> reason;
    std::vector<wire::Step> step;

    friend bool operator==(const Seen&, const Seen&) = default;
};

// A scenario that leads to the code.
struct Lead {
    // What clients were seen to do there: nobody had a session, some had one, all had.
    enum class Up : std::uint8_t { nobody, some, all };

    std::string scenario;  // its name
    std::string cause{};   // "C09"; empty: its scenarios name none, or more than one
    Up up = Up::nobody;
    std::string title;
    std::vector<std::string> variants;  // those that lead to it; empty: it has none
    std::size_t of = 0;                 // how many it has
    Statement because;
    std::vector<Seen> seen;  // each client for itself; empty: none was played

    friend bool operator==(const Lead&, const Lead&) = default;
};

// All that is known besides the codes themselves.
struct Knowledge {
    std::vector<std::string> names;   // of all scenarios
    std::vector<Scenario> scenarios;  // all variants of those that may lead to what was asked
    std::vector<LeadRow> rows;
    std::vector<Baseline> baselines;
    Checks checks;
};

// Whether the code, or what is the same elsewhere, ends a session that had come up.
bool ends_session(const Found& found, const std::vector<Family>& families);

// Where sessions came up last, unless the code ends one; then by evidence, by what is usual, by name. Each
// scenario is there once, for its best evidence; one that the client was played in, and did not end so, is
// left out.
std::vector<Lead> leads_to(const Found& found, const std::vector<Family>& families, const Knowledge& known);

// One outcome of a check, and which leads have it.
struct Outlook {
    std::string see;
    std::vector<std::string> scenarios;

    friend bool operator==(const Outlook&, const Outlook&) = default;
};

struct NextCheck {
    std::string action;
    std::string where;
    std::string against;  // the lead that is told from the first one; empty: there is only one cause
    std::vector<std::string> passed_over;  // leads before that one, which no check tells from the first
    std::vector<Outlook> outlooks;
    bool observed = false;  // the answers come from a baseline
};

// The cheapest check that tells the first lead from the second; if none does, from the next one that can be
// told from it. `in_session`: only checks of sessions are asked, else only those of connecting.
std::optional<NextCheck> next_check(const std::vector<Lead>& leads, const Knowledge& known, bool in_session);

}  // namespace badrdp::harness

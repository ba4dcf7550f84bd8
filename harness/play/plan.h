// Which cases a run plays, and in which order: pure, so that it can be tested.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/play/player.h"

namespace badrdp::harness {

// The cases of one client. The honest case comes first and last: a failure proves nothing unless the same
// set-up can succeed.
struct ClientPlan {
    const Client* client = nullptr;
    std::vector<CaseOrder> first;         // the honest one, over each network that is used
    std::vector<CaseOrder> cases;         // what takes longest first, so that waiting overlaps with the rest
    std::vector<CaseOrder> last;          // the honest one again
    std::vector<CaseResult> unsupported;  // with the reason in the note
};

// What cases may be played over on this machine.
struct Nets {
    std::optional<Net> wanted;    // nothing: what each scenario needs
    std::string why_no_loopback;  // empty: it can be had
    std::string why_no_tap;
    std::string why_no_kdc{};  // which a scenario with a Kerberos realm takes
    bool own_view = false;     // loopback has no capture but our own view
};

inline constexpr std::string_view kHonest = "healthy/tls";

// `scenarios` is what the user asked for, `honest` the scenario of that name (may be among them).
ClientPlan plan_client(const Client& client, const Baseline* baseline, std::span<const Scenario> scenarios,
                       const Scenario& honest, const Nets& nets = {});

}  // namespace badrdp::harness

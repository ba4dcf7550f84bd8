// What a remedy did: one pure function of the facts before and after.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/advise/remedy/trial.h"
#include "harness/data/facts.h"
#include "harness/data/scenario/scenario.h"

namespace badrdp::harness {

// How a session is protected; more is better.
enum class Protection : std::uint8_t { rdp, tls, nla };
std::string_view name(Protection);

struct Security {
    Protection protection = Protection::rdp;
    bool fit_certificate = true;  // in date, for this use, and neither weak nor spoiled; self-signed may be
    auth::LeftBehind left = auth::LeftBehind::nothing;        // of the account at the host
    auth::LeftBehind may_leave = auth::LeftBehind::password;  // what the user had nothing against

    friend bool operator==(const Security&, const Security&) = default;
};

// What an honest host of that persona, or this host without settings, would have given: due from a remedy
// that lets host or client do with less than before. From any other nothing is, since it took nothing away.
// `options` are those of the client before it.
Security security_due(const Scenario& before, const Scenario& after, std::string_view options,
                      bool other_options);
// What this client had, where it became active.
Security security_seen(const Scenario& scenario, const Facts& facts);

// A session that the host ends with a reason, or resets, is none: how Windows refuses Restricted Admin, and
// how a frozen one ends.
bool got_in(const Facts& facts);

// `due` is that of the scenario without the remedy, `seen` that with it.
Effect effect_of(const Facts& before, const Facts& after, const Security& due, const Security& seen);

// "without TLS, where an honest host would have had NLA"; empty if nothing is lacking.
std::string lack(const Security& due, const Security& seen);

}  // namespace badrdp::harness

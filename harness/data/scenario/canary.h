// The account that clients are given: a canary, accepted by no host but ours, and worth nothing.
#pragma once

#include "sim/host/host.h"

namespace badrdp::harness {

inline constexpr std::string_view kAnotherPassword = "canary-0b8d";

inline auth::Account canary_account() {
    return {.name = "badrdp", .domain = {}, .password = "canary-7f3a", .state = auth::AccountState::ok};
}

// A host that is not told otherwise knows the canary, and ends a session soon after it became active, so that
// a client which would stay for ever does not.
inline peer::ServerChoices honest_choices() {
    peer::ServerChoices choices;
    choices.accounts = {canary_account()};
    choices.parting = {.how = peer::Parting::How::ultimatum, .delay = std::chrono::milliseconds(500)};
    return choices;
}

inline host::Host honest_host() {
    host::Host host;
    host.server = honest_choices();
    return host;
}

}  // namespace badrdp::harness

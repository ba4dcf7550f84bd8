// What a host with these settings does, as far as it is known: on the wire, and in its event log. Pure: the
// same settings always lead to the same host.
#pragma once

#include <string_view>
#include <vector>

#include "sim/fault/fault.h"
#include "sim/host/host.h"
#include "sim/host/settings.h"

namespace badrdp::host {

// What an administrator finds in the host's event log, in our words.
struct Event {
    std::string_view log;
    std::string_view source;
    unsigned id = 0;
    std::string_view text;
    std::string_view when;   // "at every connection"
    std::string_view basis;  // who says so: Microsoft, a thread, or "inferred"

    friend bool operator==(const Event&, const Event&) = default;
};

struct Behaviour {
    Host host;
    std::vector<fault::Fault> faults;
    FirewallRule firewall = FirewallRule::allowed;  // what is in the way is no host's doing
    std::vector<Event> events;

    friend bool operator==(const Behaviour&, const Behaviour&) = default;
};

// `honest` is the host of somebody who changed nothing; its first account is the one that the client has.
Behaviour behave(const Settings& settings, const Host& honest = {});

// Whether TLS can come about at all: NLA is inside it.
bool speaks_tls(const Settings& settings);
bool requires_nla(const Settings& settings);
// The listener's certificate or its key is of no use, or no version of TLS is left.
bool credential_fails(const Settings& settings);
bool has_no_common_cipher(const Settings& settings);

std::vector<Event> events_of(const Settings& settings);

}  // namespace badrdp::host

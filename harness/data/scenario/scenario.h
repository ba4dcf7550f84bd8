// One failure mode, as a plain value: the loader fills it from a file below scenarios/, a unit test fills it
// in place, and nothing else may know how.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/data/facts.h"
#include "harness/data/names.h"
#include "harness/data/realm.h"
#include "harness/data/scenario/canary.h"
#include "sim/fault/fault.h"
#include "sim/host/host.h"
#include "sim/host/settings.h"
#include "sim/path/impairment.h"

namespace badrdp::harness {

using std::chrono::milliseconds;

// What any good client must do here. A field that is absent demands nothing.
struct Demand {
    std::string options = "lenient";  // the option set of the client that it speaks of
    // Only of a client that requested none of these (protocol::*, a mask) on any connection; absent: of all.
    std::optional<wire::Protocols> unrequested{};
    std::vector<Outcome> outcome;              // one of these
    std::optional<wire::Step> reaches;         // at least this deep
    std::vector<wire::Step> never;             // none of these steps
    std::vector<Brought> brings{};             // on the connection that is spoken of, one of these
    std::optional<unsigned> connection;        // of which these three speak; absent: of all of them together
    std::optional<milliseconds> within;        // and the client has ended by then
    std::vector<Reason> says;                  // the reason it gives its user is one of these
    std::optional<unsigned> connections;       // at most so many TCP connections
    std::vector<wire::Mechanism> offers;       // inside NLA, all of these
    std::vector<wire::Mechanism> prefers;      // and one of these before all others
    std::vector<auth::LeftBehind> leaves{};    // of its account at the host: one of these
    std::vector<wire::Mechanism> proves_by{};  // the last that it shows a proof of is one of these
    std::string why;                           // the specification, or plain sense
    std::string file;                          // where it was written, for messages
    unsigned line = 0;

    friend bool operator==(const Demand&, const Demand&) = default;
};

// Whom a case was played with: written into its case.toml, and found again when that file is loaded.
struct Played {
    std::string client;
    std::string version;
    std::string options;
    std::uint64_t seed = 0;  // of the run
    std::string net;

    friend bool operator==(const Played&, const Played&) = default;
};

struct Scenario {
    std::string name;     // its path below scenarios/, without .toml: "tls/expired-certificate"
    std::string variant;  // "code=5" when it came from [vary], else empty
    std::string title;
    std::string why;                   // one sentence for the person who reads the report
    std::string spec;                  // "MS-RDPBCGR 2.2.1.2", may be empty
    std::vector<std::string> symptom;  // "mstsc 0x904/0x7"
    std::vector<std::string> tags{};   // words of its owner's, to choose by: "middlebox"
    std::string cause;                 // "C10": its row in scenarios/causes.toml, may be empty
    std::string approximate;           // not empty: says what this mode can only approximate
    std::uint32_t seed = 1;            // of what is random in the scenario itself (garbage bytes)

    std::optional<host::Settings>
        settings;  // what an administrator would find; `host` is then what it leads to
    host::Host host = honest_host();
    std::vector<fault::Fault> faults;
    std::vector<path::Impairment> path;                // what the network does, in this order
    std::optional<host::CertificateRecipe> middlebox;  // one on the way answers TLS itself, and shows this
    std::vector<Demand> demands;                       // its own, then the ones that hold everywhere

    // "changed since the last visit": the client visits this often in one HOME, the host mints a new
    // certificate each time, and the last visit is the one that is judged.
    unsigned visits = 1;
    bool by_name = false;                  // the client is told a host name instead of an address
    bool ipv6 = false;                     // the client is told the host's IPv6 address
    bool trusted = false;                  // the client's machine trusts whoever signed the certificate
    std::optional<std::uint32_t> mtu;      // of both ends' interfaces, as an administrator sets it
    std::optional<Names::Answer> names;    // what a name server says, which the client then asks
    std::optional<Realm> kdc{};            // the realm that both ends are in, if they are in one
    std::optional<milliseconds> patience;  // how long before a client counts as hung

    std::filesystem::path file;
    std::optional<Played> played;  // only if `file` is a case.toml

    // "tls/expired-certificate" or "negotiation/failure[code=5]": unique in a run.
    std::string id() const { return variant.empty() ? name : name + "[" + variant + "]"; }
    // The folder, which is the phase in which the connection dies.
    std::string phase() const { return name.substr(0, name.find('/')); }
    // No host of ours can do this: it takes a network.
    bool needs_network() const { return !path.empty() || names || kdc || ipv6 || mtu; }
    bool healthy() const { return phase() == "healthy"; }

    friend bool operator==(const Scenario&, const Scenario&) = default;
};

}  // namespace badrdp::harness

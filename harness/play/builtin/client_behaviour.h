// How the built-in client behaves, from its command line: what it requests in each attempt, whom it trusts,
// and what it says in the end. Shared by `badrdp connect` and the simulation, which plays it without a
// process.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/data/facts.h"
#include "harness/play/builtin/connect_options.h"
#include "harness/play/builtin/kept_license.h"
#include "harness/play/builtin/known_hosts.h"
#include "harness/play/builtin/mutant.h"
#include "harness/play/builtin/target.h"
#include "sim/link/simulation.h"

namespace badrdp::harness {

// What the user is told, and the exit status that says the same.
struct ClientReport {
    int exit = 0;
    Reason reason = Reason::nothing;
    std::string text{};
};
ClientReport report_of(const link::Connected& seen);
std::string last_line(const ClientReport& report);  // "badrdp connect: tls: ..."

class ClientBehaviour {
public:
    // `stdin_text` is looked at only for a password.
    ClientBehaviour(const ConnectOptions& options, std::string_view stdin_text);

    Mutant mutant() const { return mutant_; }
    const HostPort& target() const { return target_; }

    // Counts from 1. It refers to this object.
    link::Attempt attempt(unsigned number);
    bool goes_on(unsigned number, const link::Connected& seen);  // after that attempt
    ClientReport report(const link::Connected& seen) const;      // as a mutant would
    std::string farewell(const link::Connected& seen) const;     // its last line, or nothing

    KnownHosts& known_hosts() { return *known_; }  // for --cert tofu
    void share_known_hosts(const ClientBehaviour& other) { known_ = other.known_; }
    KeptLicense& license() { return license_; }

private:
    std::optional<std::string> approve(const link::Tls& tls);
    bool follows(const link::Connected& seen);

    ConnectOptions options_;
    Mutant mutant_;
    HostPort target_;
    peer::ClientChoices choices_;
    unsigned followed_ = 0;  // redirections
    std::shared_ptr<KnownHosts> known_ = std::make_shared<KnownHosts>();
    KeptLicense license_;
};

}  // namespace badrdp::harness

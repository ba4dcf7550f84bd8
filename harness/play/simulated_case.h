// Plays a case with the built-in client and no process, socket or sleep: both peers and the path on a virtual
// clock. What comes out is evidence as of any other case.
#pragma once

#include "harness/play/builtin/client_behaviour.h"
#include "harness/play/evidence.h"

namespace badrdp::harness {

// Why this cannot be simulated; empty if it can.
std::string why_not_simulated(const Scenario& scenario, const Adapter& adapter, const std::string& options);

struct SimulatedVisit {
    Evidence evidence{};
    std::vector<capture::Packet> packets{};  // interface 0 is the client's side of the path
    std::string key_log{};
    std::chrono::nanoseconds took{0};  // on the virtual clock
    unsigned connections = 0;
    std::uint64_t bytes = 0;  // of frames that either end has sent
};

class SimulatedClient {
public:
    // Throws UsageError when the adapter's command is none of ours; why_not_simulated says so before.
    SimulatedClient(const Adapter& adapter, const std::string& options, bool by_name = false);

    struct Order {
        std::uint64_t seed = 1;
        std::uint64_t key_seed = 1;
        unsigned visit = 1;  // the host shows another certificate at each
        std::optional<std::chrono::milliseconds> patience{};
        bool narrates = true;  // the client says all it would say, not only its last line
    };
    // It remembers from visit to visit whom it trusts. From any thread, one at a time.
    SimulatedVisit visit(const Scenario& scenario, const Order& order);

    const std::string& host() const { return name_; }  // under which it knows the host

private:
    Adapter adapter_;
    std::string name_;
    std::optional<ClientBehaviour> conduct_;
};

}  // namespace badrdp::harness

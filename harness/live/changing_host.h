// A live host and what was done to it since it was made: faults, settings, an obstacle, messages that wait.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "harness/live/as_served.h"
#include "harness/live/by_name.h"
#include "harness/live/host_event.h"
#include "harness/live/live_host.h"

namespace badrdp::harness {

struct HostSpec {
    std::string name;  // unique among the hosts of a process
    Scenario scenario;
    LivePlace place;
    std::vector<auth::Account> accounts{};  // that may log on; none: those of the scenario

    boost::asio::ip::tcp::endpoint at() const { return {place.address, place.port}; }
};

// Connections that are open when something changes go on as they began; new ones meet what is new.
class ChangingHost {
public:
    static constexpr std::string_view kKind = "host";
    static constexpr std::size_t kMost = 6000;  // in a process
    static constexpr std::size_t kMostFaults = 64;

    // Throws UsageError if no socket can play the scenario, and as LiveHost does.
    ChangingHost(boost::asio::any_io_executor executor, HostSpec spec, HostTell tell);
    ChangingHost(const ChangingHost&) = delete;  // its callbacks know where it lives
    ChangingHost& operator=(const ChangingHost&) = delete;

    const HostSpec& spec() const { return spec_; }
    const LiveHost& live() const { return *live_; }
    const std::map<unsigned, fault::Fault>& added() const { return added_; }  // by their numbers
    const Scenario& made_of() const { return becomes_; }  // before what was added, set and put in front
    Obstacle obstacle() const { return obstacle_; }
    const std::set<wire::Step>& holds() const { return holds_; }
    std::optional<host::Settings> settings() const { return settings_; }

    unsigned add(fault::Fault fault);  // its number; throws UsageError if there are too many
    bool lift(unsigned number);        // false: there is no such fault
    // Several at once, or none: throws UsageError, and nothing is changed, if the scenario has no settings or
    // one of these is no setting or no value of it.
    void set(const std::vector<std::pair<std::string, std::string>>& settings);
    void put(Obstacle obstacle);
    // Whether messages of this step wait, on connections that are open too. Throws UsageError if the host
    // never says such a message.
    void hold(wire::Step step, bool waits);
    std::optional<std::size_t> go_on(unsigned connection, std::span<const fault::Fault> edits);

    // These end the connections that are open, and the next one is the first.
    void become(Scenario scenario);  // throws UsageError if no socket can play it
    void reset();                    // as it was made

private:
    void renew(bool anew, std::string what);
    void turn_into(Scenario scenario, std::string what);
    Scenario now() const;
    void tell(std::string kind, unsigned connection, std::string text, std::string step = {});
    void hear(const link::Note& note);

    HostSpec spec_;
    HostTell tell_;
    Scenario becomes_;
    std::optional<host::Settings> settings_;
    std::map<unsigned, fault::Fault> added_;
    unsigned next_number_ = 1;
    Obstacle obstacle_ = Obstacle::none;
    std::set<wire::Step> holds_;
    std::optional<LiveHost> live_;
};

// Hosts by their names.
using Hosts = ByName<ChangingHost, HostSpec>;

}  // namespace badrdp::harness

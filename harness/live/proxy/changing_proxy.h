// A proxy and what was done to it since it was made: faults, edits, a path, messages that wait.
#pragma once

#include <map>
#include <set>

#include "harness/data/scenario/scenario.h"
#include "harness/live/by_name.h"
#include "harness/live/proxy/proxy.h"

namespace badrdp::harness {

// What of a scenario can be had between somebody's client and somebody's server, and what not, a line each.
struct OnTheWay {
    std::vector<fault::Fault> faults;
    std::vector<path::Impairment> path;
    std::vector<std::string> not_so;
};
OnTheWay on_the_way(const Scenario& scenario, bool terminates);

struct ProxySpec {
    std::string name;  // unique among the proxies of a process
    boost::asio::ip::tcp::endpoint listens;
    boost::asio::ip::tcp::endpoint to;
    ProxyPlan plan{};
    std::size_t most = 1000;
    link::SocketWitness witness{};

    boost::asio::ip::tcp::endpoint at() const { return listens; }
};

// Connections that are open when something changes go on as they began; new ones meet what is new.
class ChangingProxy {
public:
    static constexpr std::string_view kKind = "proxy";
    static constexpr std::size_t kMost = 1000;  // in a process
    static constexpr std::size_t kMostChanges = 64;

    // Throws UsageError if that leads nowhere or to itself, and as Proxy does.
    ChangingProxy(boost::asio::any_io_executor executor, ProxySpec spec, HostTell tell);
    ChangingProxy(const ChangingProxy&) = delete;  // its callbacks know where it lives
    ChangingProxy& operator=(const ChangingProxy&) = delete;

    const ProxySpec& spec() const { return spec_; }
    const Proxy& live() const { return *proxy_; }
    boost::asio::ip::tcp::endpoint listens() const { return {spec_.listens.address(), proxy_->port()}; }
    const std::map<unsigned, fault::Fault>& faults() const { return faults_; }  // that were added, by number
    const std::map<unsigned, NegotiationEdit>& edits() const { return edits_; }
    const std::vector<path::Impairment>& path() const { return path_; }
    const std::set<wire::Step>& holds() const { return holds_; }

    // Their numbers; throw UsageError if there are too many, or no device on the way can do that.
    unsigned add(fault::Fault fault);
    unsigned add(NegotiationEdit edit);
    bool lift_fault(unsigned number);  // false: there is none
    bool lift_edit(unsigned number);
    // What lies between the two, in place of what did; none of it: nothing does.
    void put(std::vector<path::Impairment> path);
    // Whether messages of this step wait, on connections that are open too. Throws UsageError if nobody on
    // the way can tell such a message.
    void hold(wire::Step step, bool waits);
    std::optional<std::size_t> go_on(unsigned connection, std::span<const fault::Fault> faults,
                                     const NegotiationEdit* edit) {
        return proxy_->go_on(connection, faults, edit);
    }
    // As it was made: connections that are open are closed, and the next one is the first.
    void reset();

private:
    unsigned next(std::size_t count);
    void renew(bool anew, std::string what);

    ProxySpec spec_;
    HostTell tell_;
    std::map<unsigned, fault::Fault> faults_;
    std::map<unsigned, NegotiationEdit> edits_;
    std::vector<path::Impairment> path_;
    std::set<wire::Step> holds_;
    unsigned next_number_ = 1;
    std::optional<Proxy> proxy_;
};

// Proxies by their names.
using Proxies = ByName<ChangingProxy, ProxySpec>;

}  // namespace badrdp::harness

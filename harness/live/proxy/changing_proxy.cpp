#include "harness/live/proxy/changing_proxy.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/live/live_host.h"
#include "harness/live/proxy/inside_by_size.h"
#include "harness/live/proxy/path_on_stream.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/target.h"

namespace badrdp::harness {

using wire::Step;

namespace {

std::string why_not_held(Step step, bool terminates) {
    if (step < Step::x224_request || step == Step::active) return "carries nothing";
    if (terminates && (step == Step::server_flight || step == Step::tls_finished))
        return "is the proxy's own where it opens TLS";
    if (step <= Step::tls_finished || terminates || can_be_told_by_size(step)) return {};
    return "passes inside TLS, and nothing tells it by its size";
}

std::string why_not_after(const path::Impairment& impairment, bool terminates) {
    if (impairment.after <= Step::tls_finished || terminates || can_be_told_by_size(impairment.after))
        return {};
    return fmt::format("{} cannot be told", name(impairment.after));
}

}  // namespace

OnTheWay on_the_way(const Scenario& scenario, bool terminates) {
    OnTheWay out;
    const auto refuse = [&](const std::string& what, const std::string& why) {
        out.not_so.push_back(fmt::format("{}: {}", what, why));
    };
    for (const auto& fault : scenario.faults) {
        if (const auto why = why_not_on_the_way(fault, terminates); why.empty())
            out.faults.push_back(fault);
        else
            refuse(fault.text, why);
    }
    for (const auto& impairment : scenario.path) {
        auto why = why_not_on_a_stream(impairment);
        if (why.empty()) why = why_not_after(impairment, terminates);
        if (why.empty())
            out.path.push_back(impairment);
        else
            refuse(impairment.text, why);
    }
    if (scenario.names) refuse("what its name server says", "nobody asks the proxy for names");
    if (scenario.kdc) refuse("its realm", "a proxy is in none");
    if (scenario.mtu) refuse("the MTU of its interfaces", "a proxy has no interface of its own");
    if (scenario.middlebox && !terminates) refuse("its middlebox", "--terminate opens TLS");
    if (scenario.host.listening != host::Host{}.listening)
        refuse("how its host listens", "the server is somebody else's");
    return out;
}

ChangingProxy::ChangingProxy(boost::asio::any_io_executor executor, ProxySpec spec, HostTell tell)
    : spec_(std::move(spec)), tell_(std::move(tell)), path_(spec_.plan.path) {
    if (spec_.to.port() == 0) throw UsageError("no server has port 0");
    if (spec_.listens == spec_.to)
        throw UsageError(
            fmt::format("a proxy that listens where its server does, at {}, would lead to itself",
                        host_port_text(spec_.to.address().to_string(), spec_.to.port())));
    proxy_.emplace(executor,
                   ProxyOrder{.name = spec_.name,
                              .listens = spec_.listens,
                              .to = spec_.to,
                              .plan = spec_.plan,
                              .most = spec_.most,
                              .holds = [this](Step step) { return holds_.contains(step); },
                              .holds_any = [this] { return !holds_.empty(); },
                              .witness = spec_.witness},
                   tell_);
}

void ChangingProxy::renew(bool anew, std::string what) {
    auto plan = spec_.plan;
    plan.path = path_;
    for (const auto& [number, fault] : faults_) plan.faults.push_back(fault);
    for (const auto& [number, edit] : edits_) plan.edits.push_back(edit);
    proxy_->change(std::move(plan), anew);
    if (const auto open = proxy_->open(); open > 0)
        what += fmt::format("; {} open connections go on as they began", open);
    tell_({link::Clock::now(), spec_.name, "changed", 0, {}, std::move(what)});
}

unsigned ChangingProxy::next(std::size_t count) {
    if (count >= kMostChanges)
        throw UsageError(fmt::format("the proxy has {} of them already", kMostChanges));
    return next_number_++;
}

unsigned ChangingProxy::add(fault::Fault fault) {
    if (const auto why = why_not_on_the_way(fault, spec_.plan.terminated.has_value()); !why.empty())
        throw UsageError(why);
    const auto number = next(faults_.size());
    auto what = fmt::format("fault {}: {}", number, fault.text);
    faults_.emplace(number, std::move(fault));
    renew(false, std::move(what));
    return number;
}

unsigned ChangingProxy::add(NegotiationEdit edit) {
    const auto number = next(edits_.size());
    auto what = fmt::format("edit {}: {}", number, edit.text);
    edits_.emplace(number, std::move(edit));
    renew(false, std::move(what));
    return number;
}

bool ChangingProxy::lift_fault(unsigned number) {
    if (faults_.erase(number) == 0) return false;
    renew(false, fmt::format("fault {} is lifted", number));
    return true;
}

bool ChangingProxy::lift_edit(unsigned number) {
    if (edits_.erase(number) == 0) return false;
    renew(false, fmt::format("edit {} is lifted", number));
    return true;
}

void ChangingProxy::put(std::vector<path::Impairment> path) {
    path_ = std::move(path);
    std::string what = "path:";
    for (const auto& one : path_) what += " " + one.text + ";";
    renew(false, path_.empty() ? "path: nothing in between" : what);
}

void ChangingProxy::hold(Step step, bool waits) {
    if (const auto why = why_not_held(step, spec_.plan.terminated.has_value()); !why.empty())
        throw UsageError(fmt::format("{} {}", name(step), why));
    if (waits)
        holds_.insert(step);
    else
        holds_.erase(step);
    tell_({link::Clock::now(),
           spec_.name,
           "changed",
           0,
           {},
           fmt::format("{} {}", name(step), waits ? "waits" : "does not wait")});
}

void ChangingProxy::reset() {
    faults_.clear();
    edits_.clear();
    holds_.clear();
    path_ = spec_.plan.path;
    renew(true, "is as it was made");
}

}  // namespace badrdp::harness

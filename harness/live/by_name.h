// What a process holds up and changes, by its names: hosts, proxies.
#pragma once

#include <fmt/format.h>

#include <boost/asio/any_io_executor.hpp>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "harness/live/host_event.h"
#include "harness/live/live_host.h"
#include "harness/os/net/port_holder.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {

// `Changing` is made of an executor, a `Spec` and who is told; it says what it is called (kKind) and how many
// a process may have (kMost). The spec has a name, and an endpoint at() which it listens.
template <class Changing, class Spec>
class ByName {
public:
    static constexpr std::size_t kMost = Changing::kMost;
    static constexpr std::size_t kLongestName = 200;

    ByName(boost::asio::any_io_executor executor, HostTell tell)
        : executor_(std::move(executor)), tell_(std::move(tell)) {}

    // Throws UsageError if that is no name or one that is taken, or if there are too many; and as `Changing`
    // does, with what to do about a port that it does not get.
    Changing& make(Spec spec) {
        constexpr auto kind = Changing::kKind;
        if (spec.name.empty() || spec.name.size() > kLongestName)
            throw UsageError(fmt::format("a name of a {} has 1 to {} letters", kind, kLongestName));
        if (all_.contains(spec.name))
            throw UsageError(fmt::format("there is a {} '{}' already", kind, spec.name));
        if (all_.size() >= kMost)
            throw UsageError(fmt::format("there are already {} of the kind {}", kMost, kind));
        const auto name = spec.name;
        const auto at = spec.at();
        try {
            auto made = std::make_unique<Changing>(executor_, std::move(spec), tell_);
            return *all_.emplace(name, std::move(made)).first->second;
        } catch (const std::system_error& refusal) {
            throw std::runtime_error(refusal.what() +
                                     cure_of_refusal(refusal.code(), port_holder(at.address(), at.port())));
        }
    }

    Changing* find(std::string_view name) {
        const auto found = all_.find(name);
        return found == all_.end() ? nullptr : found->second.get();
    }

    bool remove(std::string_view name) {  // false: there is none
        const auto found = all_.find(name);
        if (found == all_.end()) return false;
        all_.erase(found);
        return true;
    }

    const std::map<std::string, std::unique_ptr<Changing>, std::less<>>& all() const { return all_; }

private:
    boost::asio::any_io_executor executor_;
    HostTell tell_;
    std::map<std::string, std::unique_ptr<Changing>, std::less<>> all_;
};

}  // namespace badrdp::harness

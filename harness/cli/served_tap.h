// The network of a virtual machine: its tap, our wire, and a namespace in which the host is.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "harness/data/scenario/scenario.h"
#include "harness/os/net/namespaces.h"
#include "harness/os/net/tap.h"
#include "harness/os/net/vm_tap.h"
#include "harness/play/net/step_watch.h"
#include "harness/play/net/wire.h"

namespace badrdp::harness {

class ServedTap {
public:
    // `name` is the interface that the machine is attached to; `address`, with its network, is the host's:
    // "198.18.0.1/24". Throws UsageError if it is none, std::system_error if a network cannot be made.
    ServedTap(const boost::asio::any_io_executor& loop, const std::string& name, const std::string& address,
              std::uint16_t port, const Scenario& scenario);

    const NetNamespace& host() const { return host_; }
    boost::asio::ip::address listens_at() const;
    void heard(const link::Note& note) { steps_->on_note(note); }
    std::string how_to_attach() const;

    // Ends the wire, and writes the packets of both its ends to `file`, unless that is empty.
    void save(const std::filesystem::path& file, const std::string& scenario, const std::string& key_log);

private:
    std::string name_;
    VmTap vm_;
    NetNamespace host_;
    Tap inside_;
    std::optional<Wire> wire_;
    std::optional<StepWatch> steps_;
};

}  // namespace badrdp::harness

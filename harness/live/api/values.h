// Hosts, proxies, messages and events as the JSON that the interface speaks.
#pragma once

#include <boost/json/value.hpp>

#include "harness/live/changing_host.h"
#include "harness/live/proxy/changing_proxy.h"

namespace badrdp::harness::api {

boost::json::value value_of(const ChangingHost& host);
boost::json::value value_of(const ChangingProxy& proxy);
boost::json::value value_of(const link::HeldMessage& message);
boost::json::value value_of(const HostEvent& event);

std::string hex_of(wire::BytesView bytes);
std::optional<wire::Bytes> bytes_of(std::string_view hex);  // of an even number of digits, and at most 32 KiB

}  // namespace badrdp::harness::api

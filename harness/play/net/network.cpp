#include "harness/play/net/network.h"

namespace badrdp::harness {

std::string_view name(Net net) {
    if (net == Net::simulated) return "simulated";
    return net == Net::tap ? "tap" : "loopback";
}

std::optional<Net> net_named(std::string_view word) {
    for (const auto net : {Net::loopback, Net::tap, Net::simulated})
        if (name(net) == word) return net;
    return std::nullopt;
}

}  // namespace badrdp::harness

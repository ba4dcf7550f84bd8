// Something that happened, for whoever listens.
#pragma once

#include <functional>
#include <string>

#include "sim/link/transcript.h"

namespace badrdp::harness {

// At a host or a proxy.
struct HostEvent {
    link::TimePoint at;
    std::string host;         // its name, or the proxy's
    std::string kind;         // "connection", "step", "bite", "tls", "malformed", "end", "info", "changed"
    unsigned connection = 0;  // 0: none in particular
    std::string step{};       // of the sequence, or nothing
    std::string text{};       // one line
};
using HostTell = std::function<void(const HostEvent&)>;

}  // namespace badrdp::harness

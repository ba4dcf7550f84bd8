// One attempt of the fake client to connect, as plain data: how it goes about it, whichever way it is
// carried.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "sim/fault/fault.h"
#include "sim/link/tls.h"
#include "sim/peer/choices.h"

namespace badrdp::link {

struct Attempt {
    peer::ClientChoices choices{};
    TlsClient tls{};
    std::span<const fault::Fault> faults{};  // not owned
    std::chrono::milliseconds connect_patience{15'000};
    std::chrono::milliseconds patience{10'000};  // for each step
    // Looks at the finished TLS; a text is a refusal. Absent: everything is approved.
    std::function<std::optional<std::string>(const Tls&)> approve{};
};

}  // namespace badrdp::link

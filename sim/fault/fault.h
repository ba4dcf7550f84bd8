// Faults: named deviations of an otherwise correct peer, as values outside it. Each says at which step it
// acts. A step that this peer speaks is bent on its way out; at a step that the other end speaks, the
// fault acts when it has arrived, before anything is answered.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "sim/wire/malformed.h"
#include "sim/wire/step.h"

namespace badrdp::fault {

using std::chrono::milliseconds;
using wire::Bytes;
using wire::Step;

// At one of our own steps: in place of what it would have said, or right after it.
enum class Moment : std::uint8_t { instead, after };

// On a PDU, before TLS (or on the bytes of a TLS flight, which has no PDU of ours).
struct SetField {
    Step step;
    std::string field;
    std::uint64_t value = 0;
};
struct Truncate {
    Step step;
    std::size_t keep = 0;
};
struct Append {
    Step step;
    Bytes bytes;
};
struct Repeat {
    Step step;
    unsigned times = 2;
};
struct Replace {
    Step step;
    Bytes bytes;
};  // an answer in another protocol, or garbage

// On the stream, after TLS.
struct Split {
    Step step;
    std::size_t at = 0;
    milliseconds pause{0};
};
struct Drip {
    Step step;
    std::size_t bytes = 1;
    milliseconds every{0};
};
struct Delay {
    Step step;
    milliseconds by{0};
};
struct Swallow {
    Step step;
    std::size_t after = 0;
};  // the rest of it, and all that follows, never arrives
struct Alert {
    Step step;
    std::uint8_t level = 2;
    std::uint8_t description = 0;
};  // in clear, then FIN
struct Reset {
    Step step;
    Moment moment = Moment::instead;
};
struct Close {
    Step step;
    Moment moment = Moment::instead;
};
struct HalfClose {
    Step step;
    Moment moment = Moment::instead;
};  // FIN, and keeps reading
struct Silence {
    Step step;
    Moment moment = Moment::instead;
};  // says nothing more, keeps the connection

using Deed = std::variant<SetField, Truncate, Append, Repeat, Replace, Split, Drip, Delay, Swallow, Alert,
                          Reset, Close, HalfClose, Silence>;

struct Fault {
    Deed deed;
    unsigned connections = 0;  // bends only the first so many TCP connections of a case; 0: all
    std::string text;          // as the scenario wrote it, for reports: "reset server_flight"
};

inline Step step_of(const Deed& deed) {
    return std::visit([](const auto& d) { return d.step; }, deed);
}

}  // namespace badrdp::fault

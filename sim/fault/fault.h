// Faults: named deviations of an otherwise correct peer, as values outside it. Each says at which step it
// acts. A step that this peer speaks is bent on its way out; at a step that the other end speaks, the
// fault acts when it has arrived, before anything is answered.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "sim/wire/io/malformed.h"
#include "sim/wire/sequence/step.h"

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
    bool relative = false;  // adds it to what an honest peer says; less than nothing wraps around
    friend bool operator==(const SetField&, const SetField&) = default;
};
struct Truncate {
    Step step;
    std::size_t keep = 0;
    friend bool operator==(const Truncate&, const Truncate&) = default;
};
struct Append {
    Step step;
    Bytes bytes;
    friend bool operator==(const Append&, const Append&) = default;
};
struct Repeat {
    Step step;
    unsigned times = 2;
    friend bool operator==(const Repeat&, const Repeat&) = default;
};
struct Replace {
    Step step;
    Bytes bytes;
    friend bool operator==(const Replace&, const Replace&) = default;
};  // an answer in another protocol, or garbage

// On the stream, after TLS.
struct Split {
    Step step;
    std::size_t at = 0;
    milliseconds pause{0};
    friend bool operator==(const Split&, const Split&) = default;
};
struct Drip {
    Step step;
    std::size_t bytes = 1;
    milliseconds every{0};
    friend bool operator==(const Drip&, const Drip&) = default;
};
struct Delay {
    Step step;
    milliseconds by{0};
    friend bool operator==(const Delay&, const Delay&) = default;
};
struct Swallow {
    Step step;
    std::size_t after = 0;
    friend bool operator==(const Swallow&, const Swallow&) = default;
};  // the rest of it, and all that follows, never arrives
struct Alert {
    Step step;
    std::uint8_t level = 2;
    std::uint8_t description = 0;
    friend bool operator==(const Alert&, const Alert&) = default;
};  // in clear, then FIN
struct Reset {
    Step step;
    Moment moment = Moment::instead;
    friend bool operator==(const Reset&, const Reset&) = default;
};
struct Close {
    Step step;
    Moment moment = Moment::instead;
    friend bool operator==(const Close&, const Close&) = default;
};
struct HalfClose {
    Step step;
    Moment moment = Moment::instead;
    friend bool operator==(const HalfClose&, const HalfClose&) = default;
};  // FIN, and keeps reading
struct Silence {
    Step step;
    Moment moment = Moment::instead;
    friend bool operator==(const Silence&, const Silence&) = default;
};  // says nothing more, keeps the connection

using Deed = std::variant<SetField, Truncate, Append, Repeat, Replace, Split, Drip, Delay, Swallow, Alert,
                          Reset, Close, HalfClose, Silence>;

struct Fault {
    Deed deed;
    unsigned connections = 0;  // bends only the first so many TCP connections of a case; 0: all
    std::string text;          // as the scenario wrote it, for reports: "reset server_flight"
    friend bool operator==(const Fault&, const Fault&) = default;
};

inline Step step_of(const Deed& deed) {
    return std::visit([](const auto& d) { return d.step; }, deed);
}

}  // namespace badrdp::fault

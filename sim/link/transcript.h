// What one fake peer saw and did, as a list of notes: the peer's own testimony, beside the packets'.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/auth/account.h"
#include "sim/wire/nla/mechanism.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::link {

using Clock = std::chrono::system_clock;  // the clock of packet time stamps
using TimePoint = Clock::time_point;

enum class NoteKind : std::uint8_t {
    step,       // a step of the sequence passed
    bite,       // a fault acted
    tls,        // TLS says: version and cipher agreed, an alert, an error
    malformed,  // the other end sent bytes that are not what they claim to be
    end,        // the connection ended; text says by whom and how
    info,
};

struct Note {
    TimePoint at;
    std::uint16_t connection = 0;  // 1 is the first TCP connection of the case
    NoteKind kind = NoteKind::info;
    wire::Role from = wire::Role::client;
    wire::Step step = wire::Step::none;
    std::string text;                        // one line, lower case, without secrets
    std::uint16_t peer_port = 0;             // the other end's TCP port, to find the packets
    std::uint64_t offset = 0;                // bytes that the peer who noted this had written so far
    std::size_t fault = 0;                   // bite: index of the fault in the scenario
    bool withheld = false;                   // step: composed, and a fault let nothing of it out
    std::vector<wire::Mechanism> offers{};   // credssp_negotiate: what the client offers, the preferred first
    std::optional<auth::LeftBehind> left{};  // of the client's account, by this message
    std::optional<wire::Mechanism> proves_by{};  // a TSRequest of the client's: whose proof it brings
};

using Transcript = std::vector<Note>;

}  // namespace badrdp::link

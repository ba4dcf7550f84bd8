// Which messages pass inside TLS, told without keys by who speaks, in which order, and how much.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/wire/sequence/protocols.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::harness {

// How much a record of application data holds; nothing where padding hides it: CBC, and what is not known.
std::optional<std::size_t> size_inside(std::uint16_t version, std::uint16_t cipher_suite, std::size_t sealed);

// Follows the sequence [MS-RDPBCGR 1.3.1.1] from the client's Finished to its Client Info. Five messages of
// MCS have a size of their own (8, 11, 12, 12 and 15 bytes: MS-RDPBCGR 4.1.5 to 4.1.8), and so has the Early
// User Authorization Result; the others are known by their turn, and hold at least so much. CredSSP is taken
// for three legs of NTLM: a first message as large as one of Kerberos ends it. As soon as a message does not
// fit, nothing more is told.
class InsideBySize {
public:
    // `tickets`: the host may send session tickets behind the handshake, which look like messages [RFC
    // 8446 4.6.1]. What it says first is then not told.
    InsideBySize(wire::Protocols selected, bool tickets);

    // The next record of this end, which holds so much. Two where one record holds two messages.
    std::vector<wire::Step> on_record(wire::Role from, std::size_t size);

    bool over() const { return over_; }

private:
    void skip();
    std::vector<wire::Step> join(wire::Role from, std::size_t size);
    std::vector<wire::Step> end();

    wire::Protocols selected_;
    bool tickets_;
    std::size_t next_ = 0;
    bool joining_ = false;  // channels, until the client says something else
    bool over_ = false;
};

// Whether a step can be told by its size at all.
bool can_be_told_by_size(wire::Step step);

}  // namespace badrdp::harness

// What clients asked of a host: one that is refused less may have fallen back to it, one that brings a token
// was sent there. Bounded.
#pragma once

#include <map>
#include <vector>

#include "capture/survey/talk.h"

namespace badrdp::capture {

class AttemptBook {
public:
    static constexpr std::size_t kMost = 8192;  // pairs of a client's address and a host
    static constexpr std::size_t kMostOfOne = 16;

    struct Attempt {
        wire::Protocols asked = wire::Protocols::rdp;  // requestedProtocols
        bool whole = false;                            // else it may have asked for more
        bool refused = false;                          // in words, by RDP_NEG_FAILURE
        bool token = false;                            // it brought a routing token
        Seen first{}, last{};                          // of the client's
    };

    void take(const Talk& talk);

    // Of the client of this conversation at its host, in no order: the conversation itself, if it was taken,
    // and what was taken before it.
    const std::vector<Attempt>& of(const Talk& talk) const;

private:
    std::map<std::pair<path::Address, path::Endpoint>, std::vector<Attempt>> of_pair_;
};

}  // namespace badrdp::capture

// What clients asked of a host before: a client that is refused less may have fallen back to it. Bounded.
#pragma once

#include <map>
#include <optional>
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
        std::uint64_t began = 0;                       // its first frame
        Seen last{};                                   // of the client's
    };

    void take(const Talk& talk);

    // Of the same client at the same host, what began before `talk` did and fits; the latest of them.
    template <class Fits>
    std::optional<Attempt> latest_before(const Talk& talk, Fits fits) const {
        const auto known = of_pair_.find({talk.client.at.address, talk.server.at});
        std::optional<Attempt> out;
        if (known == of_pair_.end()) return out;
        for (const auto& attempt : known->second)
            if (attempt.began < first_frame(talk) && (!out || out->began < attempt.began) && fits(attempt))
                out = attempt;
        return out;
    }

private:
    std::map<std::pair<path::Address, path::Endpoint>, std::vector<Attempt>> of_pair_;
};

}  // namespace badrdp::capture

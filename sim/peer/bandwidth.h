// What a client answers to a server that measures the network [MS-RDPBCGR 3.2.5.14].
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "sim/wire/session/auto_detect.h"

namespace badrdp::peer {

class Bandwidth {
public:
    // A message of the server has come, of this many bytes: all of it, though the specification leaves out
    // what stands before a security header.
    void saw(std::size_t bytes) {
        if (phase_ == Phase::in_session) bytes_ += static_cast<std::uint32_t>(bytes);
    }

    // `now` in 100 ns. Nothing: the server waits for no answer to this one.
    std::optional<wire::AutoDetectResponse> answer_to(const wire::AutoDetectRequest& asked,
                                                      std::uint64_t now);

private:
    // While connecting only what is sent to be measured counts, in a session whatever comes.
    enum class Phase : std::uint8_t { idle, connecting, in_session };

    wire::AutoDetectResponse result(const wire::AutoDetectRequest& asked, std::uint64_t now);

    Phase phase_ = Phase::idle;
    std::uint64_t began_ = 0;
    std::uint32_t bytes_ = 0;
};

}  // namespace badrdp::peer

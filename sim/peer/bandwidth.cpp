#include "sim/peer/bandwidth.h"

#include <algorithm>

namespace badrdp::peer {

using wire::AutoDetectRequest;
using wire::AutoDetectResponse;

std::optional<AutoDetectResponse> Bandwidth::answer_to(const AutoDetectRequest& asked, std::uint64_t now) {
    constexpr std::uint32_t kHeader = 8;  // of a message with a payload: it counts, too
    if (asked.payload && phase_ == Phase::connecting)
        bytes_ += kHeader + static_cast<std::uint32_t>(asked.payload->size());
    switch (asked.request_type) {
        case AutoDetectRequest::kRttConnecting:
        case AutoDetectRequest::kRtt: return AutoDetectResponse{.sequence_number = asked.sequence_number};
        case AutoDetectRequest::kBandwidthStartConnecting:
        case AutoDetectRequest::kBandwidthStart:
            phase_ = asked.request_type == AutoDetectRequest::kBandwidthStart ? Phase::in_session
                                                                              : Phase::connecting;
            began_ = now;
            bytes_ = 0;
            return std::nullopt;
        case AutoDetectRequest::kBandwidthStopConnecting:
        case AutoDetectRequest::kBandwidthStop: return result(asked, now);
        default: return std::nullopt;
    }
}

// A measurement that never began is answered, too: the server waits for it.
AutoDetectResponse Bandwidth::result(const AutoDetectRequest& asked, std::uint64_t now) {
    constexpr std::uint64_t kTicksInMillisecond = 10'000;
    const auto took = phase_ == Phase::idle || now < began_ ? 0 : (now - began_) / kTicksInMillisecond;
    const bool connecting = asked.request_type == AutoDetectRequest::kBandwidthStopConnecting;
    AutoDetectResponse out{.sequence_number = asked.sequence_number,
                           .response_type = connecting ? AutoDetectResponse::kBandwidthConnecting
                                                       : AutoDetectResponse::kBandwidth};
    // The server divides by the time [3.3.5.14].
    out.results = {.time_delta = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(took, 1, UINT32_MAX)),
                   .byte_count = bytes_};
    phase_ = Phase::idle;
    bytes_ = 0;
    return out;
}

}  // namespace badrdp::peer

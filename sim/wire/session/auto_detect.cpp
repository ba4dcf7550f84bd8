#include "sim/wire/session/auto_detect.h"

namespace badrdp::wire {

namespace {

constexpr std::uint8_t kHeadSize = 1 + 1 + 2 + 2;  // headerLength, headerTypeId, sequenceNumber, type
constexpr std::uint8_t kWithPayload = kHeadSize + 2;
constexpr std::uint8_t kWithTwo = kHeadSize + 4 + 4;
constexpr std::uint8_t kWithThree = kHeadSize + 4 + 4 + 4;

using Request = AutoDetectRequest;
using Response = AutoDetectResponse;

// What headerLength is for a message of this type; 0 if there is none.
std::uint8_t request_size(std::uint16_t type) {
    switch (type) {
        case Request::kRtt:
        case Request::kRttConnecting:
        case Request::kBandwidthStart:
        case Request::kBandwidthStartLossy:
        case Request::kBandwidthStartConnecting:
        case Request::kBandwidthStop:
        case Request::kBandwidthStopLossy: return kHeadSize;
        case Request::kBandwidthPayload:
        case Request::kBandwidthStopConnecting: return kWithPayload;
        case Request::kResultBaseAverage:
        case Request::kResultBandwidthAverage: return kWithTwo;
        case Request::kResultAll: return kWithThree;
        default: return 0;
    }
}

std::uint8_t response_size(std::uint16_t type) {
    switch (type) {
        case Response::kRtt: return kHeadSize;
        case Response::kBandwidthConnecting:
        case Response::kBandwidth:
        case Response::kSync: return kWithTwo;
        default: return 0;
    }
}

}  // namespace

Expected<AutoDetectRequest> AutoDetectRequest::read(Reader& in) {
    AutoDetectRequest request;
    const auto length = in.u8("autoDetectRequest.headerLength");
    if (in.u8("autoDetectRequest.headerTypeId") != kHeaderType)
        in.fail("autoDetectRequest.headerTypeId", "not a request");
    request.sequence_number = in.u16le("autoDetectRequest.sequenceNumber");
    const auto type = request.request_type = in.u16le("autoDetectRequest.requestType");
    const auto size = request_size(type);
    if (size == 0) in.fail("autoDetectRequest.requestType", "unknown");
    if (length != size) in.fail("autoDetectRequest.headerLength", "not the size of such a request");
    if (size == kWithPayload) {
        const auto payload_length = in.u16le("autoDetectRequest.payloadLength");
        if (payload_length > in.remaining()) in.fail("autoDetectRequest.payloadLength", "more than there is");
        const auto payload = in.bytes("autoDetectRequest.payload", payload_length);
        request.payload.emplace(payload.begin(), payload.end());
    }
    if (type == kResultBaseAverage || type == kResultAll)
        request.base_rtt = in.u32le("autoDetectRequest.baseRTT");
    if (type == kResultBandwidthAverage || type == kResultAll)
        request.bandwidth = in.u32le("autoDetectRequest.bandwidth");
    if (size >= kWithTwo) request.average_rtt = in.u32le("autoDetectRequest.averageRTT");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return request;
}

void AutoDetectRequest::write(Writer& out) const {
    out.u8("autoDetectRequest.headerLength", request_size(request_type));
    out.u8("autoDetectRequest.headerTypeId", kHeaderType);
    out.u16le("autoDetectRequest.sequenceNumber", sequence_number);
    out.u16le("autoDetectRequest.requestType", request_type);
    if (payload) {
        out.u16le("autoDetectRequest.payloadLength", static_cast<std::uint16_t>(payload->size()));
        out.raw("autoDetectRequest.payload", *payload);
    }
    if (base_rtt) out.u32le("autoDetectRequest.baseRTT", *base_rtt);
    if (bandwidth) out.u32le("autoDetectRequest.bandwidth", *bandwidth);
    if (average_rtt) out.u32le("autoDetectRequest.averageRTT", *average_rtt);
}

Expected<AutoDetectResponse> AutoDetectResponse::read(Reader& in) {
    AutoDetectResponse response;
    const auto length = in.u8("autoDetectResponse.headerLength");
    if (in.u8("autoDetectResponse.headerTypeId") != kHeaderType)
        in.fail("autoDetectResponse.headerTypeId", "not a response");
    response.sequence_number = in.u16le("autoDetectResponse.sequenceNumber");
    const auto type = response.response_type = in.u16le("autoDetectResponse.responseType");
    const auto size = response_size(type);
    if (size == 0) in.fail("autoDetectResponse.responseType", "unknown");
    if (length != size) in.fail("autoDetectResponse.headerLength", "not the size of such a response");
    if (type == kBandwidthConnecting || type == kBandwidth) read_fields(in, response.results.emplace());
    if (type == kSync) read_fields(in, response.sync.emplace());
    if (in.malformed()) return std::unexpected(*in.malformed());
    return response;
}

void AutoDetectResponse::write(Writer& out) const {
    out.u8("autoDetectResponse.headerLength", response_size(response_type));
    out.u8("autoDetectResponse.headerTypeId", kHeaderType);
    out.u16le("autoDetectResponse.sequenceNumber", sequence_number);
    out.u16le("autoDetectResponse.responseType", response_type);
    if (results) write_fields(out, *results);
    if (sync) write_fields(out, *sync);
}

}  // namespace badrdp::wire

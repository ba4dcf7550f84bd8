#include "sim/wire/x224/negotiation.h"

#include <algorithm>

#include "sim/wire/sequence/protocols.h"

namespace badrdp::wire {

Expected<RdpNegReq> RdpNegReq::read(Reader& in) {
    RdpNegReq req;
    req.type = in.u8("rdpNegReq.type");
    if (req.type != kType) in.fail("rdpNegReq.type", "not 1");
    req.flags = in.u8("rdpNegReq.flags");
    req.length = in.u16le("rdpNegReq.length");
    if (req.length != kSize) in.fail("rdpNegReq.length", "not 8");
    req.requested_protocols = in.u32le("rdpNegReq.requestedProtocols");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return req;
}

void RdpNegReq::write(Writer& out) const {
    out.u8("rdpNegReq.type", type);
    out.u8("rdpNegReq.flags", flags);
    out.u16le("rdpNegReq.length", length);
    out.u32le("rdpNegReq.requestedProtocols", requested_protocols);
}

Expected<RdpCorrelationInfo> RdpCorrelationInfo::read(Reader& in) {
    RdpCorrelationInfo info;
    info.type = in.u8("rdpCorrelationInfo.type");
    if (info.type != kType) in.fail("rdpCorrelationInfo.type", "not 6");
    info.flags = in.u8("rdpCorrelationInfo.flags");
    info.length = in.u16le("rdpCorrelationInfo.length");
    if (info.length != kSize) in.fail("rdpCorrelationInfo.length", "not 36");
    const auto id = in.bytes("rdpCorrelationInfo.correlationId", info.correlation_id.size());
    const auto reserved = in.bytes("rdpCorrelationInfo.reserved", info.reserved.size());
    if (in.malformed()) return std::unexpected(*in.malformed());
    std::ranges::copy(id, info.correlation_id.begin());
    std::ranges::copy(reserved, info.reserved.begin());
    return info;
}

void RdpCorrelationInfo::write(Writer& out) const {
    out.u8("rdpCorrelationInfo.type", type);
    out.u8("rdpCorrelationInfo.flags", flags);
    out.u16le("rdpCorrelationInfo.length", length);
    out.raw("rdpCorrelationInfo.correlationId", correlation_id);
    out.raw("rdpCorrelationInfo.reserved", reserved);
}

Expected<RdpNegRsp> RdpNegRsp::read(Reader& in) {
    RdpNegRsp rsp;
    rsp.type = in.u8("rdpNegRsp.type");
    if (rsp.type != kType) in.fail("rdpNegRsp.type", "not 2");
    rsp.flags = in.u8("rdpNegRsp.flags");
    rsp.length = in.u16le("rdpNegRsp.length");
    if (rsp.length != kSize) in.fail("rdpNegRsp.length", "not 8");
    rsp.selected_protocol = in.u32le("rdpNegRsp.selectedProtocol");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return rsp;
}

void RdpNegRsp::write(Writer& out) const {
    out.u8("rdpNegRsp.type", type);
    out.u8("rdpNegRsp.flags", flags);
    out.u16le("rdpNegRsp.length", length);
    out.u32le("rdpNegRsp.selectedProtocol", selected_protocol);
}

Expected<RdpNegFailure> RdpNegFailure::read(Reader& in) {
    RdpNegFailure failure;
    failure.type = in.u8("rdpNegFailure.type");
    if (failure.type != kType) in.fail("rdpNegFailure.type", "not 3");
    failure.flags = in.u8("rdpNegFailure.flags");
    failure.length = in.u16le("rdpNegFailure.length");
    if (failure.length != kSize) in.fail("rdpNegFailure.length", "not 8");
    failure.failure_code = in.u32le("rdpNegFailure.failureCode");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return failure;
}

void RdpNegFailure::write(Writer& out) const {
    out.u8("rdpNegFailure.type", type);
    out.u8("rdpNegFailure.flags", flags);
    out.u16le("rdpNegFailure.length", length);
    out.u32le("rdpNegFailure.failureCode", failure_code);
}

std::string protocols_text(std::uint32_t protocols) { return bits_in(kProtocols, protocols); }
std::string request_flags_text(std::uint8_t flags) { return bits_in(kRequestFlags, flags); }
std::string response_flags_text(std::uint8_t flags) { return bits_in(kResponseFlags, flags); }

std::string failure_text(std::uint32_t code) {
    const auto name = name_in(kFailureCodes, code);
    return name.empty() ? "unknown code " + std::to_string(code) : std::string(name);
}

}  // namespace badrdp::wire

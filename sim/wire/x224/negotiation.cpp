#include "sim/wire/x224/negotiation.h"

#include <algorithm>

#include "sim/wire/sequence/protocols.h"

namespace badrdp::wire {

namespace {

// The three that hold one number of 32 bits: type, flags, length, and that.
struct NegNames {
    std::string_view type, flags, length, number;
    std::string_view other_type;  // what is wrong with another one's type
};
constexpr NegNames kReqNames{"rdpNegReq.type", "rdpNegReq.flags", "rdpNegReq.length",
                             "rdpNegReq.requestedProtocols", "not 1"};
constexpr NegNames kRspNames{"rdpNegRsp.type", "rdpNegRsp.flags", "rdpNegRsp.length",
                             "rdpNegRsp.selectedProtocol", "not 2"};
constexpr NegNames kFailureNames{"rdpNegFailure.type", "rdpNegFailure.flags", "rdpNegFailure.length",
                                 "rdpNegFailure.failureCode", "not 3"};

template <class Neg, class Number>
Expected<Neg> read_neg(Reader& in, const NegNames& names, Number Neg::*number) {
    Neg neg;
    neg.type = in.u8(names.type);
    if (neg.type != Neg::kType) in.fail(names.type, names.other_type);
    neg.flags = in.u8(names.flags);
    neg.length = in.u16le(names.length);
    if (neg.length != Neg::kSize) in.fail(names.length, "not 8");
    neg.*number = static_cast<Number>(in.u32le(names.number));
    if (in.malformed()) return std::unexpected(*in.malformed());
    return neg;
}

template <class Neg, class Number>
void write_neg(Writer& out, const NegNames& names, const Neg& neg, Number Neg::*number) {
    out.u8(names.type, neg.type);
    out.u8(names.flags, neg.flags);
    out.u16le(names.length, neg.length);
    out.u32le(names.number, static_cast<std::uint32_t>(neg.*number));
}

}  // namespace

Expected<RdpNegReq> RdpNegReq::read(Reader& in) {
    return read_neg(in, kReqNames, &RdpNegReq::requested_protocols);
}
void RdpNegReq::write(Writer& out) const {
    write_neg(out, kReqNames, *this, &RdpNegReq::requested_protocols);
}

Expected<RdpNegRsp> RdpNegRsp::read(Reader& in) {
    return read_neg(in, kRspNames, &RdpNegRsp::selected_protocol);
}
void RdpNegRsp::write(Writer& out) const { write_neg(out, kRspNames, *this, &RdpNegRsp::selected_protocol); }

Expected<RdpNegFailure> RdpNegFailure::read(Reader& in) {
    return read_neg(in, kFailureNames, &RdpNegFailure::failure_code);
}
void RdpNegFailure::write(Writer& out) const {
    write_neg(out, kFailureNames, *this, &RdpNegFailure::failure_code);
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

std::string protocols_text(Protocols protocols) { return bits_in(kProtocols, std::to_underlying(protocols)); }
std::string request_flags_text(std::uint8_t flags) { return bits_in(kRequestFlags, flags); }
std::string response_flags_text(std::uint8_t flags) { return bits_in(kResponseFlags, flags); }

std::string failure_text(FailureCode code) {
    const auto number = std::to_underlying(code);
    const auto name = name_in(kFailureCodes, number);
    return name.empty() ? "unknown code " + std::to_string(number) : std::string(name);
}

}  // namespace badrdp::wire

#include "sim/wire/x224/x224.h"

#include <algorithm>

namespace badrdp::wire {

namespace {

constexpr std::string_view kCookie = "Cookie: mstshash=";
constexpr std::string_view kLineEnd = "\r\n";

std::string_view as_text(BytesView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

BytesView as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// A Connection Request or Confirm is told to be one packet long by two lengths, and both must be right.
void read_head(Reader& in, Tpkt& tpkt, X224Head& x224) {
    if (const auto read = Tpkt::read(in)) tpkt = *read;
    if (tpkt.length != Tpkt::kSize + in.remaining()) in.fail("tpkt.length", "is not the size of the packet");
    if (const auto read = X224Head::read(in)) x224 = *read;
    if (std::size_t{x224.li} + 1 + Tpkt::kSize != tpkt.length)
        in.fail("x224.li", "disagrees with tpkt.length");
}

// What is left begins with a line of text, which `field` names; without CR LF there is no telling where
// it ends. An RDP_NEG_REQ begins with a byte that no text has.
bool line_is_next(const Reader& in) {
    const auto left = as_text(in.peek());
    if (left.empty() || left.front() == RdpNegReq::kType) return false;
    return left.find(kLineEnd) != left.npos || static_cast<unsigned char>(left.front()) >= ' ';
}

// The line without its CR LF, and without the prefix that it is known to begin with.
std::string read_line(Reader& in, std::string_view field, std::string_view prefix = "") {
    const auto end = as_text(in.peek()).find(kLineEnd);
    if (end == std::string_view::npos) {
        in.fail(field, "does not end with CR LF");
        return {};
    }
    const auto line = as_text(in.bytes(field, end + kLineEnd.size())).substr(0, end);
    return std::string(line.substr(prefix.size()));
}

bool cookie_is_next(const Reader& in) { return as_text(in.peek()).starts_with(kCookie); }

}  // namespace

Expected<X224Head> X224Head::read(Reader& in) {
    X224Head head;
    head.li = in.u8("x224.li");
    head.code = in.u8("x224.code");
    head.dst_ref = in.u16be("x224.dstRef");
    head.src_ref = in.u16be("x224.srcRef");
    head.class_options = in.u8("x224.classOptions");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return head;
}

void X224Head::write(Writer& out) const {
    out.u8("x224.li", li);
    out.u8("x224.code", code);
    out.u16be("x224.dstRef", dst_ref);
    out.u16be("x224.srcRef", src_ref);
    out.u8("x224.classOptions", class_options);
}

Expected<ConnectionRequest> ConnectionRequest::read(Reader& in) {
    ConnectionRequest request;
    read_head(in, request.tpkt, request.x224);
    if ((request.x224.code & 0xf0) != X224Head::kRequest) in.fail("x224.code", "not a Connection Request");
    if (request.x224.class_options >> 4 != 0) in.fail("x224.classOptions", "not class 0");
    // Never both, says the specification of clients; and of servers, to go on if there are [3.3.5.3.1].
    if (line_is_next(in) && !cookie_is_next(in)) request.routing_token = read_line(in, "routingToken");
    if (cookie_is_next(in)) request.cookie = read_line(in, "cookie", kCookie);
    if (in.remaining() > 0) {
        if (const auto read = RdpNegReq::read(in)) request.rdp_neg_req = *read;
    }
    const bool announced =
        request.rdp_neg_req && (request.rdp_neg_req->flags & RdpNegReq::kCorrelationInfoPresent) != 0;
    if (announced || in.remaining() > 0) {
        if (const auto read = RdpCorrelationInfo::read(in)) request.rdp_correlation_info = *read;
    }
    if (in.remaining() > 0) in.fail("x224.li", "counts more than the parts of the request");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return request;
}

void ConnectionRequest::write(Writer& out) const {
    tpkt.write(out);
    x224.write(out);
    if (routing_token) out.raw("routingToken", as_bytes(*routing_token + std::string(kLineEnd)));
    if (cookie) out.raw("cookie", as_bytes(std::string(kCookie) + *cookie + std::string(kLineEnd)));
    if (rdp_neg_req) rdp_neg_req->write(out);
    if (rdp_correlation_info) rdp_correlation_info->write(out);
}

Expected<ConnectionConfirm> ConnectionConfirm::read(Reader& in) {
    ConnectionConfirm confirm;
    read_head(in, confirm.tpkt, confirm.x224);
    if ((confirm.x224.code & 0xf0) != X224Head::kConfirm) in.fail("x224.code", "not a Connection Confirm");
    if (in.remaining() > 0 && in.peek().front() == RdpNegFailure::kType) {
        if (const auto read = RdpNegFailure::read(in)) confirm.negotiation = *read;
    } else if (in.remaining() > 0) {
        if (const auto read = RdpNegRsp::read(in)) confirm.negotiation = *read;
    }
    if (in.remaining() > 0) in.fail("x224.li", "counts more than the parts of the confirm");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return confirm;
}

void ConnectionConfirm::write(Writer& out) const {
    tpkt.write(out);
    x224.write(out);
    if (const auto* rsp = std::get_if<RdpNegRsp>(&negotiation)) rsp->write(out);
    if (const auto* failure = std::get_if<RdpNegFailure>(&negotiation)) failure->write(out);
}

void fill_x224_lengths(Writer& packet) {
    fill_tpkt_length(packet);
    packet.set("x224.li", packet.bytes.size() - Tpkt::kSize - 1);
}

Writer to_writer(const ConnectionRequest& request) {
    Writer out;
    request.write(out);
    fill_x224_lengths(out);
    return out;
}

Writer to_writer(const ConnectionConfirm& confirm) {
    Writer out;
    confirm.write(out);
    fill_x224_lengths(out);
    return out;
}

}  // namespace badrdp::wire

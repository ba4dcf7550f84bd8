// The first packet of each end: X.224 Connection Request and Confirm, whole, TPKT included
// [MS-RDPBCGR 2.2.1.1, 2.2.1.2].
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "sim/wire/x224/negotiation.h"
#include "sim/wire/x224/tpkt.h"

namespace badrdp::wire {

// The fixed part of a class 0 CR or CC TPDU [X.224 13.3, 13.4].
struct X224Head {
    static constexpr std::uint8_t kRequest = 0xe0;
    static constexpr std::uint8_t kConfirm = 0xd0;
    static constexpr std::size_t kSize = 1 + 1 + 2 + 2 + 1;  // li, code, dstRef, srcRef, classOptions

    std::uint8_t li = kSize - 1;  // bytes of the TPDU that follow this one
    std::uint8_t code = 0;        // the low half is a credit, which class 0 does not use
    std::uint16_t dst_ref = 0;
    std::uint16_t src_ref = 0;
    std::uint8_t class_options = 0;

    static Expected<X224Head> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const X224Head&, const X224Head&) = default;
};

struct ConnectionRequest {
    Tpkt tpkt{};
    X224Head x224{.code = X224Head::kRequest};
    std::optional<std::string> routing_token{};  // any other line than a cookie, without its CR LF
    std::optional<std::string> cookie{};         // what follows "Cookie: mstshash=", without CR LF
    std::optional<RdpNegReq> rdp_neg_req{};
    std::optional<RdpCorrelationInfo> rdp_correlation_info{};

    // Of exactly one packet, as a Framer cuts it.
    static Expected<ConnectionRequest> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ConnectionRequest&, const ConnectionRequest&) = default;
};

struct ConnectionConfirm {
    Tpkt tpkt{};
    X224Head x224{.code = X224Head::kConfirm};
    // Nothing at all is what XP and Server 2003 answer, and it means PROTOCOL_RDP [3.2.5.3.2].
    std::variant<std::monostate, RdpNegRsp, RdpNegFailure> negotiation{};

    static Expected<ConnectionConfirm> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ConnectionConfirm&, const ConnectionConfirm&) = default;
};

// Makes tpkt.length and x224.li true of a packet that is written to its end. A TPDU of more than 255 bytes
// cannot be said in X.224: its li is cut off.
void fill_x224_lengths(Writer& packet);

// The honest packet: as written, with true lengths.
Writer to_writer(const ConnectionRequest& request);
Writer to_writer(const ConnectionConfirm& confirm);

}  // namespace badrdp::wire

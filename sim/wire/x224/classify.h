// What a message is, as far as its first bytes tell: the one place that looks at them.
#pragma once

#include "sim/wire/tls/tls_record.h"
#include "sim/wire/x224/framer.h"
#include "sim/wire/x224/tpkt.h"

namespace badrdp::wire {

enum class Looks : std::uint8_t {
    tpkt,           // version 3 [RFC 1006 6]
    fast_path,      // its two lowest bits are 0 [MS-RDPBCGR 2.2.8.1.2, 2.2.9.1.2]
    ts_request,     // a DER SEQUENCE [MS-CSSP 2.2.1]
    rdstls,         // any version but 3, which would be that of TPKT [MS-RDPBCGR 2.2.17]
    rdsaad,         // likewise [2.2.18]
    preconnection,  // any size that ends otherwise than TPKT begins [MS-RDPEPS 2.2.1]
    tls,            // a type of TLS record [RFC 8446 5.1]
    other,
};

// A first byte may be that of several kinds: what may come next decides.
constexpr Looks classify(BytesView message, Framing framing) {
    constexpr std::uint8_t sequence = 0x30, tpkt_version = 3;
    if (message.empty() || framing == Framing::early_user_auth) return Looks::other;
    const auto first = message.front();
    if (framing == Framing::tpkt_or_fast && (first & 3) == 0) return Looks::fast_path;
    if (first == tpkt_version) return Looks::tpkt;
    if (framing == Framing::rdstls) return Looks::rdstls;
    if (framing == Framing::rdsaad) return Looks::rdsaad;
    if (framing == Framing::preconnection) return Looks::preconnection;
    if (first == sequence) return Looks::ts_request;
    const bool record = first >= tls_type::change_cipher_spec && first <= tls_type::application_data;
    return record ? Looks::tls : Looks::other;
}

// The code of the X.224 TPDU in a TPKT packet, without its credit [X.224 13]; 0: there is none.
constexpr std::uint8_t tpdu_code(BytesView packet) {
    constexpr std::size_t code_at = Tpkt::kSize + 1;
    return packet.size() > code_at ? static_cast<std::uint8_t>(packet[code_at] & 0xf0) : std::uint8_t{0};
}

}  // namespace badrdp::wire

// The legal and not so legal decisions that a peer takes, as plain data. A scenario fills them; the
// machine reads them and never asks why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace badrdp::peer {

// requestedProtocols and selectedProtocol [MS-RDPBCGR 2.2.1.1.1]. Open on purpose: any value can be sent.
namespace protocol {
inline constexpr std::uint32_t rdp = 0x00;
inline constexpr std::uint32_t ssl = 0x01;
inline constexpr std::uint32_t hybrid = 0x02;
inline constexpr std::uint32_t rdstls = 0x04;
inline constexpr std::uint32_t hybrid_ex = 0x08;
inline constexpr std::uint32_t rdsaad = 0x10;
}  // namespace protocol

struct ServerChoices {
    // What the host accepts: a mask of protocol::*, and Standard RDP Security apart, since its bit is 0.
    std::uint32_t accepts = protocol::ssl;
    // What no good client does: takes this for selected, whatever is answered; without even waiting for it.
    std::optional<std::uint32_t> assumes{};
    bool waits_for_confirm = true;
    bool leaves_before_mcs = false;
    bool accepts_rdp = false;

    std::optional<std::uint32_t> select;   // selects this, whatever was requested
    std::optional<std::uint32_t> failure;  // answers RDP_NEG_FAILURE with this code, whatever was requested
    bool negotiates = true;                // false: the 11-byte Confirm of XP and Server 2003
    std::uint8_t flags = 0x01;             // of RDP_NEG_RSP: EXTENDED_CLIENT_DATA_SUPPORTED

    friend bool operator==(const ServerChoices&, const ServerChoices&) = default;
};

struct ClientChoices {
    std::optional<std::uint32_t> requests = protocol::ssl | protocol::hybrid;  // nothing: no rdpNegReq at all
    // What no good client does: takes this for selected, whatever is answered; without even waiting for it.
    std::optional<std::uint32_t> assumes{};
    bool waits_for_confirm = true;
    bool leaves_before_mcs = false;
    bool accepts_rdp = false;       // falls back to Standard RDP Security when the server selects it
    std::uint8_t flags = 0;         // of RDP_NEG_REQ
    std::string cookie = "badrdp";  // mstshash; empty: none
    std::string routing_token{};    // instead of the cookie
    bool correlation_info = false;
};

}  // namespace badrdp::peer

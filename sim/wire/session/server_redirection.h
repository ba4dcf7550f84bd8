// Server Redirection: go to another host, with these credentials [MS-RDPBCGR 2.2.13].
#pragma once

#include "sim/wire/share/share_control.h"

namespace badrdp::wire {

// RDP_SERVER_REDIRECTION_PACKET [2.2.13.1]. Under Standard RDP Security it is the whole body, behind a
// security header with SEC_REDIRECTION_PKT [2.2.13.2.1]. The flags that say which parts are there are
// computed; those are the bytes that are counted, most of them UTF-16LE with a null.
struct ServerRedirection {
    static constexpr std::uint16_t kFlags = 0x0400;  // SEC_REDIRECTION_PKT
    static constexpr std::uint32_t kDontStoreUserName = 0x00000020;
    static constexpr std::uint32_t kSmartcardLogon = 0x00000040;
    static constexpr std::uint32_t kNoRedirect = 0x00000080;
    static constexpr std::uint32_t kServerTsvCapable = 0x00002000;
    static constexpr std::uint32_t kPasswordIsPkEncrypted = 0x00004000;
    static constexpr std::size_t kMostPad = 8;

    std::uint32_t session_id = 0;
    std::uint32_t other_flags = 0;  // of RedirFlags
    std::optional<Bytes> target_net_address{};
    std::optional<Bytes> load_balance_info{};
    std::optional<Bytes> user_name{};
    std::optional<Bytes> domain{};
    std::optional<Bytes> password{};
    std::optional<Bytes> target_fqdn{};
    std::optional<Bytes> target_net_bios_name{};
    std::optional<Bytes> tsv_url{};
    std::optional<Bytes> redirection_guid{};
    std::optional<Bytes> target_certificate{};
    std::optional<std::vector<Bytes>> target_net_addresses{};
    Bytes pad{};  // 8 bytes or none

    static Expected<ServerRedirection> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ServerRedirection&, const ServerRedirection&) = default;
};

// TS_ENHANCED_SECURITY_SERVER_REDIRECTION, without security header [2.2.13.3.1].
struct EnhancedServerRedirection {
    ShareControl share{.pdu_version = 0};  // as the specification wants it of this PDU
    std::uint16_t pad2_octets = 0;
    ServerRedirection packet{};
    std::optional<std::uint8_t> pad1_octet{};

    static Expected<EnhancedServerRedirection> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const EnhancedServerRedirection&, const EnhancedServerRedirection&) = default;
};

}  // namespace badrdp::wire

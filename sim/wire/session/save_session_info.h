// Save Session Info: who has logged on, or why nobody has [MS-RDPBCGR 2.2.10.1.1].
#pragma once

#include <variant>

#include "sim/wire/share/share_control.h"

namespace badrdp::wire {

// TS_LOGON_INFO [2.2.10.1.1.1]. The counts include the null of UTF-16LE texts in fields of fixed size.
struct LogonInfo {
    static constexpr std::uint32_t kType = 0;

    std::uint32_t cb_domain = 2;
    std::array<std::uint8_t, 52> domain{};
    std::uint32_t cb_user_name = 2;
    std::array<std::uint8_t, 512> user_name{};
    std::uint32_t session_id = 0;

    static constexpr std::tuple kFields{Field{"logonInfo.cbDomain", &LogonInfo::cb_domain},
                                        Field{"logonInfo.Domain", &LogonInfo::domain},
                                        Field{"logonInfo.cbUserName", &LogonInfo::cb_user_name},
                                        Field{"logonInfo.UserName", &LogonInfo::user_name},
                                        Field{"logonInfo.SessionId", &LogonInfo::session_id}};
    friend bool operator==(const LogonInfo&, const LogonInfo&) = default;
};

// TS_LOGON_INFO_VERSION_2 [2.2.10.1.1.2]. Texts are UTF-16LE with their null.
struct LogonInfoVersion2 {
    static constexpr std::uint32_t kType = 1;
    // Up to the pad, which is what Windows counts, or with it, as the specification has it.
    static constexpr std::uint32_t kSize = 2 + 4 + 4 + 4 + 4;
    static constexpr std::uint32_t kSizeWithPad = kSize + 558;
    static constexpr std::uint32_t kLongest = 512;

    std::uint16_t version = 1;
    std::uint32_t size = kSize;
    std::uint32_t session_id = 0;
    std::array<std::uint8_t, 558> pad{};
    Bytes domain{0, 0};
    Bytes user_name{0, 0};

    friend bool operator==(const LogonInfoVersion2&, const LogonInfoVersion2&) = default;
};

// TS_PLAIN_NOTIFY [2.2.10.1.1.3]: somebody has logged on.
struct PlainNotify {
    static constexpr std::uint32_t kType = 2;

    std::array<std::uint8_t, 576> pad{};

    static constexpr std::tuple kFields{Field{"plainNotify.Pad", &PlainNotify::pad}};
    friend bool operator==(const PlainNotify&, const PlainNotify&) = default;
};

// ARC_SC_PRIVATE_PACKET: what a client may come back with [2.2.4.2].
struct ArcScPrivatePacket {
    static constexpr std::uint32_t kSize = 28;

    std::uint32_t cb_len = kSize;
    std::uint32_t version = 1;
    std::uint32_t logon_id = 0;
    std::array<std::uint8_t, 16> arc_random_bits{};

    static constexpr std::tuple kFields{
        Field{"serverAutoReconnect.cbLen", &ArcScPrivatePacket::cb_len},
        Field{"serverAutoReconnect.Version", &ArcScPrivatePacket::version},
        Field{"serverAutoReconnect.LogonId", &ArcScPrivatePacket::logon_id},
        Field{"serverAutoReconnect.ArcRandomBits", &ArcScPrivatePacket::arc_random_bits}};
    friend bool operator==(const ArcScPrivatePacket&, const ArcScPrivatePacket&) = default;
};

// TS_LOGON_ERRORS_INFO [2.2.10.1.1.4.1.1].
struct LogonErrorsInfo {
    static constexpr std::uint32_t kSize = 8;
    static constexpr std::uint32_t kSessionContinue = 0xfffffffe;
    static constexpr std::uint32_t kAccessDenied = 0xffffffff;
    static constexpr std::uint32_t kBadPassword = 0;
    static constexpr std::uint32_t kUpdatePassword = 1;
    static constexpr std::uint32_t kOther = 2;
    static constexpr std::uint32_t kWarning = 3;

    std::uint32_t type = kAccessDenied;
    std::uint32_t data = kBadPassword;

    static constexpr std::tuple kFields{Field{"logonErrors.ErrorNotificationType", &LogonErrorsInfo::type},
                                        Field{"logonErrors.ErrorNotificationData", &LogonErrorsInfo::data}};
    friend bool operator==(const LogonErrorsInfo&, const LogonErrorsInfo&) = default;
};

// TS_LOGON_INFO_EXTENDED [2.2.10.1.1.4]. FieldsPresent is computed but for flags that nobody knows.
struct LogonInfoExtended {
    static constexpr std::uint32_t kType = 3;
    static constexpr std::uint32_t kAutoReconnectCookie = 0x00000001;
    static constexpr std::uint32_t kLogonErrors = 0x00000002;
    static constexpr std::size_t kPad = 570;

    // As Windows counts: up to the pad. FreeRDP's servers count the pad and not cbFieldData.
    std::optional<std::uint16_t> length{};
    std::uint32_t other_fields = 0;
    std::optional<ArcScPrivatePacket> auto_reconnect{};
    std::optional<LogonErrorsInfo> logon_errors{};
    Bytes pad = Bytes(kPad);  // whatever follows the fields

    friend bool operator==(const LogonInfoExtended&, const LogonInfoExtended&) = default;
};

struct SaveSessionInfo {
    ShareData share{};
    std::variant<PlainNotify, LogonInfo, LogonInfoVersion2, LogonInfoExtended> info{};

    static Expected<SaveSessionInfo> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const SaveSessionInfo&, const SaveSessionInfo&) = default;
};

}  // namespace badrdp::wire

// Client Info: who logs on, and from where [MS-RDPBCGR 2.2.1.11.1], without the security header that always
// stands before it.
#pragma once

#include <optional>
#include <string>

#include "sim/wire/io/fixed_fields.h"

namespace badrdp::wire {

// ARC_CS_PRIVATE_PACKET: the cookie with which a client takes up its old session [2.2.4.3].
struct ArcCsPrivatePacket {
    static constexpr std::uint32_t kSize = 28;

    std::uint32_t cb_len = kSize;
    std::uint32_t version = 1;
    std::uint32_t logon_id = 0;
    std::array<std::uint8_t, 16> security_verifier{};

    static constexpr std::tuple kFields{
        Field{"autoReconnectCookie.cbLen", &ArcCsPrivatePacket::cb_len},
        Field{"autoReconnectCookie.Version", &ArcCsPrivatePacket::version},
        Field{"autoReconnectCookie.LogonId", &ArcCsPrivatePacket::logon_id},
        Field{"autoReconnectCookie.SecurityVerifier", &ArcCsPrivatePacket::security_verifier}};
    friend bool operator==(const ArcCsPrivatePacket&, const ArcCsPrivatePacket&) = default;
};

// TS_TIME_ZONE_INFORMATION [2.2.1.11.1.1.1.1]; the names and dates are kept as they are.
struct TimeZoneInformation {
    std::uint32_t bias = 0;  // minutes, signed
    std::array<std::uint8_t, 64> standard_name{};
    std::array<std::uint8_t, 16> standard_date{};
    std::uint32_t standard_bias = 0;
    std::array<std::uint8_t, 64> daylight_name{};
    std::array<std::uint8_t, 16> daylight_date{};
    std::uint32_t daylight_bias = 0;

    static constexpr std::tuple kFields{
        Field{"clientTimeZone.Bias", &TimeZoneInformation::bias},
        Field{"clientTimeZone.StandardName", &TimeZoneInformation::standard_name},
        Field{"clientTimeZone.StandardDate", &TimeZoneInformation::standard_date},
        Field{"clientTimeZone.StandardBias", &TimeZoneInformation::standard_bias},
        Field{"clientTimeZone.DaylightName", &TimeZoneInformation::daylight_name},
        Field{"clientTimeZone.DaylightDate", &TimeZoneInformation::daylight_date},
        Field{"clientTimeZone.DaylightBias", &TimeZoneInformation::daylight_bias}};
    friend bool operator==(const TimeZoneInformation&, const TimeZoneInformation&) = default;
};

// There may be a cookie, none, or not even the word for how long it is.
struct AutoReconnectPart {
    std::optional<ArcCsPrivatePacket> cookie{};  // cbAutoReconnectPartCookie is 28 or 0
    friend bool operator==(const AutoReconnectPart&, const AutoReconnectPart&) = default;
};

// TS_EXTENDED_INFO_PACKET. Every part from the time zone on may be missing, and then so are those after it:
// each is what a later version of RDP has added.
struct ExtendedInfo {
    std::uint16_t client_address_family = 2;  // AF_INET
    Bytes client_address{};                   // as counted: with its null
    Bytes client_dir{};                       // likewise
    std::optional<TimeZoneInformation> client_time_zone{};
    std::optional<std::uint32_t> client_session_id{};
    std::optional<std::uint32_t> performance_flags{};
    std::optional<AutoReconnectPart> auto_reconnect{};
    std::optional<std::uint16_t> reserved1{};
    std::optional<std::uint16_t> reserved2{};
    std::optional<Bytes> dynamic_dst_time_zone_key_name{};  // without a null
    std::optional<std::uint16_t> dynamic_daylight_time_disabled{};
    Bytes rest{};  // what a version yet to come may add

    friend bool operator==(const ExtendedInfo&, const ExtendedInfo&) = default;
};

struct ClientInfo {
    static constexpr std::uint32_t kMouse = 0x00000001;
    static constexpr std::uint32_t kDisableCtrlAltDel = 0x00000002;
    static constexpr std::uint32_t kAutologon = 0x00000008;
    static constexpr std::uint32_t kUnicode = 0x00000010;
    static constexpr std::uint32_t kMaximizeShell = 0x00000020;
    static constexpr std::uint32_t kLogonNotify = 0x00000040;
    static constexpr std::uint32_t kCompression = 0x00000080;
    static constexpr std::uint32_t kEnableWindowsKey = 0x00000100;
    static constexpr std::uint32_t kLogonErrors = 0x00010000;
    static constexpr std::uint32_t kMouseHasWheel = 0x00020000;
    static constexpr std::uint32_t kNoAudioPlayback = 0x00080000;
    static constexpr std::size_t kLongest = 512;  // bytes of a text, with its null

    std::uint32_t code_page = 0;
    std::uint32_t flags =
        kMouse | kDisableCtrlAltDel | kUnicode | kLogonNotify | kEnableWindowsKey | kLogonErrors;
    // UTF-16LE or of the code page, as `flags` says, and without the null that ends each on the wire.
    Bytes domain{};
    Bytes user_name{};
    Bytes password{};
    Bytes alternate_shell{};
    Bytes working_dir{};
    std::optional<ExtendedInfo> extra_info{};  // RDP 4.0 sends none

    bool unicode() const { return (flags & kUnicode) != 0; }
    // A text of this packet as UTF-8 and back, in the encoding that its flags say; a code page is taken
    // for ASCII.
    std::string text(BytesView bytes) const;
    Bytes encoded(std::string_view utf8) const;

    static Expected<ClientInfo> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ClientInfo&, const ClientInfo&) = default;
};

}  // namespace badrdp::wire

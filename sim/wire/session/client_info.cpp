#include "sim/wire/session/client_info.h"

#include "sim/wire/io/copy.h"
#include "sim/wire/io/utf16.h"

namespace badrdp::wire {

namespace {

bool ends_with_null(BytesView bytes, std::size_t width) {
    return bytes.size() >= width && std::ranges::all_of(bytes.last(width), [](auto b) { return b == 0; });
}

// A text whose length was said without its null, which follows it all the same.
Bytes read_text(Reader& in, std::string_view length_field, std::string_view field, std::size_t length,
                bool unicode) {
    const std::size_t width = unicode ? 2 : 1;
    if (length % width != 0) in.fail(length_field, "cuts a character in two");
    if (length + width > ClientInfo::kLongest) in.fail(length_field, "more than 512 bytes");
    const auto bytes = in.bytes(field, length + width);
    if (in.malformed()) return {};
    if (!ends_with_null(bytes, width)) in.fail(field, "does not end with a null");
    return copy(bytes.first(length));
}

void write_text(Writer& out, std::string_view field, const Bytes& text, bool unicode) {
    auto ended = text;
    ended.resize(text.size() + (unicode ? 2 : 1));
    out.raw(field, ended);
}

// A text whose length counts its null, if it has one.
Bytes read_counted(Reader& in, std::string_view length_field, std::string_view field, std::size_t longest,
                   bool unicode) {
    const std::size_t length = in.u16le(length_field);
    const std::size_t width = unicode ? 2 : 1;
    if (length % width != 0) in.fail(length_field, "cuts a character in two");
    if (length > longest) in.fail(length_field, "more than RDP allows");
    const auto bytes = in.bytes(field, length);
    if (!bytes.empty() && !ends_with_null(bytes, width)) in.fail(field, "does not end with a null");
    return copy(bytes);
}

void write_counted(Writer& out, std::string_view length_field, std::string_view field, const Bytes& text) {
    out.u16le(length_field, static_cast<std::uint16_t>(text.size()));
    out.raw(field, text);
}

AutoReconnectPart read_auto_reconnect(Reader& in) {
    AutoReconnectPart made;
    const auto size = in.u16le("extraInfo.cbAutoReconnectCookie");
    if (size == 0 || in.malformed()) return made;
    if (size != ArcCsPrivatePacket::kSize) in.fail("extraInfo.cbAutoReconnectCookie", "neither 0 nor 28");
    made.cookie.emplace();
    read_fields(in, *made.cookie);
    if (made.cookie->cb_len != ArcCsPrivatePacket::kSize) in.fail("autoReconnectCookie.cbLen", "not 28");
    return made;
}

void read_tail(Reader& in, ExtendedInfo& info) {
    const auto more = [&] { return in.remaining() > 0; };
    if (more()) read_fields(in, info.client_time_zone.emplace());
    if (more()) info.client_session_id = in.u32le("extraInfo.clientSessionId");
    if (more()) info.performance_flags = in.u32le("extraInfo.performanceFlags");
    if (more()) info.auto_reconnect = read_auto_reconnect(in);
    if (more()) info.reserved1 = in.u16le("extraInfo.reserved1");
    if (more()) info.reserved2 = in.u16le("extraInfo.reserved2");
    if (more()) {
        const auto size = in.u16le("extraInfo.cbDynamicDSTTimeZoneKeyName");
        if (size > 254) in.fail("extraInfo.cbDynamicDSTTimeZoneKeyName", "more than 254 bytes");
        if (size % 2 != 0) in.fail("extraInfo.cbDynamicDSTTimeZoneKeyName", "cuts a character in two");
        info.dynamic_dst_time_zone_key_name = copy(in.bytes("extraInfo.dynamicDSTTimeZoneKeyName", size));
    }
    if (more()) info.dynamic_daylight_time_disabled = in.u16le("extraInfo.dynamicDaylightTimeDisabled");
    if (more()) info.rest = copy(in.rest("extraInfo.rest"));
}

ExtendedInfo read_extended(Reader& in, bool unicode) {
    ExtendedInfo info;
    info.client_address_family = in.u16le("extraInfo.clientAddressFamily");
    info.client_address =
        read_counted(in, "extraInfo.cbClientAddress", "extraInfo.clientAddress", 80, unicode);
    info.client_dir =
        read_counted(in, "extraInfo.cbClientDir", "extraInfo.clientDir", ClientInfo::kLongest, unicode);
    read_tail(in, info);
    return info;
}

void write_extended(Writer& out, const ExtendedInfo& info) {
    out.u16le("extraInfo.clientAddressFamily", info.client_address_family);
    write_counted(out, "extraInfo.cbClientAddress", "extraInfo.clientAddress", info.client_address);
    write_counted(out, "extraInfo.cbClientDir", "extraInfo.clientDir", info.client_dir);
    if (info.client_time_zone) write_fields(out, *info.client_time_zone);
    if (info.client_session_id) out.u32le("extraInfo.clientSessionId", *info.client_session_id);
    if (info.performance_flags) out.u32le("extraInfo.performanceFlags", *info.performance_flags);
    if (info.auto_reconnect) {
        const auto& cookie = info.auto_reconnect->cookie;
        out.u16le("extraInfo.cbAutoReconnectCookie", cookie ? ArcCsPrivatePacket::kSize : 0);
        if (cookie) write_fields(out, *cookie);
    }
    if (info.reserved1) out.u16le("extraInfo.reserved1", *info.reserved1);
    if (info.reserved2) out.u16le("extraInfo.reserved2", *info.reserved2);
    if (info.dynamic_dst_time_zone_key_name)
        write_counted(out, "extraInfo.cbDynamicDSTTimeZoneKeyName", "extraInfo.dynamicDSTTimeZoneKeyName",
                      *info.dynamic_dst_time_zone_key_name);
    if (info.dynamic_daylight_time_disabled)
        out.u16le("extraInfo.dynamicDaylightTimeDisabled", *info.dynamic_daylight_time_disabled);
    if (!info.rest.empty()) out.raw("extraInfo.rest", info.rest);
}

}  // namespace

std::string ClientInfo::text(BytesView bytes) const {
    return unicode() ? utf8_of(bytes) : std::string(bytes.begin(), bytes.end());
}

Bytes ClientInfo::encoded(std::string_view utf8) const {
    return unicode() ? utf16le_of(utf8) : Bytes(utf8.begin(), utf8.end());
}

Expected<ClientInfo> ClientInfo::read(Reader& in) {
    ClientInfo info;
    info.code_page = in.u32le("clientInfo.CodePage");
    info.flags = in.u32le("clientInfo.flags");
    const auto domain = in.u16le("clientInfo.cbDomain");
    const auto user_name = in.u16le("clientInfo.cbUserName");
    const auto password = in.u16le("clientInfo.cbPassword");
    const auto alternate_shell = in.u16le("clientInfo.cbAlternateShell");
    const auto working_dir = in.u16le("clientInfo.cbWorkingDir");
    const bool wide = info.unicode();
    info.domain = read_text(in, "clientInfo.cbDomain", "clientInfo.Domain", domain, wide);
    info.user_name = read_text(in, "clientInfo.cbUserName", "clientInfo.UserName", user_name, wide);
    info.password = read_text(in, "clientInfo.cbPassword", "clientInfo.Password", password, wide);
    info.alternate_shell =
        read_text(in, "clientInfo.cbAlternateShell", "clientInfo.AlternateShell", alternate_shell, wide);
    info.working_dir = read_text(in, "clientInfo.cbWorkingDir", "clientInfo.WorkingDir", working_dir, wide);
    if (in.remaining() > 0) info.extra_info = read_extended(in, wide);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return info;
}

void ClientInfo::write(Writer& out) const {
    out.u32le("clientInfo.CodePage", code_page);
    out.u32le("clientInfo.flags", flags);
    out.u16le("clientInfo.cbDomain", static_cast<std::uint16_t>(domain.size()));
    out.u16le("clientInfo.cbUserName", static_cast<std::uint16_t>(user_name.size()));
    out.u16le("clientInfo.cbPassword", static_cast<std::uint16_t>(password.size()));
    out.u16le("clientInfo.cbAlternateShell", static_cast<std::uint16_t>(alternate_shell.size()));
    out.u16le("clientInfo.cbWorkingDir", static_cast<std::uint16_t>(working_dir.size()));
    write_text(out, "clientInfo.Domain", domain, unicode());
    write_text(out, "clientInfo.UserName", user_name, unicode());
    write_text(out, "clientInfo.Password", password, unicode());
    write_text(out, "clientInfo.AlternateShell", alternate_shell, unicode());
    write_text(out, "clientInfo.WorkingDir", working_dir, unicode());
    if (extra_info) write_extended(out, *extra_info);
}

}  // namespace badrdp::wire

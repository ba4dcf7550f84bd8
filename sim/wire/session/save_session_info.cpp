#include "sim/wire/session/save_session_info.h"

#include "sim/wire/io/copy.h"

namespace badrdp::wire {

namespace {

void check_count(Reader& in, std::string_view field, std::size_t size, std::size_t longest) {
    if (size % 2 != 0) in.fail(field, "cuts a character in two");
    if (size > longest) in.fail(field, "more than RDP allows");
}

LogonInfo read_logon_info(Reader& in) {
    LogonInfo info;
    read_fields(in, info);
    check_count(in, "logonInfo.cbDomain", info.cb_domain, info.domain.size());
    check_count(in, "logonInfo.cbUserName", info.cb_user_name, info.user_name.size());
    return info;
}

Bytes read_name(Reader& in, std::string_view length_field, std::string_view field, std::uint32_t size) {
    check_count(in, length_field, size, LogonInfoVersion2::kLongest);
    if (size == 0) in.fail(length_field, "no room for a null");
    const auto bytes = copy(in.bytes(field, size));
    if (bytes.size() >= 2 && (bytes[bytes.size() - 1] | bytes[bytes.size() - 2]) != 0)
        in.fail(field, "does not end with a null");
    return bytes;
}

LogonInfoVersion2 read_version2(Reader& in) {
    LogonInfoVersion2 info;
    info.version = in.u16le("logonInfo2.Version");
    info.size = in.u32le("logonInfo2.Size");
    if (info.size != LogonInfoVersion2::kSize && info.size != LogonInfoVersion2::kSizeWithPad)
        in.fail("logonInfo2.Size", "neither with the pad nor without it");
    info.session_id = in.u32le("logonInfo2.SessionId");
    const auto domain = in.u32le("logonInfo2.cbDomain");
    const auto user_name = in.u32le("logonInfo2.cbUserName");
    read_value(in, "logonInfo2.Pad", info.pad);
    info.domain = read_name(in, "logonInfo2.cbDomain", "logonInfo2.Domain", domain);
    info.user_name = read_name(in, "logonInfo2.cbUserName", "logonInfo2.UserName", user_name);
    return info;
}

void write_version2(Writer& out, const LogonInfoVersion2& info) {
    out.u16le("logonInfo2.Version", info.version);
    out.u32le("logonInfo2.Size", info.size);
    out.u32le("logonInfo2.SessionId", info.session_id);
    out.u32le("logonInfo2.cbDomain", static_cast<std::uint32_t>(info.domain.size()));
    out.u32le("logonInfo2.cbUserName", static_cast<std::uint32_t>(info.user_name.size()));
    out.raw("logonInfo2.Pad", info.pad);
    out.raw("logonInfo2.Domain", info.domain);
    out.raw("logonInfo2.UserName", info.user_name);
}

constexpr std::string_view kCookieSize = "logonInfoExtended.AutoReconnectCookie.cbFieldData";
constexpr std::string_view kErrorsSize = "logonInfoExtended.LogonErrors.cbFieldData";

template <class Part>
Part read_part(Reader& in, std::string_view size_field) {
    Part part;
    if (in.u32le(size_field) != Part::kSize) in.fail(size_field, "not the size of such a field");
    read_fields(in, part);
    return part;
}

template <class Part>
void write_part(Writer& out, std::string_view size_field, const Part& part) {
    out.u32le(size_field, Part::kSize);
    write_fields(out, part);
}

LogonInfoExtended read_extended(Reader& in) {
    LogonInfoExtended info;
    const auto before = in.remaining();
    const std::size_t length = in.u16le("logonInfoExtended.Length");
    if (length > before) in.fail("logonInfoExtended.Length", "more than there is");
    const auto present = in.u32le("logonInfoExtended.FieldsPresent");
    info.other_fields =
        present & ~(LogonInfoExtended::kAutoReconnectCookie | LogonInfoExtended::kLogonErrors);
    if ((present & LogonInfoExtended::kAutoReconnectCookie) != 0) {
        info.auto_reconnect = read_part<ArcScPrivatePacket>(in, kCookieSize);
        if (info.auto_reconnect->cb_len != ArcScPrivatePacket::kSize)
            in.fail("serverAutoReconnect.cbLen", "not 28");
    }
    if ((present & LogonInfoExtended::kLogonErrors) != 0)
        info.logon_errors = read_part<LogonErrorsInfo>(in, kErrorsSize);
    if (length != before - in.remaining()) info.length = static_cast<std::uint16_t>(length);
    info.pad = copy(in.rest("logonInfoExtended.Pad"));
    return info;
}

void write_extended(Writer& out, const LogonInfoExtended& info) {
    const auto begin = out.bytes.size();
    const auto present = info.other_fields |
                         (info.auto_reconnect ? LogonInfoExtended::kAutoReconnectCookie : 0u) |
                         (info.logon_errors ? LogonInfoExtended::kLogonErrors : 0u);
    LaterLength length(out, "logonInfoExtended.Length");
    out.u32le("logonInfoExtended.FieldsPresent", present);
    if (info.auto_reconnect) write_part(out, kCookieSize, *info.auto_reconnect);
    if (info.logon_errors) write_part(out, kErrorsSize, *info.logon_errors);
    length.set(info.length.value_or(static_cast<std::uint16_t>(out.bytes.size() - begin)));
    out.raw("logonInfoExtended.Pad", info.pad);
}

}  // namespace

Expected<SaveSessionInfo> SaveSessionInfo::read(Reader& in) {
    SaveSessionInfo pdu;
    pdu.share = ShareData::read(in, kPdu2SaveSessionInfo);
    switch (in.u32le("saveSessionInfo.infoType")) {
        case LogonInfo::kType: pdu.info = read_logon_info(in); break;
        case LogonInfoVersion2::kType: pdu.info = read_version2(in); break;
        case PlainNotify::kType: read_fields(in, pdu.info.emplace<PlainNotify>()); break;
        case LogonInfoExtended::kType: pdu.info = read_extended(in); break;
        default: in.fail("saveSessionInfo.infoType", "unknown");
    }
    end_of_share_pdu(in);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void SaveSessionInfo::write(Writer& out) const {
    share.write(out, kPdu2SaveSessionInfo, [&] {
        out.u32le("saveSessionInfo.infoType", std::visit([](const auto& i) { return i.kType; }, info));
        if (const auto* v1 = std::get_if<LogonInfo>(&info)) write_fields(out, *v1);
        if (const auto* v2 = std::get_if<LogonInfoVersion2>(&info)) write_version2(out, *v2);
        if (const auto* plain = std::get_if<PlainNotify>(&info)) write_fields(out, *plain);
        if (const auto* extended = std::get_if<LogonInfoExtended>(&info)) write_extended(out, *extended);
    });
}

}  // namespace badrdp::wire

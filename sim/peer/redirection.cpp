#include "sim/peer/redirection.h"

#include <algorithm>

#include "sim/wire/io/utf16.h"
#include "sim/wire/session/save_session_info.h"
#include "sim/wire/session/target_certificate.h"

namespace badrdp::peer {

using namespace wire;

namespace {

Bytes null_ended(std::string_view utf8) {
    auto bytes = utf16le_of(utf8);
    bytes.insert(bytes.end(), {0, 0});
    return bytes;
}

// Where nobody listens, on this machine in any case. It stands where names belong as well: a name would be
// asked of somebody's DNS.
constexpr std::string_view kNowhere = "127.0.0.9";

// Of a target that does not exist: no client could verify it, it compares it [2.2.13.1.2, 5.4.5.3].
const Bytes kNoCertificate(256, 0x30);

Bytes certificate_text(const Bytes& der, bool cut) {
    Writer container;
    TargetCertificateContainer{.elements = {{.data = der}}}.write(container);
    if (cut) container.bytes.resize(container.bytes.size() / 2);
    return base64_text(container.bytes);
}

Bytes load_balance_info(RoutingToken which) {
    auto line =
        std::string(which == RoutingToken::known ? kRoutingToken : "Cookie: msts=16777343.15629.4711");
    line += "\r\n";
    return {line.begin(), line.end()};
}

// The user and the password that a handover gives, and the number under which it is known there. Nobody but
// the target could read the password, and ours does not either.
RdstlsPassword handed_over() {
    return {.redirection_guid = base64_text(Bytes(16, 0x42)),
            .user_name = null_ended("canary"),
            .domain = {},
            .password = Bytes(120, 0x5a)};
}

// As gnome-remote-desktop hands a client from its login screen to the session of the user.
ServerRedirection handover(const ServerChoices& choices, const Environment& around) {
    auto given = handed_over();
    ServerRedirection packet{.other_flags = ServerRedirection::kPasswordIsPkEncrypted};
    if (choices.redirection_token != RoutingToken::none)
        packet.load_balance_info = load_balance_info(choices.redirection_token);
    packet.user_name = std::move(given.user_name);
    packet.password = std::move(given.password);
    packet.redirection_guid = std::move(given.redirection_guid);
    packet.target_certificate = certificate_text(
        choices.names_other_certificate ? around.own_certificate : around.next_certificate, false);
    return packet;
}

}  // namespace

ServerRedirection redirection_packet(const ServerChoices& choices, const Environment& around) {
    using enum Redirection;
    const auto parts = choices.redirection;
    if (parts == Redirection::handover) return peer::handover(choices, around);
    ServerRedirection packet;
    const bool all = parts == everything;
    if (parts == information) packet.other_flags = ServerRedirection::kNoRedirect;
    const bool with_token = parts != nothing && parts != address;
    if (with_token && choices.redirection_token != RoutingToken::none)
        packet.load_balance_info = load_balance_info(choices.redirection_token);
    if (parts == address || all) packet.target_net_address = null_ended(kNowhere);
    if (parts == credentials || all) {
        packet.user_name = null_ended("canary");
        packet.domain = null_ended("BADRDP");
        packet.password = null_ended("another-canary");
    }
    if (parts == certificate || parts == cut_certificate || all)
        packet.target_certificate = certificate_text(kNoCertificate, parts == cut_certificate);
    if (!all) return packet;
    packet.target_fqdn = null_ended(kNowhere);
    packet.target_net_bios_name = null_ended(kNowhere);
    packet.tsv_url = null_ended("tsv://127.0.0.9");
    packet.redirection_guid = base64_text(Bytes(16, 0x42));
    packet.target_net_addresses = {null_ended(kNowhere), null_ended(kNowhere)};
    packet.pad = Bytes(ServerRedirection::kMostPad);
    return packet;
}

std::uint32_t rdstls_result_for(const RdstlsRequest& request) {
    const auto* with = std::get_if<RdstlsPassword>(&request.credentials);
    if (!with) {
        const auto& cookie = std::get<RdstlsCookie>(request.credentials).cookie;
        return cookie.size() == ArcScPrivatePacket::kSize ? 0 : RdstlsResponse::kLogonFailure;
    }
    // The domain is the client's own, since a handover gives none.
    const auto given = handed_over();
    const bool same = with->redirection_guid == given.redirection_guid &&
                      with->user_name == given.user_name && with->password == given.password;
    return same ? 0 : RdstlsResponse::kLogonFailure;
}

std::optional<std::string> routing_token_of(const ServerRedirection& packet) {
    if (!packet.load_balance_info) return std::nullopt;
    std::string token(packet.load_balance_info->begin(), packet.load_balance_info->end());
    if (token.ends_with("\r\n")) token.resize(token.size() - 2);
    constexpr std::size_t longest = 200;  // li counts up to 254 bytes of the whole request
    const bool one_line = token.find_first_of("\r\n") == token.npos;
    return !token.empty() && token.size() <= longest && one_line ? std::optional(token) : std::nullopt;
}

}  // namespace badrdp::peer

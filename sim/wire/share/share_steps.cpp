#include "sim/wire/share/share_steps.h"

#include "sim/wire/security/security_header.h"
#include "sim/wire/share/finalization.h"

namespace badrdp::wire {

namespace {

struct Row {
    std::uint16_t flag;
    Step from_client;
    Step from_server;
};

// In the order in which flags are asked about: a header has at most one of them.
constexpr std::array kByFlag{
    Row{kSecExchangePkt, Step::security_exchange, Step::none},
    Row{kSecInfoPkt, Step::client_info, Step::none},
    Row{kSecLicensePkt, Step::license_response, Step::license},
    Row{kSecAutodetectReq, Step::none, Step::auto_detect},
    Row{kSecAutodetectRsp, Step::auto_detect_response, Step::none},
    Row{kSecTransportReq, Step::none, Step::multitransport},
    Row{kSecTransportRsp, Step::multitransport_response, Step::none},
    Row{kSecRedirectionPkt, Step::none, Step::server_redirection},
    Row{kSecHeartbeat, Step::none, Step::heartbeat},
};

Step either(Role sender, Step from_client, Step from_server) {
    return sender == Role::client ? from_client : from_server;
}

Step only(Role role, Role sender, Step step) { return role == sender ? step : Step::none; }

Step step_of_control(std::uint16_t action, Role sender) {
    switch (action) {
        case Control::kCooperate: return either(sender, Step::cooperate, Step::server_cooperate);
        case Control::kRequestControl: return only(Role::client, sender, Step::request_control);
        case Control::kGrantedControl: return only(Role::server, sender, Step::granted_control);
        default: return Step::none;
    }
}

Step step_of_data(Reader& in, Role sender) {
    in.bytes("before pduType2", 4 + 1 + 1 + 2);
    const auto type2 = in.u8("pduType2");
    in.bytes("behind pduType2", 1 + 2);
    if (in.malformed()) return Step::none;
    switch (type2) {
        case kPdu2Synchronize: return either(sender, Step::synchronize, Step::server_synchronize);
        case kPdu2Control: return step_of_control(in.u16le("action"), sender);
        case kPdu2PersistentKeyList: return only(Role::client, sender, Step::persistent_key_list);
        case kPdu2FontList: return only(Role::client, sender, Step::font_list);
        case kPdu2FontMap: return only(Role::server, sender, Step::font_map);
        case kPdu2Update: return only(Role::server, sender, Step::update);
        case kPdu2SaveSessionInfo: return only(Role::server, sender, Step::save_session_info);
        case kPdu2ArcStatus: return only(Role::server, sender, Step::auto_reconnect_status);
        case kPdu2ShutdownDenied: return only(Role::server, sender, Step::shutdown_denied);
        case kPdu2SetErrorInfo: return only(Role::server, sender, Step::set_error_info);
        default: return Step::none;
    }
}

// The types of PDU that a share has, with the version that belongs to each.
bool is_pdu_type(std::uint16_t type) {
    constexpr auto version = ShareControl::kVersion;
    return type == (version | kPduDemandActive) || type == (version | kPduConfirmActive) ||
           type == (version | kPduDeactivateAll) || type == (version | kPduData) ||
           type == kPduServerRedirection;
}

bool looks_like_a_share_pdu(BytesView user_data) {
    Reader in(user_data);
    const auto total = in.u16le("totalLength");
    const auto type = in.u16le("pduType");
    if (in.malformed() || total < ShareControl::kSize || total > user_data.size()) return false;
    return is_pdu_type(type);
}

}  // namespace

Step step_of_share_pdu(BytesView pdu, Role sender) {
    Reader in(pdu);
    in.u16le("totalLength");
    const auto type = in.u16le("pduType") & 0xf;
    in.u16le("pduSource");
    if (in.malformed()) return Step::none;
    switch (type) {
        case kPduDemandActive: return only(Role::server, sender, Step::demand_active);
        case kPduConfirmActive: return only(Role::client, sender, Step::confirm_active);
        case kPduDeactivateAll: return only(Role::server, sender, Step::deactivate_all);
        case kPduServerRedirection: return only(Role::server, sender, Step::server_redirection);
        case kPduData: return step_of_data(in, sender);
        default: return Step::none;
    }
}

Step step_of_body(std::uint16_t security_flags, BytesView body, Role sender) {
    for (const auto& row : kByFlag)
        if ((security_flags & row.flag) != 0) return either(sender, row.from_client, row.from_server);
    return step_of_share_pdu(body, sender);
}

Step step_of_user_data(BytesView user_data, Role sender) {
    if (looks_like_a_share_pdu(user_data)) return step_of_share_pdu(user_data, sender);
    Reader in(user_data);
    const auto header = SecurityHeader::read(in);
    if (!header || (header->flags & kSecEncrypt) != 0) return Step::none;
    for (const auto& row : kByFlag)
        if ((header->flags & row.flag) != 0) return step_of_body(header->flags, in.peek(), sender);
    return Step::none;
}

}  // namespace badrdp::wire

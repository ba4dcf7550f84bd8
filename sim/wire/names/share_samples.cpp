#include "sim/wire/names/share_samples.h"

#include "sim/wire/license/license_exchange.h"
#include "sim/wire/names/written.h"
#include "sim/wire/security/security_exchange.h"
#include "sim/wire/security/security_header.h"
#include "sim/wire/session/auto_detect.h"
#include "sim/wire/session/bitmap_update.h"
#include "sim/wire/session/channel_pdu.h"
#include "sim/wire/session/client_info.h"
#include "sim/wire/session/multitransport.h"
#include "sim/wire/session/save_session_info.h"
#include "sim/wire/session/server_redirection.h"
#include "sim/wire/share/auto_reconnect_status.h"
#include "sim/wire/share/confirm_active.h"
#include "sim/wire/share/deactivate_all.h"
#include "sim/wire/share/demand_active.h"
#include "sim/wire/share/finalization.h"
#include "sim/wire/share/set_error_info.h"
#include "sim/wire/share/shutdown.h"

namespace badrdp::wire {

namespace {

template <class... Pdus>
std::vector<Writer> behind(std::uint16_t flags, const Pdus&... pdus) {
    return {with_basic_header(flags, written(pdus))...};
}

ClientInfo client_info() {
    return {.extra_info = ExtendedInfo{.client_time_zone = TimeZoneInformation{},
                                       .client_session_id = 0,
                                       .performance_flags = 0,
                                       .auto_reconnect = AutoReconnectPart{ArcCsPrivatePacket{}},
                                       .reserved1 = 0,
                                       .reserved2 = 0,
                                       .dynamic_dst_time_zone_key_name = Bytes{},
                                       .dynamic_daylight_time_disabled = 0}};
}

std::vector<Writer> auto_detect() {
    return behind(
        kSecAutodetectReq, AutoDetectRequest{},
        AutoDetectRequest{.request_type = AutoDetectRequest::kBandwidthPayload, .payload = Bytes{}},
        AutoDetectRequest{
            .request_type = AutoDetectRequest::kResultAll, .base_rtt = 0, .bandwidth = 0, .average_rtt = 0});
}

std::vector<Writer> auto_detect_response() {
    return behind(
        kSecAutodetectRsp, AutoDetectResponse{},
        AutoDetectResponse{.response_type = AutoDetectResponse::kBandwidth, .results = AutoDetectBandwidth{}},
        AutoDetectResponse{.response_type = AutoDetectResponse::kSync, .sync = AutoDetectSync{}});
}

std::vector<Writer> session_info() {
    return {written(SaveSessionInfo{.info = LogonInfoExtended{.auto_reconnect = ArcScPrivatePacket{},
                                                              .logon_errors = LogonErrorsInfo{}}}),
            written(SaveSessionInfo{.info = LogonInfo{}}),
            written(SaveSessionInfo{.info = LogonInfoVersion2{}}),
            written(SaveSessionInfo{.info = PlainNotify{}})};
}

// Every part that there can be.
ServerRedirection redirection() {
    return {.target_net_address = Bytes{},
            .load_balance_info = Bytes{},
            .user_name = Bytes{},
            .domain = Bytes{},
            .password = Bytes{},
            .target_fqdn = Bytes{},
            .target_net_bios_name = Bytes{},
            .tsv_url = Bytes{},
            .redirection_guid = Bytes{},
            .target_certificate = Bytes{},
            .target_net_addresses = std::vector<Bytes>{Bytes{}},
            .pad = Bytes(ServerRedirection::kMostPad)};
}

// One of every kind, and one of a kind we do not know.
template <std::size_t... Index>
std::vector<CapabilitySet> all_sets(std::index_sequence<Index...>) {
    return {CapabilitySet(std::in_place_index<Index>)...};
}

template <class Pdu>
Writer with_all_sets() {
    Pdu pdu;
    pdu.capabilities.sets = all_sets(std::make_index_sequence<std::variant_size_v<CapabilitySet>>());
    return written(pdu);
}

}  // namespace

std::vector<Writer> share_samples(Step step) {
    switch (step) {
        case Step::security_exchange: return behind(kSecExchangePkt, security_exchange(Bytes(64)));
        case Step::client_info: return behind(kSecInfoPkt, client_info());
        case Step::auto_detect: return auto_detect();
        case Step::auto_detect_response: return auto_detect_response();
        case Step::license:
            return behind(kSecLicensePkt, ServerLicenseRequest{.scope_list = {LicenseBlob{}}}, LicenseError{},
                          ServerPlatformChallenge{}, ServerNewLicense{});
        case Step::license_response:
            return behind(kSecLicensePkt, ClientNewLicenseRequest{}, ClientLicenseInfo{},
                          ClientPlatformChallengeResponse{});
        case Step::multitransport: return behind(kSecTransportReq, MultitransportRequest{});
        case Step::multitransport_response: return behind(kSecTransportRsp, MultitransportResponse{});
        case Step::demand_active: return {with_all_sets<DemandActive>()};
        case Step::confirm_active: return {with_all_sets<ConfirmActive>()};
        case Step::synchronize:
        case Step::server_synchronize: return {written(Synchronize{})};
        case Step::cooperate:
        case Step::server_cooperate: return {written(Control{})};
        case Step::request_control: return {written(Control{.action = Control::kRequestControl})};
        case Step::granted_control:
            return {written(
                Control{.action = Control::kGrantedControl, .grant_id = 1007, .control_id = kServerChannel})};
        case Step::persistent_key_list:
            return {written(
                PersistentKeyList{.num_entries = {1}, .total_entries = {1}, .entries = {PersistentKey{}}})};
        case Step::font_list: return {written(FontList{})};
        case Step::font_map: return {written(FontMap{})};
        case Step::update: return {written(BitmapUpdate{.update = {.rectangles = {BitmapRectangle{}}}})};
        case Step::save_session_info: return session_info();
        case Step::auto_reconnect_status: return {written(AutoReconnectStatus{})};
        case Step::server_redirection: return {written(EnhancedServerRedirection{.packet = redirection()})};
        case Step::heartbeat: return behind(kSecHeartbeat, Heartbeat{});
        case Step::channel_data: return {written(ChannelPdu{})};
        case Step::deactivate_all: return {written(DeactivateAll{})};
        case Step::shutdown_denied: return {written(ShutdownDenied{})};
        case Step::set_error_info: return {written(SetErrorInfo{})};
        default: return {};
    }
}

}  // namespace badrdp::wire

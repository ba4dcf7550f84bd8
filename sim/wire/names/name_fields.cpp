#include "sim/wire/names/name_fields.h"

#include "sim/wire/license/license_exchange.h"
#include "sim/wire/mcs/mcs_connect_initial.h"
#include "sim/wire/mcs/mcs_connect_response.h"
#include "sim/wire/mcs/mcs_domain.h"
#include "sim/wire/nla/early_user_auth.h"
#include "sim/wire/nla/ntlm.h"
#include "sim/wire/nla/spnego.h"
#include "sim/wire/nla/ts_request.h"
#include "sim/wire/rdsaad/rdsaad.h"
#include "sim/wire/rdstls/rdstls.h"
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
#include "sim/wire/share/share_steps.h"
#include "sim/wire/share/shutdown.h"
#include "sim/wire/tls/tls_flight.h"
#include "sim/wire/x224/preconnection.h"
#include "sim/wire/x224/x224.h"

namespace badrdp::wire {

namespace {

// As the first of these kinds that it can be read as, or else as the last.
template <class Pdu, class... Others>
void name_as(Reader& in) {
    Reader tried = in;
    const bool read = Pdu::read(tried).has_value();
    if constexpr (sizeof...(Others) > 0)
        if (!read) return name_as<Others...>(in);
    in = std::move(tried);
}

// False: it is none of those that come in clear or right behind TLS.
bool name_opening(Step step, Reader& in) {
    switch (step) {
        case Step::preconnection: name_as<Preconnection>(in); return true;
        case Step::x224_request: name_as<ConnectionRequest>(in); return true;
        case Step::x224_confirm: name_as<ConnectionConfirm>(in); return true;
        case Step::early_user_auth: name_as<EarlyUserAuthResult>(in); return true;
        case Step::rdstls_capabilities: name_as<RdstlsCapabilities>(in); return true;
        case Step::rdstls_request: name_as<RdstlsRequest>(in); return true;
        case Step::rdstls_response: name_as<RdstlsResponse>(in); return true;
        case Step::aad_nonce: name_as<AadNonce>(in); return true;
        case Step::aad_request: name_as<AadRequest>(in); return true;
        case Step::aad_result: name_as<AadResult>(in); return true;
        default: return false;
    }
}

bool name_mcs(Step step, Reader& in) {
    const auto packet = [&]<class Pdu>() { return static_cast<void>(read_packet<Pdu>(in)), true; };
    switch (step) {
        case Step::mcs_connect_initial: return packet.operator()<McsConnectInitial>();
        case Step::mcs_connect_response: return packet.operator()<McsConnectResponse>();
        case Step::erect_domain: return packet.operator()<ErectDomainRequest>();
        case Step::attach_user_request: return packet.operator()<AttachUserRequest>();
        case Step::attach_user_confirm: return packet.operator()<AttachUserConfirm>();
        case Step::channel_join_request: return packet.operator()<ChannelJoinRequest>();
        case Step::channel_join_confirm: return packet.operator()<ChannelJoinConfirm>();
        case Step::disconnect_ultimatum: return packet.operator()<DisconnectProviderUltimatum>();
        default: return false;
    }
}

void name_share_pdu(Step step, Reader& in) {
    switch (step) {
        case Step::demand_active: return name_as<DemandActive>(in);
        case Step::confirm_active: return name_as<ConfirmActive>(in);
        case Step::synchronize:
        case Step::server_synchronize: return name_as<Synchronize>(in);
        case Step::cooperate:
        case Step::server_cooperate:
        case Step::request_control:
        case Step::granted_control: return name_as<Control>(in);
        case Step::persistent_key_list: return name_as<PersistentKeyList>(in);
        case Step::font_list: return name_as<FontList>(in);
        case Step::font_map: return name_as<FontMap>(in);
        case Step::update: return name_as<BitmapUpdate>(in);
        case Step::save_session_info: return name_as<SaveSessionInfo>(in);
        case Step::auto_reconnect_status: return name_as<AutoReconnectStatus>(in);
        case Step::server_redirection: return name_as<EnhancedServerRedirection>(in);
        case Step::deactivate_all: return name_as<DeactivateAll>(in);
        case Step::shutdown_denied: return name_as<ShutdownDenied>(in);
        case Step::set_error_info: return name_as<SetErrorInfo>(in);
        default: return;
    }
}

// What has a basic security header even under TLS.
void name_body(Step step, Reader& in) {
    switch (step) {
        case Step::client_info: return name_as<ClientInfo>(in);
        case Step::license:
            return name_as<LicenseError, ServerPlatformChallenge, ServerNewLicense, ServerLicenseRequest>(in);
        case Step::license_response:
            return name_as<LicenseError, ClientLicenseInfo, ClientPlatformChallengeResponse,
                           ClientNewLicenseRequest>(in);
        case Step::auto_detect: return name_as<AutoDetectRequest>(in);
        case Step::auto_detect_response: return name_as<AutoDetectResponse>(in);
        case Step::multitransport: return name_as<MultitransportRequest>(in);
        case Step::multitransport_response: return name_as<MultitransportResponse>(in);
        case Step::heartbeat: return name_as<Heartbeat>(in);
        default: return;
    }
}

// One user data may hold several PDUs of a share, and only those of this step are meant.
void name_user_data(Step step, Role sender, Reader& in) {
    const auto user_data = in.peek();
    const auto base = in.position();
    if (step == Step::channel_data) return name_as<ChannelPdu>(in);
    bool any = false;
    for (const auto& pdu : cut_share_pdus(user_data)) {
        if (step_of_share_pdu(pdu, sender) != step || step_of_user_data(user_data, sender) == Step::none)
            continue;
        any = true;
        Reader one(pdu, base + static_cast<std::size_t>(pdu.data() - user_data.data()));
        name_share_pdu(step, one);
        in.adopt(one);
    }
    if (any || step_of_user_data(user_data, sender) != step) return;
    static_cast<void>(SecurityHeader::read(in));
    name_body(step, in);
}

void name_send_data(Step step, Reader& in) {
    static_cast<void>(Tpkt::read(in));
    static_cast<void>(X224Data::read(in));
    if (const auto head = SendDataHead::read(in)) name_user_data(step, head->sender, in);
}

Writer named(const Reader& in, BytesView bytes) {
    Writer out;
    out.bytes.assign(bytes.begin(), bytes.end());
    out.fields.assign(in.fields().begin(), in.fields().end());
    return out;
}

Writer name_ntlm(BytesView message) {
    Reader in(message);
    const auto type = ntlm_message_type(message);
    if (type == NtlmNegotiate::kType) name_as<NtlmNegotiate>(in);
    if (type == NtlmAuthenticate::kType) name_as<NtlmAuthenticate>(in);
    if (type != NtlmChallenge::kType) return named(in, message);
    const auto challenge = NtlmChallenge::read(in);
    auto out = named(in, message);
    if (!challenge) return out;
    const auto info = challenge->part(challenge->target_info);
    Reader pairs(info, challenge->target_info.offset);
    static_cast<void>(AvPairs::read(pairs));
    out.fields.insert(out.fields.end(), pairs.fields().begin(), pairs.fields().end());
    return out;
}

// SPNEGO with NTLM in it, or NTLM alone; of Kerberos what SPNEGO says.
Writer name_token(BytesView token) {
    if (!looks_like_spnego(token)) return name_ntlm(token);
    Reader in(token);
    const auto read = read_spnego(in);
    auto out = named(in, token);
    if (!read) return out;
    if (const auto* init = std::get_if<NegTokenInit>(&*read); init && init->mech_token)
        overlay(out, "spnego.mechToken", name_ntlm(*init->mech_token));
    if (const auto* resp = std::get_if<NegTokenResp>(&*read); resp && resp->response_token)
        overlay(out, "spnego.responseToken", name_ntlm(*resp->response_token));
    return out;
}

Writer name_ts_request(BytesView message) {
    Reader in(message);
    const auto request = TsRequest::read(in);
    auto out = named(in, message);
    if (request && request->nego_tokens && !request->nego_tokens->empty())
        overlay(out, "tsRequest.negoTokens.negoToken", name_token(request->nego_tokens->front()));
    return out;
}

}  // namespace

Writer name_fields(Step step, Bytes message) {
    if (step >= Step::client_hello && step <= Step::tls_finished) return name_tls_flight(std::move(message));
    if (step >= Step::credssp_negotiate && step <= Step::credssp_credentials) return name_ts_request(message);
    Reader in(message);
    if (!name_opening(step, in) && !name_mcs(step, in)) name_send_data(step, in);
    auto out = named(in, {});
    out.bytes = std::move(message);
    return out;
}

}  // namespace badrdp::wire

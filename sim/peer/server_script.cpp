#include "sim/peer/server_script.h"

#include <fmt/core.h>

#include <utility>

#include "sim/peer/credssp_reply.h"
#include "sim/peer/decide.h"
#include "sim/peer/preconnection.h"
#include "sim/peer/reading.h"
#include "sim/peer/redirection.h"
#include "sim/wire/license/license.h"
#include "sim/wire/mcs/mcs_domain.h"
#include "sim/wire/nla/early_user_auth.h"
#include "sim/wire/rdsaad/rdsaad.h"
#include "sim/wire/session/auto_detect.h"
#include "sim/wire/session/client_info.h"
#include "sim/wire/session/multitransport.h"
#include "sim/wire/share/confirm_active.h"
#include "sim/wire/share/deactivate_all.h"
#include "sim/wire/share/finalization.h"
#include "sim/wire/share/shutdown.h"
#include "sim/wire/x224/negotiation.h"
#include "sim/wire/x224/x224.h"

namespace badrdp::peer {

using namespace wire;

ServerScript::ServerScript(Shared<ServerChoices> choices, Shared<Environment> around)
    : choices_(std::move(choices)),
      around_(std::move(around)),
      licenses_(choices_->licensing, choices_->licensing_error),
      multitransports_left_(choices_->multitransport),
      reactivations_left_(choices_->reactivations) {
    data_.user = kServerChannel;
    data_.wrong_mac = choices_->wrong_mac;
    agreement_.preconnection = choices_->preconnection != Preconnecting::none;
    if (choices_->direct) agreement_.begin_with(protocol_at_once(choices_->accepts));
}

void ServerScript::tls_up(BytesView server_public_key) {
    if (!agreement_.credssp()) return;
    const auto both = [&](std::uint8_t asked, std::uint8_t offered) {
        return (request_flags_ & asked) != 0 && (choices_->flags & offered) != 0;
    };
    credssp_ = std::make_unique<auth::CredSspServer>(auth::ServerOrder{
        .accounts = choices_->accounts,
        .server_public_key = {server_public_key.begin(), server_public_key.end()},
        .version = choices_->credssp_version,
        .random = around_->random,
        .now = around_->filetime(),
        .knobs = choices_->credssp,
        .takes_nothing = both(RdpNegReq::kRestrictedAdmin, RdpNegRsp::kRestrictedAdmin),
        .takes_ticket = both(RdpNegReq::kRedirectedAuthentication, RdpNegRsp::kRedirectedAuthentication),
        .kerberos = around_->kerberos});
}

Due ServerScript::due(Step step) const {
    const auto now_if = [](bool wanted) { return wanted ? Due::now : Due::no; };
    switch (step) {
        case Step::credssp_challenge: return now_if(reply_ && reply_->said == step);
        case Step::channel_join_confirm: return now_if(wants_to_join_.has_value());
        case Step::auto_detect: return now_if(detects_ && !detecting_);
        case Step::license:
            if (licensed_ || choices_->licensing == Licensing::skipped) return Due::no;
            if (licensing_begun_ && !license_answered_) return Due::later;
            return detects_ && !detected_ ? Due::later : Due::now;
        case Step::multitransport: return now_if(multitransports_left_ != 0);
        case Step::font_map: return fonts_told_ ? now_if(!fonts_mapped_) : Due::later;
        default: return Due::no;
    }
}

void ServerScript::compose(Step step, Actions& out) {
    switch (step) {
        case Step::x224_confirm: out.emplace_back(Say{step, confirm(), {}}); return;
        case Step::credssp_challenge:
        case Step::credssp_pubkey:
            out.emplace_back(Say{step, std::move(*reply_->send), {}});
            reply_.reset();
            return;
        case Step::early_user_auth:
            out.emplace_back(Say{
                step, written(EarlyUserAuthResult{.authorization_result = choices_->early_user_auth}), {}});
            if (choices_->early_user_auth != 0)
                out.emplace_back(End{End::Kind::credentials, "this account may not log on here"});
            return;
        case Step::rdstls_capabilities:
            out.emplace_back(Say{step, written(RdstlsCapabilities{}), {}});
            return;
        case Step::rdstls_response:
            out.emplace_back(Say{step, written(RdstlsResponse{.result_code = rdstls_result_}), {}});
            if (rdstls_result_ != 0)
                out.emplace_back(End{End::Kind::credentials, "this account may not log on here"});
            return;
        case Step::aad_nonce: out.emplace_back(Say{step, aad_nonce(), {}}); return;
        case Step::aad_result:
            out.emplace_back(Say{step, written(AadResult{.authentication_result = aad_result_}), {}});
            if (aad_result_ != 0)
                out.emplace_back(End{End::Kind::credentials, "this account may not log on here"});
            return;
        case Step::mcs_connect_response: out.emplace_back(Say{step, connect_response(), {}}); return;
        case Step::attach_user_confirm:
            out.emplace_back(Say{step, to_packet(AttachUserConfirm{.initiator = client_user_}), {}});
            return;
        case Step::channel_join_confirm: out.emplace_back(joined()); return;
        case Step::auto_detect: out.emplace_back(detect()); return;
        case Step::license: return license(out);
        case Step::multitransport: out.emplace_back(offer_multitransport()); return;
        case Step::demand_active:
            out.emplace_back(choices_->redirects ? redirection() : demand_active());
            return;
        case Step::server_synchronize:
            out.emplace_back(data_.say(step, Synchronize{.target_user = client_user_}));
            return;
        case Step::server_cooperate: out.emplace_back(data_.say(step, Control{})); return;
        case Step::granted_control:
            out.emplace_back(data_.say(step, Control{.action = Control::kGrantedControl,
                                                     .grant_id = client_user_,
                                                     .control_id = kServerChannel}));
            return;
        case Step::font_map:
            fonts_mapped_ = true;
            out.emplace_back(data_.say(step, FontMap{}));
            return;
        default: return;
    }
}

void ServerScript::read(const Opened& message, Actions& out) {
    switch (message.step) {
        case Step::credssp_negotiate:
        case Step::credssp_authenticate:
        case Step::credssp_credentials: return read_credssp(out);
        default: break;
    }
    if (auto trouble = read_pdu(message)) out.emplace_back(std::move(*trouble));
}

ServerScript::Trouble ServerScript::read_pdu(const Opened& message) {
    switch (message.step) {
        case Step::preconnection: return read_preconnection(message);
        case Step::x224_request: return read_request(message);
        case Step::rdstls_request: return read_rdstls_request(message);
        case Step::aad_request: return read_aad_request(message);
        case Step::mcs_connect_initial: return read_connect_initial(message);
        case Step::erect_domain: return check_packet<ErectDomainRequest>(message);
        case Step::attach_user_request: return check_packet<AttachUserRequest>(message);
        case Step::channel_join_request: return read_join(message);
        case Step::security_exchange: return read_security_exchange(message);
        case Step::client_info: return check<ClientInfo>(message, data_);
        case Step::auto_detect_response: detected_ = true; return check<AutoDetectResponse>(message, data_);
        case Step::license_response: return read_license_response(message);
        case Step::multitransport_response: return check<MultitransportResponse>(message, data_);
        case Step::confirm_active: sharing_ = true; return check<ConfirmActive>(message, data_);
        case Step::synchronize: return check<Synchronize>(message, data_);
        case Step::cooperate:
        case Step::request_control: return check<Control>(message, data_);
        case Step::persistent_key_list: return check<PersistentKeyList>(message, data_);
        case Step::font_list: return read_font_list(message);
        default: return std::nullopt;
    }
}

// rdesktop tells its fonts, of which it has none, in two lists.
ServerScript::Trouble ServerScript::read_font_list(const Opened& message) {
    auto body = data_.body_of(message);
    const auto pdu = FontList::read(body);
    if (!pdu) return malformed(message.step, pdu.error());
    constexpr std::uint16_t first =
        0x0001;  // FONTLIST_FIRST; whoever sends one list need not say that it is the last
    fonts_told_ = pdu->list_flags != first;
    return std::nullopt;
}

Opened ServerScript::open_ts_request(Bytes message) {
    if (!credssp_ || credssp_->over()) return {.step = Step::credssp_negotiate, .bytes = std::move(message)};
    reply_ = std::make_unique<auth::CredSspServer::Reply>(credssp_->hear(message));
    turns_away_ = choices_->refuses_restricted_admin &&
                  reply_->left.value_or(auth::LeftBehind::password) != auth::LeftBehind::password;
    return {.step = reply_->heard, .bytes = std::move(message), .left = reply_->left};
}

std::expected<Opened, Malformed> ServerScript::open(Bytes packet) {
    auto opened = data_.open(std::move(packet));
    if (!opened || opened->step != Step::client_info) return opened;
    auto body = data_.body_of(*opened);
    if (const auto info = ClientInfo::read(body); info && !info->password.empty())
        opened->left = auth::LeftBehind::password;
    return opened;
}

// What the conversation has made of the TSRequest when it was opened.
void ServerScript::read_credssp(Actions& out) { end_by_reply(reply_.get(), End::Kind::credentials, out); }

ServerScript::Trouble ServerScript::read_preconnection(const Opened& message) const {
    Reader in(message.bytes);
    const auto pdu = Preconnection::read(in);
    if (!pdu) return malformed(message.step, pdu.error());
    if (choices_->preconnection == Preconnecting::wanted && names_machine(*pdu)) return std::nullopt;
    return End{End::Kind::done, "there is no such machine here"};
}

ServerScript::Trouble ServerScript::read_request(const Opened& message) {
    Reader in(message.bytes);
    const auto request = ConnectionRequest::read(in);
    if (!request) return malformed(message.step, request.error());
    if (request->rdp_neg_req) {
        agreement_.requested = request->rdp_neg_req->requested_protocols;
        request_flags_ = request->rdp_neg_req->flags;
    }
    if (choices_->wants_token && request->routing_token != kRoutingToken)
        return End{End::Kind::done, request->routing_token ? "no redirection has given this token"
                                                           : "the request brings no token of a redirection"};
    return std::nullopt;
}

ServerScript::Trouble ServerScript::read_rdstls_request(const Opened& message) {
    Reader in(message.bytes);
    const auto request = RdstlsRequest::read(in);
    if (!request) return malformed(message.step, request.error());
    if (request->version != kRdstlsVersion1)
        return malformed(message.step, {"rdstls.Version", "not 1", 0});  // [2.2.17.2]
    rdstls_result_ = choices_->rdstls_result != 0 ? choices_->rdstls_result : rdstls_result_for(*request);
    return std::nullopt;
}

// 32 bytes of chance, as text.
Writer ServerScript::aad_nonce() {
    std::array<std::uint8_t, 32> chance{};
    around_->random(chance);
    aad_nonce_.clear();
    for (const auto byte : chance) aad_nonce_ += fmt::format("{:02x}", byte);
    return written(AadNonce{.ts_nonce = aad_nonce_});
}

// What can be judged without Entra ID: that the assertion has its parts, and that it is for this
// conversation. Who has signed the token in it, nobody here can know.
ServerScript::Trouble ServerScript::read_aad_request(const Opened& message) {
    Reader in(message.bytes);
    const auto request = AadRequest::read(in);
    if (!request) return malformed(message.step, request.error());
    const auto assertion = AadAssertion::read(request->rdp_assertion);
    const auto nonce = fmt::format("\"nonce\":\"{}\"", aad_nonce_);
    const bool ours = assertion && assertion->payload.find(nonce) != std::string::npos;
    aad_result_ = choices_->aad_result;
    if (aad_result_ == 0 && !ours) aad_result_ = AadResult::kInvalidToken;
    return std::nullopt;
}

Writer ServerScript::confirm() {
    const auto answer = decide(*choices_, agreement_.requested);
    ConnectionConfirm confirm;
    confirm.x224.src_ref = 0x1234;  // as 3.3.5.3.2 has it
    if (answer.failure) confirm.negotiation = RdpNegFailure{.failure_code = *answer.failure};
    if (answer.selected)
        confirm.negotiation = RdpNegRsp{.flags = choices_->flags, .selected_protocol = *answer.selected};
    told_ = answer.selected.value_or(Protocols::rdp);
    agreement_.failure = answer.failure;
    if (choices_->direct) return to_writer(confirm);  // nothing that is said here is still to be agreed on
    agreement_.refused = answer.refused;
    agreement_.selected = answer.selected;
    agreement_.confirmed = true;
    return to_writer(confirm);
}

bool ServerScript::interlude(const Opened& message, Actions& out) {
    if (message.step == Step::disconnect_ultimatum) {
        out.emplace_back(End{End::Kind::done, "the client took its leave"});
        return true;
    }
    if (message.step == Step::channel_data) return true;
    // rdesktop sends its first input before its Font List.
    if (!sharing_ || message.step != Step::none) return false;
    // Input, Refresh Rect, Suppress Output: an honest host that has no applications heeds none of them.
    auto body = data_.body_of(message);
    if (ShutdownRequest::read(body)) out.emplace_back(data_.say(Step::shutdown_denied, ShutdownDenied{}));
    return true;
}

bool ServerScript::reached(Step step, Actions& out) {
    if (step != Step::active) return false;
    if (choices_->saves_session_info) out.emplace_back(session_info());
    if (choices_->says_when_active) say_unasked(*choices_->says_when_active, out);
    paint(out);
    fonts_told_ = fonts_mapped_ = false;
    if (reactivations_left_ > 0) {
        --reactivations_left_;
        out.emplace_back(data_.say(Step::deactivate_all, DeactivateAll{}));
        return true;
    }
    if (turns_away_ || choices_->parting.after == Step::active) take_leave(out);
    return false;
}

}  // namespace badrdp::peer

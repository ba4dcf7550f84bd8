#include "sim/peer/client_script.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "sim/peer/credssp_reply.h"
#include "sim/peer/decide.h"
#include "sim/peer/reading.h"
#include "sim/wire/license/license.h"
#include "sim/wire/mcs/mcs_domain.h"
#include "sim/wire/nla/early_user_auth.h"
#include "sim/wire/nla/ts_request.h"
#include "sim/wire/security/security_header.h"
#include "sim/wire/session/auto_detect.h"
#include "sim/wire/session/multitransport.h"
#include "sim/wire/share/finalization.h"
#include "sim/wire/share/set_error_info.h"
#include "sim/wire/x224/negotiation.h"
#include "sim/wire/x224/x224.h"

namespace badrdp::peer {

using namespace wire;

ClientScript::ClientScript(Shared<ClientChoices> choices, Shared<Environment> around)
    : choices_(std::move(choices)), around_(std::move(around)) {
    data_.wrong_mac = choices_->wrong_mac;
    licenses_ = {choices_->account.name, choices_->license, around_->random, around_->before_licenses};
    agreement_.preconnection = choices_->preconnection.has_value();
    if (choices_->direct)
        agreement_.begin_with(protocol_at_once(choices_->requests.value_or(Protocols::rdp)));
}

void ClientScript::tls_up(BytesView server_public_key) {
    if (!agreement_.credssp()) return;
    credssp_ = std::make_unique<auth::CredSspClient>(
        auth::ClientOrder{.credentials = {.domain = choices_->account.domain,
                                          .user = choices_->account.name,
                                          .password = choices_->account.password},
                          .server_public_key = {server_public_key.begin(), server_public_key.end()},
                          .version = choices_->credssp_version,
                          .random = around_->random,
                          .now = around_->filetime(),
                          .leaves = leaves(),
                          .knobs = choices_->credssp});
}

// As its request says [MS-RDPBCGR 2.2.1.1.1]; who believes anything has no such scruples.
auth::LeftBehind ClientScript::leaves() const {
    using enum auth::LeftBehind;
    if (choices_->believes_anything) return password;
    if ((choices_->flags & RdpNegReq::kRestrictedAdmin) != 0) return nothing;
    return (choices_->flags & RdpNegReq::kRedirectedAuthentication) != 0 ? ticket : password;
}

Due ClientScript::due(Step step) const {
    switch (step) {
        case Step::credssp_negotiate:
            return !negotiated_ || (reply_ && reply_->send && reply_->said == step) ? Due::now : Due::no;
        case Step::channel_join_request:
            if (joining_) return Due::later;
            return !to_join_.empty() ? Due::now : Due::no;
        case Step::font_list: return fonts_told_ ? Due::no : Due::now;
        case Step::auto_detect_response:
        case Step::license_response:
        case Step::multitransport_response:
            return !answers_.empty() && answers_.front().step == step ? Due::now : Due::no;
        default: return Due::no;
    }
}

void ClientScript::compose(Step step, Actions& out) {
    switch (step) {
        case Step::preconnection: out.emplace_back(Say{step, written(*choices_->preconnection), {}}); return;
        case Step::x224_request: out.emplace_back(Say{step, request(), {}}); return;
        case Step::credssp_negotiate:
            if (!std::exchange(negotiated_, true)) {
                out.emplace_back(Say{step, credssp_->start(), {}});
                return;
            }
            [[fallthrough]];
        case Step::credssp_authenticate:
        case Step::credssp_credentials:
            // Without an answer goes on only who believes anything.
            out.emplace_back(
                Say{step, reply_ && reply_->send ? std::move(*reply_->send) : written(TsRequest{}), {}});
            reply_.reset();
            return;
        case Step::rdstls_request: out.emplace_back(Say{step, rdstls_request(), {}}); return;
        case Step::aad_request: out.emplace_back(Say{step, aad_request(), {}}); return;
        case Step::mcs_connect_initial:
            if (choices_->leaves_before_mcs)
                out.emplace_back(End{End::Kind::done, "changed its mind"});
            else
                out.emplace_back(Say{step, connect_initial(), {}});
            return;
        case Step::erect_domain: out.emplace_back(Say{step, to_packet(ErectDomainRequest{}), {}}); return;
        case Step::attach_user_request:
            out.emplace_back(Say{step, to_packet(AttachUserRequest{}), {}});
            return;
        case Step::channel_join_request:
            joining_ = to_join_.front();
            to_join_.pop_front();
            out.emplace_back(Say{
                step, to_packet(ChannelJoinRequest{.initiator = data_.user, .channel_id = *joining_}), {}});
            return;
        case Step::security_exchange: return exchange_keys(out);
        case Step::client_info: out.emplace_back(client_info()); return;
        case Step::auto_detect_response:
        case Step::license_response:
        case Step::multitransport_response:
            out.emplace_back(std::move(answers_.front()));
            answers_.pop_front();
            return;
        case Step::confirm_active: out.emplace_back(confirm_active()); return;
        case Step::synchronize: out.emplace_back(data_.say(step, Synchronize{.share = share()})); return;
        case Step::cooperate: out.emplace_back(data_.say(step, Control{.share = share()})); return;
        case Step::request_control:
            out.emplace_back(data_.say(step, Control{.share = share(), .action = Control::kRequestControl}));
            return;
        case Step::font_list:
            fonts_told_ = true;
            out.emplace_back(data_.say(step, FontList{.share = share()}));
            return;
        default: return;
    }
}

void ClientScript::read(const Opened& message, Actions& out) {
    if (message.step == Step::credssp_challenge || message.step == Step::credssp_pubkey)
        return read_credssp(out);
    if (auto trouble = read_pdu(message)) out.emplace_back(std::move(*trouble));
    if (!granted_.empty()) out.emplace_back(Licensed{std::exchange(granted_, {})});
    if (!choices_->believes_anything) return;
    joining_.reset();
    if (message.step == Step::license && !out.empty() && std::holds_alternative<End>(out.back()))
        answers_.push_back(data_.say(Step::license_response, ClientNewLicenseRequest{}, kSecLicensePkt));
}

ClientScript::Trouble ClientScript::read_pdu(const Opened& message) {
    switch (message.step) {
        case Step::x224_confirm: return read_confirm(message);
        case Step::early_user_auth: return read_early_user_auth(message);
        case Step::rdstls_capabilities: return read_rdstls_capabilities(message);
        case Step::rdstls_response: return read_rdstls_response(message);
        case Step::aad_nonce: return read_aad_nonce(message);
        case Step::aad_result: return read_aad_result(message);
        case Step::mcs_connect_response: return read_connect_response(message);
        case Step::attach_user_confirm: return read_attach_confirm(message);
        case Step::channel_join_confirm: return read_join_confirm(message);
        case Step::auto_detect: return read_auto_detect(message);
        case Step::license: return read_license(message);
        case Step::multitransport: return read_multitransport(message);
        case Step::demand_active: return read_demand_active(message);
        case Step::server_synchronize: return check<Synchronize>(message, data_);
        case Step::server_cooperate:
        case Step::granted_control: return check<Control>(message, data_);
        case Step::font_map: return check<FontMap>(message, data_);
        default: return std::nullopt;
    }
}

Opened ClientScript::open_ts_request(Bytes message) {
    if (!credssp_ || credssp_->over()) return {.step = Step::credssp_challenge, .bytes = std::move(message)};
    reply_ = std::make_unique<auth::CredSspClient::Reply>(credssp_->hear(message));
    return {.step = reply_->heard, .bytes = std::move(message)};
}

void ClientScript::read_credssp(Actions& out) {
    // What the server did not refuse lies in its own proof, and not in the account.
    end_by_reply(reply_.get(), End::Kind::security, out);
}

// What a good client takes in its stride, though nothing of the sequence waits for it.
bool ClientScript::unasked(Step step) const {
    return step == Step::set_error_info || step == Step::deactivate_all ||
           (step == Step::auto_detect && licensing_);
}

bool ClientScript::interlude(const Opened& message, Actions& out) {
    if (choices_->believes_anything && message.step == Step::set_error_info) return true;
    if (choices_->stumbles && unasked(message.step)) {
        out.emplace_back(End{End::Kind::unexpected, "a message that was not the next one"});
        return true;
    }
    switch (message.step) {
        case Step::set_error_info: {
            auto body = data_.body_of(message);
            const auto pdu = SetErrorInfo::read(body);
            if (!pdu)
                out.emplace_back(malformed(message.step, pdu.error()));
            else if (pdu->error_info != 0)
                out.emplace_back(End{End::Kind::server, fmt::format("errorInfo {:#010x}", pdu->error_info)});
            return true;
        }
        case Step::disconnect_ultimatum:
            out.emplace_back(End{was_active_ ? End::Kind::done : End::Kind::server,
                                 "the server sent a Disconnect Provider Ultimatum"});
            return true;
        case Step::deactivate_all: fonts_told_ = false; return true;
        case Step::auto_detect: return answer_late(message, out);
        case Step::channel_data: return true;
        case Step::none:
            if (!was_active_) return false;
            [[fallthrough]];
        case Step::update:
        case Step::save_session_info:
        case Step::auto_reconnect_status:
        case Step::shutdown_denied:
        case Step::server_redirection:
        case Step::heartbeat:
            if (auto trouble = read_in_session(message)) out.emplace_back(std::move(*trouble));
            return true;
        default: return false;
    }
}

bool ClientScript::reached(Step step, Actions& out) {
    if (step != Step::active) return false;
    was_active_ = true;
    if (choices_->stays.count() > 0) out.emplace_back(Rest{choices_->stays});
    out.emplace_back(
        Say{Step::disconnect_ultimatum,
            to_packet(DisconnectProviderUltimatum{.reason = DisconnectProviderUltimatum::kUserRequested}),
            {}});
    out.emplace_back(End{End::Kind::done, "the session was active"});
    return false;
}

}  // namespace badrdp::peer

#include "capture/rdp_inside.h"

#include <fmt/format.h>

#include <utility>

#include "capture/negotiation.h"
#include "sim/auth/ntstatus.h"
#include "sim/wire/license/license.h"
#include "sim/wire/mcs/mcs_connect_response.h"
#include "sim/wire/mcs/mcs_domain.h"
#include "sim/wire/nla/early_user_auth.h"
#include "sim/wire/nla/nego_text.h"
#include "sim/wire/nla/ts_request.h"
#include "sim/wire/rdsaad/rdsaad.h"
#include "sim/wire/rdstls/rdstls.h"
#include "sim/wire/security/security_header.h"
#include "sim/wire/sequence/protocols.h"
#include "sim/wire/share/set_error_info.h"
#include "sim/wire/share/share_steps.h"
#include "sim/wire/x224/classify.h"
#include "sim/wire/x224/x224.h"

namespace badrdp::capture {
namespace {

using wire::Framing;
using wire::Role;
using wire::Step;

bool is_nla(const Connection& facts) {
    const auto selected = facts.selected_protocol.value_or(wire::Protocols::rdp);
    return selected == wire::Protocols::hybrid || selected == wire::Protocols::hybrid_ex;
}

// Nothing was negotiated in clear: TLS has begun with the first byte.
bool is_direct(const Connection& facts) { return !facts.rdp_request; }

// What each end says of CredSSP's steps, by what its TSRequest holds [MS-CSSP 3.1.5].
Step step_of(Role from, const wire::TsRequest& request) {
    if (request.auth_info) return Step::credssp_credentials;
    if (request.pub_key_auth) return from == Role::client ? Step::credssp_authenticate : Step::credssp_pubkey;
    return from == Role::client ? Step::credssp_negotiate : Step::credssp_challenge;
}

std::string_view license_text(std::uint8_t type) {
    using wire::LicensePreamble;
    switch (type) {
        case LicensePreamble::kLicenseRequest: return "license request";
        case LicensePreamble::kPlatformChallenge: return "platform challenge";
        case LicensePreamble::kNewLicense: return "new license";
        case LicensePreamble::kUpgradeLicense: return "upgraded license";
        default: return "of unknown type";
    }
}

}  // namespace

void RdpInside::feed(Role from, wire::BytesView content, Connection& facts, Findings& found) {
    put(from, content, facts);
    while (take(from, facts, found) > 0) {
    }
}

void RdpInside::put(Role from, wire::BytesView content, Connection& facts) {
    facts.opened.any = true;
    if (!is_lost(from)) side(from).packets.feed(content);
}

std::size_t RdpInside::take(Role from, Connection& facts, Findings& found) {
    auto& sender = side(from);
    if (sender.broken) return 0;
    if (from == Role::server && sender.past_credssp && !sender.past_rdp &&
        (is_nla(facts) || is_direct(facts)))
        look_for_errorcode();
    const auto as = framing(from, facts);
    if (const auto packet = sender.packets.next(as)) {
        on_packet(from, as, *packet, facts, found);
        return packet->size();
    }
    if (sender.packets.malformed()) {
        sender.broken = true;
        found.push_back(malformed(from, *sender.packets.malformed()));
    }
    return 0;
}

// A TSRequest where four bytes or RDP are due holds an errorCode. Neither of them begins like one.
void RdpInside::look_for_errorcode() {
    constexpr std::uint8_t kTsRequest = 0x30;  // a SEQUENCE
    const auto waiting = server_.packets.take_rest();
    server_.packets.feed(waiting);
    if (!waiting.empty() && waiting.front() == kTsRequest) server_.past_credssp = false;
}

wire::Framing RdpInside::framing(Role from, const Connection& facts) const {
    const auto& sender = from == Role::client ? client_ : server_;
    if (facts.selected_protocol == wire::Protocols::rdstls && !sender.past_credssp) return Framing::rdstls;
    if (facts.selected_protocol == wire::Protocols::rdsaad && !sender.past_credssp) return Framing::rdsaad;
    // There CredSSP may be what comes first, and TPKT does if it is not.
    const bool may_be_nla = is_direct(facts) && !sender.past_rdp;
    if (!is_nla(facts) && !may_be_nla) return Framing::tpkt_or_fast;
    if (!sender.past_credssp) return Framing::ts_request;
    // One that a Confirm inside has selected comes too late for that.
    const bool due =
        from == Role::server && !sender.past_rdp && facts.selected_protocol == wire::Protocols::hybrid_ex;
    return due && !early_user_auth_ ? Framing::early_user_auth : Framing::tpkt_or_fast;
}

void RdpInside::on_packet(Role from, Framing as, wire::BytesView packet, Connection& facts, Findings& found) {
    if (as == Framing::early_user_auth) return on_early_user_auth(packet, facts, found);
    switch (wire::classify(packet, as)) {
        case wire::Looks::ts_request: return on_ts_request(from, packet, facts, found);
        case wire::Looks::rdstls: return on_rdstls(from, packet, found);
        case wire::Looks::rdsaad: return on_rdsaad(from, packet, found);
        case wire::Looks::tpkt:
            side(from).past_credssp = side(from).past_rdp = true;
            return on_mcs(from, packet, facts, found);
        default: return;  // fast-path: input and pictures
    }
}

void RdpInside::on_ts_request(Role from, wire::BytesView message, Connection& facts, Findings& found) {
    wire::Reader in(message);
    const auto request = wire::TsRequest::read(in);
    if (!request) return found.push_back(malformed(from, request.error()));
    auto& opened = facts.opened;
    (from == Role::client ? opened.credssp_client : opened.credssp_server) = request->version;
    if (from == Role::server && request->error_code) {
        opened.credssp_error = static_cast<std::uint32_t>(request->error_code->value);
        found.push_back({.from = from,
                         .step = Step::none,
                         .what = fmt::format("credssp errorCode {:#x}", *opened.credssp_error),
                         .detail = auth::status_text(*opened.credssp_error)});
        return;
    }
    const auto step = step_of(from, *request);
    side(from).past_credssp = step == Step::credssp_credentials || step == Step::credssp_pubkey;
    say(from, step, wire::ts_request_text(message), found, true);
}

// Of a request its form alone: what it holds is a password.
void RdpInside::on_rdstls(Role from, wire::BytesView message, Findings& found) {
    const auto step = wire::rdstls_step(message);
    side(from).past_credssp = step == Step::rdstls_request || step == Step::rdstls_response;
    wire::Reader in(message);
    const auto response = wire::RdstlsResponse::read(in);
    say(from, step, response ? wire::rdstls_result_text(response->result_code) : std::string(), found);
}

// Of a request its form alone: what it holds lets somebody in.
void RdpInside::on_rdsaad(Role from, wire::BytesView message, Findings& found) {
    const auto step = wire::rdsaad_step(message);
    side(from).past_credssp = step == Step::aad_request || step == Step::aad_result;
    wire::Reader in(message);
    const auto result = wire::AadResult::read(in);
    say(from, step, result ? wire::aad_result_text(result->authentication_result) : std::string(), found);
}

void RdpInside::on_early_user_auth(wire::BytesView message, Connection& facts, Findings& found) {
    early_user_auth_ = true;
    wire::Reader in(message);
    const auto result = wire::EarlyUserAuthResult::read(in);
    if (!result) return;
    facts.opened.early_user_auth = result->authorization_result;
    say(Role::server, Step::early_user_auth,
        fmt::format("authorizationResult {}{}", result->authorization_result,
                    result->authorization_result == wire::EarlyUserAuthResult::kAccessDenied
                        ? ", access denied"
                        : ""),
        found);
}

void RdpInside::on_mcs(Role from, wire::BytesView packet, Connection& facts, Findings& found) {
    const auto code = wire::tpdu_code(packet);
    if (code == wire::X224Head::kRequest || code == wire::X224Head::kConfirm)
        return from == Role::client ? on_request(packet, facts, found) : on_confirm(packet, facts, found);
    const auto step = wire::step_of_data(packet);
    if (step == Step::mcs_connect_response) return on_connect_response(packet, facts, found);
    if (step == Step::disconnect_ultimatum) return on_ultimatum(from, packet, facts, found);
    if (step != Step::none) return say(from, step, {}, found);
    const auto data = wire::read_packet<wire::SendData>(packet);
    if (!data) return;
    if (channels_.contains(data->head.channel_id))
        on_user_data(from, data->user_data, facts, found);
    else
        say(from, Step::channel_data, {}, found);
}

void RdpInside::on_request(wire::BytesView packet, Connection& facts, Findings& found) {
    wire::Reader in(packet);
    const auto request = wire::ConnectionRequest::read(in);
    if (!request) return found.push_back(malformed(Role::client, request.error()));
    if (is_direct(facts) && !has_said(Role::client, Step::x224_request)) note_request(*request, facts);
    say(Role::client, Step::x224_request, request_detail(*request), found);
}

void RdpInside::on_confirm(wire::BytesView packet, Connection& facts, Findings& found) {
    wire::Reader in(packet);
    const auto confirm = wire::ConnectionConfirm::read(in);
    if (!confirm) return found.push_back(malformed(Role::server, confirm.error()));
    if (is_direct(facts) && !has_said(Role::server, Step::x224_confirm)) note_confirm(*confirm, facts);
    say(Role::server, Step::x224_confirm, confirm_detail(*confirm), found);
}

void RdpInside::on_connect_response(wire::BytesView packet, Connection& facts, Findings& found) {
    const auto response = wire::read_packet<wire::McsConnectResponse>(packet);
    if (!response) found.push_back(malformed(Role::server, response.error()));
    std::string detail;
    if (response && response->result != wire::McsConnectResponse::kSuccessful)
        detail = fmt::format("result {}", response->result);
    if (response) facts.opened.connect_result = response->result;
    if (response && response->details) {
        const auto& data = response->details->conference.server_data;
        if (const auto* net = data.find<wire::ServerNetworkData>()) channels_ = {net->mcs_channel_id};
        if (const auto* messages = data.find<wire::ServerMessageChannelData>())
            channels_.insert(messages->mcs_channel_id);
    }
    say(Role::server, Step::mcs_connect_response, std::move(detail), found);
}

void RdpInside::on_ultimatum(Role from, wire::BytesView packet, Connection& facts, Findings& found) {
    const auto ultimatum = wire::read_packet<wire::DisconnectProviderUltimatum>(packet);
    std::string detail;
    if (ultimatum) {
        auto& reason =
            from == Role::server ? facts.opened.ultimatum_of_host : facts.opened.ultimatum_of_client;
        reason = ultimatum->reason;
        detail = fmt::format("reason {}", ultimatum->reason);
    }
    say(from, Step::disconnect_ultimatum, std::move(detail), found, true);
}

void RdpInside::on_user_data(Role from, wire::BytesView user_data, Connection& facts, Findings& found) {
    const auto step = wire::step_of_user_data(user_data, from);
    if (step == Step::license) return on_license(user_data, facts, found);
    const auto of_share = wire::cut_share_pdus(user_data);
    if (step == Step::none || of_share.empty() || wire::step_of_share_pdu(of_share.front(), from) != step) {
        if (step != Step::none) say(from, step, {}, found);
        return;
    }
    for (const auto& pdu : of_share)
        on_share_pdu(from, wire::step_of_share_pdu(pdu, from), pdu, facts, found);
}

void RdpInside::on_license(wire::BytesView user_data, Connection& facts, Findings& found) {
    using wire::LicenseError;
    wire::Reader in(user_data);
    static_cast<void>(wire::SecurityHeader::read(in));
    const auto body = in.peek();
    std::string detail(license_text(body.empty() ? std::uint8_t{0} : body.front()));
    if (!body.empty() && body.front() == wire::LicensePreamble::kErrorAlert) {
        const auto alert = LicenseError::read(in);
        if (!alert) return found.push_back(malformed(Role::server, alert.error()));
        facts.opened.license_error = alert->dw_error_code;
        detail =
            alert->dw_error_code == LicenseError::kValidClient
                ? "valid client"
                : fmt::format("error {}, transition {}", alert->dw_error_code, alert->dw_state_transition);
    }
    say(Role::server, Step::license, std::move(detail), found, true);
}

void RdpInside::on_share_pdu(Role from, Step step, wire::BytesView pdu, Connection& facts, Findings& found) {
    if (step == Step::set_error_info) {
        wire::Reader in(pdu);
        const auto said = wire::SetErrorInfo::read(in);
        if (said && said->error_info == 0) return;  // no error: Windows says so as a session begins
        if (said) facts.opened.error_info = said->error_info;
        return say(from, step, said ? fmt::format("errorInfo {:#x}", said->error_info) : std::string(), found,
                   true);
    }
    facts.opened.redirected |= step == Step::server_redirection;
    if (step != Step::none) say(from, step, {}, found);
    if (step == Step::font_map) say(from, Step::active, {}, found);
}

void RdpInside::say(Role from, Step step, std::string detail, Findings& found, bool again) {
    auto& sender = side(from);
    const bool first = sender.steps.insert(step).second;
    if ((!first && !again) || sender.told >= kMostTold) return;
    ++sender.told;
    found.push_back({.from = from,
                     .step = first ? step : Step::none,
                     .what = fmt::format("{}{}", first ? "" : "another ", name(step)),
                     .detail = std::move(detail)});
}

}  // namespace badrdp::capture

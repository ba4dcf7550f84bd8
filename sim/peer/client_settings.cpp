// Negotiation, the basic settings exchange and channel connection of a client [MS-RDPBCGR 1.3.1.1].
#include <fmt/core.h>

#include <algorithm>
#include <bit>

#include "sim/auth/rdp_rsa.h"
#include "sim/peer/client_script.h"
#include "sim/peer/reading.h"
#include "sim/wire/mcs/mcs_connect_initial.h"
#include "sim/wire/mcs/mcs_connect_response.h"
#include "sim/wire/mcs/mcs_domain.h"
#include "sim/wire/nla/early_user_auth.h"
#include "sim/wire/security/security_exchange.h"
#include "sim/wire/security/security_header.h"
#include "sim/wire/security/server_certificate.h"
#include "sim/wire/x224/negotiation.h"
#include "sim/wire/x224/x224.h"

namespace badrdp::peer {

using namespace wire;

namespace {

End not_agreed(std::string why) { return {End::Kind::security, std::move(why)}; }

// Whether these flags of a response allow a client to leave no more than that [2.2.1.2.1].
bool offered(auth::LeftBehind left, std::uint8_t flags) {
    switch (left) {
        case auth::LeftBehind::nothing: return (flags & RdpNegRsp::kRestrictedAdmin) != 0;
        case auth::LeftBehind::ticket: return (flags & RdpNegRsp::kRedirectedAuthentication) != 0;
        case auth::LeftBehind::password: break;
    }
    return true;
}

}  // namespace

Writer ClientScript::request() {
    ConnectionRequest request;
    if (!choices_->routing_token.empty())
        request.routing_token = choices_->routing_token;
    else if (!choices_->cookie.empty())
        request.cookie = choices_->cookie;
    if (choices_->requests) {
        request.rdp_neg_req = RdpNegReq{.flags = choices_->flags, .requested_protocols = *choices_->requests};
        if (choices_->correlation_info) {
            request.rdp_neg_req->flags |= RdpNegReq::kCorrelationInfoPresent;
            request.rdp_correlation_info = RdpCorrelationInfo{};
            request.rdp_correlation_info->correlation_id.fill(0x42);
        }
    }
    agreement_.requested = choices_->requests;
    if (!choices_->waits_for_confirm) assume();
    return to_writer(request);
}

void ClientScript::assume() {
    agreement_.confirmed = true;
    agreement_.selected = choices_->assumes.value_or(Protocols::rdp);
    was_told_ = true;
}

ClientScript::Trouble ClientScript::read_confirm(const Opened& message) {
    Reader in(message.bytes);
    const auto confirm = ConnectionConfirm::read(in);
    if (choices_->assumes) {
        assume();
        return std::nullopt;
    }
    if (!confirm) return malformed(message.step, confirm.error());
    agreement_.confirmed = true;
    if (const auto* failure = std::get_if<RdpNegFailure>(&confirm->negotiation)) {
        agreement_.failure = failure->failure_code;
        return std::nullopt;
    }
    if (const auto* response = std::get_if<RdpNegRsp>(&confirm->negotiation)) {
        if (choices_->direct && response->selected_protocol != agreement_.selected)
            return not_agreed(fmt::format("the server selected {}, and {} is in effect",
                                          protocols_text(response->selected_protocol),
                                          protocols_text(*agreement_.selected)));
        agreement_.selected = response->selected_protocol;
        was_told_ = true;
        extended_data_ = (response->flags & RdpNegRsp::kExtendedClientData) != 0;
        if (!choices_->direct && !offered(leaves(), response->flags))
            return not_agreed("the server does not offer to log on somebody who leaves no password there");
    }
    const auto selected = agreement_.selected.value_or(Protocols::rdp);
    const auto requested = choices_->requests.value_or(Protocols::rdp);
    // 3.2.5.3.2: what was selected must have been asked for. Falling back to Standard RDP Security is a
    // silent downgrade unless that is what we wanted.
    const bool asked_for = selected == Protocols::rdp ? requested == Protocols::rdp || choices_->accepts_rdp
                                                      : (requested & selected) == selected;
    const bool named =
        was_told_ || !choices_->direct;  // else it is in effect, and nobody has selected anything
    if (named && !asked_for)
        return not_agreed(
            fmt::format("the server selected {}, which was not requested", protocols_text(selected)));
    if (choices_->insists_on_nla && !agreement_.credssp())
        return not_agreed(fmt::format("the server selected {}, and NLA is wanted", protocols_text(selected)));
    return std::nullopt;
}

ClientScript::Trouble ClientScript::read_early_user_auth(const Opened& message) const {
    Reader in(message.bytes);
    const auto result = EarlyUserAuthResult::read(in);
    if (!result) return malformed(message.step, result.error());
    if (result->authorization_result == 0) return std::nullopt;
    return End{End::Kind::credentials,
               fmt::format("authorizationResult {:#x}: this account may not log on there",
                           result->authorization_result)};
}

// An honest client has nothing to show to a host that no other one has sent it to.
Writer ClientScript::rdstls_request() const {
    if (choices_->rdstls_cookie) return written(RdstlsRequest{.credentials = *choices_->rdstls_cookie});
    const auto given = choices_->redirected.value_or(ServerRedirection{});
    return written(RdstlsRequest{
        .credentials = RdstlsPassword{.redirection_guid = given.redirection_guid.value_or(Bytes()),
                                      .user_name = given.user_name.value_or(Bytes()),
                                      .domain = given.domain.value_or(Bytes()),
                                      .password = given.password.value_or(Bytes())}});
}

ClientScript::Trouble ClientScript::read_rdstls_capabilities(const Opened& message) const {
    Reader in(message.bytes);
    const auto pdu = RdstlsCapabilities::read(in);
    if (!pdu) return malformed(message.step, pdu.error());
    if (pdu->version != kRdstlsVersion1) return malformed(message.step, {"rdstls.Version", "not 1", 0});
    if ((pdu->supported_versions & kRdstlsVersion1) == 0)
        return not_agreed(fmt::format("RDSTLS: the server speaks versions {:#x}, and not 1 [2.2.17.1]",
                                      pdu->supported_versions));
    return std::nullopt;
}

ClientScript::Trouble ClientScript::read_rdstls_response(const Opened& message) const {
    Reader in(message.bytes);
    const auto pdu = RdstlsResponse::read(in);
    if (!pdu) return malformed(message.step, pdu.error());
    if (pdu->version != kRdstlsVersion1) return malformed(message.step, {"rdstls.Version", "not 1", 0});
    if (pdu->result_code == 0) return std::nullopt;
    return End{End::Kind::credentials, rdstls_result_text(pdu->result_code)};
}

Writer ClientScript::connect_initial() const {
    McsConnectInitial pdu;
    auto& data = pdu.conference.client_data;
    auto& core = *data.find<ClientCoreData>();
    core.desktop_width = choices_->desktop_width;
    core.desktop_height = choices_->desktop_height;
    // In the Direct Approach one is in effect that nobody may have named [2.2.1.3.2].
    core.server_selected_protocol = was_told_ ? agreement_.selected.value_or(Protocols::rdp) : Protocols::rdp;
    core.early_capability_flags = static_cast<std::uint16_t>(
        ClientCoreData::kSupportErrorInfo | ClientCoreData::kSupportNetcharAutodetect |
        ClientCoreData::kSupportHeartbeat | ClientCoreData::kSupportSkipChannelJoin);
    data.find<ClientSecurityData>()->encryption_methods = choices_->encryption_methods;
    if (!choices_->channels.empty()) {
        ClientNetworkData net;
        constexpr std::uint32_t initialized = 0x8000'0000;  // CHANNEL_OPTION_INITIALIZED
        for (const auto& name : choices_->channels) net.channels.push_back(channel_def(name, initialized));
        data.blocks.emplace_back(std::move(net));
    }
    // That it can be redirected, as of version 4, and to which session it was [2.2.1.3.5].
    constexpr std::uint32_t supported = 0x01, session_valid = 0x02, version_4 = 0x03u << 2;
    if (choices_->redirected)
        data.blocks.emplace_back(
            ClientClusterData{.flags = supported | session_valid | version_4,
                              .redirected_session_id = choices_->redirected->session_id});
    // Only to a server that has said that it knows these blocks [3.2.5.3.3].
    if (extended_data_) {
        data.blocks.emplace_back(ClientMessageChannelData{});
        data.blocks.emplace_back(ClientMultitransportData{.flags = 0x01});
    }
    return to_packet(pdu);
}

ClientScript::Trouble ClientScript::read_connect_response(const Opened& message) {
    const auto pdu = read_packet<McsConnectResponse>(message.bytes);
    if (!pdu) return malformed(message.step, pdu.error());
    if (pdu->result != McsConnectResponse::kSuccessful || !pdu->details)
        return End{End::Kind::server,
                   fmt::format("mcs.result {}: the server refused the connection", pdu->result)};
    const auto& data = pdu->details->conference.server_data;
    const auto& core = *data.find<ServerCoreData>();
    // A difference means that somebody in between has changed the request [3.2.5.3.4].
    const auto requested = agreement_.requested.value_or(Protocols::rdp);
    if (core.client_requested_protocols.value_or(requested) != requested)
        return not_agreed(
            fmt::format("the server was asked for {}, and not for {}: somebody in between has "
                        "changed the request",
                        protocols_text(*core.client_requested_protocols), protocols_text(requested)));
    skips_joins_ = (core.early_capability_flags.value_or(0) & ServerCoreData::kSkipChannelJoin) != 0;
    if (const auto* net = data.find<ServerNetworkData>()) {
        data_.io_channel = net->mcs_channel_id;
        channels_ = net->channel_ids;
    }
    if (const auto* block = data.find<ServerMessageChannelData>())
        data_.message_channel = block->mcs_channel_id;
    return read_security(*data.find<ServerSecurityData>());
}

ClientScript::Trouble ClientScript::read_security(const ServerSecurityData& security) {
    agreement_.encryption_method = security.encryption_method;
    if (security.encryption_method == EncryptionMethod::none) return std::nullopt;
    const auto number = std::to_underlying(security.encryption_method);
    if (!std::has_single_bit(number) || !has_any(security.encryption_method, choices_->encryption_methods))
        return not_agreed(fmt::format("encryptionMethod {:#x} was not offered", number));
    encryption_level_ = security.encryption_level;
    if (!security.keys || security.keys->server_random.size() != server_random_.size())
        return End{End::Kind::malformed,
                   "mcs_connect_response: serverSecurityData.serverRandomLen: no server random of 32 bytes"};
    std::ranges::copy(security.keys->server_random, server_random_.begin());
    const auto& certificate = security.keys->server_certificate;
    return is_x509_chain(certificate) ? read_certificate_chain(certificate) : read_certificate(certificate);
}

ClientScript::Trouble ClientScript::read_certificate(BytesView proprietary) {
    Reader in(proprietary);
    const auto certificate = ProprietaryCertificate::read(in);
    if (!certificate) return malformed(Step::mcs_connect_response, certificate.error());
    Writer signed_part;
    certificate->write_signed_part(signed_part);
    server_key_ = certificate->public_key;
    if (!auth::check_certificate(signed_part.bytes, certificate->signature))
        return not_agreed("the server's certificate is signed wrongly");
    return std::nullopt;
}

// Of the chain its last key alone: nobody but a licence server knows who is at its root [5.3.3.2].
ClientScript::Trouble ClientScript::read_certificate_chain(BytesView chain) {
    Reader in(chain);
    const auto read = X509Chain::read(in);
    if (!read) return malformed(Step::mcs_connect_response, read.error());
    const auto key = around_->key_of ? around_->key_of(read->certificates.back()) : std::nullopt;
    if (!key) return not_agreed("the server's certificate has no key of RSA");
    server_key_ = {.pub_exp = key->public_exponent, .modulus = key->modulus};
    return std::nullopt;
}

ClientScript::Trouble ClientScript::read_attach_confirm(const Opened& message) {
    const auto pdu = read_packet<AttachUserConfirm>(message.bytes);
    if (!pdu) return malformed(message.step, pdu.error());
    if (pdu->result != mcs_result::successful || !pdu->initiator)
        return End{End::Kind::server, fmt::format("mcs.result {}: no user was attached", pdu->result)};
    data_.user = *pdu->initiator;
    if (skips_joins_) return std::nullopt;
    to_join_ = {data_.user, data_.io_channel};
    if (data_.message_channel != 0) to_join_.push_back(data_.message_channel);
    to_join_.insert(to_join_.end(), channels_.begin(), channels_.end());
    return std::nullopt;
}

ClientScript::Trouble ClientScript::read_join_confirm(const Opened& message) {
    const auto pdu = read_packet<ChannelJoinConfirm>(message.bytes);
    if (!pdu) return malformed(message.step, pdu.error());
    const auto wanted = joining_.value_or(0);
    if (pdu->result != mcs_result::successful)
        return End{End::Kind::server,
                   fmt::format("mcs.result {}: channel {} was not joined", pdu->result, wanted)};
    if (!joining_ || pdu->requested != wanted || pdu->channel_id != wanted)
        return End{End::Kind::unexpected, fmt::format("channel_join_confirm: mcs.channelId: not {}", wanted)};
    joining_.reset();
    return std::nullopt;
}

void ClientScript::exchange_keys(Actions& out) {
    std::array<std::uint8_t, 32> client_random{};
    around_->random(client_random);
    const auto& key = server_key_;
    auto encrypted = auth::encrypt_secret(client_random, key.pub_exp, key.modulus);
    if (!encrypted && choices_->believes_anything) encrypted = Bytes(72);  // nothing to encrypt with
    if (!encrypted) {
        out.emplace_back(
            End{End::Kind::malformed,
                "mcs_connect_response: serverSecurityData.serverCertificate: no usable RSA key"});
        return;
    }
    out.emplace_back(data_.say(Step::security_exchange,
                               SecurityExchange{.encrypted_client_random = *encrypted}, kSecExchangePkt));
    data_.encrypt_with(
        auth::RdpSecurity(agreement_.encryption_method, auth::Sender::client, client_random, server_random_),
        agreement_.encryption_method, encryption_level_);
}

}  // namespace badrdp::peer

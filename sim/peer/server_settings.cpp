// The basic settings exchange and channel connection of a host [MS-RDPBCGR 1.3.1.1].
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "sim/auth/rdp_rsa.h"
#include "sim/peer/reading.h"
#include "sim/peer/server_script.h"
#include "sim/wire/mcs/mcs_domain.h"
#include "sim/wire/security/security_exchange.h"
#include "sim/wire/security/server_certificate.h"
#include "sim/wire/x224/negotiation.h"

namespace badrdp::peer {

using namespace wire;

namespace {

constexpr std::uint16_t kFirstChannel = DataLayer::kIoChannel + 1;

// The strongest first.
constexpr std::array kMethods{EncryptionMethod::rc4_128, EncryptionMethod::rc4_56, EncryptionMethod::rc4_40};

// What the host wants if the client knows it; at the level that lets the client choose, otherwise the
// strongest that it does know [5.3.2]; none: there is nothing in common.
EncryptionMethod method_for(const ServerChoices& host, EncryptionMethod offered) {
    if (has_any(host.encryption_method, offered)) return host.encryption_method;
    if (host.encryption_level > EncryptionLevel::client_compatible) return EncryptionMethod::none;
    for (const auto method : kMethods)
        if (has_any(method, offered)) return method;
    return EncryptionMethod::none;
}

}  // namespace

std::optional<End> ServerScript::read_connect_initial(const Opened& message) {
    const auto pdu = read_packet<McsConnectInitial>(message.bytes);
    if (!pdu) return malformed(Step::mcs_connect_initial, pdu.error());
    const auto& client = pdu->conference.client_data;
    core_ = *client.find<ClientCoreData>();
    const auto flags = core_.early_capability_flags.value_or(0);
    if (core_.server_selected_protocol.value_or(told_) != told_)  // [2.2.1.3.2]
        return End{
            End::Kind::unexpected,
            fmt::format(
                "mcs_connect_initial: clientCoreData.serverSelectedProtocol: {:#x}, and {:#x} was selected",
                std::to_underlying(*core_.server_selected_protocol), std::to_underlying(told_))};

    const auto fits = [](std::uint16_t wanted, std::uint16_t most) { return most == 0 || wanted <= most; };
    if (!fits(core_.desktop_width, choices_->largest_width) ||
        !fits(core_.desktop_height, choices_->largest_height))
        return End{End::Kind::done, fmt::format("a desktop of {}x{} is larger than it takes",
                                                core_.desktop_width, core_.desktop_height)};

    auto next = kFirstChannel;
    if (const auto* net = client.find<ClientNetworkData>())
        for (std::size_t i = 0; i < net->channels.size(); ++i) channels_.push_back(next++);
    // Who has not said EXTENDED_CLIENT_DATA_SUPPORTED knows no such block [2.2.1.3.7].
    const bool extended = choices_->negotiates && (choices_->flags & RdpNegRsp::kExtendedClientData) != 0;
    if (extended && client.find<ClientMessageChannelData>()) data_.message_channel = next++;
    client_user_ = next;
    detects_ = choices_->auto_detects && data_.message_channel != 0 &&
               (flags & ClientCoreData::kSupportNetcharAutodetect) != 0;
    if (data_.message_channel == 0 || !client.find<ClientMultitransportData>()) multitransports_left_ = 0;
    skips_joins_ = choices_->skips_channel_join && (flags & ClientCoreData::kSupportSkipChannelJoin) != 0;

    if (agreement_.tls() || choices_->encryption_method == EncryptionMethod::none) return std::nullopt;
    const auto& security = *client.find<ClientSecurityData>();
    // A French client says what it knows in the other field [2.2.1.3.3].
    const auto offered = security.encryption_methods | security.ext_encryption_methods;
    agreement_.encryption_method = method_for(*choices_, offered);
    if (agreement_.encryption_method == EncryptionMethod::none)
        return End{End::Kind::security, fmt::format("no encryption method in common: the client offers {:#x}",
                                                    std::to_underlying(offered))};
    return std::nullopt;
}

Writer ServerScript::connect_response() {
    ServerData data;
    auto& core = *data.find<ServerCoreData>();
    core.version = choices_->version;
    if (choices_->negotiates) {
        core.client_requested_protocols = agreement_.requested.value_or(Protocols::rdp);
        if (core_.early_capability_flags)
            core.early_capability_flags =
                choices_->early_capability_flags | (skips_joins_ ? ServerCoreData::kSkipChannelJoin : 0);
    } else {
        core.client_requested_protocols.reset();
    }
    data.find<ServerNetworkData>()->channel_ids = channels_;
    *data.find<ServerSecurityData>() = security_data();
    // Behind the certificate, as Windows has it. rdesktop takes everything there for a part of that, and asks
    // for neither of them.
    if (data_.message_channel != 0)
        data.blocks.emplace_back(ServerMessageChannelData{.mcs_channel_id = data_.message_channel});
    if (multitransports_left_ != 0)
        data.blocks.emplace_back(ServerMultitransportData{.flags = choices_->multitransport});
    McsConnectResponse response;
    response.details->conference.server_data = std::move(data);
    return to_packet(response);
}

ServerSecurityData ServerScript::security_data() {
    if (!agreement_.encrypted()) return {};
    around_->random(server_random_);
    const auto level = agreement_.encryption_method == EncryptionMethod::fips ? EncryptionLevel::fips
                                                                              : choices_->encryption_level;
    return {
        .encryption_method = agreement_.encryption_method,
        .encryption_level = level,
        .keys = ServerKeys{.server_random = {server_random_.begin(), server_random_.end()},
                           .server_certificate = choices_->x509_chain ? certificate_chain() : certificate()}};
}

// Signed with the key that the specification publishes [5.3.3.1.1].
Bytes ServerScript::certificate() const {
    const auto& key = around_->server_key;
    ProprietaryCertificate certificate{
        .public_key = {.pub_exp = key.public_exponent, .modulus = key.modulus}};
    Writer signed_part;
    certificate.write_signed_part(signed_part);
    certificate.signature = auth::sign_certificate(signed_part.bytes);
    return written(certificate).bytes;
}

Bytes ServerScript::certificate_chain() const {
    return written(X509Chain{.certificates = around_->key_chain,
                             .padding = Bytes(8 + 4 * around_->key_chain.size())})
        .bytes;
}

std::optional<End> ServerScript::read_join(const Opened& message) {
    const auto pdu = read_packet<ChannelJoinRequest>(message.bytes);
    if (!pdu) return malformed(message.step, pdu.error());
    wants_to_join_ = pdu->channel_id;
    return std::nullopt;
}

Say ServerScript::joined() {
    const auto wanted = *std::exchange(wants_to_join_, std::nullopt);
    const bool known = wanted == client_user_ || wanted == DataLayer::kIoChannel ||
                       (wanted != 0 && wanted == data_.message_channel) ||
                       std::ranges::find(channels_, wanted) != channels_.end();
    ChannelJoinConfirm confirm{.initiator = client_user_, .requested = wanted, .channel_id = wanted};
    if (!known)
        confirm = {.result = mcs_result::no_such_channel, .initiator = client_user_, .requested = wanted};
    return {Step::channel_join_confirm, to_packet(confirm), {}};
}

std::optional<End> ServerScript::read_security_exchange(const Opened& message) {
    auto body = data_.body_of(message);
    const auto pdu = SecurityExchange::read(body);
    if (!pdu) return malformed(message.step, pdu.error());
    const auto& key = around_->server_key;
    const auto client_random =
        auth::decrypt_client_random(pdu->encrypted_client_random, key.private_exponent, key.modulus);
    if (!client_random)
        return End{End::Kind::malformed,
                   "security_exchange: encryptedClientRandom: not encrypted with this host's key"};
    data_.encrypt_with(
        auth::RdpSecurity(agreement_.encryption_method, auth::Sender::server, *client_random, server_random_),
        agreement_.encryption_method, choices_->encryption_level);
    return std::nullopt;
}

}  // namespace badrdp::peer

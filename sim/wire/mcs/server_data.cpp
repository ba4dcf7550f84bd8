#include "sim/wire/mcs/server_data.h"

#include "sim/wire/security/server_certificate.h"

namespace badrdp::wire {
namespace {

template <class Certificate>
bool is_whole(BytesView bytes) {
    Reader in(bytes);
    return Certificate::read(in) && in.remaining() == 0;
}

// A certificate of either kind that is right gets names for its fields; any other is bytes.
Bytes read_certificate(Reader& in) {
    const auto ahead = in.peek();
    const Bytes certificate(ahead.begin(), ahead.end());
    if (is_whole<ProprietaryCertificate>(certificate))
        static_cast<void>(ProprietaryCertificate::read(in));
    else if (is_whole<X509Chain>(certificate))
        static_cast<void>(X509Chain::read(in));
    else
        in.rest("serverSecurityData.serverCertificate");
    return certificate;
}

void write_certificate(Writer& out, BytesView bytes) {
    Reader in(bytes);
    if (is_whole<ProprietaryCertificate>(bytes))
        ProprietaryCertificate::read(in)->write(out);
    else if (is_whole<X509Chain>(bytes))
        X509Chain::read(in)->write(out);
    else
        out.raw("serverSecurityData.serverCertificate", bytes);
}

ServerKeys read_keys(Reader& in, bool may_be_empty) {
    ServerKeys keys;
    const auto random_length = in.u32le("serverSecurityData.serverRandomLen");
    if (random_length != ServerKeys::kRandomSize && !(may_be_empty && random_length == 0))
        in.fail("serverSecurityData.serverRandomLen", "not 32");
    const auto certificate_length = in.u32le("serverSecurityData.serverCertLen");
    const auto random = in.bytes("serverSecurityData.serverRandom", random_length);
    keys.server_random.assign(random.begin(), random.end());
    auto certificate = in.within("serverSecurityData.serverCertLen", certificate_length);
    keys.server_certificate = read_certificate(certificate);
    in.adopt(certificate);
    return keys;
}

void write_keys(Writer& out, const ServerKeys& keys) {
    out.u32le("serverSecurityData.serverRandomLen", static_cast<std::uint32_t>(keys.server_random.size()));
    out.u32le("serverSecurityData.serverCertLen", static_cast<std::uint32_t>(keys.server_certificate.size()));
    out.raw("serverSecurityData.serverRandom", keys.server_random);
    write_certificate(out, keys.server_certificate);
}

}  // namespace

Expected<ServerCoreData> ServerCoreData::read(Reader& in) {
    ServerCoreData core;
    auto body = read_block(in, kNames, kType);
    core.version = body.u32le("serverCoreData.version");
    core.client_requested_protocols.reset();
    if (body.remaining() > 0)
        core.client_requested_protocols = Protocols(body.u32le("serverCoreData.clientRequestedProtocols"));
    if (body.remaining() > 0) core.early_capability_flags = body.u32le("serverCoreData.earlyCapabilityFlags");
    if (body.remaining() > 0) {
        const auto rest = body.rest("serverCoreData.rest");
        core.rest.assign(rest.begin(), rest.end());
    }
    in.adopt_all(body, kNames.length);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return core;
}

void ServerCoreData::write(Writer& out) const {
    Writer body;
    body.u32le("serverCoreData.version", version);
    if (client_requested_protocols)
        body.u32le("serverCoreData.clientRequestedProtocols",
                   std::to_underlying(*client_requested_protocols));
    if (early_capability_flags) body.u32le("serverCoreData.earlyCapabilityFlags", *early_capability_flags);
    if (!rest.empty()) body.raw("serverCoreData.rest", rest);
    write_block(out, kNames, kType, body);
}

Expected<ServerSecurityData> ServerSecurityData::read(Reader& in) {
    ServerSecurityData security;
    auto body = read_block(in, kNames, kType);
    security.encryption_method = EncryptionMethod(body.u32le("serverSecurityData.encryptionMethod"));
    security.encryption_level = EncryptionLevel(body.u32le("serverSecurityData.encryptionLevel"));
    const bool none = security.encryption_method == EncryptionMethod::none &&
                      security.encryption_level == EncryptionLevel::none;
    if (!none || body.remaining() > 0) security.keys = read_keys(body, none);
    in.adopt_all(body, kNames.length);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return security;
}

void ServerSecurityData::write(Writer& out) const {
    Writer body;
    body.u32le("serverSecurityData.encryptionMethod", std::to_underlying(encryption_method));
    body.u32le("serverSecurityData.encryptionLevel", std::to_underlying(encryption_level));
    if (keys) write_keys(body, *keys);
    write_block(out, kNames, kType, body);
}

Expected<ServerNetworkData> ServerNetworkData::read(Reader& in) {
    ServerNetworkData network;
    auto body = read_block(in, kNames, kType);
    network.mcs_channel_id = body.u16le("serverNetworkData.MCSChannelId");
    const std::size_t count = body.u16le("serverNetworkData.channelCount");
    if (2 * count > body.remaining())
        body.fail("serverNetworkData.channelCount", "counts more than there is");
    for (std::size_t i = 0; i < count && !body.malformed(); ++i)
        network.channel_ids.push_back(body.u16le("serverNetworkData.channelId"));
    if (count % 2 == 1) network.pad = body.u16le("serverNetworkData.Pad");
    in.adopt_all(body, kNames.length);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return network;
}

void ServerNetworkData::write(Writer& out) const {
    Writer body;
    body.u16le("serverNetworkData.MCSChannelId", mcs_channel_id);
    body.u16le("serverNetworkData.channelCount", static_cast<std::uint16_t>(channel_ids.size()));
    for (const auto id : channel_ids) body.u16le("serverNetworkData.channelId", id);
    if (channel_ids.size() % 2 == 1) body.u16le("serverNetworkData.Pad", pad);
    write_block(out, kNames, kType, body);
}

Expected<ServerMessageChannelData> ServerMessageChannelData::read(Reader& in) {
    ServerMessageChannelData channel;
    auto body = read_block(in, kNames, kType);
    channel.mcs_channel_id = body.u16le("serverMessageChannelData.MCSChannelID");
    in.adopt_all(body, kNames.length);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return channel;
}

void ServerMessageChannelData::write(Writer& out) const {
    Writer body;
    body.u16le("serverMessageChannelData.MCSChannelID", mcs_channel_id);
    write_block(out, kNames, kType, body);
}

Expected<ServerMultitransportData> ServerMultitransportData::read(Reader& in) {
    ServerMultitransportData multitransport;
    auto body = read_block(in, kNames, kType);
    multitransport.flags = body.u32le("serverMultitransportChannelData.flags");
    in.adopt_all(body, kNames.length);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return multitransport;
}

void ServerMultitransportData::write(Writer& out) const {
    Writer body;
    body.u32le("serverMultitransportChannelData.flags", flags);
    write_block(out, kNames, kType, body);
}

Expected<ServerData> ServerData::read(Reader& in) {
    ServerData data{.blocks = read_blocks<ServerBlock>(in)};
    demand_block<ServerCoreData>(in, data.blocks);
    demand_block<ServerSecurityData>(in, data.blocks);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return data;
}

void ServerData::write(Writer& out) const { write_blocks(out, blocks); }

}  // namespace badrdp::wire

#include "sim/wire/mcs/client_data.h"

#include <algorithm>

namespace badrdp::wire {
namespace {

// The body of a block that is nothing but flags.
template <class Block>
Expected<Block> read_flags(Reader& in, std::string_view field) {
    Block block;
    auto body = read_block(in, Block::kNames, Block::kType);
    block.flags = body.u32le(field);
    in.adopt_all(body, Block::kNames.length);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return block;
}

template <class Block>
void write_flags(Writer& out, std::string_view field, const Block& block) {
    Writer body;
    body.u32le(field, block.flags);
    write_block(out, Block::kNames, Block::kType, body);
}

std::int32_t read_i32(Reader& in, std::string_view field) {
    return static_cast<std::int32_t>(in.u32le(field));
}

void write_i32(Writer& out, std::string_view field, std::int32_t v) {
    out.u32le(field, static_cast<std::uint32_t>(v));
}

// How many elements follow; none after a failure, so that no count alone makes a loop long.
std::uint32_t read_count(Reader& in, std::string_view field, std::uint32_t most, std::string_view why) {
    const auto count = in.u32le(field);
    if (count > most) in.fail(field, why);
    return in.malformed() ? 0 : count;
}

ChannelDef read_channel(Reader& in) {
    ChannelDef channel;
    const auto name = in.bytes("channelDef.name", channel.name.size());
    std::ranges::copy(name, channel.name.begin());
    channel.options = in.u32le("channelDef.options");
    return channel;
}

MonitorDef read_monitor(Reader& in) {
    MonitorDef monitor;
    monitor.left = read_i32(in, "monitorDef.left");
    monitor.top = read_i32(in, "monitorDef.top");
    monitor.right = read_i32(in, "monitorDef.right");
    monitor.bottom = read_i32(in, "monitorDef.bottom");
    monitor.flags = in.u32le("monitorDef.flags");
    return monitor;
}

void write_monitor(Writer& out, const MonitorDef& monitor) {
    write_i32(out, "monitorDef.left", monitor.left);
    write_i32(out, "monitorDef.top", monitor.top);
    write_i32(out, "monitorDef.right", monitor.right);
    write_i32(out, "monitorDef.bottom", monitor.bottom);
    out.u32le("monitorDef.flags", monitor.flags);
}

MonitorAttributes read_attributes(Reader& in) {
    MonitorAttributes monitor;
    monitor.physical_width = in.u32le("monitorAttributes.physicalWidth");
    monitor.physical_height = in.u32le("monitorAttributes.physicalHeight");
    monitor.orientation = in.u32le("monitorAttributes.orientation");
    monitor.desktop_scale_factor = in.u32le("monitorAttributes.desktopScaleFactor");
    monitor.device_scale_factor = in.u32le("monitorAttributes.deviceScaleFactor");
    return monitor;
}

void write_attributes(Writer& out, const MonitorAttributes& monitor) {
    out.u32le("monitorAttributes.physicalWidth", monitor.physical_width);
    out.u32le("monitorAttributes.physicalHeight", monitor.physical_height);
    out.u32le("monitorAttributes.orientation", monitor.orientation);
    out.u32le("monitorAttributes.desktopScaleFactor", monitor.desktop_scale_factor);
    out.u32le("monitorAttributes.deviceScaleFactor", monitor.device_scale_factor);
}

}  // namespace

Expected<ClientSecurityData> ClientSecurityData::read(Reader& in) {
    ClientSecurityData security;
    auto body = read_block(in, kNames, kType);
    security.encryption_methods = EncryptionMethod(body.u32le("clientSecurityData.encryptionMethods"));
    security.ext_encryption_methods = EncryptionMethod(body.u32le("clientSecurityData.extEncryptionMethods"));
    in.adopt_all(body, kNames.length);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return security;
}

void ClientSecurityData::write(Writer& out) const {
    Writer body;
    body.u32le("clientSecurityData.encryptionMethods", std::to_underlying(encryption_methods));
    body.u32le("clientSecurityData.extEncryptionMethods", std::to_underlying(ext_encryption_methods));
    write_block(out, kNames, kType, body);
}

ChannelDef channel_def(std::string_view name, std::uint32_t options) {
    ChannelDef channel{.options = options};
    std::ranges::copy(name.substr(0, channel.name.size() - 1), channel.name.begin());
    return channel;
}

Expected<ClientNetworkData> ClientNetworkData::read(Reader& in) {
    ClientNetworkData network;
    auto body = read_block(in, kNames, kType);
    const auto count = read_count(body, "clientNetworkData.channelCount", kMostChannels, "more than 31");
    for (std::uint32_t i = 0; i < count && !body.malformed(); ++i)
        network.channels.push_back(read_channel(body));
    in.adopt_all(body, kNames.length);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return network;
}

void ClientNetworkData::write(Writer& out) const {
    Writer body;
    body.u32le("clientNetworkData.channelCount", static_cast<std::uint32_t>(channels.size()));
    for (const auto& channel : channels) {
        body.raw("channelDef.name", channel.name);
        body.u32le("channelDef.options", channel.options);
    }
    write_block(out, kNames, kType, body);
}

Expected<ClientClusterData> ClientClusterData::read(Reader& in) {
    ClientClusterData cluster;
    auto body = read_block(in, kNames, kType);
    cluster.flags = body.u32le("clientClusterData.Flags");
    cluster.redirected_session_id = body.u32le("clientClusterData.RedirectedSessionID");
    in.adopt_all(body, kNames.length);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return cluster;
}

void ClientClusterData::write(Writer& out) const {
    Writer body;
    body.u32le("clientClusterData.Flags", flags);
    body.u32le("clientClusterData.RedirectedSessionID", redirected_session_id);
    write_block(out, kNames, kType, body);
}

Expected<ClientMonitorData> ClientMonitorData::read(Reader& in) {
    ClientMonitorData data;
    auto body = read_block(in, kNames, kType);
    data.flags = body.u32le("clientMonitorData.flags");
    const auto count = read_count(body, "clientMonitorData.monitorCount", kMostMonitors, "more than 16");
    for (std::uint32_t i = 0; i < count && !body.malformed(); ++i)
        data.monitors.push_back(read_monitor(body));
    in.adopt_all(body, kNames.length);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return data;
}

void ClientMonitorData::write(Writer& out) const {
    Writer body;
    body.u32le("clientMonitorData.flags", flags);
    body.u32le("clientMonitorData.monitorCount", static_cast<std::uint32_t>(monitors.size()));
    for (const auto& monitor : monitors) write_monitor(body, monitor);
    write_block(out, kNames, kType, body);
}

Expected<ClientMessageChannelData> ClientMessageChannelData::read(Reader& in) {
    return read_flags<ClientMessageChannelData>(in, "clientMessageChannelData.flags");
}

void ClientMessageChannelData::write(Writer& out) const {
    write_flags(out, "clientMessageChannelData.flags", *this);
}

Expected<ClientMonitorExtendedData> ClientMonitorExtendedData::read(Reader& in) {
    ClientMonitorExtendedData data;
    auto body = read_block(in, kNames, kType);
    data.flags = body.u32le("clientMonitorExtendedData.flags");
    if (body.u32le("clientMonitorExtendedData.monitorAttributeSize") != MonitorAttributes::kSize)
        body.fail("clientMonitorExtendedData.monitorAttributeSize", "not 20");
    const auto count = read_count(body, "clientMonitorExtendedData.monitorCount",
                                  ClientMonitorData::kMostMonitors, "more than 16");
    for (std::uint32_t i = 0; i < count && !body.malformed(); ++i)
        data.monitors.push_back(read_attributes(body));
    in.adopt_all(body, kNames.length);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return data;
}

void ClientMonitorExtendedData::write(Writer& out) const {
    Writer body;
    body.u32le("clientMonitorExtendedData.flags", flags);
    body.u32le("clientMonitorExtendedData.monitorAttributeSize", MonitorAttributes::kSize);
    body.u32le("clientMonitorExtendedData.monitorCount", static_cast<std::uint32_t>(monitors.size()));
    for (const auto& monitor : monitors) write_attributes(body, monitor);
    write_block(out, kNames, kType, body);
}

Expected<ClientMultitransportData> ClientMultitransportData::read(Reader& in) {
    return read_flags<ClientMultitransportData>(in, "clientMultitransportChannelData.flags");
}

void ClientMultitransportData::write(Writer& out) const {
    write_flags(out, "clientMultitransportChannelData.flags", *this);
}

Expected<ClientData> ClientData::read(Reader& in) {
    ClientData data{.blocks = read_blocks<ClientBlock>(in)};
    demand_block<ClientCoreData>(in, data.blocks);
    demand_block<ClientSecurityData>(in, data.blocks);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return data;
}

void ClientData::write(Writer& out) const { write_blocks(out, blocks); }

}  // namespace badrdp::wire

// The settings blocks of a client [MS-RDPBCGR 2.2.1.3.2-2.2.1.3.10], in the order in which they come.
#pragma once

#include "sim/wire/mcs/block_list.h"
#include "sim/wire/mcs/client_core_data.h"
#include "sim/wire/sequence/encryption.h"

namespace badrdp::wire {

struct ClientSecurityData {
    static constexpr std::uint16_t kType = 0xc002;
    static constexpr BlockNames kNames{"clientSecurityData.header.type", "clientSecurityData.header.length"};

    EncryptionMethod encryption_methods = kEveryEncryptionMethod;
    EncryptionMethod ext_encryption_methods{};

    static Expected<ClientSecurityData> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ClientSecurityData&, const ClientSecurityData&) = default;
};

struct ChannelDef {
    std::array<std::uint8_t, 8> name{};  // ANSI, at most seven characters and a zero
    std::uint32_t options = 0;

    friend bool operator==(const ChannelDef&, const ChannelDef&) = default;
};

ChannelDef channel_def(std::string_view name, std::uint32_t options);

struct ClientNetworkData {
    static constexpr std::uint16_t kType = 0xc003;
    static constexpr BlockNames kNames{"clientNetworkData.header.type", "clientNetworkData.header.length"};
    static constexpr std::uint32_t kMostChannels = 31;

    std::vector<ChannelDef> channels{};

    static Expected<ClientNetworkData> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ClientNetworkData&, const ClientNetworkData&) = default;
};

struct ClientClusterData {
    static constexpr std::uint16_t kType = 0xc004;
    static constexpr BlockNames kNames{"clientClusterData.header.type", "clientClusterData.header.length"};

    std::uint32_t flags = 0;
    std::uint32_t redirected_session_id = 0;

    static Expected<ClientClusterData> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ClientClusterData&, const ClientClusterData&) = default;
};

struct MonitorDef {
    std::int32_t left = 0;
    std::int32_t top = 0;
    std::int32_t right = 0;
    std::int32_t bottom = 0;
    std::uint32_t flags = 0;

    friend bool operator==(const MonitorDef&, const MonitorDef&) = default;
};

struct ClientMonitorData {
    static constexpr std::uint16_t kType = 0xc005;
    static constexpr BlockNames kNames{"clientMonitorData.header.type", "clientMonitorData.header.length"};
    static constexpr std::uint32_t kMostMonitors = 16;

    std::uint32_t flags = 0;
    std::vector<MonitorDef> monitors{};

    static Expected<ClientMonitorData> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ClientMonitorData&, const ClientMonitorData&) = default;
};

struct ClientMessageChannelData {
    static constexpr std::uint16_t kType = 0xc006;
    static constexpr BlockNames kNames{"clientMessageChannelData.header.type",
                                       "clientMessageChannelData.header.length"};

    std::uint32_t flags = 0;

    static Expected<ClientMessageChannelData> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ClientMessageChannelData&, const ClientMessageChannelData&) = default;
};

struct MonitorAttributes {
    static constexpr std::uint32_t kSize = 4 + 4 + 4 + 4 + 4;

    std::uint32_t physical_width = 0;
    std::uint32_t physical_height = 0;
    std::uint32_t orientation = 0;
    std::uint32_t desktop_scale_factor = 0;
    std::uint32_t device_scale_factor = 0;

    friend bool operator==(const MonitorAttributes&, const MonitorAttributes&) = default;
};

struct ClientMonitorExtendedData {
    static constexpr std::uint16_t kType = 0xc008;
    static constexpr BlockNames kNames{"clientMonitorExtendedData.header.type",
                                       "clientMonitorExtendedData.header.length"};

    std::uint32_t flags = 0;
    std::vector<MonitorAttributes> monitors{};

    static Expected<ClientMonitorExtendedData> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ClientMonitorExtendedData&, const ClientMonitorExtendedData&) = default;
};

struct ClientMultitransportData {
    static constexpr std::uint16_t kType = 0xc00a;
    static constexpr BlockNames kNames{"clientMultitransportChannelData.header.type",
                                       "clientMultitransportChannelData.header.length"};

    std::uint32_t flags = 0;

    static Expected<ClientMultitransportData> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ClientMultitransportData&, const ClientMultitransportData&) = default;
};

// UnknownBlock stands last: it is what a block is of whose type none of the others is.
using ClientBlock =
    std::variant<ClientCoreData, ClientSecurityData, ClientNetworkData, ClientClusterData, ClientMonitorData,
                 ClientMessageChannelData, ClientMonitorExtendedData, ClientMultitransportData, UnknownBlock>;

struct ClientData {
    std::vector<ClientBlock> blocks{ClientCoreData{}, ClientSecurityData{}};

    // The block of this type, or null. What was read has at most one.
    template <class Block>
    const Block* find() const {
        return find_block<Block>(blocks);
    }
    template <class Block>
    Block* find() {
        return find_block<Block>(blocks);
    }

    // All that is left of `in`. Core and security data must be among it, and no known block twice.
    static Expected<ClientData> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ClientData&, const ClientData&) = default;
};

}  // namespace badrdp::wire

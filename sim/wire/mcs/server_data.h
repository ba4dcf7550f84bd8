// The settings blocks of a server [MS-RDPBCGR 2.2.1.4.2-2.2.1.4.6], in the order in which they come.
#pragma once

#include <optional>

#include "sim/wire/mcs/block_list.h"
#include "sim/wire/sequence/encryption.h"
#include "sim/wire/sequence/protocols.h"

namespace badrdp::wire {

struct ServerCoreData {
    static constexpr std::uint16_t kType = 0x0c01;
    static constexpr BlockNames kNames{"serverCoreData.header.type", "serverCoreData.header.length"};

    static constexpr std::uint32_t kSkipChannelJoin = 0x0008;  // earlyCapabilityFlags

    std::uint32_t version = 0x00080004;  // RDP 5.0 and later
    // Must echo RDP_NEG_REQ, or the client drops us; absent it means 0.
    std::optional<Protocols> client_requested_protocols = Protocols::rdp;
    std::optional<std::uint32_t> early_capability_flags{};
    Bytes rest{};

    static Expected<ServerCoreData> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ServerCoreData&, const ServerCoreData&) = default;
};

// What Standard RDP Security begins with.
struct ServerKeys {
    static constexpr std::uint32_t kRandomSize = 32;

    Bytes server_random{};
    // ProprietaryCertificate or a chain of X.509 ones. The fields of the former get their names in the block.
    Bytes server_certificate{};

    friend bool operator==(const ServerKeys&, const ServerKeys&) = default;
};

struct ServerSecurityData {
    static constexpr std::uint16_t kType = 0x0c02;
    static constexpr BlockNames kNames{"serverSecurityData.header.type", "serverSecurityData.header.length"};

    EncryptionMethod encryption_method{};
    EncryptionLevel encryption_level{};
    std::optional<ServerKeys> keys{};  // none if both are 0

    static Expected<ServerSecurityData> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ServerSecurityData&, const ServerSecurityData&) = default;
};

struct ServerNetworkData {
    static constexpr std::uint16_t kType = 0x0c03;
    static constexpr BlockNames kNames{"serverNetworkData.header.type", "serverNetworkData.header.length"};

    std::uint16_t mcs_channel_id = 1003;  // the I/O channel
    std::vector<std::uint16_t> channel_ids{};
    std::uint16_t pad = 0;  // written behind an odd number of ids

    static Expected<ServerNetworkData> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ServerNetworkData&, const ServerNetworkData&) = default;
};

struct ServerMessageChannelData {
    static constexpr std::uint16_t kType = 0x0c04;
    static constexpr BlockNames kNames{"serverMessageChannelData.header.type",
                                       "serverMessageChannelData.header.length"};

    std::uint16_t mcs_channel_id = 0;

    static Expected<ServerMessageChannelData> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ServerMessageChannelData&, const ServerMessageChannelData&) = default;
};

struct ServerMultitransportData {
    static constexpr std::uint16_t kType = 0x0c08;
    static constexpr BlockNames kNames{"serverMultitransportChannelData.header.type",
                                       "serverMultitransportChannelData.header.length"};

    std::uint32_t flags = 0;

    static Expected<ServerMultitransportData> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ServerMultitransportData&, const ServerMultitransportData&) = default;
};

// UnknownBlock stands last: it is what a block is of whose type none of the others is.
using ServerBlock = std::variant<ServerCoreData, ServerSecurityData, ServerNetworkData,
                                 ServerMessageChannelData, ServerMultitransportData, UnknownBlock>;

struct ServerData {
    // As Windows orders them. What follows security data must have been asked for by a client that can take
    // it there: rdesktop takes everything behind the certificate for a part of it.
    std::vector<ServerBlock> blocks{ServerCoreData{}, ServerNetworkData{}, ServerSecurityData{}};

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
    static Expected<ServerData> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ServerData&, const ServerData&) = default;
};

}  // namespace badrdp::wire

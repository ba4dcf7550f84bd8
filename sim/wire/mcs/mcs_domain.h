// The PDUs of an MCS domain once it is connected: those that set up users and channels, and the one that
// carries everything else [MS-RDPBCGR 2.2.1.5-2.2.1.9, 2.1; T.125 7 and 11]. Each is what follows the X.224
// header; data_packet.h puts it into a packet.
#pragma once

#include <optional>

#include "sim/wire/io/per.h"
#include "sim/wire/x224/data_packet.h"

namespace badrdp::wire {

// First bytes: the choice in the upper six bits, then bits of what follows.
namespace mcs_choice {
constexpr std::uint8_t mask = 0xfc;
constexpr std::uint8_t erect_domain_request = 1 << 2;
constexpr std::uint8_t disconnect_provider_ultimatum = 8 << 2;
constexpr std::uint8_t attach_user_request = 10 << 2;
constexpr std::uint8_t attach_user_confirm = 11 << 2;
constexpr std::uint8_t channel_join_request = 14 << 2;
constexpr std::uint8_t channel_join_confirm = 15 << 2;
constexpr std::uint8_t send_data_request = 25 << 2;
constexpr std::uint8_t send_data_indication = 26 << 2;
}  // namespace mcs_choice

// Result [T.125 7 part 8]: four bits.
namespace mcs_result {
constexpr std::uint8_t successful = 0;
constexpr std::uint8_t no_such_channel = 3;
constexpr std::uint8_t no_such_user = 5;
constexpr std::uint8_t too_many_channels = 11;
constexpr std::uint8_t too_many_users = 13;
constexpr std::uint8_t unspecified_failure = 14;
constexpr std::uint8_t user_rejected = 15;
}  // namespace mcs_result

// Users are counted from here on the wire; every id in these structs is the real one.
constexpr std::uint16_t kFirstMcsUser = 1001;

struct ErectDomainRequest {
    // Two INTEGERs that no server looks at. They are kept as they come: rdesktop writes 00 01 for each, which
    // is a length of 0.
    std::uint8_t sub_height_length = 1;
    std::uint8_t sub_height = 0;
    std::uint8_t sub_interval_length = 1;
    std::uint8_t sub_interval = 0;

    static Expected<ErectDomainRequest> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ErectDomainRequest&, const ErectDomainRequest&) = default;
};

struct AttachUserRequest {
    static Expected<AttachUserRequest> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const AttachUserRequest&, const AttachUserRequest&) = default;
};

struct AttachUserConfirm {
    std::uint8_t result = mcs_result::successful;
    std::optional<std::uint16_t> initiator{};  // the user that the client now is

    static Expected<AttachUserConfirm> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const AttachUserConfirm&, const AttachUserConfirm&) = default;
};

struct ChannelJoinRequest {
    std::uint16_t initiator = kFirstMcsUser;
    std::uint16_t channel_id = 0;

    static Expected<ChannelJoinRequest> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ChannelJoinRequest&, const ChannelJoinRequest&) = default;
};

struct ChannelJoinConfirm {
    std::uint8_t result = mcs_result::successful;
    std::uint16_t initiator = kFirstMcsUser;
    std::uint16_t requested = 0;
    std::optional<std::uint16_t> channel_id{};  // the channel that was joined

    static Expected<ChannelJoinConfirm> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ChannelJoinConfirm&, const ChannelJoinConfirm&) = default;
};

struct DisconnectProviderUltimatum {
    static constexpr std::uint8_t kDomainDisconnected = 0;
    static constexpr std::uint8_t kProviderInitiated = 1;
    static constexpr std::uint8_t kTokenPurged = 2;
    static constexpr std::uint8_t kUserRequested = 3;
    static constexpr std::uint8_t kChannelPurged = 4;

    std::uint8_t reason = kProviderInitiated;  // three bits

    static Expected<DisconnectProviderUltimatum> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const DisconnectProviderUltimatum&, const DisconnectProviderUltimatum&) = default;
};

// Send Data Request (from a client) and Indication (from a server) up to their user data, which is all that a
// Reader has left after `read`.
struct SendDataHead {
    static constexpr std::uint8_t kHighPriorityWhole = 0x70;  // high priority; begin and end of the data

    Role sender = Role::client;
    std::uint16_t initiator = kFirstMcsUser;
    std::uint16_t channel_id = 0;
    std::uint8_t priority_and_segmentation = kHighPriorityWhole;
    PerLength user_data_length{};

    static Expected<SendDataHead> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const SendDataHead&, const SendDataHead&) = default;
};

struct SendData {
    SendDataHead head{};  // `write` makes its length true
    Bytes user_data{};

    static Expected<SendData> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const SendData&, const SendData&) = default;
};

// The whole packet around user data, whose fields keep their names.
Writer send_data_packet(Role sender, std::uint16_t initiator, std::uint16_t channel_id,
                        const Writer& user_data);

}  // namespace badrdp::wire

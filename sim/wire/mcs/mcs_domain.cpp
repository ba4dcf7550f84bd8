#include "sim/wire/mcs/mcs_domain.h"

namespace badrdp::wire {
namespace {

constexpr std::uint8_t kOptionalPresent = 0x02;

void demand_choice(Reader& in, std::uint8_t choice, std::string_view why) {
    demand_per_byte(in, "mcs.choice", choice, why);
}

// A confirm begins with six bits of choice, one that says whether its last field is there, and four of the
// result, which thus straddle two bytes.
struct ConfirmHead {
    bool optional_present = false;
    std::uint8_t result = 0;
};

ConfirmHead read_confirm_head(Reader& in, std::uint8_t choice, std::string_view why) {
    const auto first = in.u8("mcs.choice");
    if ((first & mcs_choice::mask) != choice) in.fail("mcs.choice", why);
    const auto second = in.u8("mcs.result");
    if ((second & 0x1f) != 0) in.fail("mcs.result", "its padding is not zero");
    return {.optional_present = (first & kOptionalPresent) != 0,
            .result = static_cast<std::uint8_t>((first & 1) << 3 | second >> 5)};
}

void write_confirm_head(Writer& out, std::uint8_t choice, const ConfirmHead& head) {
    const int first = choice | (head.optional_present ? kOptionalPresent : 0) | (head.result >> 3 & 1);
    out.u8("mcs.choice", static_cast<std::uint8_t>(first));
    out.u8("mcs.result", static_cast<std::uint8_t>(head.result << 5));
}

std::uint16_t read_user(Reader& in) { return read_per_u16(in, "mcs.initiator", kFirstMcsUser); }
void write_user(Writer& out, std::uint16_t user) { write_per_u16(out, "mcs.initiator", kFirstMcsUser, user); }

}  // namespace

Expected<ErectDomainRequest> ErectDomainRequest::read(Reader& in) {
    ErectDomainRequest pdu;
    demand_choice(in, mcs_choice::erect_domain_request, "not an Erect Domain Request");
    pdu.sub_height_length = in.u8("mcs.subHeight.length");
    pdu.sub_height = in.u8("mcs.subHeight");
    pdu.sub_interval_length = in.u8("mcs.subInterval.length");
    pdu.sub_interval = in.u8("mcs.subInterval");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void ErectDomainRequest::write(Writer& out) const {
    out.u8("mcs.choice", mcs_choice::erect_domain_request);
    out.u8("mcs.subHeight.length", sub_height_length);
    out.u8("mcs.subHeight", sub_height);
    out.u8("mcs.subInterval.length", sub_interval_length);
    out.u8("mcs.subInterval", sub_interval);
}

Expected<AttachUserRequest> AttachUserRequest::read(Reader& in) {
    demand_choice(in, mcs_choice::attach_user_request, "not an Attach User Request");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return AttachUserRequest{};
}

void AttachUserRequest::write(Writer& out) const { out.u8("mcs.choice", mcs_choice::attach_user_request); }

Expected<AttachUserConfirm> AttachUserConfirm::read(Reader& in) {
    AttachUserConfirm pdu;
    const auto head = read_confirm_head(in, mcs_choice::attach_user_confirm, "not an Attach User Confirm");
    pdu.result = head.result;
    if (head.optional_present) pdu.initiator = read_user(in);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void AttachUserConfirm::write(Writer& out) const {
    write_confirm_head(out, mcs_choice::attach_user_confirm,
                       {.optional_present = initiator.has_value(), .result = result});
    if (initiator) write_user(out, *initiator);
}

Expected<ChannelJoinRequest> ChannelJoinRequest::read(Reader& in) {
    ChannelJoinRequest pdu;
    demand_choice(in, mcs_choice::channel_join_request, "not a Channel Join Request");
    pdu.initiator = read_user(in);
    pdu.channel_id = in.u16be("mcs.channelId");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void ChannelJoinRequest::write(Writer& out) const {
    out.u8("mcs.choice", mcs_choice::channel_join_request);
    write_user(out, initiator);
    out.u16be("mcs.channelId", channel_id);
}

Expected<ChannelJoinConfirm> ChannelJoinConfirm::read(Reader& in) {
    ChannelJoinConfirm pdu;
    const auto head = read_confirm_head(in, mcs_choice::channel_join_confirm, "not a Channel Join Confirm");
    pdu.result = head.result;
    pdu.initiator = read_user(in);
    pdu.requested = in.u16be("mcs.requested");
    if (head.optional_present) pdu.channel_id = in.u16be("mcs.channelId");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void ChannelJoinConfirm::write(Writer& out) const {
    write_confirm_head(out, mcs_choice::channel_join_confirm,
                       {.optional_present = channel_id.has_value(), .result = result});
    write_user(out, initiator);
    out.u16be("mcs.requested", requested);
    if (channel_id) out.u16be("mcs.channelId", *channel_id);
}

// Its reason takes the two last bits of one byte and the first of the next.
Expected<DisconnectProviderUltimatum> DisconnectProviderUltimatum::read(Reader& in) {
    DisconnectProviderUltimatum pdu;
    const auto first = in.u8("mcs.choice");
    if ((first & mcs_choice::mask) != mcs_choice::disconnect_provider_ultimatum)
        in.fail("mcs.choice", "not a Disconnect Provider Ultimatum");
    const auto second = in.u8("mcs.reason");
    if ((second & 0x7f) != 0) in.fail("mcs.reason", "its padding is not zero");
    pdu.reason = static_cast<std::uint8_t>((first & 3) << 1 | second >> 7);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void DisconnectProviderUltimatum::write(Writer& out) const {
    const int first = mcs_choice::disconnect_provider_ultimatum | (reason >> 1 & 3);
    out.u8("mcs.choice", static_cast<std::uint8_t>(first));
    out.u8("mcs.reason", static_cast<std::uint8_t>(reason << 7));
}

Expected<SendDataHead> SendDataHead::read(Reader& in) {
    SendDataHead head;
    const auto choice = in.u8("mcs.choice");
    if (choice != mcs_choice::send_data_request && choice != mcs_choice::send_data_indication)
        in.fail("mcs.choice", "neither a Send Data Request nor an Indication");
    head.sender = choice == mcs_choice::send_data_request ? Role::client : Role::server;
    head.initiator = read_user(in);
    head.channel_id = in.u16be("mcs.channelId");
    head.priority_and_segmentation = in.u8("mcs.dataPriorityAndSegmentation");
    head.user_data_length = PerLength::read(in, "mcs.userData.length");
    if (head.user_data_length.value > in.remaining())
        in.fail("mcs.userData.length", "counts more than there is");
    if (head.user_data_length.value < in.remaining())
        in.fail("mcs.userData.length", "counts less than there is");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return head;
}

void SendDataHead::write(Writer& out) const {
    out.u8("mcs.choice",
           sender == Role::client ? mcs_choice::send_data_request : mcs_choice::send_data_indication);
    write_user(out, initiator);
    out.u16be("mcs.channelId", channel_id);
    out.u8("mcs.dataPriorityAndSegmentation", priority_and_segmentation);
    user_data_length.write(out, "mcs.userData.length");
}

Expected<SendData> SendData::read(Reader& in) {
    const auto head = SendDataHead::read(in);
    if (!head) return std::unexpected(head.error());
    const auto user_data = in.rest("mcs.userData");
    return SendData{.head = *head, .user_data = {user_data.begin(), user_data.end()}};
}

void SendData::write(Writer& out) const {
    auto with_length = head;
    with_length.user_data_length.value = static_cast<std::uint16_t>(user_data.size());
    with_length.write(out);
    out.raw("mcs.userData", user_data);
}

Writer send_data_packet(Role sender, std::uint16_t initiator, std::uint16_t channel_id,
                        const Writer& user_data) {
    Writer out;
    Tpkt{}.write(out);
    X224Data{}.write(out);
    SendDataHead{.sender = sender,
                 .initiator = initiator,
                 .channel_id = channel_id,
                 .user_data_length = {.value = static_cast<std::uint16_t>(user_data.bytes.size())}}
        .write(out);
    out.append(user_data);
    fill_tpkt_length(out);
    return out;
}

}  // namespace badrdp::wire

#include "sim/wire/mcs/gcc_conference.h"

#include <algorithm>

namespace badrdp::wire {
namespace {

constexpr std::uint8_t kKeyIsObject = 0x00;       // ConnectData names T.124 by its OBJECT IDENTIFIER
constexpr std::uint8_t kCreateRequest = 0x00;     // ConnectGCCPDU: the first choice
constexpr std::uint8_t kOnlyUserData = 0x08;      // of the eight optional parts of a request
constexpr std::uint8_t kResponseWithData = 0x14;  // the second choice, and its only optional part
constexpr std::uint8_t kOneSet = 0x01;
constexpr std::uint8_t kH221Key = 0xc0;  // user data with a value, under an H.221 key
constexpr std::uint8_t kFewestKeyBytes = 4;
constexpr std::array<std::uint8_t, 5> kT124{0x00, 0x14, 0x7c, 0x00, 0x01};  // itu-t recommendation t 124
constexpr std::array<std::uint8_t, 4> kClientKey{'D', 'u', 'c', 'a'};
constexpr std::array<std::uint8_t, 4> kServerKey{'M', 'c', 'D', 'n'};

void read_identifier(Reader& in) {
    demand_per_byte(in, "gcc.key.choice", kKeyIsObject, "not an OBJECT IDENTIFIER");
    const auto oid = read_per_octets(in, "gcc.t124Identifier.length", "gcc.t124Identifier", 0);
    if (!std::ranges::equal(oid, kT124)) in.fail("gcc.t124Identifier", "not that of T.124");
}

void write_identifier(Writer& out) {
    out.u8("gcc.key.choice", kKeyIsObject);
    write_per_octets(out, "gcc.t124Identifier.length", "gcc.t124Identifier", 0, kT124);
}

// One set of user data under this key; gives a reader of it.
Reader read_user_data(Reader& in, BytesView wanted, std::string_view why, PerForm& form) {
    demand_per_byte(in, "gcc.userData.sets", kOneSet, "not one set");
    demand_per_byte(in, "gcc.userData.choice", kH221Key, "not a value under an H.221 key");
    const auto key = read_per_octets(in, "gcc.h221Key.length", "gcc.h221Key", kFewestKeyBytes);
    if (!std::ranges::equal(key, wanted)) in.fail("gcc.h221Key", why);
    const auto length = PerLength::read(in, "gcc.userData.length");
    form = length.form;
    return in.within("gcc.userData.length", length.value);
}

void write_user_data(Writer& out, BytesView key, PerForm form, const Writer& blocks) {
    out.u8("gcc.userData.sets", kOneSet);
    out.u8("gcc.userData.choice", kH221Key);
    write_per_octets(out, "gcc.h221Key.length", "gcc.h221Key", kFewestKeyBytes, key);
    PerLength{.value = static_cast<std::uint16_t>(blocks.bytes.size()), .form = form}.write(
        out, "gcc.userData.length");
    out.append(blocks);
}

}  // namespace

Expected<ConferenceCreateRequest> ConferenceCreateRequest::read(Reader& in) {
    ConferenceCreateRequest request;
    read_identifier(in);
    const auto length = PerLength::read(in, "gcc.connectPDU.length");
    request.connect_pdu_form = length.form;
    auto pdu = in.within("gcc.connectPDU.length", length.value);
    demand_per_byte(pdu, "gcc.choice", kCreateRequest, "not a Conference Create Request");
    demand_per_byte(pdu, "gcc.optionalParts", kOnlyUserData, "not user data alone");
    request.conference_name = read_per_digits(pdu, "gcc.conferenceName.length", "gcc.conferenceName");
    request.conference_switches = pdu.u8("gcc.conferenceSwitches");
    auto blocks = read_user_data(pdu, kClientKey, "not Duca", request.user_data_form);
    if (auto data = ClientData::read(blocks)) request.client_data = std::move(*data);
    pdu.adopt_all(blocks, "gcc.userData.length");
    in.adopt_all(pdu, "gcc.connectPDU.length");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return request;
}

void ConferenceCreateRequest::write(Writer& out) const {
    Writer blocks;
    client_data.write(blocks);
    Writer pdu;
    pdu.u8("gcc.choice", kCreateRequest);
    pdu.u8("gcc.optionalParts", kOnlyUserData);
    write_per_digits(pdu, "gcc.conferenceName.length", "gcc.conferenceName", conference_name);
    pdu.u8("gcc.conferenceSwitches", conference_switches);
    write_user_data(pdu, kClientKey, user_data_form, blocks);
    write_identifier(out);
    PerLength{.value = static_cast<std::uint16_t>(pdu.bytes.size()), .form = connect_pdu_form}.write(
        out, "gcc.connectPDU.length");
    out.append(pdu);
}

Expected<ConferenceCreateResponse> ConferenceCreateResponse::read(Reader& in) {
    ConferenceCreateResponse response;
    read_identifier(in);
    response.connect_pdu_length = PerLength::read(in, "gcc.connectPDU.length");
    demand_per_byte(in, "gcc.choice", kResponseWithData, "not a Conference Create Response with user data");
    response.node_id = read_per_u16(in, "gcc.nodeID", kLowestNode);
    response.tag = SizedInteger::read(in, "gcc.tag.length", "gcc.tag");
    response.result = in.u8("gcc.result");
    auto blocks = read_user_data(in, kServerKey, "not McDn", response.user_data_form);
    if (auto data = ServerData::read(blocks)) response.server_data = std::move(*data);
    in.adopt_all(blocks, "gcc.userData.length");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return response;
}

void ConferenceCreateResponse::write(Writer& out) const {
    Writer blocks;
    server_data.write(blocks);
    write_identifier(out);
    connect_pdu_length.write(out, "gcc.connectPDU.length");
    out.u8("gcc.choice", kResponseWithData);
    write_per_u16(out, "gcc.nodeID", kLowestNode, node_id);
    tag.write(out, "gcc.tag.length", "gcc.tag");
    out.u8("gcc.result", result);
    write_user_data(out, kServerKey, user_data_form, blocks);
}

}  // namespace badrdp::wire

#include "sim/wire/names/name_fields.h"

#include <algorithm>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "sim/wire/names/field_names.h"
#include "tests/golden.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(wire_name_fields)

using namespace badrdp::wire;
using badrdp::test::from_hex;
using badrdp::test::golden;
namespace bdata = boost::unit_test::data;

namespace {

std::uint64_t value_at(const Writer& message, const FieldSpan& span) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < span.width; ++i)
        out = out << 8 | message.bytes.at(span.at + (span.little_endian ? span.width - 1 - i : i));
    return out;
}

std::uint64_t value_of(const Writer& message, std::string_view field) {
    const auto span = std::ranges::find(message.fields, field, &FieldSpan::name);
    BOOST_REQUIRE_MESSAGE(span != message.fields.end(), field);
    return value_at(message, *span);
}

// The n-th message of a session that was recorded.
Bytes recorded(const std::string& session, int number) {
    std::ifstream file(std::filesystem::path(badrdp::test::kProject) / "tests/golden" / (session + ".pdus"));
    for (std::string line; std::getline(file, line);)
        if ((line.starts_with("C ") || line.starts_with("S ")) && number-- == 0)
            return from_hex(line.substr(2));
    BOOST_FAIL("no such message in " + session);
    return {};
}

struct Row {
    Step step;
    int number;  // of the message
    const char* field;
    std::uint64_t value;
};
std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.field; }

// As tshark reads them (tests/golden/session-xfreerdp-xrdp-tls.fields).
const std::vector<Row> kRows{
    {Step::x224_request, 0, "rdpNegReq.requestedProtocols", 1},
    {Step::x224_confirm, 1, "x224.srcRef", 0x1234},
    {Step::x224_confirm, 1, "rdpNegRsp.selectedProtocol", 1},
    {Step::channel_join_request, 15, "mcs.channelId", 1006},
    {Step::channel_join_confirm, 16, "mcs.requested", 1006},
    {Step::client_info, 19, "securityHeader.flags", 0x40},
    {Step::client_info, 19, "clientInfo.flags", 0x000b47fb},
    {Step::client_info, 19, "clientInfo.cbUserName", 10},
    {Step::client_info, 19, "clientInfo.cbPassword", 12},
    {Step::license, 20, "licensePreamble.wMsgSize", 318},
    {Step::license_response, 21, "licensePreamble.wMsgSize", 146},
    {Step::license, 22, "licenseError.dwErrorCode", 7},
    {Step::license, 22, "licenseError.dwStateTransition", 2},
    {Step::demand_active, 23, "shareControlHeader.totalLength", 410},
    {Step::demand_active, 23, "demandActive.numberCapabilities", 13},
    {Step::confirm_active, 24, "shareControlHeader.totalLength", 535},
    {Step::confirm_active, 24, "confirmActive.numberCapabilities", 19},
    {Step::synchronize, 25, "synchronize.targetUser", 1008},
    {Step::cooperate, 26, "control.action", 4},
    {Step::server_synchronize, 29, "synchronize.targetUser", 1002},
    {Step::granted_control, 31, "control.controlId", 1002},
    {Step::font_map, 32, "fontMap.mapFlags", 3},
};

}  // namespace

BOOST_DATA_TEST_CASE(a_field_of_a_real_message_lies_where_tshark_reads_it, bdata::make(kRows), row) {
    const auto message = recorded("session-xfreerdp-xrdp-tls", row.number);
    const auto named = name_fields(row.step, message);
    BOOST_TEST((named.bytes == message));
    BOOST_TEST(value_of(named, row.field) == row.value);
    // And all of them are those that a fault may aim at there.
    const auto known = field_names(row.step);
    for (const auto& span : named.fields) {
        // A set that is of another length than it should be has its data in one.
        if (span.name.ends_with(".capabilityData")) continue;
        BOOST_TEST((std::ranges::find(known, span.name) != known.end()), span.name);
        BOOST_TEST(span.at + span.width <= message.size());
    }
}

// What cannot be read has the names of what comes before that, and no field that is not there.
BOOST_AUTO_TEST_CASE(a_message_that_ends_early_has_the_names_of_its_beginning) {
    for (const auto& row : kRows) {
        const auto message = recorded("session-xfreerdp-xrdp-tls", row.number);
        for (std::size_t size = 0; size < message.size(); ++size) {
            const auto named = name_fields(
                row.step, Bytes(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(size)));
            BOOST_TEST(named.bytes.size() == size);
            for (const auto& span : named.fields) BOOST_REQUIRE(span.at + span.width <= size);
        }
    }
}

// Several PDUs of a share in one user data: those of the step alone are named.
BOOST_AUTO_TEST_CASE(of_several_messages_in_one_packet_the_one_of_the_step_is_named) {
    const auto synchronize = recorded("session-xfreerdp-xrdp-tls", 25);
    const auto cooperate = recorded("session-xfreerdp-xrdp-tls", 26);
    // TPKT, X.224, and MCS with its length in one byte and then in two [T.125 7; X.691 10.9].
    constexpr std::size_t kBefore = 4 + 3 + 6;
    const auto head = [](const Bytes& packet) { return kBefore + ((packet[kBefore] & 0x80) != 0 ? 2 : 1); };
    Bytes user_data(synchronize.begin() + static_cast<std::ptrdiff_t>(head(synchronize)), synchronize.end());
    user_data.insert(user_data.end(), cooperate.begin() + static_cast<std::ptrdiff_t>(head(cooperate)),
                     cooperate.end());
    Bytes packet(synchronize.begin(), synchronize.begin() + kBefore);
    packet.push_back(static_cast<std::uint8_t>(0x80 | user_data.size() >> 8));
    packet.push_back(static_cast<std::uint8_t>(user_data.size()));
    packet.insert(packet.end(), user_data.begin(), user_data.end());
    packet[3] = static_cast<std::uint8_t>(packet.size());
    const auto named = name_fields(Step::cooperate, packet);
    BOOST_TEST(value_of(named, "control.action") == 4u);
    BOOST_TEST(
        (std::ranges::find(named.fields, "synchronize.targetUser", &FieldSpan::name) == named.fields.end()));
}

// NTLM in SPNEGO in a TSRequest, as FreeRDP has said and heard it [MS-CSSP 2.2.1, MS-NLMP 2.2.1.1
// to 2.2.1.3].
BOOST_AUTO_TEST_CASE(a_token_of_nla_is_named_down_to_ntlm) {
    const auto type = [](Step step, const std::string& name, const char* field) {
        return value_of(name_fields(step, golden(name)), field);
    };
    for (const std::string version : {"", "-v2"}) {
        const auto message = [&](const char* name) { return "ts-request-xfreerdp-" + (name + version); };
        BOOST_TEST(type(Step::credssp_negotiate, message("negotiate"), "ntlm.negotiate.messageType") == 1u);
        BOOST_TEST(type(Step::credssp_challenge, message("challenge"), "ntlm.challenge.messageType") == 2u);
        BOOST_TEST(
            type(Step::credssp_authenticate, message("authenticate"), "ntlm.authenticate.messageType") == 3u);
    }
    BOOST_TEST(value_of(name_fields(Step::credssp_challenge, golden("ts-request-xfreerdp-challenge")),
                        "ntlm.avPair.avId") == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

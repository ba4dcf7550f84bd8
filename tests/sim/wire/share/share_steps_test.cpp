#include "sim/wire/share/share_steps.h"

#include "sim/wire/names/share_samples.h"
#include "sim/wire/security/security_header.h"
#include "tests/sim/wire/codec_checks.h"

BOOST_AUTO_TEST_SUITE(wire_share_steps)

using namespace badrdp::wire;
using namespace badrdp::test;

namespace {

struct Pdu {
    const char* golden;
    std::uint16_t flags;  // of its security header
    Step client;          // what it is if a client sends it
    Step server;
};

const Pdu kPdus[] = {
    {"security-exchange-spec", kSecExchangePkt | kSecLicenseEncrypt, Step::security_exchange, Step::none},
    {"client-info-spec", kSecInfoPkt, Step::client_info, Step::none},
    {"license-request-spec", kSecLicensePkt, Step::license_response, Step::license},
    {"license-error-spec", kSecLicensePkt | kSecLicenseEncrypt, Step::license_response, Step::license},
    {"share-demand-active-spec", 0, Step::none, Step::demand_active},
    {"share-confirm-active-spec", 0, Step::confirm_active, Step::none},
    {"share-synchronize-client-spec", 0, Step::synchronize, Step::server_synchronize},
    {"share-cooperate-server-spec", 0, Step::cooperate, Step::server_cooperate},
    {"share-request-control-spec", 0, Step::request_control, Step::none},
    {"share-granted-control-spec", 0, Step::none, Step::granted_control},
    {"share-persistent-key-list-spec", 0, Step::persistent_key_list, Step::none},
    {"share-font-list-spec", 0, Step::font_list, Step::none},
    {"share-font-map-spec", 0, Step::none, Step::font_map},
    {"share-save-session-info-plain-spec", 0, Step::none, Step::save_session_info},
    {"share-redirection-enhanced-spec", 0, Step::none, Step::server_redirection},
    {"redirection-standard-spec", kSecRedirectionPkt, Step::none, Step::server_redirection},
};

}  // namespace

// Four bytes and a header that says so [2.2.16.1].
BOOST_AUTO_TEST_CASE(a_heartbeat_is_known_by_its_header) {
    const Bytes beat{0x00, 0x40, 0x00, 0x00, 0x00, 0x01, 0x05, 0x0a};
    BOOST_TEST(name(step_of_user_data(beat, Role::server)) == "heartbeat");
    BOOST_TEST(name(step_of_user_data(beat, Role::client)) == "none");
    BOOST_TEST(name(step_of_body(kSecHeartbeat, BytesView(beat).subspan(4), Role::server)) == "heartbeat");
}

BOOST_AUTO_TEST_CASE(every_pdu_is_known_behind_its_header) {
    for (const auto& pdu : kPdus) BOOST_TEST_CONTEXT(pdu.golden) {
            const auto body = golden(pdu.golden);
            const std::uint16_t encrypted = kSecEncrypt | kSecSecureChecksum;
            for (const std::uint16_t more : {std::uint16_t{0}, encrypted}) {
                const auto flags = static_cast<std::uint16_t>(pdu.flags | more);
                BOOST_TEST(name(step_of_body(flags, body, Role::client)) == name(pdu.client));
                BOOST_TEST(name(step_of_body(flags, body, Role::server)) == name(pdu.server));
            }
        }
}

BOOST_AUTO_TEST_CASE(under_tls_it_is_known_by_its_looks) {
    for (const auto& pdu : kPdus) BOOST_TEST_CONTEXT(pdu.golden) {
            Writer data;
            if (pdu.flags != 0) SecurityHeader{.flags = pdu.flags}.write(data);
            data.raw("body", golden(pdu.golden));
            BOOST_TEST(name(step_of_user_data(data.bytes, Role::client)) == name(pdu.client));
            BOOST_TEST(name(step_of_user_data(data.bytes, Role::server)) == name(pdu.server));
        }
}

BOOST_AUTO_TEST_CASE(a_length_that_looks_like_a_flag_misleads_nobody) {
    // A Client Info of 60 bytes: 0x0040 would be its totalLength, and its pduType 0.
    Bytes info = from_hex("40000000");
    info.resize(64);
    BOOST_TEST(name(step_of_user_data(info, Role::client)) == "client_info");
}

// xrdp 0.9.21 writes the length of the message into flagsHi.
BOOST_AUTO_TEST_CASE(a_length_behind_the_flags_misleads_nobody) {
    const auto error = joined({from_hex("80001000"), golden("license-error-xrdp")});
    BOOST_TEST(name(step_of_user_data(error, Role::server)) == "license");
    const auto request = joined({from_hex("80003e01"), golden("license-request-xrdp")});
    BOOST_TEST(name(step_of_user_data(request, Role::server)) == "license");
}

BOOST_AUTO_TEST_CASE(what_is_cut_short_or_encrypted_is_no_step) {
    for (const auto* hex :
         {"", "40", "400000", "0600 1100", "1600 1700 ea03 ea030100", "48000000 00", "ffff0000"})
        BOOST_TEST_CONTEXT(hex) {
            BOOST_TEST(name(step_of_share_pdu(from_hex(hex), Role::server)) == "none");
        }
    BOOST_TEST(name(step_of_user_data(from_hex("48000000 0102030405060708 aa"), Role::client)) == "none");
    BOOST_TEST(name(step_of_user_data({}, Role::client)) == "none");
}

BOOST_AUTO_TEST_CASE(samples_are_of_their_step_and_every_field_has_a_place) {
    std::size_t steps = 0;
    for (const auto& row : kSteps) {
        if (row.step == Step::channel_data) continue;  // its channel tells it, and nothing inside
        const auto samples = share_samples(row.step);
        steps += !samples.empty();
        for (const auto& sample : samples) BOOST_TEST_CONTEXT(row.name) {
                const auto by_client = step_of_user_data(sample.bytes, Role::client);
                const auto by_server = step_of_user_data(sample.bytes, Role::server);
                BOOST_TEST((by_client == row.step || by_server == row.step));
                std::size_t at = 0;
                for (const auto& span : sample.fields) {
                    BOOST_TEST(span.at == at);
                    at += span.width;
                }
                BOOST_TEST(at == sample.bytes.size());
            }
    }
    BOOST_TEST(steps == 27u);
}

BOOST_AUTO_TEST_SUITE_END()

#include "sim/wire/nla/ntlm.h"

#include "sim/wire/nla/ts_request.h"
#include "tests/golden.h"
#include "tests/sim/mirrors.h"

BOOST_AUTO_TEST_SUITE(wire_ntlm)

using namespace badrdp::wire;
using badrdp::test::check_codec;
using badrdp::test::check_cut_short;
using badrdp::test::error_of;
using badrdp::test::from_hex;
using badrdp::test::golden;
using badrdp::test::joined;
using badrdp::test::read_pdu;
using badrdp::test::written;

namespace {

Bytes token_of(std::string_view name) {
    return read_pdu<TsRequest>(golden(name)).nego_tokens.value().front();
}

Bytes with(Bytes message, std::size_t at, std::string_view hex) {
    std::ranges::copy(from_hex(hex), message.begin() + static_cast<std::ptrdiff_t>(at));
    return message;
}

Bytes bytes_of(BytesView view) { return {view.begin(), view.end()}; }

}  // namespace

BOOST_AUTO_TEST_CASE(what_real_programs_and_the_specification_say_comes_back_byte_for_byte) {
    check_codec<NtlmChallenge>(golden("ntlm-challenge-spec"));
    check_codec<NtlmAuthenticate>(golden("ntlm-authenticate-spec"));
    check_codec<NtlmNegotiate>(token_of("ts-request-xfreerdp-negotiate"));
    check_codec<NtlmChallenge>(token_of("ts-request-xfreerdp-challenge"));
    for (const char* name : {"ts-request-xfreerdp-authenticate", "ts-request-xfreerdp-authenticate-v2"}) {
        const auto token = token_of(name);
        check_codec<NtlmAuthenticate>(token);
        const auto message = read_pdu<NtlmAuthenticate>(token);
        check_codec<NtlmV2Response>(message.part(message.nt_challenge_response));
    }
}

BOOST_AUTO_TEST_CASE(reads_the_worked_challenge) {
    const auto challenge = read_pdu<NtlmChallenge>(golden("ntlm-challenge-spec"));
    BOOST_TEST(challenge.flags == 0xe28a8233);
    BOOST_TEST((challenge.server_challenge == Bytes8{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef}));
    BOOST_TEST((challenge.version == Bytes8{0x06, 0x00, 0x70, 0x17, 0x00, 0x00, 0x00, 0x0f}));
    BOOST_TEST(bytes_of(challenge.part(challenge.target_name)) ==
               from_hex("53 00 65 00 72 00 76 00 65 00 72 00"));
    const auto info = read_pdu<AvPairs>(challenge.part(challenge.target_info));
    BOOST_REQUIRE(info.pairs.size() == 2u);
    BOOST_TEST(*info.find(av_id::nb_domain_name) == from_hex("44 00 6f 00 6d 00 61 00 69 00 6e 00"));
    BOOST_TEST(*info.find(av_id::nb_computer_name) == from_hex("53 00 65 00 72 00 76 00 65 00 72 00"));
    BOOST_TEST(!info.find(av_id::timestamp));
}

BOOST_AUTO_TEST_CASE(reads_the_worked_authenticate_which_has_no_mic) {
    const auto message = read_pdu<NtlmAuthenticate>(golden("ntlm-authenticate-spec"));
    BOOST_TEST(message.version.has_value());
    BOOST_TEST(!message.mic.has_value());
    BOOST_TEST(bytes_of(message.part(message.user_name)) == from_hex("55 00 73 00 65 00 72 00"));
    BOOST_TEST(message.part(message.encrypted_random_session_key).size() == 16u);
    const auto response = read_pdu<NtlmV2Response>(message.part(message.nt_challenge_response));
    BOOST_TEST((response.challenge_from_client == Bytes8{0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa}));
    BOOST_TEST(response.rest == Bytes(4));
}

BOOST_AUTO_TEST_CASE(reads_the_mic_of_xfreerdp) {
    const auto message = read_pdu<NtlmAuthenticate>(token_of("ts-request-xfreerdp-authenticate"));
    BOOST_TEST(message.mic.has_value());
    BOOST_TEST(bytes_of(message.part(message.user_name)) == from_hex("61 00 6c 00 69 00 63 00 65 00"));
    const auto response = read_pdu<NtlmV2Response>(message.part(message.nt_challenge_response));
    BOOST_TEST(*response.av_pairs.find(av_id::flags) == from_hex("02 00 00 00"));
}

// A message without VERSION is what Windows 2000 sends; one cut inside it has none either.
BOOST_AUTO_TEST_CASE(a_negotiate_may_end_before_its_version) {
    const auto whole = token_of("ts-request-xfreerdp-negotiate");
    for (std::size_t keep = 0; keep <= whole.size(); ++keep) {
        BOOST_TEST_CONTEXT("cut to " << keep) {
            BOOST_TEST((error_of<NtlmNegotiate>(BytesView(whole).first(keep)) == "none") == (keep >= 32));
        }
    }
    BOOST_TEST(!read_pdu<NtlmNegotiate>(BytesView(whole).first(32)).version);
    // Names that no flag announces are not looked at, wherever they point.
    BOOST_TEST(error_of<NtlmNegotiate>(with(whole, 16, "ff ff ff ff ff ff ff ff")) == "none");
    BOOST_TEST(error_of<NtlmNegotiate>(with(with(whole, 16, "ff ff ff ff ff ff ff ff"), 13, "92")) ==
               "ntlm.negotiate.domainNameBufferOffset: points behind the message (byte 20)");
}

BOOST_AUTO_TEST_CASE(every_truncation_of_the_worked_examples_is_malformed) {
    check_cut_short<NtlmChallenge>(golden("ntlm-challenge-spec"));
    check_cut_short<NtlmAuthenticate>(golden("ntlm-authenticate-spec"));
    check_cut_short<NtlmAuthenticate>(token_of("ts-request-xfreerdp-authenticate"));
}

// 0, 11, the last byte, the end and 2^32-1, at each of the fields that point.
BOOST_AUTO_TEST_CASE(offsets_are_held_against_the_whole_message) {
    const auto challenge = golden("ntlm-challenge-spec");        // 104 bytes
    const auto authenticate = golden("ntlm-authenticate-spec");  // 232 bytes
    struct Field {
        const char* name;
        std::size_t at;
    };
    for (const auto& [name, at] : {Field{"targetName", 12}, Field{"targetInfo", 40}}) {
        const auto field = "ntlm.challenge." + std::string(name);
        const auto where = " (byte " + std::to_string(at + 4) + ")";
        const auto error = [&](std::string_view hex) {
            return error_of<NtlmChallenge>(with(challenge, at + 4, hex));
        };
        BOOST_TEST_CONTEXT(name) {
            BOOST_TEST(error("00 00 00 00") == field + "BufferOffset: points into the header" + where);
            BOOST_TEST(error("0b 00 00 00") == field + "BufferOffset: points into the header" + where);
            BOOST_TEST(error("67 00 00 00") ==
                       field + "Len: reaches behind the message (byte " + std::to_string(at) + ")");
            BOOST_TEST(error("68 00 00 00") ==
                       field + "Len: reaches behind the message (byte " + std::to_string(at) + ")");
            BOOST_TEST(error("69 00 00 00") == field + "BufferOffset: points behind the message" + where);
            BOOST_TEST(error("ff ff ff ff") == field + "BufferOffset: points behind the message" + where);
        }
    }
    for (const std::size_t at : {12u, 20u, 28u, 36u, 44u, 52u}) {
        for (const char* hex : {"00 00 00 00", "0b 00 00 00", "e7 00 00 00", "e8 00 00 00", "ff ff ff ff"}) {
            BOOST_TEST_CONTEXT("part at " << at << " to " << hex) {
                const auto bytes = with(authenticate, at + 4, hex);
                BOOST_TEST(error_of<NtlmAuthenticate>(bytes) != "none");
                BOOST_TEST(badrdp::fuzz::about_codec<NtlmAuthenticate>(bytes).value_or("fine") == "fine");
            }
        }
        BOOST_TEST(error_of<NtlmAuthenticate>(with(authenticate, at, "ff ff")) != "none");
    }
}

// Nothing says that the parts of a payload may not share bytes.
BOOST_AUTO_TEST_CASE(overlapping_parts_are_kept_as_they_are) {
    const auto bytes = with(golden("ntlm-authenticate-spec"), 40, "48 00 00 00");  // the user at the domain
    check_codec<NtlmAuthenticate>(bytes);
    const auto message = read_pdu<NtlmAuthenticate>(bytes);
    BOOST_TEST(bytes_of(message.part(message.user_name)) == from_hex("44 00 6f 00 6d 00 61 00"));
}

BOOST_AUTO_TEST_CASE(a_list_of_pairs_needs_its_end) {
    BOOST_TEST(error_of<AvPairs>({}) == "ntlm.avPair.avId: missing (byte 0)");
    BOOST_TEST(error_of<AvPairs>(from_hex("02 00 02 00 41 00")) == "ntlm.avPair.avId: missing (byte 6)");
    BOOST_TEST(error_of<AvPairs>(from_hex("02 00 ff ff 41 00 00 00 00 00")) ==
               "ntlm.avPair.value: missing (byte 4)");
    BOOST_TEST(error_of<AvPairs>(from_hex("00 00 01 00 00")) ==
               "ntlm.avPair.avLen: not 0 at the end of the list (byte 2)");
    BOOST_TEST(read_pdu<AvPairs>(from_hex("00 00 00 00")).pairs.empty());
    const auto same_twice = from_hex("02 00 00 00 02 00 02 00 41 00 00 00 00 00");
    BOOST_TEST(read_pdu<AvPairs>(same_twice).pairs.size() == 2u);
    check_codec<AvPairs>(same_twice);
}

BOOST_AUTO_TEST_CASE(a_response_of_version_2_has_a_least_size) {
    const auto message = read_pdu<NtlmAuthenticate>(golden("ntlm-authenticate-spec"));
    const auto response = bytes_of(message.part(message.nt_challenge_response));
    check_codec<NtlmV2Response>(response);
    for (std::size_t keep = 0; keep < response.size() - 4; ++keep) BOOST_TEST_CONTEXT("cut to " << keep) {
            BOOST_TEST(error_of<NtlmV2Response>(BytesView(response).first(keep)) != "none");
        }
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_a_head) {
    const auto challenge = golden("ntlm-challenge-spec");
    BOOST_TEST(error_of<NtlmChallenge>(with(challenge, 0, "4f")) ==
               "ntlm.challenge.signature: not NTLMSSP (byte 0)");
    BOOST_TEST(error_of<NtlmAuthenticate>(challenge) ==
               "ntlm.authenticate.messageType: another message than expected (byte 8)");
    BOOST_TEST((ntlm_message_type(challenge) == 2u));
    BOOST_TEST(!ntlm_message_type(BytesView(challenge).first(11)));
    BOOST_TEST(!ntlm_message_type(with(challenge, 7, "01")));
}

BOOST_AUTO_TEST_CASE(composes_a_message_from_its_parts) {
    NtlmChallenge challenge{.flags = 0xe28a8233,
                            .server_challenge = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef},
                            .version = Bytes8{0x06, 0x00, 0x70, 0x17, 0x00, 0x00, 0x00, 0x0f}};
    const auto server = from_hex("53 00 65 00 72 00 76 00 65 00 72 00");
    const auto domain = from_hex("44 00 6f 00 6d 00 61 00 69 00 6e 00");
    challenge.target_name = challenge.add(server);
    challenge.target_info =
        challenge.add(written(AvPairs{{{av_id::nb_domain_name, domain}, {av_id::nb_computer_name, server}}}));
    BOOST_TEST(written(challenge) == golden("ntlm-challenge-spec"));
}

BOOST_AUTO_TEST_SUITE_END()

#include "sim/wire/nla/ts_request.h"

#include "sim/wire/nla/ntlm.h"
#include "tests/golden.h"
#include "tests/sim/mirrors.h"

namespace badrdp::ts_request_tests {

using namespace badrdp::wire;
using badrdp::test::check_codec;
using badrdp::test::check_cut_short;
using badrdp::test::error_of;
using badrdp::test::from_hex;
using badrdp::test::golden;
using badrdp::test::golden_names;
using badrdp::test::joined;
using badrdp::test::read_pdu;
using badrdp::test::written;

namespace {

Bytes sequence(const Bytes& content) {
    Writer out;
    der_octets(out, kDer<"x">, content, der_tag::sequence);
    return out.bytes;
}

const Bytes kVersion = from_hex("a0 03 02 01 06");

}  // namespace

BOOST_AUTO_TEST_SUITE(wire_ts_request)

BOOST_AUTO_TEST_CASE(what_real_programs_send_comes_back_byte_for_byte) {
    for (const auto& name : golden_names("ts-request-")) BOOST_TEST_CONTEXT(name) {
            check_codec<TsRequest>(golden(name));
            check_cut_short<TsRequest>(golden(name));
        }
}

BOOST_AUTO_TEST_CASE(reads_the_first_message_of_xfreerdp) {
    const auto request = read_pdu<TsRequest>(golden("ts-request-xfreerdp-negotiate"));
    BOOST_TEST(request.version == 6u);
    BOOST_REQUIRE(request.nego_tokens.has_value());
    BOOST_REQUIRE(request.nego_tokens->size() == 1u);
    BOOST_TEST((ntlm_message_type(request.nego_tokens->front()) == NtlmNegotiate::kType));
    BOOST_TEST((request.client_nonce && request.client_nonce->size() == 32));
    BOOST_TEST((!request.auth_info && !request.pub_key_auth && !request.error_code));
}

// The reply that makes xfreerdp report STATUS_LOGON_FAILURE.
BOOST_AUTO_TEST_CASE(writes_the_error_that_clients_understand) {
    const TsRequest request{.version = 6, .error_code = DerInteger{.value = 0xc000006d}};
    BOOST_TEST(written(request) == from_hex("30 0d a0 03 02 01 06 a4 06 02 04 c0 00 00 6d"));
    BOOST_TEST((read_pdu<TsRequest>(written(request)) == request));
}

BOOST_AUTO_TEST_CASE(keeps_every_field) {
    const TsRequest request{.version = 2,
                            .nego_tokens = std::vector<Bytes>{{1, 2}, {}, {3}},
                            .auth_info = Bytes(300, 4),
                            .pub_key_auth = Bytes(200, 5),
                            .error_code = DerInteger{.value = 0xc0000022, .width = 5},
                            .client_nonce = Bytes(32, 6)};
    check_codec<TsRequest>(written(request));
    BOOST_TEST((read_pdu<TsRequest>(written(request)) == request));
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong) {
    const struct {
        const char* name;
        Bytes bytes;
        const char* error;
    } cases[] = {
        {"empty", {}, "tsRequest.tag: missing (byte 0)"},
        {"no version", from_hex("30 00"), "tsRequest.version.context.tag: missing (byte 2)"},
        {"TPKT", from_hex("03 00 00 0b 06 d0 00 00 12 34 00"),
         "tsRequest.tag: another tag than expected (byte 0)"},
        {"indefinite", from_hex("30 80 a0 03 02 01 06 00 00"),
         "tsRequest.lengthForm: an indefinite length (byte 1)"},
        {"five bytes of length", from_hex("30 85 00 00 00 00 05 a0 03 02 01 06"),
         "tsRequest.lengthForm: a length of more than three bytes (byte 1)"},
        {"4 GiB of a token", sequence(joined({kVersion, from_hex("a1 84 ff ff ff ff 30")})),
         "tsRequest.negoTokens.context.lengthForm: a length of more than three bytes (byte 8)"},
        {"16 MiB of a token", sequence(joined({kVersion, from_hex("a1 83 ff ff ff 30")})),
         "tsRequest.negoTokens.context.length: longer than what holds it (byte 9)"},
        {"nonce of 31", sequence(joined({kVersion, from_hex("a5 21 04 1f"), Bytes(31)})),
         "tsRequest.clientNonce: not 32 bytes (byte 11)"},
        {"nonce of 33", sequence(joined({kVersion, from_hex("a5 23 04 21"), Bytes(33)})),
         "tsRequest.clientNonce: not 32 bytes (byte 11)"},
        {"error before pubKeyAuth", sequence(joined({kVersion, from_hex("a4 03 02 01 05 a3 02 04 00")})),
         "tsRequest.length: counts more than its parts (byte 1)"},
        {"version twice", sequence(joined({kVersion, kVersion})),
         "tsRequest.length: counts more than its parts (byte 1)"},
        {"a byte too many", joined({sequence(kVersion), from_hex("00")}),
         "tsRequest.length: is not the size of the message (byte 1)"},
        {"version below 0", sequence(from_hex("a0 03 02 01 ff")),
         "tsRequest.version: not a number of at most 32 bits in its shortest form (byte 6)"},
    };
    for (const auto& [name, bytes, error] : cases) BOOST_TEST_CONTEXT(name) {
            BOOST_TEST(error_of<TsRequest>(bytes) == error);
        }
}

BOOST_AUTO_TEST_CASE(a_thousand_nested_sequences_are_refused_at_the_second) {
    Bytes bytes;
    for (int i = 0; i < 1000; ++i) bytes = sequence(bytes);
    BOOST_TEST(error_of<TsRequest>(bytes) ==
               "tsRequest.version.context.tag: another tag than expected (byte 4)");
}

BOOST_AUTO_TEST_CASE(a_stream_is_cut_by_its_first_bytes) {
    for (const auto& name : golden_names("ts-request-")) {
        const auto whole = golden(name);
        for (std::size_t keep = 0; keep <= whole.size(); ++keep) {
            const auto size = TsRequest::size(BytesView(whole).first(keep));
            BOOST_REQUIRE(size.has_value());
            const bool tells = keep >= 2 && (whole[1] < 0x80 || keep >= 2u + (whole[1] & 0x7f));
            BOOST_TEST(*size == (tells ? whole.size() : 0u));
        }
    }
    const auto error = [](std::string_view hex) {
        const auto bytes = from_hex(hex);
        const auto size = TsRequest::size(bytes);
        return size ? "none" : to_string(size.error());
    };
    BOOST_TEST(error("03 00") == "tsRequest.tag: another tag than expected (byte 0)");
    BOOST_TEST(error("30 80") == "tsRequest.lengthForm: an indefinite length (byte 1)");
    BOOST_TEST(error("30 84") == "tsRequest.lengthForm: a length of more than three bytes (byte 1)");
    BOOST_TEST(error("30 83 01 00 01") == "tsRequest.length: more than 65536 bytes (byte 2)");
    BOOST_TEST(error("30 83 01 00 00") == "none");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(wire_ts_credentials)

BOOST_AUTO_TEST_CASE(reads_the_worked_example) {
    const auto bytes = golden("ts-credentials-smartcard-spec");
    const auto credentials = read_pdu<TsCredentials>(bytes);
    BOOST_TEST(credentials.cred_type == TsCredentials::kSmartCard);
    BOOST_TEST(credentials.credentials.size() == 258u);
    check_codec<TsCredentials>(bytes);
    check_cut_short<TsCredentials>(bytes);
}

BOOST_AUTO_TEST_CASE(keeps_the_three_parts_of_a_password) {
    const TsPasswordCreds creds{.domain_name = {'d', 0}, .user_name = {}, .password = {'p', 0, 'w', 0}};
    BOOST_TEST(written(creds) == from_hex("30 12 a0 04 04 02 64 00 a1 02 04 00 a2 06 04 04 70 00 77 00"));
    BOOST_TEST((read_pdu<TsPasswordCreds>(written(creds)) == creds));
    check_codec<TsPasswordCreds>(written(creds));
    check_cut_short<TsPasswordCreds>(written(creds));
    BOOST_TEST(error_of<TsPasswordCreds>(from_hex("30 06 a0 04 04 02 64 00")) ==
               "tsPasswordCreds.userName.context.tag: missing (byte 8)");
}

// [MS-CSSP 2.2.1.2.3]
BOOST_AUTO_TEST_CASE(keeps_credentials_for_each_package) {
    const TsRemoteGuardCreds creds{.logon_cred = {.package_name = {'K', 0}, .cred_buffer = {1}},
                                   .supplemental_creds = {{{.package_name = {'N', 0}, .cred_buffer = {}}}}};
    BOOST_TEST(written(creds) == from_hex("30 1f a0 0d 30 0b a0 04 04 02 4b 00 a1 03 04 01 01"
                                          "a1 0e 30 0c 30 0a a0 04 04 02 4e 00 a1 02 04 00"));
    BOOST_TEST((read_pdu<TsRemoteGuardCreds>(written(creds)) == creds));
    check_codec<TsRemoteGuardCreds>(written(creds));
    check_cut_short<TsRemoteGuardCreds>(written(creds));
    const TsRemoteGuardCreds alone{.logon_cred = creds.logon_cred};
    BOOST_TEST((read_pdu<TsRemoteGuardCreds>(written(alone)) == alone));
    BOOST_TEST(error_of<TsRemoteGuardCreds>(from_hex("30 06 a0 04 30 02 a0 00")) ==
               "tsRemoteGuardPackageCred.packageName.tag: missing (byte 8)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::ts_request_tests

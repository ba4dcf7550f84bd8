#include "sim/wire/rdsaad/rdsaad.h"

#include "tests/sim/mirrors.h"

BOOST_AUTO_TEST_SUITE(wire_rdsaad)

using namespace badrdp::wire;
using namespace badrdp::test;
using namespace std::string_literals;

namespace {

Bytes raw(const std::string& text) { return {text.begin(), text.end()}; }

// As MS-RDPBCGR 2.2.18.1 to 2.2.18.3 print them, with the zero behind which FreeRDP sends and looks for.
const Bytes kNonce = raw("{\"ts_nonce\":\"AQ-_z\"}\0"s);
const Bytes kRequest = raw("{\"rdp_assertion\":\"a.b.c\"}\0"s);
const Bytes kResult = raw("{\"authentication_result\":2147942405}\0"s);
const Bytes kQuoted = raw("{\"authentication_result\":\"0\"}\0"s);

std::string length_of(BytesView bytes) {
    const auto length = rdsaad_length(bytes);
    if (!length) return to_string(length.error());
    return *length ? std::to_string(**length) : "more";
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_and_writes_as_the_specification_prints) {
    BOOST_TEST(read_pdu<AadNonce>(kNonce).ts_nonce == "AQ-_z");
    BOOST_TEST(read_pdu<AadRequest>(kRequest).rdp_assertion == "a.b.c");
    BOOST_TEST(read_pdu<AadResult>(kResult).authentication_result == 0x80070005u);
    BOOST_TEST(!read_pdu<AadResult>(kResult).quoted);
    BOOST_TEST(read_pdu<AadResult>(kQuoted).quoted);
    BOOST_TEST(written(AadResult{.authentication_result = 0x80070005}) == kResult);
    check_codec<AadNonce>(kNonce);
    check_codec<AadRequest>(kRequest);
    check_codec<AadResult>(kResult);
    check_codec<AadResult>(kQuoted);
    check_cut_short<AadNonce>(kNonce);
    check_cut_short<AadRequest>(kRequest);
    check_cut_short<AadResult>(kResult);
    check_cut_short<AadResult>(kQuoted);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_that_one_member) {
    BOOST_TEST(error_of<AadNonce>(kRequest) == "rdsaad.head: not of this PDU (byte 0)");
    BOOST_TEST(error_of<AadNonce>(raw("{\"ts_nonce\":\"a\\\"b\"}\0"s)) ==
               "rdsaad.ts_nonce: not a plain text (byte 13)");
    BOOST_TEST(error_of<AadNonce>(raw("{\"ts_nonce\":\"a\"}\0\0"s)) != "");
    BOOST_TEST(error_of<AadNonce>(raw("{\"ts_nonce\":\"a\"} \0"s)) != "");
    for (const auto* number : {"", "01", "-1", "4294967296", "x", "1.0"})
        BOOST_TEST(error_of<AadResult>(raw("{\"authentication_result\":"s + number + "}" + '\0')) != "",
                   number);
    BOOST_TEST(read_pdu<AadResult>(raw("{\"authentication_result\":4294967295}\0"s)).authentication_result ==
               0xffffffffu);
}

BOOST_AUTO_TEST_CASE(its_zero_says_where_it_ends) {
    BOOST_TEST(length_of(kNonce) == std::to_string(kNonce.size()));
    auto two = kNonce;
    two.insert(two.end(), kResult.begin(), kResult.end());
    BOOST_TEST(length_of(two) == std::to_string(kNonce.size()));
    BOOST_TEST(length_of(BytesView(kNonce).first(kNonce.size() - 1)) == "more");
    BOOST_TEST(length_of({}) == "more");
    BOOST_TEST(length_of(Bytes(32 * 1024 - 1, 'a')) == "more");
    BOOST_TEST(length_of(Bytes(32 * 1024, 'a')) ==
               "rdsaad.end: longer than any PDU of RDS AAD Auth (byte 0)");
    BOOST_TEST(length_of(Bytes(64 * 1024, 'a')) ==
               "rdsaad.end: longer than any PDU of RDS AAD Auth (byte 0)");
}

BOOST_AUTO_TEST_CASE(its_member_says_what_it_is) {
    BOOST_TEST((rdsaad_step(kNonce) == Step::aad_nonce));
    BOOST_TEST((rdsaad_step(kRequest) == Step::aad_request));
    BOOST_TEST((rdsaad_step(kQuoted) == Step::aad_result));
    BOOST_TEST((rdsaad_step(raw("{}")) == Step::none));
    BOOST_TEST((rdsaad_step({}) == Step::none));
}

// The example of RFC 7515 A.2.1: header and payload, and a signature of our own.
BOOST_AUTO_TEST_CASE(an_assertion_has_three_parts_of_base64url) {
    const std::string header = "eyJhbGciOiJSUzI1NiJ9";
    const std::string payload =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    const auto compact = header + "." + payload + ".-_8";
    const auto assertion = AadAssertion::read(compact);
    BOOST_REQUIRE(assertion.has_value());
    BOOST_TEST(assertion->header == "{\"alg\":\"RS256\"}");
    BOOST_TEST(assertion->payload ==
               "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}");
    BOOST_TEST(assertion->signature == "\xfb\xff");
    BOOST_TEST(assertion->compact() == compact);
    for (const auto& wrong : {""s, header, header + "." + payload, header + ".." + payload, compact + ".a",
                              header + "." + payload + ".=", header + "." + payload + ".-_9", "a.b.c"s})
        BOOST_TEST(!AadAssertion::read(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_CASE(a_result_has_its_name_or_its_number) {
    BOOST_TEST(aad_result_text(0) == "S_OK");
    BOOST_TEST(aad_result_text(0xd0000072) == "STATUS_ACCOUNT_DISABLED");
    BOOST_TEST(aad_result_text(0x80004005) == "0x80004005");
}

BOOST_AUTO_TEST_SUITE_END()

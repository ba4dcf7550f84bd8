#include "sim/wire/rdstls/rdstls.h"

#include "tests/golden.h"
#include "tests/sim/mirrors.h"

BOOST_AUTO_TEST_SUITE(wire_rdstls)

using namespace badrdp::wire;
using namespace badrdp::test;

namespace {

// As MS-RDPBCGR 2.2.17.1 to 2.2.17.4 lay them out; there is no worked example.
const Bytes kCapabilities = from_hex("0100 0100 0100 0100");
const Bytes kWithPassword =
    from_hex("0100 0200 0100  0400 41000000  0600 620062000000  0200 0000  0300 aabbcc");
const Bytes kWithCookie = from_hex("0100 0200 0200  07000000  0400 11223344");
const Bytes kDenied = from_hex("0100 0400 0100 05000000");

Bytes with(Bytes bytes, std::size_t at, std::string_view hex) {
    std::ranges::copy(from_hex(hex), bytes.begin() + static_cast<std::ptrdiff_t>(at));
    return bytes;
}

std::string length_of(BytesView bytes) {
    const auto length = rdstls_length(bytes);
    if (!length) return to_string(length.error());
    return *length ? std::to_string(**length) : "more";
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_and_writes_what_each_end_says) {
    BOOST_TEST(written(RdstlsCapabilities{}) == kCapabilities);
    BOOST_TEST(read_pdu<RdstlsCapabilities>(kCapabilities).supported_versions == 1u);
    const auto request = read_pdu<RdstlsRequest>(kWithPassword);
    const auto& with = std::get<RdstlsPassword>(request.credentials);
    BOOST_TEST(with.redirection_guid == from_hex("41000000"));
    BOOST_TEST(with.user_name == from_hex("620062000000"));
    BOOST_TEST(with.domain == from_hex("0000"));
    BOOST_TEST(with.password == from_hex("aabbcc"));
    const auto again = read_pdu<RdstlsRequest>(kWithCookie);
    BOOST_TEST(std::get<RdstlsCookie>(again.credentials).session_id == 7u);
    BOOST_TEST(std::get<RdstlsCookie>(again.credentials).cookie == from_hex("11223344"));
    BOOST_TEST(read_pdu<RdstlsResponse>(kDenied).result_code == 5u);
    check_codec<RdstlsCapabilities>(kCapabilities);
    check_codec<RdstlsRequest>(kWithPassword);
    check_codec<RdstlsRequest>(kWithCookie);
    check_codec<RdstlsResponse>(kDenied);
}

// As a real client says it: the texts of a redirection with their nulls, and an empty domain as a null alone.
BOOST_AUTO_TEST_CASE(reads_what_freerdp_says) {
    const auto real = golden("rdstls-request-xfreerdp3");
    check_codec<RdstlsRequest>(real);
    const auto request = read_pdu<RdstlsRequest>(real);
    const auto& with = std::get<RdstlsPassword>(request.credentials);
    BOOST_TEST(with.user_name == from_hex("63 00 61 00 6e 00 61 00 72 00 79 00 00 00"));
    BOOST_TEST(with.domain == from_hex("00 00"));
    BOOST_TEST(with.password == Bytes(120, 0x5a));
    BOOST_TEST(length_of(real) == std::to_string(real.size()));
}

BOOST_AUTO_TEST_CASE(nothing_that_is_cut_passes_for_the_whole) {
    check_cut_short<RdstlsCapabilities>(kCapabilities);
    check_cut_short<RdstlsRequest>(kWithPassword);
    check_cut_short<RdstlsRequest>(kWithCookie);
    check_cut_short<RdstlsResponse>(kDenied);
}

BOOST_AUTO_TEST_CASE(names_what_is_wrong) {
    BOOST_TEST(error_of<RdstlsResponse>(kCapabilities) == "rdstls.PduType: not of this PDU (byte 2)");
    BOOST_TEST(error_of<RdstlsRequest>(with(kWithPassword, 4, "0300")) ==
               "rdstls.DataType: no credentials that are known (byte 4)");
    BOOST_TEST(error_of<RdstlsRequest>(with(kWithPassword, 6, "ffff")) ==
               "rdstls.RedirectionGuidLength: more than there is (byte 6)");
    BOOST_TEST(error_of<RdstlsRequest>(with(kWithPassword, 24, "0400")) ==
               "rdstls.PasswordLength: more than there is (byte 24)");
    BOOST_TEST(error_of<RdstlsRequest>(with(kWithCookie, 10, "0500")) ==
               "rdstls.AutoReconnectCookieLength: more than there is (byte 10)");
}

BOOST_AUTO_TEST_CASE(finds_where_a_pdu_ends) {
    for (const auto& pdu : {kCapabilities, kWithPassword, kWithCookie, kDenied}) {
        auto more = pdu;
        more.insert(more.end(), {3, 0});
        BOOST_TEST(length_of(more) == std::to_string(pdu.size()));
    }
    BOOST_TEST(length_of(BytesView(kWithPassword).first(25)) == "more");
    BOOST_TEST(length_of(BytesView(kWithCookie).first(11)) == "more");
    BOOST_TEST(length_of(BytesView(kCapabilities).first(3)) == "more");
    BOOST_TEST(length_of(with(kDenied, 2, "0300")) == "rdstls.PduType: unknown (byte 2)");
    BOOST_TEST(length_of(with(kWithPassword, 4, "0300")) ==
               "rdstls.DataType: no credentials that are known (byte 4)");
}

BOOST_AUTO_TEST_CASE(tells_by_the_type_which_step_it_is) {
    BOOST_TEST((rdstls_step(kCapabilities) == Step::rdstls_capabilities));
    BOOST_TEST((rdstls_step(kWithCookie) == Step::rdstls_request));
    BOOST_TEST((rdstls_step(kDenied) == Step::rdstls_response));
    BOOST_TEST((rdstls_step(with(kDenied, 2, "0003")) == Step::none));
    BOOST_TEST((rdstls_step(BytesView(kDenied).first(3)) == Step::none));
}

// MS-RDPBCGR 2.2.17.4.
BOOST_AUTO_TEST_CASE(results_have_the_names_of_the_specification) {
    BOOST_TEST(rdstls_result_text(0x0) == "RDSTLS_RESULT_SUCCESS");
    BOOST_TEST(rdstls_result_text(0x775) == "RDSTLS_RESULT_ACCOUNT_LOCKED_OUT");
    BOOST_TEST(rdstls_result_text(0x569) == "0x569");
}

BOOST_AUTO_TEST_SUITE_END()

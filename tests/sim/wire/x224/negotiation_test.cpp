#include "sim/wire/x224/negotiation.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(negotiation)

using namespace badrdp::wire;
using badrdp::test::from_hex;

namespace {

template <class Pdu>
std::string error_of(std::string_view hex) {
    const auto bytes = from_hex(hex);
    Reader in(bytes);
    const auto pdu = Pdu::read(in);
    return pdu ? "none" : to_string(pdu.error());
}

// Byte for byte, and the same names at the same places.
template <class Pdu>
void check_mirrors(std::string_view hex) {
    const auto bytes = from_hex(hex);
    Reader in(bytes);
    const auto pdu = Pdu::read(in);
    BOOST_REQUIRE(pdu);
    Writer out;
    pdu->write(out);
    BOOST_TEST(out.bytes == bytes);
    BOOST_TEST(std::ranges::equal(in.fields(), out.fields));
}

constexpr auto kCorrelation = "06 00 24 00 0102030405060708090a0b0c0e0f1011 000102030405060708090a0b0c0d0e0f";

}  // namespace

BOOST_AUTO_TEST_CASE(read_and_write_are_mirrors) {
    check_mirrors<RdpNegReq>("01 0b 08 00 1f 00 00 80");
    check_mirrors<RdpNegRsp>("02 1f 08 00 02 00 00 00");
    check_mirrors<RdpNegFailure>("03 00 08 00 05 00 00 00");
    check_mirrors<RdpCorrelationInfo>(kCorrelation);
}

BOOST_AUTO_TEST_CASE(reads_the_numbers_little_endian) {
    const auto bytes = from_hex("01 08 08 00 0b 00 00 00");
    Reader in(bytes);
    const auto req = RdpNegReq::read(in);
    BOOST_REQUIRE(req);
    BOOST_TEST(req->flags == RdpNegReq::kCorrelationInfoPresent);
    BOOST_TEST((req->requested_protocols == Protocols{0x0b}));
}

BOOST_AUTO_TEST_CASE(reads_the_correlation_id) {
    const auto bytes = from_hex(kCorrelation);
    Reader in(bytes);
    const auto info = RdpCorrelationInfo::read(in);
    BOOST_REQUIRE(info);
    BOOST_TEST(info->correlation_id.front() == 0x01);
    BOOST_TEST(info->correlation_id.back() == 0x11);
    BOOST_TEST(info->reserved.back() == 0x0f);
}

BOOST_AUTO_TEST_CASE(a_code_without_a_name_survives) {
    check_mirrors<RdpNegFailure>("03 ff 08 00 ef be ad de");
    check_mirrors<RdpNegRsp>("02 ff 08 00 ef be ad de");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong) {
    BOOST_TEST(error_of<RdpNegReq>("02 00 08 00 00 00 00 00") == "rdpNegReq.type: not 1 (byte 0)");
    BOOST_TEST(error_of<RdpNegReq>("01 00 00 08 00 00 00 00") == "rdpNegReq.length: not 8 (byte 2)");
    BOOST_TEST(error_of<RdpNegReq>("01 00 08 00 00 00 00") ==
               "rdpNegReq.requestedProtocols: missing (byte 4)");
    BOOST_TEST(error_of<RdpNegRsp>("01 00 08 00 00 00 00 00") == "rdpNegRsp.type: not 2 (byte 0)");
    BOOST_TEST(error_of<RdpNegRsp>("02 00 07 00 00 00 00 00") == "rdpNegRsp.length: not 8 (byte 2)");
    BOOST_TEST(error_of<RdpNegRsp>("02 00 08 00") == "rdpNegRsp.selectedProtocol: missing (byte 4)");
    BOOST_TEST(error_of<RdpNegFailure>("02 00 08 00 00 00 00 00") == "rdpNegFailure.type: not 3 (byte 0)");
    BOOST_TEST(error_of<RdpNegFailure>("03 00 08 01 00 00 00 00") == "rdpNegFailure.length: not 8 (byte 2)");
    BOOST_TEST(error_of<RdpNegFailure>("03 00") == "rdpNegFailure.length: missing (byte 2)");
    BOOST_TEST(error_of<RdpCorrelationInfo>("05 00 24 00") == "rdpCorrelationInfo.type: not 6 (byte 0)");
    BOOST_TEST(error_of<RdpCorrelationInfo>("06 00 08 00") == "rdpCorrelationInfo.length: not 36 (byte 2)");
    BOOST_TEST(error_of<RdpCorrelationInfo>("06 00 24 00 01") ==
               "rdpCorrelationInfo.correlationId: missing (byte 4)");
    BOOST_TEST(error_of<RdpCorrelationInfo>("06 00 24 00 0102030405060708090a0b0c0e0f1011 00") ==
               "rdpCorrelationInfo.reserved: missing (byte 20)");
}

BOOST_AUTO_TEST_CASE(protocols_are_printed_as_the_specification_calls_them) {
    BOOST_TEST(protocols_text(Protocols{0}) == "RDP");
    BOOST_TEST(protocols_text(Protocols{1}) == "SSL");
    BOOST_TEST(protocols_text(Protocols{3}) == "SSL|HYBRID");
    BOOST_TEST(protocols_text(Protocols{0x1f}) == "SSL|HYBRID|RDSTLS|HYBRID_EX|RDSAAD");
    BOOST_TEST(protocols_text(Protocols{0x21}) == "SSL|0x20");
    BOOST_TEST(protocols_text(Protocols{0x80000000}) == "0x80000000");
}

BOOST_AUTO_TEST_CASE(failures_are_printed_as_the_specification_calls_them) {
    BOOST_TEST(failure_text(FailureCode{1}) == "SSL_REQUIRED_BY_SERVER");
    BOOST_TEST(failure_text(FailureCode{2}) == "SSL_NOT_ALLOWED_BY_SERVER");
    BOOST_TEST(failure_text(FailureCode{3}) == "SSL_CERT_NOT_ON_SERVER");
    BOOST_TEST(failure_text(FailureCode{4}) == "INCONSISTENT_FLAGS");
    BOOST_TEST(failure_text(FailureCode{5}) == "HYBRID_REQUIRED_BY_SERVER");
    BOOST_TEST(failure_text(FailureCode{6}) == "SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER");
    BOOST_TEST(failure_text(FailureCode{7}) == "ENTRA_AUTH_REQUIRED_BY_SERVER");  // as programs of 2026 say
    BOOST_TEST(failure_text(FailureCode{8}) == "unknown code 8");
    BOOST_TEST(failure_text(FailureCode{0}) == "unknown code 0");
}

// MS-RDPBCGR 2.2.1.1.1, 2.2.1.2.1.
BOOST_AUTO_TEST_CASE(flags_have_names) {
    BOOST_TEST(request_flags_text(0) == "0");
    BOOST_TEST(request_flags_text(2) == "REDIRECTED_AUTHENTICATION_MODE_REQUIRED");
    BOOST_TEST(request_flags_text(9) == "RESTRICTED_ADMIN_MODE_REQUIRED|CORRELATION_INFO_PRESENT");
    BOOST_TEST(response_flags_text(0x1f) ==
               "EXTENDED_CLIENT_DATA_SUPPORTED|DYNVC_GFX_PROTOCOL_SUPPORTED|NEGRSP_FLAG_RESERVED|"
               "RESTRICTED_ADMIN_MODE_SUPPORTED|REDIRECTED_AUTHENTICATION_MODE_SUPPORTED");
    BOOST_TEST(response_flags_text(0x20) == "0x20");
}

BOOST_AUTO_TEST_SUITE_END()

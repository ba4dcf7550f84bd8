#include "sim/wire/nla/nego_text.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "sim/wire/nla/mechanism.h"

#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(wire_nego_text)

using namespace badrdp::wire;
using badrdp::test::from_hex;
using badrdp::test::golden;

namespace {

// The first TSRequest of a client that has Kerberos at hand: SPNEGO, and in it the beginning of an AP-REQ.
constexpr std::string_view kKerberosFirst =
    "305ba003020106a15430523050a04e044c604a06062b0601050502a040303ea024302206092a864882f71201020206092a"
    "864886f712010202060a2b06010401823702020aa2160414601206092a864886f71201020201006e03020105";

}  // namespace

BOOST_AUTO_TEST_CASE(kerberos_inside_spnego_is_told_as_that) {
    BOOST_TEST(ts_request_text(from_hex(kKerberosFirst)) ==
               "version 6, SPNEGO offers MS-KRB5, KRB5, NTLMSSP, prefers MS-KRB5, with a token of KRB5");
}

BOOST_AUTO_TEST_CASE(ntlm_is_told_by_its_messages) {
    BOOST_TEST(ts_request_text(golden("ts-request-xfreerdp-negotiate")) == "version 6, NTLM NEGOTIATE");
    BOOST_TEST(ts_request_text(golden("ts-request-xfreerdp-challenge")) == "version 6, NTLM CHALLENGE");
    BOOST_TEST(ts_request_text(golden("ts-request-xfreerdp-authenticate")) ==
               "version 6, NTLM AUTHENTICATE, pubKeyAuth");
}

BOOST_AUTO_TEST_CASE(spnego_around_ntlm_is_told_with_both) {
    BOOST_TEST(
        nego_token_text(golden("spnego-init-ntlm")).starts_with("SPNEGO offers NTLMSSP, prefers NTLMSSP"));
    BOOST_TEST(nego_token_text(golden("spnego-resp-ntlm")).starts_with("SPNEGO "));
    // RFC 4178 4.2.2: reject; and request-mic for a mechanism that was not the first.
    BOOST_TEST(nego_token_text(from_hex("a1 07 30 05 a0 03 0a 01 02")) == "SPNEGO reject");
    BOOST_TEST(nego_token_text(from_hex("a1 15 30 13 a0 03 0a 01 03 a1 0c 06 0a 2b060104018237 02020a")) ==
               "SPNEGO request-mic, selects NTLMSSP and rejects what was preferred");
}

BOOST_AUTO_TEST_CASE(what_is_offered_is_known_in_its_order) {
    using enum Mechanism;
    BOOST_TEST((mechanisms_offered(from_hex(kKerberosFirst)) == std::vector{ms_krb5, krb5, ntlmssp}));
    BOOST_TEST((mechanisms_offered(golden("ts-request-xfreerdp-negotiate")) == std::vector{ntlmssp}));
    // One without a name here is not passed over: it may be the preferred one.
    auto strange = from_hex(kKerberosFirst);
    const auto known = from_hex("2a864882f712010202");
    const auto at = std::ranges::search(strange, known).begin();
    BOOST_REQUIRE(at != strange.end());
    *at = 0x2b;
    BOOST_TEST((mechanisms_offered(strange) == std::vector{other, krb5, ntlmssp}));
    BOOST_TEST(mechanisms_offered({}).empty());
    BOOST_TEST(mechanisms_offered(from_hex("3000")).empty());
}

BOOST_AUTO_TEST_CASE(unknown_mechanisms_are_told_by_number) {
    BOOST_TEST(mechanism_text(from_hex("2b 06 01 05 02 07")) == "1.3.6.1.5.2.7");
    BOOST_TEST(mechanism_text(from_hex("2b 06 81")) == "an unreadable mechanism");
    BOOST_TEST(mechanism_text({}) == "an unreadable mechanism");
}

BOOST_AUTO_TEST_CASE(what_is_no_ts_request_has_no_text) {
    BOOST_TEST(ts_request_text({}) == "");
    BOOST_TEST(ts_request_text(from_hex("30 00")) == "");
}

BOOST_AUTO_TEST_SUITE_END()

#include "sim/wire/nla/early_user_auth.h"

#include "tests/golden.h"
#include "tests/sim/mirrors.h"

BOOST_AUTO_TEST_SUITE(wire_early_user_auth)

using namespace badrdp::wire;
using namespace badrdp::test;

// The two values of MS-RDPBCGR 2.2.10.2, and one that has no name.
BOOST_AUTO_TEST_CASE(is_four_bytes) {
    BOOST_TEST(read_pdu<EarlyUserAuthResult>(from_hex("00 00 00 00")).authorization_result == 0u);
    BOOST_TEST(written(EarlyUserAuthResult{EarlyUserAuthResult::kAccessDenied}) == from_hex("05 00 00 00"));
    check_codec<EarlyUserAuthResult>(from_hex("ef be ad de"));
    check_cut_short<EarlyUserAuthResult>(from_hex("05 00 00 00"));
    BOOST_TEST(error_of<EarlyUserAuthResult>({}) == "earlyUserAuth.authorizationResult: missing (byte 0)");
}

BOOST_AUTO_TEST_SUITE_END()

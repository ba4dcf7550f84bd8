#include "sim/wire/x224/classify.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(wire_classify)

using namespace badrdp::wire;
using badrdp::test::from_hex;
using badrdp::test::golden;

BOOST_AUTO_TEST_CASE(recorded_messages_are_told_by_their_first_bytes) {
    BOOST_TEST((classify(golden("request-spec"), Framing::tpkt) == Looks::tpkt));
    BOOST_TEST((classify(golden("request-spec"), Framing::tpkt_or_fast) == Looks::tpkt));
    BOOST_TEST((classify(golden("client-hello-xfreerdp"), Framing::tpkt) == Looks::tls));
    BOOST_TEST((classify(golden("ts-request-xfreerdp-negotiate"), Framing::ts_request) == Looks::ts_request));
    BOOST_TEST((classify(golden("fast-path-output-xrdp"), Framing::tpkt_or_fast) == Looks::fast_path));
    BOOST_TEST((classify(from_hex("48 54 54 50"), Framing::tpkt) == Looks::other));  // "HTTP"
    BOOST_TEST((classify({}, Framing::tpkt) == Looks::other));
}

// 0x30 is a SEQUENCE, and fast-path where that may come; 0x14 begins a TLS record, or fast-path.
BOOST_AUTO_TEST_CASE(what_may_come_next_decides) {
    BOOST_TEST((classify(from_hex("30 05"), Framing::tpkt_or_fast) == Looks::fast_path));
    BOOST_TEST((classify(from_hex("30 05"), Framing::ts_request) == Looks::ts_request));
    BOOST_TEST((classify(from_hex("14 03 03"), Framing::tpkt_or_fast) == Looks::fast_path));
    BOOST_TEST((classify(from_hex("14 03 03"), Framing::tpkt) == Looks::tls));
    BOOST_TEST((classify(from_hex("03 00 00 00"), Framing::early_user_auth) == Looks::other));
    BOOST_TEST((classify(from_hex("01 00 01 00"), Framing::rdstls) == Looks::rdstls));
    BOOST_TEST((classify(from_hex("03 00 01 00"), Framing::rdstls) == Looks::tpkt));
    BOOST_TEST((classify(from_hex("7b 7d 00"), Framing::rdsaad) == Looks::rdsaad));
    BOOST_TEST((classify(from_hex("03 00 01 00"), Framing::rdsaad) == Looks::tpkt));
    BOOST_TEST((classify(from_hex("12 00 00 00"), Framing::preconnection) == Looks::preconnection));
    BOOST_TEST((classify(from_hex("03 00 00 13"), Framing::preconnection) == Looks::tpkt));
}

BOOST_AUTO_TEST_CASE(a_tpdu_has_a_code) {
    BOOST_TEST(tpdu_code(golden("request-spec")) == 0xe0);
    BOOST_TEST(tpdu_code(golden("confirm-spec")) == 0xd0);
    BOOST_TEST(tpdu_code(from_hex("03 00 00 05 00")) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

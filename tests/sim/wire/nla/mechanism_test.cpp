#include "sim/wire/nla/mechanism.h"

#include <boost/test/unit_test.hpp>

#include "sim/wire/nla/ntlm.h"
#include "sim/wire/nla/spnego.h"
#include "sim/wire/nla/ts_request.h"
#include "tests/golden.h"
#include "tests/sim/mirrors.h"

BOOST_AUTO_TEST_SUITE(wire_mechanism)

using namespace badrdp::wire;
using namespace badrdp::test;

namespace {

// RFC 4121 4.1: the header of RFC 2743 3.1, TOK_ID 01 00, and a Kerberos AP-REQ.
const Bytes kApReq = from_hex("60 0d 06 09 2a 86 48 86 f7 12 01 02 02 01 00");
const Bytes kTgtReq = from_hex("60 0e 06 0a 2a 86 48 86 f7 12 01 02 02 03 04 00");  // user to user
const Bytes kAuthenticate = from_hex("4e 54 4c 4d 53 53 50 00 03 00 00 00");
const Bytes kNegotiate = from_hex("4e 54 4c 4d 53 53 50 00 01 00 00 00");
const Bytes kKerberos = from_hex("2a 86 48 86 f7 12 01 02 02");

std::optional<Mechanism> shown(const Bytes& token) {
    return mechanism_proved(written(TsRequest{.version = 6, .nego_tokens = {{token}}}));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_proof_is_a_ticket_or_an_authenticate) {
    BOOST_TEST((shown(kAuthenticate) == Mechanism::ntlmssp));
    BOOST_TEST(
        (shown(written(NegTokenInit{.mech_types = {kKerberos}, .mech_token = kApReq})) == Mechanism::krb5));
    BOOST_TEST((shown(written(NegTokenResp{.response_token = kApReq})) == Mechanism::krb5));
    BOOST_TEST((shown(written(NegTokenResp{.response_token = kAuthenticate})) == Mechanism::ntlmssp));
}

BOOST_AUTO_TEST_CASE(what_only_asks_proves_nothing) {
    BOOST_TEST(!shown(kNegotiate).has_value());
    BOOST_TEST(!shown(written(NegTokenInit{.mech_types = {kKerberos}, .mech_token = kTgtReq})).has_value());
    BOOST_TEST(!shown(written(NegTokenResp{.mech_list_mic = Bytes(16, 1)})).has_value());
    BOOST_TEST(!shown({}).has_value());
    BOOST_TEST(!mechanism_proved(Bytes(30, 0x30)).has_value());
    BOOST_TEST(!mechanism_proved(written(TsRequest{.version = 6})).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

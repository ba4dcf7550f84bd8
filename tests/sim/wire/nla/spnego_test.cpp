#include "sim/wire/nla/spnego.h"

#include "tests/golden.h"
#include "tests/sim/mirrors.h"

BOOST_AUTO_TEST_SUITE(wire_spnego)

using namespace badrdp::wire;
using badrdp::test::check_codec;
using badrdp::test::check_cut_short;
using badrdp::test::error_of;
using badrdp::test::from_hex;
using badrdp::test::read_pdu;
using badrdp::test::written;

namespace {

// GSS-API header and NegTokenInit with the mechanism NTLMSSP, as RFC 4178 4.2.1 encodes them.
const Bytes kInit = from_hex(
    "60 20 06 06 2b 06 01 05 05 02 a0 16 30 14 a0 0e 30 0c 06 0a 2b 06 01 04 01 82 37 02 02 0a a2 02 04 00");
const Bytes kResp = from_hex("a1 15 30 13 a0 03 0a 01 01 a1 0c 06 0a 2b 06 01 04 01 82 37 02 02 0a");

}  // namespace

BOOST_AUTO_TEST_CASE(writes_and_reads_an_init) {
    const NegTokenInit init{.mech_types = {{kNtlmsspOid.begin(), kNtlmsspOid.end()}}, .mech_token = Bytes{}};
    BOOST_TEST(written(init) == kInit);
    BOOST_TEST((read_pdu<NegTokenInit>(kInit) == init));
    check_codec<NegTokenInit>(kInit);
    check_cut_short<NegTokenInit>(kInit);
    BOOST_TEST(encoded_mech_types(init) == from_hex("30 0c 06 0a 2b 06 01 04 01 82 37 02 02 0a"));
}

BOOST_AUTO_TEST_CASE(writes_and_reads_a_response) {
    const NegTokenResp resp{.neg_state = NegTokenResp::kAcceptIncomplete,
                            .supported_mech = Bytes{kNtlmsspOid.begin(), kNtlmsspOid.end()}};
    BOOST_TEST(written(resp) == kResp);
    BOOST_TEST((read_pdu<NegTokenResp>(kResp) == resp));
    check_codec<NegTokenResp>(kResp);
    check_cut_short<NegTokenResp>(kResp);
}

BOOST_AUTO_TEST_CASE(keeps_every_field) {
    const NegTokenInit init{.mech_types = {{1, 2}, {3}},
                            .req_flags = Bytes{1, 0x02},
                            .mech_token = Bytes(400, 7),
                            .mech_list_mic = Bytes(16, 8)};
    check_codec<NegTokenInit>(written(init));
    BOOST_TEST((read_pdu<NegTokenInit>(written(init)) == init));
    const NegTokenResp resp{.neg_state = 3,
                            .supported_mech = Bytes{1},
                            .response_token = Bytes(200, 2),
                            .mech_list_mic = Bytes(16, 3)};
    check_codec<NegTokenResp>(written(resp));
    BOOST_TEST((read_pdu<NegTokenResp>(written(resp)) == resp));
    check_codec<NegTokenResp>(written(NegTokenResp{}));
}

BOOST_AUTO_TEST_CASE(tells_the_two_kinds_apart) {
    BOOST_TEST(looks_like_spnego(kInit));
    BOOST_TEST(looks_like_spnego(kResp));
    BOOST_TEST(!looks_like_spnego(from_hex("4e 54 4c 4d")));
    BOOST_TEST(!looks_like_spnego({}));
    Reader init(kInit), resp(kResp);
    BOOST_TEST(std::holds_alternative<NegTokenInit>(read_spnego(init).value()));
    BOOST_TEST(std::holds_alternative<NegTokenResp>(read_spnego(resp).value()));
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong) {
    auto other = kInit;
    other[9] = 3;
    BOOST_TEST(error_of<NegTokenInit>(other) == "spnego.thisMech: not SPNEGO (byte 4)");
    BOOST_TEST(error_of<NegTokenInit>(kResp) == "spnego.gss.tag: another tag than expected (byte 0)");
    auto longer = kResp;
    longer.push_back(0);
    BOOST_TEST(error_of<NegTokenResp>(longer) ==
               "spnego.negTokenResp.context.length: is not the size of the token (byte 1)");
    BOOST_TEST(error_of<NegTokenResp>(from_hex("a1 04 30 02 05 00")) ==
               "spnego.negTokenResp.length: counts more than its parts (byte 3)");
    BOOST_TEST(error_of<NegTokenResp>(from_hex("a1 80 30 00 00 00")) ==
               "spnego.negTokenResp.context.lengthForm: an indefinite length (byte 1)");
}

BOOST_AUTO_TEST_SUITE_END()

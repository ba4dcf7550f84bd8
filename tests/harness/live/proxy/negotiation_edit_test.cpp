#include "harness/live/proxy/negotiation_edit.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "harness/os/usage_error.h"
#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(live_negotiation_edit)

using namespace badrdp;
using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;
using test::from_hex;
using test::golden;
using wire::Step;

namespace {

struct Row {
    const char* edit;
    Step step;
    const char* packet;  // golden
    const char* hex;     // as it goes on [MS-RDPBCGR 2.2.1.1, 2.2.1.2]
};
std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.edit; }

const std::vector<Row> kRows{
    // "Cookie: mstshash=bob"
    {"cookie=bob", Step::x224_request, "request-spec",
     "03 00 00 29 24 e0 00 00 00 00 00 43 6f 6f 6b 69 65 3a 20 6d 73 74 73 68 61 73 68 3d 62 6f 62 0d 0a "
     "01 00 08 00 00 00 00 00"},
    {"cookie=", Step::x224_request, "request-spec",
     "03 00 00 13 0e e0 00 00 00 00 00 01 00 08 00 00 00 00 00"},
    {"cookie= requestedProtocols=0xb rdpNegReq.flags=1", Step::x224_request, "request-spec",
     "03 00 00 13 0e e0 00 00 00 00 00 01 01 08 00 0b 00 00 00"},
    {"rdpNegReq=none cookie=", Step::x224_request, "request-spec", "03 00 00 0b 06 e0 00 00 00 00 00"},
    {"cookie= routingToken=x=1", Step::x224_request, "request-spec",
     "03 00 00 18 13 e0 00 00 00 00 00 78 3d 31 0d 0a 01 00 08 00 00 00 00 00"},
    {"selectedProtocol=2", Step::x224_confirm, "confirm-xrdp-ssl", ""},
    {"failureCode=5", Step::x224_confirm, "confirm-xrdp-ssl", ""},
    {"rdpNegRsp=none", Step::x224_confirm, "confirm-xrdp-ssl", ""},
    {"selectedProtocol=1", Step::x224_confirm, "confirm-shadow-failure-5", ""},
};

}  // namespace

BOOST_DATA_TEST_CASE(what_is_edited_has_true_lengths, bdata::make(kRows), row) {
    const auto out = edited(parse_edit(row.edit), row.step, golden(row.packet));
    BOOST_REQUIRE(out);
    if (*row.hex != '\0') BOOST_TEST(out->bytes == from_hex(row.hex), boost::test_tools::per_element());
    BOOST_TEST(out->bytes[3] == out->bytes.size());       // tpkt.length
    BOOST_TEST(out->bytes[4] + 5u == out->bytes.size());  // x224.li
}

BOOST_AUTO_TEST_CASE(the_confirm_says_what_it_was_told_to) {
    const auto last = [](const char* edit, const char* packet) {
        const auto out = edited(parse_edit(edit), Step::x224_confirm, golden(packet));
        BOOST_REQUIRE(out);
        return wire::Bytes(out->bytes.begin() + 11, out->bytes.end());
    };
    BOOST_TEST((last("failureCode=5", "confirm-xrdp-ssl") == from_hex("03 00 08 00 05 00 00 00")));
    BOOST_TEST(
        (last("selectedProtocol=1", "confirm-shadow-failure-5") == from_hex("02 00 08 00 01 00 00 00")));
    BOOST_TEST((last("selectedProtocol=8 rdpNegRsp.flags=3", "confirm-xrdp-ssl") ==
                from_hex("02 03 08 00 08 00 00 00")));
    BOOST_TEST((last("rdpNegRsp=none", "confirm-xrdp-ssl").empty()));
}

BOOST_AUTO_TEST_CASE(what_an_edit_does_not_concern_stays) {
    BOOST_TEST(!edited(parse_edit("selectedProtocol=1"), Step::x224_request, golden("request-spec")));
    BOOST_TEST(!edited(parse_edit("selectedProtocol=1"), Step::client_hello, golden("request-spec")));
    BOOST_TEST(!edited(parse_edit("requestedProtocols=0"), Step::x224_request, golden("request-spec")));
    BOOST_TEST(!edited(parse_edit("cookie=bob"), Step::x224_request, from_hex("03 00 00 05 00")));
}

BOOST_DATA_TEST_CASE(what_makes_no_edit_is_refused,
                     bdata::make({"", "cookie", "colour=red", "requestedProtocols=", "requestedProtocols=ssl",
                                  "requestedProtocols=0x100000000", "rdpNegReq.flags=256", "connection=1",
                                  "selectedProtocol=1 failureCode=1", "rdpNegReq=some", "cookie=\x01"}),
                     text) {
    BOOST_CHECK_THROW(parse_edit(text), UsageError);
}

BOOST_AUTO_TEST_CASE(no_line_is_longer_than_x224_can_say) {
    BOOST_CHECK_THROW(parse_edit("cookie=" + std::string(181, 'x')), UsageError);
    BOOST_CHECK_THROW(
        parse_edit("cookie=" + std::string(100, 'x') + " routingToken=" + std::string(100, 'x')), UsageError);
    const auto out = edited(parse_edit("routingToken=" + std::string(100, 'x') +
                                       " cookie=" + std::string(80, 'y') + " requestedProtocols=1"),
                            Step::x224_request, golden("request-spec"));
    BOOST_REQUIRE(out);
    BOOST_TEST(out->bytes[4] + 5u == out->bytes.size());
}

// li is 254 at most [X.224 13.2.1]: 6 bytes before, 62 of the client's own line, 19 of "Cookie: mstshash="
// and CR LF, 8 of rdpNegReq leave room for 159 letters.
BOOST_AUTO_TEST_CASE(what_the_client_says_itself_may_leave_no_room) {
    wire::ConnectionRequest request;
    request.routing_token = std::string(60, 't');
    request.rdp_neg_req.emplace();
    const auto said = to_writer(request).bytes;
    const auto with_cookie = [&](std::size_t letters) {
        return edited(parse_edit("cookie=" + std::string(letters, 'x')), Step::x224_request, said);
    };
    const auto fits = with_cookie(159);
    BOOST_REQUIRE(fits);
    BOOST_TEST(fits->bytes[4] == 254u);
    BOOST_TEST(fits->bytes[4] + 5u == fits->bytes.size());
    const auto too_long = with_cookie(160);
    BOOST_REQUIRE(!too_long);
    BOOST_TEST((too_long.error() == NotEdited::too_long));
}

BOOST_AUTO_TEST_SUITE_END()

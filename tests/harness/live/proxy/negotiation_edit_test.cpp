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

BOOST_AUTO_TEST_SUITE_END()

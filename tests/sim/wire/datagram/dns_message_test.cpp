#include "sim/wire/datagram/dns_message.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/fuzz/oracle.h"
#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(harness_net_dns_message)

namespace {

using namespace badrdp;
using namespace badrdp::harness;
using badrdp::test::from_hex;
using badrdp::test::golden;
namespace bdata = boost::unit_test::data;

wire::Expected<DnsMessage> read(const wire::Bytes& bytes) {
    wire::Reader in(bytes);
    return DnsMessage::read(in);
}

struct Bad {
    std::string name;
    std::string hex;
    std::string_view error;
};

std::ostream& operator<<(std::ostream& out, const Bad& bad) { return out << bad.name; }

std::string repeated(const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

const std::string kAsksOne = "00 01 01 00 00 01 00 00 00 00 00 00 ";
const std::string kLabel63 = "3f " + repeated("61 ", 63);

const std::vector<Bad> kBad{
    {"nothing", "", "dns.ID: missing (byte 0)"},
    {"half a header", "00 01 01 00 00 01 00", "dns.ANCOUNT: missing (byte 6)"},
    {"a question that is not there", kAsksOne, "dns.QNAME: does not end (byte 12)"},
    {"a label beyond the end", kAsksOne + "04 61 62 63", "dns.QNAME: does not end (byte 12)"},
    {"a name without its root", kAsksOne + "01 61", "dns.QNAME: does not end (byte 12)"},
    {"a pointer to itself", kAsksOne + "c0 0c" + repeated(" 00", 192),
     "dns.QNAME: a label that is compressed or too long (byte 12)"},
    {"a label of 64", kAsksOne + "40 " + repeated("61 ", 64) + "00 00 01 00 01",
     "dns.QNAME: a label that is compressed or too long (byte 12)"},
    {"a name of 256", kAsksOne + repeated(kLabel63, 3) + "3e " + repeated("61 ", 62) + "00 00 01 00 01",
     "dns.QNAME: longer than a name may be (byte 12)"},
    {"65535 questions", "00 01 01 00 ff ff 00 00 00 00 00 00 00 00 01 00 01",
     "dns.QNAME: does not end (byte 17)"},
    {"rdata beyond the end", "00 01 01 00 00 00 00 00 00 00 00 01 00 00 29 04 d0 00 00 00 00 00 02 00",
     "dns.RDATA: missing (byte 23)"},
    {"more than it counts", kAsksOne + "00 00 01 00 01 00",
     "dns.ARCOUNT: counts less than there is (byte 10)"},
};

}  // namespace

BOOST_DATA_TEST_CASE(keeps_every_byte_of_real_queries, bdata::make(test::golden_names("dns-query-")), name) {
    BOOST_TEST(fuzz::about_codec<DnsMessage>(golden(name)).value_or("") == "");
    BOOST_TEST(read(golden(name)).has_value());
}

BOOST_AUTO_TEST_CASE(reads_what_dig_asks) {
    const auto query = read(golden("dns-query-dig-aaaa"));
    BOOST_REQUIRE(query);
    BOOST_TEST(query->id == 0xe482);
    BOOST_TEST((query->flags & DnsMessage::kRecursionDesired) != 0);
    BOOST_REQUIRE_EQUAL(query->questions.size(), 1u);
    BOOST_TEST(to_text(query->questions[0].qname) == "rDp-HoSt.TeSt");
    BOOST_TEST(same_name(query->questions[0].qname, DnsName::of("rdp-host.test")));
    BOOST_TEST(query->questions[0].qtype == DnsType::kAaaa);
    BOOST_REQUIRE_EQUAL(query->additionals.size(), 1u);
    BOOST_TEST(query->additionals[0].type == DnsType::kOpt);
    BOOST_TEST(query->additionals[0].rr_class == 1232);
    BOOST_TEST(query->additionals[0].rdata.size() == 12u);  // its cookie [RFC 7873 4]
}

BOOST_DATA_TEST_CASE(names_the_field_that_is_wrong, bdata::make(kBad), bad) {
    const auto message = read(from_hex(bad.hex));
    BOOST_REQUIRE(!message);
    BOOST_TEST(to_string(message.error()) == bad.error);
}

BOOST_AUTO_TEST_CASE(the_longest_name_is_read) {
    const auto hex = kAsksOne + repeated(kLabel63, 3) + "3d " + repeated("61 ", 61) + "00 00 01 00 01";
    const auto message = read(from_hex(hex));
    BOOST_REQUIRE(message);
    BOOST_TEST(to_text(message->questions[0].qname).size() == 253u);
}

BOOST_AUTO_TEST_CASE(a_name_is_shown_with_what_might_deceive_escaped) {
    BOOST_TEST(to_text(DnsName{}) == ".");
    BOOST_TEST(to_text(DnsName{{"a.b", "c\n\xff", "_tcp"}}) == "a\\046b.c\\010\\255._tcp");
    BOOST_TEST(!same_name(DnsName{{"rdp-host.test"}}, DnsName::of("rdp-host.test")));
}

BOOST_AUTO_TEST_SUITE_END()

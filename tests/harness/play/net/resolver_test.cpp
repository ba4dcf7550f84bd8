#include "harness/play/net/resolver.h"

#include <fmt/core.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/capture/tshark.h"
#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(harness_net_resolver)

namespace {

using namespace badrdp;
using namespace badrdp::harness;
using badrdp::test::from_hex;
using badrdp::test::golden;
using boost::test_tools::per_element;
using Answer = Names::Answer;
namespace bdata = boost::unit_test::data;
namespace utf = boost::unit_test;

constexpr const char* kA = "dns-query-glibc-a";
constexpr const char* kAaaa = "dns-query-glibc-aaaa";

const std::string kHost = "08 72 64 70 2d 68 6f 73 74 04 74 65 73 74 00 ";

// The same message with its name written out in the place of a pointer to it.
wire::Bytes decompressed(const wire::Bytes& message) {
    const auto pointer = from_hex("c0 0c");
    const auto name = from_hex(kHost);
    const auto found = std::ranges::search(message, pointer);
    BOOST_REQUIRE(!found.empty());
    wire::Bytes out(message.begin(), found.begin());
    out.insert(out.end(), name.begin(), name.end());
    out.insert(out.end(), found.end(), message.end());
    return out;
}

wire::Bytes with_id(wire::Bytes message, const wire::Bytes& of) {
    std::copy_n(of.begin(), 2, message.begin());
    return message;
}

wire::Bytes replied(const Names& names, const wire::Bytes& query) {
    return reply_to(names, query).datagram.value_or(wire::Bytes{});
}

struct Row {
    Answer answer;
    std::string_view a;
    std::string_view aaaa;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << name(row.answer); }

const std::vector<Row> kRows{
    {Answer::correct, "198.18.0.1", "2001:2::1"},
    {Answer::nxdomain, "NXDOMAIN", "NXDOMAIN"},
    {Answer::servfail, "SERVFAIL", "SERVFAIL"},
    {Answer::silence, "silence", "silence"},
    {Answer::refused, "REFUSED", "REFUSED"},
    {Answer::wrong_address, "198.18.0.66", "2001:2::66"},
    {Answer::dead_ipv6_first, "198.18.0.1", "2001:2::66"},
    {Answer::dead_ipv4_first, "198.18.0.3, 198.18.0.1", "no data"},
    {Answer::empty, "no data", "no data"},
    {Answer::srv_silence, "198.18.0.1", "2001:2::1"},
};

// RFC 1035 4.1.2: a question of class IN, behind a header that asks for recursion.
wire::Bytes query_for(std::string_view name, std::uint16_t type) {
    wire::Writer out;
    DnsMessage{.id = 7,
               .flags = DnsMessage::kRecursionDesired,
               .questions = {{.qname = DnsName::of(name), .qtype = type}}}
        .write(out);
    return std::move(out.bytes);
}

constexpr std::uint16_t kTxt = 16;

// What tshark makes of it.
std::string rcode(std::string_view said) {
    if (said == "SERVFAIL") return "2";
    if (said == "NXDOMAIN") return "3";
    return said == "REFUSED" ? "5" : "0";
}

std::string shown(std::string_view said) {
    if (said.find_first_of(".:") == said.npos) return "";
    std::string text(said);
    std::erase(text, ' ');
    return text;
}

struct Odd {
    std::string name;
    std::string query;
    std::string reply;  // empty: silence
};

std::ostream& operator<<(std::ostream& out, const Odd& odd) { return out << odd.name; }

// Written after [RFC 1035 4.1.1] and [RFC 6891 6.1.3].
const std::vector<Odd> kOdd{
    {"nothing at all", "", ""},
    {"less than one can tell", "ab cd 01", ""},
    {"an answer", "ab cd 81 80 00 01 00 00 00 00 00 00 " + kHost + "00 01 00 01", ""},
    {"an answer cut short", "ab cd 80 00", ""},
    {"a query cut short", "ab cd 01 00 00 01", "ab cd 81 81 00 00 00 00 00 00 00 00"},
    {"a pointer to itself", "ab cd 01 00 00 01 00 00 00 00 00 00 c0 0c 00 01 00 01",
     "ab cd 81 81 00 00 00 00 00 00 00 00"},
    {"no question", "ab cd 01 00 00 00 00 00 00 00 00 00", "ab cd 81 81 00 00 00 00 00 00 00 00"},
    {"two questions", "ab cd 01 00 00 02 00 00 00 00 00 00 00 00 01 00 01 00 00 01 00 01",
     "ab cd 81 81 00 00 00 00 00 00 00 00"},
    {"an update", "ab cd 28 00 00 01 00 00 00 00 00 00 00 00 06 00 01",
     "ab cd a8 84 00 01 00 00 00 00 00 00 00 00 06 00 01"},
    {"of class CHAOS", "ab cd 01 00 00 01 00 00 00 00 00 00 " + kHost + "00 01 00 03",
     "ab cd 81 85 00 01 00 00 00 00 00 00 " + kHost + "00 01 00 03"},
    {"of another type", "ab cd 01 00 00 01 00 00 00 00 00 00 " + kHost + "00 10 00 01",
     "ab cd 85 80 00 01 00 00 00 00 00 00 " + kHost + "00 10 00 01"},
    {"with EDNS",
     "ab cd 01 00 00 01 00 00 00 00 00 01 " + kHost + "00 10 00 01 00 00 29 04 d0 00 00 80 00 00 00",
     "ab cd 85 80 00 01 00 00 00 00 00 01 " + kHost + "00 10 00 01 00 00 29 04 d0 00 00 00 00 00 00"},
    {"with EDNS of another version",
     "ab cd 01 00 00 01 00 00 00 00 00 01 " + kHost + "00 01 00 01 00 00 29 04 d0 00 01 00 00 00 00",
     "ab cd 81 80 00 01 00 00 00 00 00 01 " + kHost + "00 01 00 01 00 00 29 04 d0 01 00 00 00 00 00"},
    {"with EDNS twice",
     "ab cd 01 00 00 01 00 00 00 00 00 02 00 00 01 00 01 00 00 29 04 d0 00 00 00 00 00 00 "
     "00 00 29 04 d0 00 00 00 00 00 00",
     "ab cd 81 81 00 01 00 00 00 00 00 00 00 00 01 00 01"},
};

}  // namespace

// RFC 2782, RFC 4120 7.2.3.2: priority, weight, port 88, and the name of the host there.
BOOST_AUTO_TEST_CASE(knows_the_kdc_of_a_realm_and_where_it_is) {
    const Names names{.kdc = true};
    const auto srv = reply_to(names, query_for("_Kerberos._udp.test", DnsType::kSrv));
    BOOST_TEST(srv.record == "SRV _Kerberos._udp.test: 0 0 88 kdc.test");
    const auto target = from_hex("00 00 00 00 00 58 03 6b 64 63 04 74 65 73 74 00");
    BOOST_REQUIRE(srv.datagram.has_value());
    BOOST_TEST(!std::ranges::search(*srv.datagram, target).empty());
    BOOST_TEST(reply_to(names, query_for("_kerberos._tcp.TEST", DnsType::kSrv)).record ==
               "SRV _kerberos._tcp.TEST: 0 0 88 kdc.test");
    BOOST_TEST(reply_to(names, query_for("_kerberos._udp.TEST", kTxt)).record ==
               "TXT _kerberos._udp.TEST: no data");
    BOOST_TEST(reply_to(names, query_for("kdc.test", DnsType::kA)).record == "A kdc.test: 198.18.0.1");
    BOOST_TEST(reply_to(names, query_for("kdc.test", DnsType::kAaaa)).record == "AAAA kdc.test: no data");
    BOOST_TEST(reply_to({}, query_for("kdc.test", DnsType::kA)).record == "A kdc.test: NXDOMAIN");
}

BOOST_AUTO_TEST_CASE(may_be_silent_where_a_service_is_looked_for) {
    const Names names{.answer = Answer::srv_silence, .kdc = true};
    BOOST_TEST(!reply_to(names, query_for("_kerberos._udp.TEST", DnsType::kSrv)).datagram.has_value());
    BOOST_TEST(!reply_to(names, query_for("rdp-host.test", kTxt)).datagram.has_value());
    BOOST_TEST(reply_to(names, query_for("rdp-host.test", DnsType::kA)).datagram.has_value());
}

BOOST_AUTO_TEST_CASE(may_be_silent_for_aaaa_alone) {
    const Names names{.answer = Answer::aaaa_silence};
    BOOST_TEST(reply_to(names, golden(kA)).record == "A rdp-host.test: 198.18.0.1");
    BOOST_TEST((reply_to(names, golden(kAaaa)) == DnsReply{{}, "AAAA rdp-host.test: silence"}));
}

BOOST_DATA_TEST_CASE(answers_as_it_is_told_and_says_so, bdata::make(kRows), row) {
    const Names names{.answer = row.answer};
    const auto a = reply_to(names, golden(kA));
    const auto aaaa = reply_to(names, golden(kAaaa));
    BOOST_TEST(a.record == "A rdp-host.test: " + std::string(row.a));
    BOOST_TEST(aaaa.record == "AAAA rdp-host.test: " + std::string(row.aaaa));
    BOOST_TEST(a.datagram.has_value() == (row.answer != Answer::silence));
    BOOST_TEST(aaaa.datagram.has_value() == (row.answer != Answer::silence));
}

BOOST_AUTO_TEST_CASE(a_right_answer_is_what_dnsmasq_gives) {
    BOOST_TEST(replied({}, golden(kA)) == decompressed(golden("dns-answer-dnsmasq-a")), per_element());
    BOOST_TEST(
        replied({}, golden(kAaaa)) == with_id(decompressed(golden("dns-answer-dnsmasq-aaaa")), golden(kAaaa)),
        per_element());
}

BOOST_AUTO_TEST_CASE(a_name_that_is_not_there_is_what_dnsmasq_gives) {
    const auto expected = golden("dns-answer-dnsmasq-nxdomain");
    auto query = expected;
    query[2] = 0x01;
    query[3] = 0x00;
    BOOST_TEST(replied({}, query) == expected, per_element());
}

BOOST_AUTO_TEST_CASE(the_question_comes_back_in_its_own_letters) {
    const auto query = golden("dns-query-dig-aaaa");
    const auto reply = reply_to({}, query);
    BOOST_TEST(reply.record == "AAAA rDp-HoSt.TeSt: 2001:2::1");
    const auto name = std::span(query).subspan(12, kHost.size() / 3);
    BOOST_TEST((std::ranges::search(*reply.datagram, name).begin() - reply.datagram->begin()) == 12);
}

BOOST_AUTO_TEST_CASE(other_names_do_not_exist_whatever_the_host_gets) {
    for (const auto answer : kAnswers)
        BOOST_TEST(reply_to({.answer = answer}, golden("dns-query-dig-ptr")).record ==
                   (answer == Answer::srv_silence ? "PTR 1.0.18.198.in-addr.arpa: silence"
                                                  : "PTR 1.0.18.198.in-addr.arpa: NXDOMAIN"));
}

BOOST_DATA_TEST_CASE(odd_queries_get_an_error_or_silence, bdata::make(kOdd), odd) {
    const auto reply = reply_to({}, from_hex(odd.query));
    BOOST_TEST(reply.datagram.has_value() == !odd.reply.empty());
    BOOST_TEST(reply.datagram.value_or(wire::Bytes{}) == from_hex(odd.reply), per_element());
    BOOST_TEST(reply.record.find('\n') == reply.record.npos);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_query_is_said) {
    BOOST_TEST(reply_to({}, from_hex("ab cd 01 00 00 01 00 00 00 00 00 00 c0 0c")).record ==
               "no query (dns.QNAME: a label that is compressed or too long (byte 12)): FORMERR");
}

// Who has read the same RFCs: rcode, addresses, and nothing malformed.
BOOST_AUTO_TEST_CASE(tshark_reads_the_same, *utf::precondition(badrdp::test::has_tshark)) {
    const badrdp::test::Folder folder;
    for (const auto& row : kRows) {
        if (row.answer == Answer::silence) continue;
        std::ofstream dump(folder / "dump");
        for (const auto* query : {kA, kAaaa, "dns-query-dig-aaaa"}) {
            dump << "0000";
            for (const auto byte : replied({.answer = row.answer}, golden(query)))
                dump << fmt::format(" {:02x}", byte);
            dump << "\n\n";
        }
        dump.close();
        const auto packets = folder / "packets";
        badrdp::test::output_of("text2pcap -q -u 53,40000 " + (folder / "dump").string() + " " +
                                packets.string());
        const auto rows = badrdp::test::tshark(
            packets, "-Y dns", {"dns.flags.rcode", "dns.a", "dns.aaaa", "dns.count.add_rr", "_ws.malformed"});
        using Cells = std::vector<std::string>;
        const auto aaaa = shown(row.aaaa);
        BOOST_TEST_CONTEXT(name(row.answer)) {
            BOOST_REQUIRE_EQUAL(rows.size(), 3u);
            BOOST_TEST(rows[0] == (Cells{rcode(row.a), shown(row.a), "", "0", ""}), per_element());
            BOOST_TEST(rows[1] == (Cells{rcode(row.aaaa), "", aaaa, "0", ""}), per_element());
            BOOST_TEST(rows[2] == (Cells{rcode(row.aaaa), "", aaaa, "1", ""}), per_element());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

#include "sim/wire/tls/tls_flight.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(tls_flight)

using namespace badrdp::wire;
using badrdp::test::from_hex;
using badrdp::test::golden;
using badrdp::test::golden_names;
using badrdp::test::joined;

namespace {

std::vector<std::size_t> places(const Writer& flight, std::string_view field) {
    std::vector<std::size_t> at;
    for (const auto& span : flight.fields)
        if (span.name == field) at.push_back(span.at);
    return at;
}

using Places = std::vector<std::size_t>;

}  // namespace

BOOST_AUTO_TEST_CASE(names_the_headers_of_records_and_messages) {
    // Records of 65, 809, 300 and 4 bytes, one message each.
    const auto flight = name_tls_flight(golden("server-flight-tls12"));
    BOOST_TEST(flight.bytes == golden("server-flight-tls12"));
    BOOST_TEST(places(flight, "tlsRecord.type") == (Places{0, 70, 884, 1189}));
    BOOST_TEST(places(flight, "tlsRecord.version") == (Places{1, 71, 885, 1190}));
    BOOST_TEST(places(flight, "tlsRecord.length") == (Places{3, 73, 887, 1192}));
    BOOST_TEST(places(flight, "handshake.type") == (Places{5, 75, 889, 1194}));
    BOOST_TEST(places(flight, "handshake.length") == (Places{6, 76, 890, 1195}));
}

BOOST_AUTO_TEST_CASE(a_message_that_spans_records_has_one_header) {
    // 65, then a Certificate of 809 in 512 and 297, then 300 and 4.
    const auto flight = name_tls_flight(golden("server-flight-tls12-small-records"));
    BOOST_TEST(places(flight, "tlsRecord.type") == (Places{0, 70, 587, 889, 1194}));
    BOOST_TEST(places(flight, "handshake.type") == (Places{5, 75, 894, 1199}));
}

BOOST_AUTO_TEST_CASE(messages_that_share_a_record_have_a_header_each) {
    const auto flight = name_tls_flight(from_hex("16 0303 000a 0e 000000 14 000002 aabb"));
    BOOST_TEST(places(flight, "tlsRecord.type") == Places{0});
    BOOST_TEST(places(flight, "handshake.type") == (Places{5, 9}));
}

BOOST_AUTO_TEST_CASE(after_a_header_that_spans_records_nothing_is_guessed) {
    const auto flight = name_tls_flight(from_hex("16 0303 0002 0b00 16 0303 0006 0004 14000000"));
    BOOST_TEST(places(flight, "tlsRecord.type") == (Places{0, 7}));
    BOOST_TEST(places(flight, "handshake.type").empty());
}

BOOST_AUTO_TEST_CASE(what_is_encrypted_has_no_names_inside) {
    BOOST_TEST(places(name_tls_flight(golden("server-flight-tls13")), "handshake.type") == Places{5});
    // An encrypted Finished of TLS 1.2 is a handshake record too.
    const auto flight = name_tls_flight(from_hex("14 0303 0001 01 16 0303 0004 14 00000c"));
    BOOST_TEST(places(flight, "tlsRecord.type") == (Places{0, 6}));
    BOOST_TEST(places(flight, "handshake.type").empty());
}

BOOST_AUTO_TEST_CASE(a_fault_can_aim_at_them) {
    auto flight = name_tls_flight(golden("client-hello-xfreerdp"));
    BOOST_TEST(flight.set("tlsRecord.version", 0x0300) == 1u);
    BOOST_TEST(flight.set("handshake.length", 0xffffff) == 1u);
    BOOST_TEST(Bytes(flight.bytes.begin(), flight.bytes.begin() + 9) == from_hex("16 0300 0136 01 ffffff"));
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_tls_have_no_names) {
    BOOST_TEST(name_tls_flight(golden("confirm-spec")).fields.empty());
    BOOST_TEST(name_tls_flight({}).fields.empty());
    const auto tail = joined({golden("server-flight-alert-40"), golden("confirm-spec")});
    BOOST_TEST(places(name_tls_flight(tail), "tlsRecord.type") == Places{0});
}

BOOST_AUTO_TEST_CASE(a_flight_cut_anywhere_keeps_its_names_within_its_bytes) {
    for (const auto& name : golden_names("server-flight-")) {
        const auto whole = golden(name);
        for (std::size_t keep = 0; keep <= whole.size(); ++keep) {
            const auto flight = name_tls_flight({whole.begin(), whole.begin() + static_cast<long>(keep)});
            for (const auto& span : flight.fields)
                if (span.at + span.width > keep) BOOST_ERROR(name << " cut to " << keep << ": " << span.name);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

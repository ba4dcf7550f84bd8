#include "sim/wire/x224/framer.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(framer)

using namespace badrdp::wire;
using badrdp::test::from_hex;
using badrdp::test::golden;
using badrdp::test::joined;

namespace {

std::vector<Bytes> all_packets(Framer& framer) {
    std::vector<Bytes> packets;
    while (auto packet = framer.next()) packets.push_back(std::move(*packet));
    return packets;
}

std::string blame(const Framer& framer) {
    return framer.malformed() ? to_string(*framer.malformed()) : "nobody";
}

}  // namespace

BOOST_AUTO_TEST_CASE(cuts_two_packets_that_arrive_as_one) {
    Framer framer;
    framer.feed(golden("stream-xrdp-failure"));
    const auto packets = all_packets(framer);
    BOOST_REQUIRE(packets.size() == 2u);
    BOOST_TEST(packets[0].size() == 19u);  // the Connection Confirm
    BOOST_TEST(packets[1] == from_hex("03 00 00 09 02 f0 80 21 80"));
    BOOST_TEST(framer.buffered() == 0u);
}

BOOST_AUTO_TEST_CASE(cuts_alike_wherever_the_network_has_split) {
    const std::vector<Bytes> expected{golden("request-spec"), golden("mcs-connect-initial-spec"),
                                      golden("confirm-xrdp-bare")};
    const auto stream = joined({expected[0], expected[1], expected[2]});
    for (std::size_t split = 0; split <= stream.size(); ++split) {
        BOOST_TEST_CONTEXT("split at " << split) {
            Framer framer;
            framer.feed(BytesView(stream).first(split));
            auto packets = all_packets(framer);
            framer.feed(BytesView(stream).subspan(split));
            for (auto& packet : all_packets(framer)) packets.push_back(std::move(packet));
            BOOST_TEST((packets == expected));
            BOOST_TEST(framer.buffered() == 0u);
            BOOST_TEST(blame(framer) == "nobody");
        }
    }
}

BOOST_AUTO_TEST_CASE(cuts_a_stream_that_drips_byte_by_byte) {
    const auto stream = golden("stream-xrdp-failure");
    Framer framer;
    std::vector<std::size_t> completed_by;
    for (std::size_t i = 0; i < stream.size(); ++i) {
        framer.feed(BytesView(stream).subspan(i, 1));
        while (framer.next()) completed_by.push_back(i);
    }
    BOOST_TEST(completed_by == (std::vector<std::size_t>{18, 27}));
}

BOOST_AUTO_TEST_CASE(gives_back_the_tls_that_follows_the_confirm) {
    const auto hello = golden("client-hello-xfreerdp");
    Framer framer;
    framer.feed(joined({golden("request-xfreerdp-default"), hello}));
    BOOST_TEST(framer.next().has_value());
    BOOST_TEST(framer.take_rest() == hello);
    BOOST_TEST(framer.buffered() == 0u);
    BOOST_TEST(framer.take_rest().empty());
}

BOOST_AUTO_TEST_CASE(gives_back_the_rest_even_when_it_has_asked_too_much_of_it) {
    const auto hello = golden("client-hello-rdesktop");
    Framer framer;
    framer.feed(hello);
    BOOST_TEST(!framer.next());
    BOOST_TEST(blame(framer) == "tpkt.version: not 3 (byte 0)");
    BOOST_TEST(framer.take_rest() == hello);
}

BOOST_AUTO_TEST_CASE(half_a_header_of_nothing_wrong_is_only_incomplete) {
    for (const char* hex : {"", "03", "03 00", "03 00 00", "03 00 00 13", "03 00 00 04 03"}) {
        BOOST_TEST_CONTEXT(hex) {
            Framer framer;
            framer.feed(from_hex(hex));
            all_packets(framer);
            BOOST_TEST(blame(framer) == "nobody");
        }
    }
}

BOOST_AUTO_TEST_CASE(malformed_is_told_at_once_and_for_good) {
    struct Case {
        const char* name;
        const char* hex;
        const char* error;
    };
    for (const auto& [name, hex, error] : {
             Case{"the S of SSH", "53", "tpkt.version: not 3 (byte 0)"},
             Case{"HTTP", "48 54 54 50 2f 31 2e 31", "tpkt.version: not 3 (byte 0)"},
             Case{"length 0", "03 00 00 00", "tpkt.length: shorter than its own header (byte 2)"},
             Case{"length 3", "03 00 00 03 ff", "tpkt.length: shorter than its own header (byte 2)"},
         }) {
        BOOST_TEST_CONTEXT(name) {
            Framer framer;
            framer.feed(from_hex(hex));
            BOOST_TEST(!framer.next());
            BOOST_TEST(blame(framer) == error);
            framer.take_rest();
            framer.feed(golden("confirm-spec"));  // whole and correct, too late
            BOOST_TEST(!framer.next());
            BOOST_TEST(blame(framer) == error);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_bad_packet_does_not_take_the_good_one_before_it_along) {
    Framer framer;
    framer.feed(joined({golden("confirm-spec"), from_hex("03 00 00 01")}));
    BOOST_TEST((framer.next() == golden("confirm-spec")));
    BOOST_TEST(!framer.next());
    BOOST_TEST(blame(framer) == "tpkt.length: shorter than its own header (byte 2)");
}

BOOST_AUTO_TEST_CASE(the_longest_packet_passes) {
    Bytes packet(65535, 0xaa);
    std::ranges::copy(from_hex("03 00 ff ff"), packet.begin());
    Framer framer;
    // The last byte comes with a lot of the next packet, as it may.
    framer.feed(BytesView(packet).first(65534));
    BOOST_TEST(!framer.next());
    framer.feed(joined({BytesView(packet).last(1), packet}));
    BOOST_TEST((framer.next() == packet));
    BOOST_TEST((framer.next() == packet));
    BOOST_TEST(blame(framer) == "nobody");
}

BOOST_AUTO_TEST_CASE(a_flood_that_nobody_reads_fills_no_memory) {
    const Bytes chunk(4096, 0x03);
    Framer framer;
    for (int i = 0; i < 100; ++i) framer.feed(chunk);
    BOOST_TEST(framer.buffered() == 64u * 1024);
    BOOST_TEST(blame(framer) == "tpkt.length: 64 KiB were sent and nobody asked (byte 0)");
    BOOST_TEST(!framer.next());
}

BOOST_AUTO_TEST_SUITE_END()

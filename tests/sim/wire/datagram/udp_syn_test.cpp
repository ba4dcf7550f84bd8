#include "sim/wire/datagram/udp_syn.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(wire_udp_syn)

using namespace badrdp::wire;

// MS-RDPEUDP 4.1.1, without the correlation id, which is an option of its own.
BOOST_AUTO_TEST_CASE(the_specifications_example_is_read_and_written_back) {
    Bytes example{0xff, 0xff, 0xff, 0xff, 0x04, 0x00, 0x02, 0x01,
                  0x00, 0x00, 0x00, 0x42, 0x04, 0xd0, 0x04, 0xd0};
    Reader in(example);
    const auto syn = UdpSyn::read(in);
    BOOST_REQUIRE(syn.has_value());
    BOOST_TEST(syn->receive_window_size == 1024u);
    BOOST_TEST(syn->flags == (UdpSyn::kSyn | UdpSyn::kSynLossy));
    BOOST_TEST(syn->initial_sequence_number == 0x42u);
    Writer out;
    syn->write(out);
    example.resize(1232);
    BOOST_TEST(out.bytes == example, boost::test_tools::per_element());
}

// MS-RDPEUDP 4.1.1 and 4.1.2: the SYN there has the initial sequence number 0x42.
BOOST_AUTO_TEST_CASE(a_syn_ack_is_known_from_other_bytes) {
    Bytes answer{0x00, 0x00, 0x00, 0x42, 0x04, 0x00, 0x00, 0x05,
                 0x00, 0x00, 0x00, 0x42, 0x04, 0xd0, 0x04, 0xd0};
    answer.resize(1232);
    const UdpSyn syn{.initial_sequence_number = 0x42};
    BOOST_TEST(acknowledges(answer, syn));
    BOOST_TEST(!acknowledges(answer, UdpSyn{.initial_sequence_number = 0x43}));
    BOOST_TEST(!acknowledges(BytesView(answer).first(7), syn));
    BOOST_TEST(!acknowledges({}, syn));
    answer[7] = 0x04;  // an ACK alone
    BOOST_TEST(!acknowledges(answer, syn));
}

BOOST_AUTO_TEST_CASE(a_datagram_that_is_cut_off_is_malformed) {
    for (std::size_t size = 0; size < 16; ++size) {
        const Bytes cut(size, 0xff);
        Reader in(cut);
        BOOST_TEST(!UdpSyn::read(in).has_value(), size);
    }
}

BOOST_AUTO_TEST_SUITE_END()

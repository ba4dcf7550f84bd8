#include "capture/survey/tickets.h"

#include <boost/test/unit_test.hpp>

namespace badrdp::test {
namespace {

BOOST_AUTO_TEST_SUITE(capture_tickets)

using capture::Seen;
using capture::TicketBook;

const path::Endpoint kClient{path::ipv4(198, 18, 0, 2), 50000};
const path::Endpoint kServer{path::ipv4(198, 18, 0, 9), 88};

Seen at(std::uint64_t frame) { return {std::chrono::milliseconds(frame), frame}; }

path::Segment segment(const path::Endpoint& from, const path::Endpoint& to, std::uint8_t flags,
                      wire::BytesView payload = {}) {
    return {.source = from, .destination = to, .flags = flags, .payload = payload};
}

BOOST_AUTO_TEST_CASE(counts_what_is_sent_again_as_one_question) {
    TicketBook book;
    for (const auto frame : {3u, 5u, 8u}) book.take_datagram(kClient, kServer, at(frame));
    book.take_datagram({kClient.address, 50001}, kServer, at(9));
    book.take_datagram(kServer, kClient, at(10));
    book.take_datagram(kServer, kClient, at(11));
    BOOST_REQUIRE_EQUAL(book.asked().size(), 2u);
    const auto& first = book.asked()[0];
    BOOST_TEST(first.times == 3u);
    BOOST_TEST(first.asked.frame == 3u);
    BOOST_TEST(first.asked_last.frame == 8u);
    BOOST_TEST(first.answered.frame == 10u);
    BOOST_TEST(!first.over_tcp);
    BOOST_TEST(!book.asked()[1].answered);
}

BOOST_AUTO_TEST_CASE(takes_a_word_of_tcp_for_an_answer_and_a_reset_for_a_refusal) {
    using namespace path::tcp_flag;
    TicketBook book;
    const path::Endpoint other{kClient.address, 50001};
    book.take_segment(segment(kClient, kServer, syn), at(1));
    book.take_segment(segment(kServer, kClient, syn | ack), at(2));
    BOOST_TEST(!book.asked()[0].answered);  // its kernel is there, it is not
    book.take_segment(segment(kServer, kClient, ack, wire::Bytes{0, 0, 0, 1, 0x7e}), at(3));
    book.take_segment(segment(kServer, kClient, rst), at(4));
    book.take_segment(segment(other, kServer, syn), at(5));
    book.take_segment(segment(kServer, other, rst | ack), at(6));
    BOOST_REQUIRE_EQUAL(book.asked().size(), 2u);
    BOOST_TEST(book.asked()[0].answered.frame == 3u);
    BOOST_TEST(!book.asked()[0].refused);
    BOOST_TEST(book.asked()[1].over_tcp);
    BOOST_TEST(book.asked()[1].refused.frame == 6u);
}

BOOST_AUTO_TEST_CASE(takes_an_error_of_icmp_for_a_refusal) {
    TicketBook book;
    book.take_datagram(kClient, kServer, at(1));
    book.take_error(kServer, kClient, at(2));  // of another packet
    BOOST_TEST(!book.asked()[0].refused);
    book.take_error(kClient, kServer, at(3));
    BOOST_TEST(book.asked()[0].refused.frame == 3u);
}

BOOST_AUTO_TEST_CASE(keeps_so_many_questions_and_no_more) {
    TicketBook book;
    for (unsigned port = 1; port <= TicketBook::kMost + 10; ++port)
        book.take_datagram({kClient.address, static_cast<std::uint16_t>(1000 + port)}, kServer, at(port));
    BOOST_TEST(book.asked().size() == TicketBook::kMost);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::test

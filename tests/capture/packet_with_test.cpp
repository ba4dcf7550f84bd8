#include <boost/test/unit_test.hpp>

#include "capture/timeline.h"
#include "tests/capture/frames.h"

BOOST_AUTO_TEST_SUITE(capture_packet_with)

using namespace badrdp;
using namespace badrdp::capture;
using wire::Role;

namespace {

constexpr std::uint16_t kServer = 3389, kClient = 40000;

std::optional<std::size_t> find(const test::Talk& talk, Role from, std::uint64_t offset) {
    return packet_with(talk.packets, kServer, kClient, from, offset);
}

// Packets 0 to 2 open it; then 3: server 0-2, 4: client 0-4, 5: server 3-7.
test::Talk some_talk(std::uint32_t server_next = 5000) {
    test::Talk talk;
    talk.server_next = server_next;
    talk.open();
    talk.say(Role::server, test::bytes_of("abc"));
    talk.say(Role::client, test::bytes_of("CLIEN"));
    talk.say(Role::server, test::bytes_of("defgh"));
    return talk;
}

}  // namespace

BOOST_AUTO_TEST_CASE(finds_the_packet_that_carries_a_byte) {
    for (const auto start : {5000u, 0xffff'fffau, 0xffff'ffffu}) {
        const auto talk = some_talk(start);
        BOOST_TEST(find(talk, Role::server, 0).value() == 3u);
        BOOST_TEST(find(talk, Role::server, 2).value() == 3u);
        BOOST_TEST(find(talk, Role::server, 3).value() == 5u);
        BOOST_TEST(find(talk, Role::server, 7).value() == 5u);
        BOOST_TEST(find(talk, Role::client, 4).value() == 4u);
        BOOST_TEST(!find(talk, Role::server, 8));
        BOOST_TEST(!find(talk, Role::client, 5));
    }
}

BOOST_AUTO_TEST_CASE(finds_the_first_time_it_was_sent) {
    auto talk = some_talk();
    talk.put(Role::server, tcp_flag::ack, 5001, test::bytes_of("abcdefgh"));
    BOOST_TEST(find(talk, Role::server, 1).value() == 3u);
}

BOOST_AUTO_TEST_CASE(finds_the_end_where_there_is_no_such_byte) {
    auto talk = some_talk();
    talk.rst(Role::client);
    talk.fin(Role::server);
    talk.rst(Role::server);
    BOOST_TEST(find(talk, Role::server, 8).value() == 7u);
    BOOST_TEST(find(talk, Role::client, 5).value() == 6u);
}

BOOST_AUTO_TEST_CASE(looks_at_one_port_only) {
    auto talk = some_talk();
    talk.client.port = 40001;
    talk.client_next = talk.server_next = 1;
    talk.open();
    talk.say(Role::server, test::bytes_of("another connection"));
    BOOST_TEST(!find(talk, Role::server, 10));
    BOOST_TEST(packet_with(talk.packets, kServer, 40001, Role::server, 10).value() == 9u);
    BOOST_TEST(!packet_with(talk.packets, 3390, kClient, Role::server, 0));
}

BOOST_AUTO_TEST_CASE(looks_in_every_connection_of_a_port_used_again) {
    auto talk = some_talk();
    talk.rst(Role::server);
    talk.client_next = talk.server_next = 77'000;
    talk.open();
    talk.say(Role::server, test::bytes_of("0123456789"));
    BOOST_TEST(find(talk, Role::server, 2).value() == 3u);
    BOOST_TEST(find(talk, Role::server, 9).value() == 10u);
    BOOST_TEST(find(talk, Role::server, 99).value() == 6u);
}

BOOST_AUTO_TEST_SUITE_END()

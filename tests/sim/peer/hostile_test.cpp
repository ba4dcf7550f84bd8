// What an other end may not do to a machine, each found by a fuzzer or by looking where it could not get.
#include <boost/test/unit_test.hpp>

#include "sim/peer/machine.h"
#include "sim/peer/screen.h"
#include "sim/wire/mcs/mcs_domain.h"
#include "sim/wire/share/deactivate_all.h"
#include "sim/wire/x224/data_packet.h"
#include "tests/golden.h"
#include "tests/sim/auth/legacy.h"
#include "tests/sim/peer/environment.h"

namespace badrdp::hostile_tests {

using namespace badrdp;
using namespace badrdp::peer;
using wire::Bytes;

namespace {

struct Talk {
    Machine server{ServerChoices{}, test::environment(1)};
    Machine client{ClientChoices{.requests = Protocols::ssl}, test::environment(2)};
    std::vector<Bytes> from_server{}, from_client{};  // not yet heard
    std::vector<End> ends{};

    void take(Machine& from, Actions actions, std::vector<Bytes>& said) {
        for (auto& action : actions) {
            if (auto* say = std::get_if<Say>(&action)) said.push_back(say->out.bytes);
            if (auto* end = std::get_if<End>(&action)) ends.push_back(*end);
            if (!std::holds_alternative<StartTls>(action)) continue;
            for (const auto step : {Step::client_hello, Step::server_flight, Step::tls_finished})
                take(from, from.tls_passed(step), said);
        }
    }
    void tell(Machine& to, const Bytes& message, std::vector<Bytes>& answers) {
        const auto opened = to.open(message);
        BOOST_REQUIRE(opened.has_value());
        take(to, to.hear(*opened), answers);
    }
    // Until the client has said this many messages and the server has answered.
    void play(std::size_t messages) {
        take(client, client.start(), from_client);
        for (std::size_t i = 0; i < messages; ++i) pass(i, Step::none);
    }
    // Until the server has said this, which the client has not heard yet: the number of that message.
    std::size_t play_up_to(Step step) {
        take(client, client.start(), from_client);
        for (std::size_t i = 0; i < from_client.size(); ++i)
            if (pass(i, step)) return heard_;
        throw std::logic_error("the server never says it");
    }

private:
    // The client's next message, and the answers; true: one of them is the step to stop at.
    bool pass(std::size_t i, Step stop) {
        BOOST_REQUIRE(i < from_client.size());
        tell(server, Bytes(from_client[i]), from_server);
        for (; heard_ < from_server.size(); ++heard_) {
            const auto opened = client.open(Bytes(from_server[heard_]));
            if (opened->step == stop && stop != Step::none) return true;
            take(client, client.hear(*opened), from_client);
        }
        return false;
    }

    std::size_t heard_ = 0;
};

Bytes deactivate_all() {
    wire::Writer body;
    wire::DeactivateAll{}.write(body);
    return wire::send_data_packet(Role::server, 1007, 1003, body).bytes;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(peer_hostile, test::LegacyProvider)

BOOST_AUTO_TEST_CASE(nothing_is_said_behind_an_end) {
    Machine server(ServerChoices{}, test::environment());
    const Bytes request = test::golden("request-spec"), nothing{'S', 'S', 'H'};
    BOOST_TEST(server.hear(*server.open(nothing)).size() == 1u);
    BOOST_TEST(server.hear(*server.open(request)).empty());
    Machine client(ClientChoices{.requests = Protocols::ssl}, test::environment());
    client.start();
    BOOST_TEST(client.hear(*client.open(test::golden("confirm-spec"))).size() == 1u);
    BOOST_TEST(client.hear(*client.open(test::golden("confirm-xrdp-ssl"))).empty());
}

// Bytes that make no message end a conversation too, and only once.
BOOST_AUTO_TEST_CASE(nothing_is_said_behind_garbage) {
    const wire::Malformed garbage{"tpkt.version", "not 3", 0};
    Machine server(ServerChoices{}, test::environment());
    BOOST_TEST(server.hear_garbage(garbage).size() == 1u);
    BOOST_TEST(server.hear_garbage(garbage).empty());
    BOOST_TEST(server.hear(*server.open(test::golden("request-spec"))).empty());
}

// A Deactivate All that came before anything was active took the place of the licence.
BOOST_AUTO_TEST_CASE(an_early_deactivation_leaves_nothing_out) {
    for (const std::size_t heard : {1u, 4u, 5u, 7u}) {
        Talk talk;
        talk.play(heard);
        auto& client = talk.client;
        const auto before = talk.from_client.size();
        talk.tell(client, deactivate_all(), talk.from_client);
        BOOST_TEST(talk.from_client.size() == before);
        BOOST_TEST(talk.ends.empty());
    }
    Talk talk;
    const auto license = talk.play_up_to(Step::license);
    talk.tell(talk.client, deactivate_all(), talk.from_client);
    BOOST_REQUIRE(license + 1 < talk.from_server.size());
    talk.tell(talk.client, talk.from_server[license + 1], talk.from_client);
    BOOST_REQUIRE(talk.ends.size() == 1u);
    BOOST_TEST(talk.ends[0].why == "expected license, got demand_active");
}

BOOST_AUTO_TEST_CASE(a_client_does_not_join_channels_for_ever) {
    Talk talk;
    talk.play(4);  // up to Attach User Request
    const auto join = to_packet(wire::ChannelJoinRequest{.initiator = 1007, .channel_id = 1003}).bytes;
    std::size_t joins = 0;
    for (; joins < 5000 && talk.ends.empty(); ++joins) talk.tell(talk.server, Bytes(join), talk.from_server);
    BOOST_TEST(joins > 34u);
    BOOST_TEST(joins < 2000u);
    BOOST_REQUIRE(talk.ends.size() == 1u);
    BOOST_TEST(talk.ends[0].why == "channel_join_request: the sequence gets no further");
}

// A licence that nobody asked for any more is heard, and changes nothing; behind Demand Active it is too
// late.
BOOST_AUTO_TEST_CASE(a_second_licence_changes_nothing_and_one_behind_demand_active_ends_it) {
    Talk talk;
    const auto demand = talk.play_up_to(Step::demand_active);
    const auto license = talk.from_server[demand - 1], demand_active = talk.from_server[demand];
    const auto said = talk.from_client.size();
    talk.tell(talk.client, license, talk.from_client);
    BOOST_TEST(talk.from_client.size() == said);
    BOOST_TEST(talk.ends.empty());
    talk.tell(talk.client, demand_active, talk.from_client);
    BOOST_TEST(talk.from_client.size() > said);
    talk.tell(talk.client, license, talk.from_client);
    BOOST_REQUIRE(talk.ends.size() == 1u);
    BOOST_TEST(talk.ends[0].why == "expected server_synchronize, got license");
}

BOOST_AUTO_TEST_CASE(rdstls_is_refused_when_nobody_asked_for_it) {
    auto confirm = test::golden("confirm-xrdp-ssl");
    confirm[confirm.size() - 4] = 0x04;  // selectedProtocol: PROTOCOL_RDSTLS
    Talk talk;
    talk.take(talk.client, talk.client.start(), talk.from_client);
    talk.tell(talk.client, confirm, talk.from_client);
    BOOST_REQUIRE(talk.ends.size() == 1u);
    BOOST_TEST((talk.ends[0].kind == End::Kind::security));
}

BOOST_AUTO_TEST_CASE(channels_that_do_not_exist_are_not_joined) {
    for (const unsigned number : {0u, 1u, 1001u, 2000u, 65535u}) {
        Talk talk;
        talk.play(4);
        const auto id = static_cast<std::uint16_t>(number);
        const auto said = talk.from_server.size();
        talk.tell(talk.server, to_packet(wire::ChannelJoinRequest{.initiator = 1007, .channel_id = id}).bytes,
                  talk.from_server);
        BOOST_REQUIRE(talk.from_server.size() == said + 1);
        const auto confirm = wire::read_packet<wire::ChannelJoinConfirm>(talk.from_server.back());
        BOOST_REQUIRE(confirm.has_value());
        BOOST_TEST(confirm->result == wire::mcs_result::no_such_channel);
        BOOST_TEST(!confirm->channel_id.has_value());
    }
}

// CHANNEL_FLAG_FIRST and a length of 4 GiB less a byte, in seven bytes [MS-RDPBCGR 2.2.6.1].
BOOST_AUTO_TEST_CASE(a_channel_that_promises_four_gibibytes_costs_nothing) {
    Talk talk;
    talk.play_up_to(Step::font_map);
    wire::Writer body;
    body.raw("channelData", test::from_hex("ff ff ff ff 01 00 00"));
    const auto packet = wire::send_data_packet(Role::client, 1007, 1004, body).bytes;
    const auto said = talk.from_server.size();
    for (int i = 0; i < 3; ++i) talk.tell(talk.server, packet, talk.from_server);
    BOOST_TEST(talk.from_server.size() == said);
    BOOST_TEST(talk.ends.empty());
}

BOOST_AUTO_TEST_CASE(a_picture_is_no_larger_than_a_screen) {
    const std::vector<std::string> lines{"badrdp"};
    const auto picture = paint(65535, 65535, lines);
    BOOST_TEST(picture.width == 4096);
    BOOST_TEST(picture.height == 2304);
    BOOST_TEST(paint(1280, 1024, lines).pixels.size() == 1280u * 1024);
    BOOST_TEST(paint(0, 0, lines).pixels.empty());
    BOOST_TEST(painted(0, 1024, lines).empty());
    BOOST_TEST(painted(1024, 0, lines).empty());
}

BOOST_AUTO_TEST_CASE(what_is_painted_in_part_is_what_is_painted_whole) {
    const std::vector<std::string> none, lines{"badrdp", "healthy/tls", "a title", "connected"};
    for (const auto& text : {none, lines})
        for (const auto& [width, height] : {std::pair(1280, 1024), std::pair(1279, 1023), std::pair(5, 3),
                                            std::pair(800, 161), std::pair(4096, 2304), std::pair(1, 400)}) {
            const auto w = static_cast<std::uint16_t>(width), h = static_cast<std::uint16_t>(height);
            const auto whole = strips_of(paint(w, h, text));
            const auto parts = painted(w, h, text);
            BOOST_TEST((whole == parts), width << " by " << height << ", " << text.size() << " lines");
        }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::hostile_tests

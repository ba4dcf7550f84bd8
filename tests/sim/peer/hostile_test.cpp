// What an other end may not do to a machine, each found by a fuzzer or by looking where it could not get.
#include <boost/test/unit_test.hpp>

#include "sim/peer/machine.h"
#include "sim/peer/screen.h"
#include "sim/wire/data_packet.h"
#include "sim/wire/deactivate_all.h"
#include "sim/wire/mcs_domain.h"
#include "tests/golden.h"
#include "tests/sim/auth/legacy.h"
#include "tests/sim/peer/surroundings.h"

using namespace badrdp;
using namespace badrdp::peer;
using wire::Bytes;

namespace {

struct Talk {
    Machine server{ServerChoices{}, test::surroundings(1)};
    Machine client{ClientChoices{.requests = protocol::ssl}, test::surroundings(2)};
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
        for (std::size_t i = 0; i < messages; ++i) {
            BOOST_REQUIRE(i < from_client.size());
            const auto answered = from_server.size();
            tell(server, Bytes(from_client[i]), from_server);
            for (auto at = answered; at < from_server.size(); ++at)
                tell(client, Bytes(from_server[at]), from_client);
        }
    }
};

Bytes deactivate_all() {
    wire::Writer body;
    wire::DeactivateAll{}.write(body);
    return wire::send_data_packet(Role::server, 1007, 1003, body).bytes;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(peer_hostile, test::LegacyProvider)

BOOST_AUTO_TEST_CASE(nothing_is_said_behind_an_end) {
    Machine server(ServerChoices{}, test::surroundings());
    const Bytes request = test::golden("request-spec"), nothing{'S', 'S', 'H'};
    BOOST_TEST(server.hear(*server.open(nothing)).size() == 1u);
    BOOST_TEST(server.hear(*server.open(request)).empty());
    Machine client(ClientChoices{.requests = protocol::ssl}, test::surroundings());
    client.start();
    BOOST_TEST(client.hear(*client.open(test::golden("confirm-spec"))).size() == 1u);
    BOOST_TEST(client.hear(*client.open(test::golden("confirm-xrdp-ssl"))).empty());
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
    talk.take(talk.client, talk.client.start(), talk.from_client);
    std::size_t at = 0;
    std::optional<Bytes> license;
    for (std::size_t i = 0; i < talk.from_client.size() && !license; ++i) {
        talk.tell(talk.server, Bytes(talk.from_client[i]), talk.from_server);
        for (; at < talk.from_server.size(); ++at) {
            const auto opened = talk.client.open(Bytes(talk.from_server[at]));
            if (opened->step == Step::license) {
                license = talk.from_server[at++];
                break;
            }
            talk.take(talk.client, talk.client.hear(*opened), talk.from_client);
        }
    }
    BOOST_REQUIRE(license.has_value());
    talk.tell(talk.client, deactivate_all(), talk.from_client);
    BOOST_REQUIRE(at < talk.from_server.size());
    talk.tell(talk.client, Bytes(talk.from_server[at]), talk.from_client);
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

BOOST_AUTO_TEST_CASE(a_picture_is_no_larger_than_a_screen) {
    const std::vector<std::string> lines{"badrdp"};
    const auto picture = paint(65535, 65535, lines);
    BOOST_TEST(picture.width == 4096);
    BOOST_TEST(picture.height == 2304);
    BOOST_TEST(paint(1280, 1024, lines).pixels.size() == 1280u * 1024);
    BOOST_TEST(paint(0, 0, lines).pixels.empty());
}

BOOST_AUTO_TEST_SUITE_END()

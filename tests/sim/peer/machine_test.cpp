#include "sim/peer/machine.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <iterator>

#include "tests/golden.h"
#include "tests/sim/peer/environment.h"

BOOST_AUTO_TEST_SUITE(peer_machine)

using namespace badrdp;
using namespace badrdp::peer;
using wire::Bytes;

namespace {

// "x224_confirm", "tls", "end: why", joined by commas.
std::string in_words(const Actions& actions) {
    std::string out;
    for (const auto& action : actions) {
        if (!out.empty()) out += ", ";
        if (const auto* say = std::get_if<Say>(&action)) out += std::string(name(say->step));
        if (const auto* reached = std::get_if<Reached>(&action)) out += std::string(name(reached->step));
        if (std::holds_alternative<StartTls>(action)) out += "tls";
        if (const auto* end = std::get_if<End>(&action)) out += "end: " + end->why;
    }
    return out;
}

const Say& first_say(const Actions& actions) { return std::get<Say>(actions.at(0)); }

Machine machine(auto choices) { return Machine(std::move(choices), test::environment()); }

Actions hear(Machine& machine, Bytes message) {
    const auto opened = machine.open(std::move(message));
    BOOST_REQUIRE(opened.has_value());
    return machine.hear(*opened);
}

}  // namespace

BOOST_AUTO_TEST_CASE(honest_peers_reach_the_settings_exchange_over_tls) {
    auto server = machine(ServerChoices{});
    auto client = machine(ClientChoices{.requests = Protocols::ssl});
    BOOST_TEST(in_words(server.start()) == "");
    const auto request = client.start();
    BOOST_TEST(in_words(request) == "x224_request");
    const auto confirm = hear(server, first_say(request).out.bytes);
    BOOST_TEST(in_words(confirm) == "x224_confirm, tls");
    BOOST_TEST(in_words(hear(client, first_say(confirm).out.bytes)) == "tls");
    for (const auto step : {Step::client_hello, Step::server_flight}) {
        BOOST_TEST(in_words(server.tls_passed(step)) == "");
        BOOST_TEST(in_words(client.tls_passed(step)) == "");
    }
    BOOST_TEST(in_words(server.tls_passed(Step::tls_finished)) == "");
    const auto initial = client.tls_passed(Step::tls_finished);
    BOOST_TEST(in_words(initial) == "mcs_connect_initial");
    BOOST_TEST(in_words(hear(server, first_say(initial).out.bytes)) == "mcs_connect_response");
}

BOOST_AUTO_TEST_CASE(honest_peers_reach_the_settings_exchange_in_clear) {
    ServerChoices choices;
    choices.accepts = {};
    choices.accepts_rdp = true;
    auto server = machine(choices);
    auto client = machine(ClientChoices{.requests = Protocols::rdp});
    const auto confirm = hear(server, first_say(client.start()).out.bytes);
    BOOST_TEST(in_words(confirm) == "x224_confirm");
    BOOST_TEST(in_words(hear(client, first_say(confirm).out.bytes)) == "mcs_connect_initial");
}

BOOST_AUTO_TEST_CASE(what_real_clients_ask_for_is_confirmed) {
    for (const auto* file : {"request-xfreerdp-default", "request-rdesktop-default", "request-spec"}) {
        ServerChoices choices;
        choices.accepts_rdp = true;
        auto server = machine(choices);
        BOOST_TEST(in_words(hear(server, test::golden(file))).starts_with("x224_confirm"));
    }
}

BOOST_AUTO_TEST_CASE(a_failure_ends_both) {
    ServerChoices choices;
    choices.failure = FailureCode::hybrid_required;
    auto server = machine(choices);
    auto client = machine(ClientChoices{.requests = Protocols::ssl});
    const auto confirm = hear(server, first_say(client.start()).out.bytes);
    BOOST_TEST(in_words(confirm) == "x224_confirm, end: HYBRID_REQUIRED_BY_SERVER");
    BOOST_TEST(in_words(hear(client, first_say(confirm).out.bytes)) == "end: HYBRID_REQUIRED_BY_SERVER");
}

BOOST_AUTO_TEST_CASE(a_client_refuses_what_it_did_not_ask_for) {
    // MS-RDPBCGR 4.1.2: a Confirm that selects PROTOCOL_RDP.
    auto wants_tls = machine(ClientChoices{.requests = Protocols::ssl});
    wants_tls.start();
    BOOST_TEST(in_words(hear(wants_tls, test::golden("confirm-spec"))) ==
               "end: the server selected RDP, which was not requested");

    auto takes_both = machine(ClientChoices{.requests = Protocols::ssl, .accepts_rdp = true});
    takes_both.start();
    BOOST_TEST(in_words(hear(takes_both, test::golden("confirm-spec"))) == "mcs_connect_initial");

    // xrdp's 11 bytes without negotiation data mean the same [3.2.5.3.2].
    auto bare = machine(ClientChoices{.requests = Protocols::ssl});
    bare.start();
    BOOST_TEST(
        in_words(hear(bare, test::golden("confirm-xrdp-bare"))).starts_with("end: the server selected RDP"));
}

BOOST_AUTO_TEST_CASE(who_speaks_out_of_turn_is_told_what_was_expected) {
    auto server = machine(ServerChoices{});
    BOOST_TEST(in_words(hear(server, test::golden("confirm-spec"))) ==
               "end: expected x224_request, got x224_confirm");
    auto again = machine(ServerChoices{});
    BOOST_TEST(in_words(hear(again, test::golden("mcs-connect-initial-spec"))) ==
               "end: expected x224_request, got mcs_connect_initial");
    auto third = machine(ServerChoices{});
    BOOST_TEST(in_words(hear(third, Bytes{'S', 'S', 'H', '-', '2', '.', '0'})) ==
               "end: expected x224_request, got something unknown");
}

BOOST_AUTO_TEST_CASE(a_malformed_request_names_the_field) {
    auto server = machine(ServerChoices{});
    auto request = test::golden("request-spec");
    request[2] = 1;  // tpkt.length now promises 300 bytes
    BOOST_TEST(in_words(hear(server, request)).starts_with("end: x224_request: tpkt.length: "));
}

// Every capture of a Windows host, from XP's time to Server 2022's: 68 00 01 03 eb, which is Send Data
// Indication from user 1002 on channel 1003.
BOOST_AUTO_TEST_CASE(a_host_speaks_as_user_1002) {
    auto client = machine(ClientChoices{.requests = Protocols::rdp, .accepts_rdp = true});
    auto server = machine(ServerChoices{.accepts = {},
                                        .accepts_rdp = true,
                                        .encryption_method = EncryptionMethod::none,
                                        .encryption_level = EncryptionLevel::none});
    Bytes license;
    server.start();
    auto from_client = client.start();
    for (unsigned rounds = 0; rounds < 100 && license.empty() && !from_client.empty(); ++rounds) {
        Actions from_server;
        for (auto& action : std::exchange(from_client, {})) {
            auto* say = std::get_if<Say>(&action);
            if (!say) continue;
            client.seal(*say);
            std::ranges::move(hear(server, say->out.bytes), std::back_inserter(from_server));
        }
        for (auto& action : from_server) {
            auto* say = std::get_if<Say>(&action);
            if (!say) continue;
            server.seal(*say);
            if (say->step == Step::license && license.empty()) license = say->out.bytes;
            std::ranges::move(hear(client, say->out.bytes), std::back_inserter(from_client));
        }
    }
    BOOST_REQUIRE(license.size() > 12);
    BOOST_TEST(Bytes(license.begin() + 7, license.begin() + 12) == test::from_hex("68 00 01 03 eb"),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

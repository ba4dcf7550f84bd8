#include "sim/peer/machine.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"

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
        if (std::holds_alternative<StartTls>(action)) out += "tls";
        if (const auto* end = std::get_if<End>(&action)) out += "end: " + end->why;
    }
    return out;
}

const Say& first_say(const Actions& actions) { return std::get<Say>(actions.at(0)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(peer_machine)

BOOST_AUTO_TEST_CASE(honest_peers_reach_the_settings_exchange_over_tls) {
    Machine server{ServerChoices{}};
    Machine client{ClientChoices{.requests = protocol::ssl}};
    BOOST_TEST(in_words(server.start()) == "");
    const auto request = client.start();
    BOOST_TEST(in_words(request) == "x224_request");
    const auto confirm = server.hear(first_say(request).out.bytes);
    BOOST_TEST(in_words(confirm) == "x224_confirm, tls");
    BOOST_TEST(in_words(client.hear(first_say(confirm).out.bytes)) == "tls");
    for (const auto step : {Step::client_hello, Step::server_flight}) {
        BOOST_TEST(in_words(server.tls_passed(step)) == "");
        BOOST_TEST(in_words(client.tls_passed(step)) == "");
    }
    BOOST_TEST(in_words(server.tls_passed(Step::tls_finished)) == "");
    const auto initial = client.tls_passed(Step::tls_finished);
    BOOST_TEST(in_words(initial) == "mcs_connect_initial");
    BOOST_TEST(in_words(server.hear(first_say(initial).out.bytes)).starts_with("end: the sequence is built"));
}

BOOST_AUTO_TEST_CASE(honest_peers_reach_the_settings_exchange_in_clear) {
    ServerChoices choices;
    choices.accepts = 0;
    choices.accepts_rdp = true;
    Machine server{choices};
    Machine client{ClientChoices{.requests = protocol::rdp}};
    const auto confirm = server.hear(first_say(client.start()).out.bytes);
    BOOST_TEST(in_words(confirm) == "x224_confirm");
    BOOST_TEST(in_words(client.hear(first_say(confirm).out.bytes)) == "mcs_connect_initial");
}

BOOST_AUTO_TEST_CASE(what_real_clients_ask_for_is_confirmed) {
    for (const auto* file : {"request-xfreerdp-default", "request-rdesktop-default", "request-spec"}) {
        ServerChoices choices;
        choices.accepts_rdp = true;
        Machine server{choices};
        BOOST_TEST(in_words(server.hear(test::golden(file))).starts_with("x224_confirm"));
    }
}

BOOST_AUTO_TEST_CASE(a_failure_ends_both) {
    ServerChoices choices;
    choices.failure = 5;
    Machine server{choices};
    Machine client{ClientChoices{.requests = protocol::ssl}};
    const auto confirm = server.hear(first_say(client.start()).out.bytes);
    BOOST_TEST(in_words(confirm) == "x224_confirm, end: HYBRID_REQUIRED_BY_SERVER");
    BOOST_TEST(in_words(client.hear(first_say(confirm).out.bytes)) == "end: HYBRID_REQUIRED_BY_SERVER");
}

BOOST_AUTO_TEST_CASE(a_client_refuses_what_it_did_not_ask_for) {
    // MS-RDPBCGR 4.1.2: a Confirm that selects PROTOCOL_RDP.
    Machine wants_tls{ClientChoices{.requests = protocol::ssl}};
    wants_tls.start();
    BOOST_TEST(in_words(wants_tls.hear(test::golden("confirm-spec"))) ==
               "end: the server selected RDP, which was not requested");

    Machine takes_both{ClientChoices{.requests = protocol::ssl, .accepts_rdp = true}};
    takes_both.start();
    BOOST_TEST(in_words(takes_both.hear(test::golden("confirm-spec"))) == "mcs_connect_initial");

    // xrdp's 11 bytes without negotiation data mean the same [3.2.5.3.2].
    Machine bare{ClientChoices{.requests = protocol::ssl}};
    bare.start();
    BOOST_TEST(
        in_words(bare.hear(test::golden("confirm-xrdp-bare"))).starts_with("end: the server selected RDP"));
}

BOOST_AUTO_TEST_CASE(who_speaks_out_of_turn_is_told_what_was_expected) {
    Machine server{ServerChoices{}};
    BOOST_TEST(in_words(server.hear(test::golden("confirm-spec"))) ==
               "end: expected x224_request, got x224_confirm");
    Machine again{ServerChoices{}};
    BOOST_TEST(in_words(again.hear(test::golden("mcs-connect-initial-spec"))) ==
               "end: expected x224_request, got mcs_connect_initial");
    BOOST_TEST(in_words(again.hear(Bytes{'S', 'S', 'H', '-', '2', '.', '0'})) ==
               "end: expected x224_request, got something unknown");
}

BOOST_AUTO_TEST_CASE(a_malformed_request_names_the_field) {
    Machine server{ServerChoices{}};
    auto request = test::golden("request-spec");
    request[2] = 1;  // tpkt.length now promises 300 bytes
    BOOST_TEST(in_words(server.hear(request)).starts_with("end: x224_request: tpkt.length: "));
}

BOOST_AUTO_TEST_CASE(no_step_of_a_side_comes_before_what_it_waits_for) {
    std::array<bool, wire::kSteps.size()> seen{};
    seen[static_cast<std::size_t>(Step::none)] = true;
    for (const auto& rung : kSequence) {
        BOOST_TEST_CONTEXT(name(rung.step)) {
            BOOST_TEST(seen[static_cast<std::size_t>(rung.after)]);
            BOOST_TEST((rung.sender == wire::sender(rung.step)));
        }
        seen[static_cast<std::size_t>(rung.step)] = true;
    }
}

BOOST_AUTO_TEST_SUITE_END()

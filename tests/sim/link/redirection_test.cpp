// A host that sends its client on, and the one that takes it in by RDSTLS.
#include "sim/peer/redirection.h"

#include <boost/test/unit_test.hpp>

#include "sim/wire/session/target_certificate.h"
#include "tests/sim/link/pair.h"

BOOST_AUTO_TEST_SUITE(link_redirection)

using namespace badrdp;
using namespace badrdp::link;
using peer::ClientChoices;
using peer::Protocols;
using peer::Redirection;
using peer::RoutingToken;
using peer::ServerChoices;
using test::Pair;
using wire::Bytes;
using wire::Step;

namespace {

ServerChoices first_leg() { return {.redirects = true, .redirection = Redirection::handover}; }

wire::ServerRedirection redirection_by(const ServerChoices& host, ClientChoices client = {}) {
    Pair pair({}, host, client);
    pair.play();
    BOOST_TEST(pair.saw(Step::client_info));
    BOOST_TEST(!pair.saw(Step::demand_active));
    BOOST_TEST((pair.client().ending()->kind == Ending::Kind::server));
    BOOST_REQUIRE(pair.client().ending()->redirection.has_value());
    return **pair.client().ending()->redirection;
}

ClientChoices redirected_by(const wire::ServerRedirection& packet) {
    return {.requests = Protocols::ssl | Protocols::rdstls,
            .routing_token = peer::routing_token_of(packet).value_or(""),
            .redirected = packet};
}

// How the client fares that is told this.
struct Fare {
    Ending ending;
    bool brought_mcs;
    bool asked;
};
Fare fare(const ServerChoices& host, const ClientChoices& client, std::vector<fault::Fault> faults = {}) {
    Pair pair(std::move(faults), host, client);
    pair.play();
    return {*pair.client().ending(), pair.saw(Step::mcs_connect_initial), pair.saw(Step::rdstls_request)};
}

ServerChoices second_leg() { return {.accepts = Protocols::rdstls, .wants_token = true}; }

}  // namespace

BOOST_AUTO_TEST_CASE(a_redirection_may_stand_in_place_of_demand_active) {
    const auto packet = redirection_by(first_leg());
    BOOST_TEST(peer::routing_token_of(packet).value() == peer::kRoutingToken);
    BOOST_TEST((packet.other_flags & wire::ServerRedirection::kPasswordIsPkEncrypted) != 0u);
    BOOST_TEST(packet.redirection_guid.has_value());
    // Under Standard RDP Security it is the whole body, behind a security header [2.2.13.2.1].
    const auto in_clear = redirection_by(
        {.accepts = {}, .accepts_rdp = true, .redirects = true, .redirection = Redirection::credentials},
        {.requests = Protocols::rdp});
    BOOST_TEST(in_clear.user_name.has_value());
}

BOOST_AUTO_TEST_CASE(the_client_comes_back_by_rdstls_and_to_the_desktop) {
    const auto client = redirected_by(redirection_by(first_leg()));
    Pair pair({}, second_leg(), client);
    pair.play();
    for (const auto step : {Step::rdstls_capabilities, Step::rdstls_request, Step::rdstls_response,
                            Step::mcs_connect_initial, Step::active})
        BOOST_TEST(pair.count(step) >= 1u, name(step));
    BOOST_TEST(pair.complaints() == "");
    BOOST_TEST((pair.client().ending()->kind == Ending::Kind::done));
}

BOOST_AUTO_TEST_CASE(a_host_that_wants_the_token_serves_nobody_without_it) {
    auto packet = redirection_by(first_leg());
    auto client = redirected_by(packet);
    client.routing_token.clear();
    const auto lost = fare(second_leg(), client);
    BOOST_TEST((lost.ending.kind == Ending::Kind::closed));
    BOOST_TEST(!lost.asked);
    auto stale = first_leg();
    stale.redirection_token = RoutingToken::unknown;
    BOOST_TEST(
        (fare(second_leg(), redirected_by(redirection_by(stale))).ending.kind == Ending::Kind::closed));
}

BOOST_AUTO_TEST_CASE(an_honest_target_lets_in_whom_the_redirection_gave_credentials) {
    auto packet = redirection_by(first_leg());
    packet.password->back() ^= 1;
    const auto wrong = fare(second_leg(), redirected_by(packet));
    BOOST_TEST((wrong.ending.kind == Ending::Kind::credentials));
    BOOST_TEST(wrong.ending.why == "RDSTLS_RESULT_LOGON_FAILURE");
    BOOST_TEST(!wrong.brought_mcs);
    auto with_cookie = redirected_by(packet);
    with_cookie.rdstls_cookie = wire::RdstlsCookie{.session_id = 1, .cookie = Bytes(28)};
    BOOST_TEST((fare(second_leg(), with_cookie).ending.kind == Ending::Kind::done));
    with_cookie.rdstls_cookie->cookie.pop_back();
    BOOST_TEST((fare(second_leg(), with_cookie).ending.kind == Ending::Kind::credentials));
}

BOOST_AUTO_TEST_CASE(a_result_that_is_no_success_ends_the_client) {
    const auto client = redirected_by(redirection_by(first_leg()));
    for (const auto code : {0x5u, 0x533u, 0x569u}) {
        auto host = second_leg();
        host.rdstls_result = code;
        const auto seen = fare(host, client);
        BOOST_TEST((seen.ending.kind == Ending::Kind::credentials));
        BOOST_TEST(seen.ending.why == wire::rdstls_result_text(code));
        BOOST_TEST(!seen.brought_mcs);
    }
}

// MS-RDPBCGR 2.2.17.1, 5.4.5.3.1.
BOOST_AUTO_TEST_CASE(no_version_and_no_order_but_the_specified_is_taken) {
    const auto client = redirected_by(redirection_by(first_leg()));
    const auto set = [](Step step, std::string field, std::uint64_t to) {
        return std::vector{fault::Fault{step, fault::SetField{std::move(field), to}, 0, "it"}};
    };
    const auto unknown =
        fare(second_leg(), client, set(Step::rdstls_capabilities, "rdstls.SupportedVersions", 2));
    BOOST_TEST((unknown.ending.kind == Ending::Kind::security));
    BOOST_TEST(!unknown.asked);
    BOOST_TEST((fare(second_leg(), client, set(Step::rdstls_capabilities, "rdstls.Version", 2)).ending.kind ==
                Ending::Kind::protocol));
    const auto early = fare(second_leg(), client, set(Step::rdstls_capabilities, "rdstls.PduType", 9));
    BOOST_TEST((early.ending.kind == Ending::Kind::protocol));
    BOOST_TEST(!early.asked);
    const auto late = fare(second_leg(), client, set(Step::rdstls_response, "rdstls.Version", 2));
    BOOST_TEST((late.ending.kind == Ending::Kind::protocol));
    BOOST_TEST(!late.brought_mcs);
}

BOOST_AUTO_TEST_CASE(a_handover_names_the_certificate_of_the_next_connection) {
    peer::Environment around;
    around.own_certificate = Bytes{1};
    around.next_certificate = Bytes{2};
    auto host = first_leg();
    const auto named = [&] {
        return wire::certificate_in(*peer::redirection_packet(host, around).target_certificate).value();
    };
    BOOST_TEST(named() == Bytes{2});
    host.names_other_certificate = true;
    BOOST_TEST(named() == Bytes{1});
}

// Nothing that a host gives may break out of its line, or be too long for X.224.
BOOST_AUTO_TEST_CASE(a_token_is_one_line) {
    const auto token = [](std::string text) {
        return peer::routing_token_of({.load_balance_info = Bytes(text.begin(), text.end())});
    };
    BOOST_TEST(token("Cookie: msts=1\r\n").value() == "Cookie: msts=1");
    BOOST_TEST(token("tsv://x").value() == "tsv://x");
    BOOST_TEST(!token("a\r\nb\r\n"));
    BOOST_TEST(!token("\r\n"));
    BOOST_TEST(token(std::string(200, 'a')).has_value());
    BOOST_TEST(!token(std::string(201, 'a')));
    BOOST_TEST(!peer::routing_token_of({}));
}

BOOST_AUTO_TEST_SUITE_END()

// A logon with Entra ID, as far as it goes without one: both ends, and what each refuses.
#include <boost/test/unit_test.hpp>

#include "sim/fault/payload.h"
#include "sim/wire/rdsaad/rdsaad.h"
#include "tests/sim/link/pair.h"

BOOST_AUTO_TEST_SUITE(link_entra)

using namespace badrdp;
using namespace badrdp::link;
using peer::ClientChoices;
using peer::Protocols;
using peer::ServerChoices;
using test::Pair;
using wire::Bytes;
using wire::Step;

namespace {

ServerChoices host() { return {.accepts = Protocols::rdsaad}; }
ClientChoices client() { return {.requests = Protocols::rdsaad}; }

Bytes said(const std::string& json) {
    Bytes out(json.begin(), json.end());
    out.push_back(0);
    return out;
}

// How it ends for the client where the host, or the client, says this instead.
Ending::Kind end_where(Step step, const std::string& json, bool* settled = nullptr) {
    const std::vector<fault::Fault> faults{{step, fault::Replace{fault::hex_payload(said(json))}, 0, "it"}};
    const bool servers = wire::sender(step) == wire::Role::server;
    Pair pair(servers ? faults : std::vector<fault::Fault>{}, host(), client(),
              servers ? std::vector<fault::Fault>{} : faults);
    pair.play();
    BOOST_TEST(pair.bites() == 1u);
    if (settled) *settled = pair.saw(Step::mcs_connect_initial);
    return pair.client().ending()->kind;
}

}  // namespace

// MS-RDPBCGR 5.4.5.4.1
BOOST_AUTO_TEST_CASE(nonce_assertion_and_result_lead_to_the_desktop) {
    Pair pair({}, host(), client());
    pair.play();
    for (const auto step : {Step::tls_finished, Step::aad_nonce, Step::aad_request, Step::aad_result,
                            Step::mcs_connect_initial, Step::active})
        BOOST_TEST(pair.count(step) >= 1u, name(step));
    BOOST_TEST(pair.complaints() == "");
    BOOST_TEST((pair.client().ending()->kind == Ending::Kind::done));
}

// What the token has proved needs no password, and none goes to the host.
BOOST_AUTO_TEST_CASE(a_client_with_a_password_leaves_none) {
    auto knows_one = client();
    knows_one.account = {.name = "alice", .password = "secret"};
    Pair pair({}, host(), knows_one);
    pair.play();
    BOOST_TEST(pair.saw(Step::active));
    for (const auto& note : pair.notes) BOOST_TEST(!note.left);
}

BOOST_AUTO_TEST_CASE(another_result_than_0_ends_it) {
    for (const auto code : {0x80070005u, 0xd0000072u, 0x80004005u}) {
        auto refuses = host();
        refuses.aad_result = code;
        Pair pair({}, refuses, client());
        pair.play();
        BOOST_TEST((pair.client().ending()->kind == Ending::Kind::credentials));
        BOOST_TEST(pair.client().ending()->why == wire::aad_result_text(code));
        BOOST_TEST(!pair.saw(Step::mcs_connect_initial));
    }
}

// 2.2.18.2.1: the nonce that this host has given, in this conversation.
BOOST_AUTO_TEST_CASE(an_assertion_for_another_conversation_is_refused) {
    const wire::AadAssertion stale{.header = "{}", .payload = R"({"nonce":"00"})", .signature = "s"};
    bool settled = true;
    for (const auto& assertion : {stale.compact(), std::string("a.b.c"), std::string()}) {
        BOOST_TEST((end_where(Step::aad_request, R"({"rdp_assertion":")" + assertion + "\"}", &settled) ==
                    Ending::Kind::credentials));
        BOOST_TEST(!settled);
    }
}

BOOST_AUTO_TEST_CASE(what_is_none_of_its_messages_ends_it) {
    bool settled = true;
    BOOST_TEST((end_where(Step::aad_nonce, "{}", &settled) == Ending::Kind::protocol));
    BOOST_TEST(!settled);
    BOOST_TEST(
        (end_where(Step::aad_nonce, R"({"authentication_result":0})", &settled) == Ending::Kind::protocol));
    BOOST_TEST(!settled);
    BOOST_TEST(
        (end_where(Step::aad_result, R"({"authentication_result":})", &settled) == Ending::Kind::protocol));
    BOOST_TEST(!settled);
    BOOST_TEST((end_where(Step::aad_request, "{}", &settled) == Ending::Kind::closed));
    BOOST_TEST(!settled);
}

BOOST_AUTO_TEST_CASE(a_host_that_gives_no_nonce_is_given_up) {
    Pair pair({{Step::aad_nonce, fault::Omit{}, 0, "it"}}, host(), client());
    pair.play();
    BOOST_TEST((pair.client().ending()->kind == Ending::Kind::timeout));
    BOOST_TEST(!pair.saw(Step::aad_request));
}

BOOST_AUTO_TEST_SUITE_END()

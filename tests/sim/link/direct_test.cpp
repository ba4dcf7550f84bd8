// A host that begins with a security protocol, and one that wants to hear first for which machine it is.
#include <boost/test/unit_test.hpp>

#include "sim/peer/decide.h"
#include "sim/peer/preconnection.h"
#include "sim/wire/io/utf16.h"
#include "tests/sim/link/pair.h"

BOOST_AUTO_TEST_SUITE(link_direct)

using namespace badrdp;
using namespace badrdp::link;
using peer::ClientChoices;
using peer::Preconnecting;
using peer::Protocols;
using peer::ServerChoices;
using test::Pair;
using wire::Preconnection;
using wire::Step;

namespace {

const auth::Account kConsoleUser{.name = "badrdp", .password = "canary-7f3a"};

ServerChoices console() { return {.accepts = Protocols::hybrid, .direct = true, .accounts = {kConsoleUser}}; }

ClientChoices its_client() {
    return {.requests = Protocols::ssl | Protocols::hybrid,
            .direct = true,
            .account = kConsoleUser,
            .insists_on_nla = true};
}

std::optional<Preconnection> naming(std::string_view machine) {
    return Preconnection{.version = Preconnection::kVersion2,
                         .pcb = wire::utf16le_of(std::string(machine) + '\0')};
}

// In which order the notes have these steps.
bool in_order(const Pair& pair, std::initializer_list<Step> steps) {
    auto from = pair.notes.begin();
    for (const auto step : steps) {
        from = std::find_if(from, pair.notes.end(), [&](const Note& note) {
            return note.kind == NoteKind::step && note.step == step;
        });
        if (from == pair.notes.end()) return false;
    }
    return true;
}

}  // namespace

// MS-RDPBCGR 5.4.2.2: CredSSP at once, and X.224 inside it.
BOOST_AUTO_TEST_CASE(nla_may_come_before_the_negotiation) {
    Pair pair({}, console(), its_client());
    pair.play();
    BOOST_TEST(
        in_order(pair, {Step::client_hello, Step::credssp_negotiate, Step::credssp_credentials,
                        Step::x224_request, Step::x224_confirm, Step::mcs_connect_initial, Step::active}));
    BOOST_TEST(pair.complaints() == "");
    BOOST_TEST((pair.client().ending()->kind == Ending::Kind::done));
    BOOST_TEST(pair.from_client.at(0) == 0x16);  // a TLS record
}

BOOST_AUTO_TEST_CASE(so_may_tls_alone) {
    Pair pair({}, {.accepts = Protocols::ssl, .direct = true}, {.requests = Protocols::ssl, .direct = true});
    pair.play();
    BOOST_TEST(
        in_order(pair, {Step::tls_finished, Step::x224_request, Step::mcs_connect_initial, Step::active}));
    BOOST_TEST(!pair.saw(Step::credssp_negotiate));
    BOOST_TEST((pair.client().ending()->kind == Ending::Kind::done));
}

// 2.2.1.2.2: this failure is possible nowhere else.
BOOST_AUTO_TEST_CASE(what_is_in_effect_must_be_among_what_is_requested) {
    const auto answered = [](Protocols requested) { return peer::decide(console(), requested); };
    BOOST_TEST((answered(Protocols::ssl).failure == peer::FailureCode::inconsistent_flags));
    BOOST_TEST((answered(Protocols::ssl | Protocols::hybrid).selected == Protocols::hybrid));
    BOOST_TEST(!answered(Protocols::ssl | Protocols::hybrid).failure);
}

BOOST_AUTO_TEST_CASE(a_client_leaves_a_host_that_gainsays_what_is_in_effect) {
    auto client = its_client();
    client.requests = Protocols::ssl | Protocols::hybrid;
    auto host = console();
    host.failure = peer::FailureCode::inconsistent_flags;
    Pair pair({}, host, client);
    pair.play();
    BOOST_TEST(pair.saw(Step::x224_confirm));
    BOOST_TEST(!pair.saw(Step::mcs_connect_initial));
    BOOST_TEST((pair.client().ending()->kind == Ending::Kind::security));
    host.failure.reset();
    host.select = Protocols::ssl;  // which is not what both have begun with
    Pair other({}, host, client);
    other.play();
    BOOST_TEST((other.client().ending()->kind == Ending::Kind::security));
}

// 2.2.1.2, 2.2.1.3.2: whoever asks without rdpNegReq is told no protocol, and has to say 0 for it.
BOOST_AUTO_TEST_CASE(what_nobody_has_selected_is_0) {
    const ServerChoices host{.accepts = Protocols::ssl, .direct = true};
    ClientChoices client{.requests = std::nullopt, .direct = true};
    Pair pair({}, host, client);
    pair.play();
    BOOST_TEST(pair.saw(Step::active));
    BOOST_TEST(pair.complaints() == "");
    client.assumes = Protocols::ssl;
    Pair other({}, host, client);
    other.play();
    BOOST_TEST(other.complaints().contains("serverSelectedProtocol: 0x1, and 0x0 was selected"));
    BOOST_TEST(!other.saw(Step::mcs_connect_response));
}

// The two that expect each other to begin, and the two that begin alike.
BOOST_AUTO_TEST_CASE(each_end_must_know_how_the_other_begins) {
    Pair early({}, {.accepts = Protocols::ssl}, {.requests = Protocols::ssl, .direct = true});
    early.play();
    BOOST_TEST(!early.saw(Step::server_flight));
    BOOST_TEST((early.client().ending()->kind == Ending::Kind::closed));
    Pair late({}, {.accepts = Protocols::ssl, .direct = true}, {.requests = Protocols::ssl});
    late.play();
    BOOST_TEST(!late.saw(Step::x224_confirm));
    BOOST_TEST((late.client().ending()->kind != Ending::Kind::done));
}

BOOST_AUTO_TEST_CASE(a_host_may_want_to_hear_first_for_whom_it_is) {
    auto host = console();
    host.preconnection = Preconnecting::wanted;
    auto client = its_client();
    const auto played = [&](std::optional<Preconnection> first) {
        client.preconnection = std::move(first);
        Pair pair({}, host, client);
        pair.play();
        BOOST_TEST(pair.saw(Step::client_hello));
        return pair.client().ending()->kind;
    };
    BOOST_TEST((played(naming(peer::kMachine)) == Ending::Kind::done));
    BOOST_TEST((played(naming(std::string(peer::kMachine) + ";EnhancedMode=1")) == Ending::Kind::done));
    BOOST_TEST((played(Preconnection{.id = peer::kMachineId}) == Ending::Kind::done));
    BOOST_TEST((played(Preconnection{.id = peer::kMachineId + 1}) == Ending::Kind::closed));
    BOOST_TEST((played(naming("5f0d6a1e-9c3b-4a57-8e21-0b7d4c92a6f4")) == Ending::Kind::closed));
    BOOST_TEST((played(std::nullopt) == Ending::Kind::closed));
    host.preconnection = Preconnecting::unknown;
    BOOST_TEST((played(naming(peer::kMachine)) == Ending::Kind::closed));
    // One that knows no such PDU takes it for a broken TPKT.
    host.preconnection = Preconnecting::none;
    BOOST_TEST((played(naming(peer::kMachine)) != Ending::Kind::done));
}

BOOST_AUTO_TEST_CASE(the_negotiation_may_follow_it_too) {
    Pair pair({}, {.accepts = Protocols::ssl, .preconnection = Preconnecting::wanted},
              {.requests = Protocols::ssl, .preconnection = naming(peer::kMachine)});
    pair.play();
    BOOST_TEST(in_order(pair, {Step::preconnection, Step::x224_request, Step::x224_confirm,
                               Step::client_hello, Step::active}));
    BOOST_TEST((pair.client().ending()->kind == Ending::Kind::done));
    Pair lost({}, {.accepts = Protocols::ssl, .preconnection = Preconnecting::wanted},
              {.requests = Protocols::ssl});
    lost.play();
    BOOST_TEST(!lost.saw(Step::x224_confirm));
    BOOST_TEST((lost.client().ending()->kind == Ending::Kind::closed));
}

BOOST_AUTO_TEST_SUITE_END()

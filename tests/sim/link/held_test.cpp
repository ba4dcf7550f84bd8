#include <boost/test/unit_test.hpp>

#include "tests/sim/link/pair.h"

BOOST_AUTO_TEST_SUITE(link_held)

using namespace badrdp;
using namespace badrdp::link;
using wire::Step;

namespace {

// A host that holds messages of some steps, without a client.
struct Holding {
    std::vector<Step> holds;
    Transcript notes;
    TimePoint now = TimePoint{} + std::chrono::hours(24 * 365 * 56);
    TlsContext tls{host::Tls{}, mint({}, "127.0.0.1", now)};
    std::unique_ptr<Session> session;

    explicit Holding(std::vector<Step> steps) : holds(std::move(steps)) {
        SessionOrder order;
        const peer::ServerChoices choices;
        order.environment = environment_of(choices, {"badrdp"});
        order.choices = choices;
        order.tls = &tls;
        order.holds = [this](Step step) { return std::ranges::find(holds, step) != holds.end(); };
        session = std::make_unique<Session>(std::move(order), [this](const Note& n) { notes.push_back(n); });
        session->connected(now);
    }

    std::size_t count(Step step) const {
        return static_cast<std::size_t>(std::ranges::count_if(
            notes, [&](const Note& n) { return n.kind == NoteKind::step && n.step == step; }));
    }
    wire::Bytes said() {
        wire::Bytes out;
        while (const auto piece = session->next(now))
            if (const auto* write = std::get_if<fault::piece::Write>(&*piece))
                out.insert(out.end(), write->bytes.begin(), write->bytes.end());
        return out;
    }
};

// What an honest client says first: its request, and the ClientHello behind it.
struct Opening {
    wire::Bytes request, hello;
};
Opening opening() {
    test::Pair pair;
    pair.play();
    const auto& said = pair.from_client;
    const auto request = static_cast<std::ptrdiff_t>(said.at(2) << 8 | said.at(3));  // tpkt.length
    const auto at = static_cast<std::size_t>(request);
    const auto hello = 5 + (said.at(at + 3) << 8 | said.at(at + 4));  // of a TLS record
    return {{said.begin(), said.begin() + request}, {said.begin() + request, said.begin() + request + hello}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(nothing_goes_out_while_a_message_is_held) {
    Holding host({Step::x224_confirm});
    host.session->receive(opening().request, host.now);
    BOOST_REQUIRE(host.session->held());
    BOOST_TEST((host.session->held()->step == Step::x224_confirm));
    BOOST_TEST(host.said().empty());
    BOOST_TEST(host.session->go_on({}, host.now) == 0U);
    BOOST_TEST(!host.session->held());
    BOOST_TEST(host.said().size() == 19U);  // [MS-RDPBCGR 2.2.1.2]
}

// Whether it came in the same bytes or later, the ClientHello is heard once the Confirm has gone out.
BOOST_AUTO_TEST_CASE(what_the_client_says_meanwhile_is_heard_afterwards) {
    const auto client = opening();
    for (const bool at_once : {true, false}) {
        Holding host({Step::x224_confirm});
        auto first = client.request;
        if (at_once) first.insert(first.end(), client.hello.begin(), client.hello.end());
        host.session->receive(first, host.now);
        if (!at_once) host.session->receive(client.hello, host.now);
        BOOST_TEST(host.count(Step::client_hello) == 0U);
        host.session->go_on({}, host.now);
        BOOST_TEST(host.count(Step::client_hello) == 1U, "at once: " << at_once);
        BOOST_TEST(host.count(Step::server_flight) == 1U);
        BOOST_TEST(host.said().size() > 500U);
    }
}

BOOST_AUTO_TEST_CASE(an_edit_changes_the_message_and_is_counted) {
    Holding host({Step::x224_confirm});
    host.session->receive(opening().request, host.now);
    const std::array edits{fault::at(Step::x224_confirm, fault::SetField{"tpkt.length", 7}),
                           fault::at(Step::x224_confirm, fault::SetField{"no.such", 7})};
    BOOST_TEST(host.session->go_on(edits, host.now) == 1U);
    const auto said = host.said();
    BOOST_REQUIRE(said.size() == 19U);
    BOOST_TEST(said[3] == 7);
}

BOOST_AUTO_TEST_CASE(nobody_holds_a_message_for_ever) {
    Holding host({Step::x224_confirm});
    host.session->receive(opening().request, host.now);
    host.now += std::chrono::minutes(9);
    host.session->tick(host.now);
    BOOST_TEST(host.session->held());
    host.now += std::chrono::minutes(2);
    host.session->tick(host.now);
    BOOST_TEST(!host.session->held());
    BOOST_TEST(host.session->ending().has_value());
}

BOOST_AUTO_TEST_CASE(a_client_that_talks_on_is_let_go) {
    Holding host({Step::x224_confirm});
    host.session->receive(opening().request, host.now);
    const wire::Bytes more(100 * 1024);
    for (int i = 0; i < 3; ++i) host.session->receive(more, host.now);
    BOOST_TEST(!host.session->held());
    BOOST_REQUIRE(host.session->ending());
    BOOST_TEST((host.session->ending()->kind == Ending::Kind::protocol));
}

BOOST_AUTO_TEST_CASE(who_goes_or_resets_leaves_nothing_held) {
    for (const bool fin : {true, false}) {
        Holding host({Step::x224_confirm});
        host.session->receive(opening().request, host.now);
        fin ? host.session->fin(host.now) : host.session->reset("reset the connection", host.now);
        BOOST_TEST(!host.session->held());
        BOOST_TEST(host.session->go_on({}, host.now) == 0U);
        BOOST_TEST(host.said().empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()

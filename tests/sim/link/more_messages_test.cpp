// One more message of a host, or one less, in the middle of an honest conversation.
#include <boost/test/unit_test.hpp>

#include "sim/fault/words.h"
#include "tests/sim/link/pair.h"

BOOST_AUTO_TEST_SUITE(link_more_messages)

using namespace badrdp;
using namespace badrdp::link;
using fault::Moment;
using peer::EncryptionLevel;
using peer::EncryptionMethod;
using peer::Protocols;
using test::Pair;
using wire::Role;
using wire::Step;

namespace {

struct Mode {
    std::string_view name;
    peer::ServerChoices server;
    peer::ClientChoices client;
};

Mode rdp(std::string_view name, EncryptionMethod method, EncryptionLevel level) {
    Mode mode{name, {.accepts = {}, .accepts_rdp = true}, {.requests = Protocols::rdp}};
    mode.server.encryption_method = method;
    mode.server.encryption_level = level;
    return mode;
}

// TLS, and each way in which Standard RDP Security seals what a host says.
std::vector<Mode> modes() {
    return {{"tls", {}, {.requests = Protocols::ssl}},
            rdp("rc4 40", EncryptionMethod::rc4_40, EncryptionLevel::client_compatible),
            rdp("rc4 128", EncryptionMethod::rc4_128, EncryptionLevel::high),
            rdp("low", EncryptionMethod::rc4_128, EncryptionLevel::low),
            rdp("fips", EncryptionMethod::fips, EncryptionLevel::fips)};
}

fault::Fault say(Step message, Step place, Moment moment) {
    return fault::described(at(place, fault::Say{message, moment}));
}

// What the host has said, in order.
std::vector<Step> said_by_server(const Pair& pair) {
    std::vector<Step> said;
    for (const auto& note : pair.notes)
        if (note.kind == NoteKind::step && note.from == Role::server && !note.withheld)
            said.push_back(note.step);
    return said;
}

std::ptrdiff_t place_of(const std::vector<Step>& steps, Step step) {
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (steps[i] == step) return static_cast<std::ptrdiff_t>(i);
    return -1;
}

}  // namespace

// The client opens it, in whatever it is sealed, and all that comes behind it: the cipher has moved on as far
// at both ends.
BOOST_AUTO_TEST_CASE(one_more_message_is_sealed_as_all_others) {
    for (const auto& mode : modes())
        for (const auto message : {Step::set_error_info, Step::deactivate_all, Step::auto_reconnect_status})
            for (const auto moment : {Moment::before, Moment::after}) {
                if (message == Step::deactivate_all && moment == Moment::after)
                    continue;  // it ends the share
                BOOST_TEST_CONTEXT(mode.name << ", " << name(message) << " " << name(moment)) {
                    Pair pair({say(message, Step::demand_active, moment)}, mode.server, mode.client);
                    pair.play();
                    BOOST_TEST(pair.complaints() == "");
                    BOOST_TEST(pair.bites() == 1u);
                    BOOST_TEST(pair.count(message) == 2u);  // each end notes it
                    BOOST_TEST(pair.saw(Step::font_map));
                    BOOST_TEST(pair.saw(Step::active));
                }
            }
}

BOOST_AUTO_TEST_CASE(it_comes_right_before_or_right_after_what_it_goes_with) {
    Pair before({say(Step::set_error_info, Step::demand_active, Moment::before)});
    before.play();
    auto steps = said_by_server(before);
    BOOST_TEST(place_of(steps, Step::set_error_info) < place_of(steps, Step::demand_active));
    BOOST_TEST(place_of(steps, Step::license) < place_of(steps, Step::set_error_info));
    Pair after({say(Step::set_error_info, Step::demand_active, Moment::after)});
    after.play();
    steps = said_by_server(after);
    BOOST_TEST(place_of(steps, Step::demand_active) < place_of(steps, Step::set_error_info));
    BOOST_TEST(place_of(steps, Step::set_error_info) < place_of(steps, Step::server_synchronize));
}

// The client answers, and the host, which has asked for nothing, is not to stumble over that.
BOOST_AUTO_TEST_CASE(the_answer_to_it_never_reaches_the_host) {
    for (const auto place : {Step::license, Step::license_response, Step::demand_active})
        for (const bool asks_itself : {false, true}) {
            BOOST_TEST_CONTEXT(name(place) << (asks_itself ? ", and it asks itself" : "")) {
                Pair pair({say(Step::auto_detect, place, Moment::after)},
                          {.auto_detects = asks_itself,
                           .licensing = place == Step::license_response ? peer::Licensing::new_license
                                                                        : peer::Licensing::valid_client});
                pair.play();
                BOOST_TEST(pair.complaints() == "");
                BOOST_TEST(pair.bites() == 1u);
                // Each end notes an answer; a host that has refused the licence has gone before the last one.
                const bool has_gone = place == Step::license_response;
                BOOST_TEST(pair.count(Step::auto_detect_response) ==
                           (asks_itself ? 4u : 2u) - (has_gone ? 1u : 0u));
                BOOST_TEST(pair.saw(Step::active) == (place != Step::license_response));
            }
        }
}

// [MS-RDPBCGR 2.2.14.3]: it goes over the message channel, and Standard RDP Security without negotiation has
// none.
BOOST_AUTO_TEST_CASE(what_has_no_channel_is_not_said_and_that_is_no_bite) {
    Pair pair({say(Step::auto_detect, Step::license, Moment::before)},
              {.accepts = {}, .accepts_rdp = true, .negotiates = false}, {.requests = Protocols::rdp});
    pair.play();
    BOOST_TEST(pair.bites() == 0u);
    BOOST_TEST(!pair.saw(Step::auto_detect));
    BOOST_TEST(pair.saw(Step::active));
}

// All that a host says but TLS: it is never on the wire, the host goes on, and whoever looks can tell.
BOOST_AUTO_TEST_CASE(what_is_omitted_never_comes_and_the_host_goes_on) {
    for (const auto& mode : modes()) {
        Pair honest({}, mode.server, mode.client);
        honest.play();
        for (const auto& row : wire::kSteps) {
            const bool said = place_of(said_by_server(honest), row.step) >= 0;
            const bool tls = row.step == Step::server_flight || row.step == Step::tcp_accept;
            if (!said || tls || row.step == Step::active) continue;
            BOOST_TEST_CONTEXT(mode.name << ", " << row.name) {
                Pair pair({fault::described(at(row.step, fault::Omit{}))}, mode.server, mode.client);
                pair.play(std::chrono::minutes(3));
                BOOST_TEST(pair.bites() > 0u);
                BOOST_TEST(pair.client().ending().has_value());
                for (const auto& note : pair.notes)
                    if (note.kind == NoteKind::step && note.step == row.step) BOOST_TEST(note.withheld);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(nothing_else_is_changed_by_what_is_omitted) {
    for (const auto& mode : modes()) {
        Pair pair({fault::described(at(Step::update, fault::Omit{}))}, mode.server, mode.client);
        pair.play();
        BOOST_TEST_CONTEXT(mode.name) {
            BOOST_TEST(pair.complaints() == "");
            BOOST_TEST((pair.client().ending()->kind == pair.server().ending()->kind));
            BOOST_TEST(pair.saw(Step::active));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

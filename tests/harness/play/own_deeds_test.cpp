#include "harness/play/own_deeds.h"

#include <boost/test/unit_test.hpp>

#include "harness/play/keep.h"
#include "harness/play/witnesses_json.h"

BOOST_AUTO_TEST_SUITE(own_deeds)

using namespace badrdp;
using namespace badrdp::harness;
using namespace std::chrono_literals;
using link::NoteKind;
using wire::Role;

namespace {

constexpr std::uint16_t kFirst = 40'001, kSecond = 40'002;

capture::Connection ended_by_client(std::uint16_t port, std::chrono::nanoseconds began,
                                    std::chrono::nanoseconds ended) {
    capture::Connection out;
    out.client_port = port;
    out.accepted = true;
    out.began = began;
    out.ended = ended;
    out.ended_by = Role::client;
    out.how = capture::EndHow::fin;
    return out;
}

link::Note end_note(std::uint16_t port, std::chrono::seconds at) {
    link::Note out;
    out.at = link::TimePoint(at);
    out.connection = port == kFirst ? 1 : 2;
    out.kind = NoteKind::end;
    out.from = Role::client;
    out.text = "closed the connection";
    out.peer_port = port;
    return out;
}

// It closed its first connection after a second, and hung on the second until badrdp ended it.
Evidence hung() {
    Evidence out;
    out.packets.connections = {ended_by_client(kFirst, 100s, 101s), ended_by_client(kSecond, 101s, 120s)};
    for (const std::uint16_t number : {std::uint16_t{1}, std::uint16_t{2}}) {
        capture::Event fin;
        fin.at = number == 1 ? 101s : 120s;
        fin.connection = number;
        fin.from = Role::client;
        fin.what = "FIN";
        fin.packet = number - 1u;
        out.packets.events.push_back(fin);
    }
    out.peer = {end_note(kFirst, 101s), end_note(kSecond, 120s)};
    out.process.limit = Limit::wall_clock;
    out.process.struck = out.process.took = 20s;
    return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_hosts_log_says_whose_deed_an_end_was) {
    BOOST_TEST(
        narrate(told_as_ours(hung())) ==
        "   0.0000  #1      client closed the connection\n"
        "  19.0000  #2      client closed the connection, since badrdp had ended it (no end after 20.0 s)\n");
    auto by_itself = hung();
    by_itself.process.limit = Limit::none;
    BOOST_TEST(!narrate(told_as_ours(by_itself)).contains("badrdp"));
}

BOOST_AUTO_TEST_CASE(what_the_host_does_is_never_ours) {
    auto evidence = hung();
    evidence.peer[1].from = Role::server;
    BOOST_TEST(!narrate(told_as_ours(evidence)).contains("badrdp"));
}

BOOST_AUTO_TEST_CASE(the_timeline_and_the_capture_say_the_same) {
    const auto text = witnesses_json({}, 3389, hung());
    BOOST_TEST(text.contains("\"ended_by\":\"client\""));
    BOOST_TEST(text.contains("\"ended_by\":\"badrdp\""));
    BOOST_TEST(text.contains("since badrdp had ended it (no end after 20.0 s)"));
    const std::vector<capture::Packet> packets(2);
    const auto said = annotate(packets, 3389, hung());
    BOOST_TEST(said[0].comment == "");
    BOOST_TEST(said[1].comment == "the client's kernel, since badrdp had ended the client");
}

BOOST_AUTO_TEST_SUITE_END()

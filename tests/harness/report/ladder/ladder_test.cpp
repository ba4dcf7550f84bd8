#include "harness/report/ladder/ladder.h"

#include <boost/test/unit_test.hpp>

#include "harness/os/text.h"
#include "tests/harness/report/sample.h"

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(ladder_of_a_case)

using namespace std::chrono_literals;
using link::NoteKind;
using wire::Role;
using wire::Step;

capture::Event event(std::chrono::nanoseconds at, Role from, Step step, std::string what,
                     std::size_t packet) {
    return {.at = at,
            .connection = 1,
            .from = from,
            .step = step,
            .what = std::move(what),
            .detail = {},
            .packet = packet};
}

HostNote note(std::chrono::nanoseconds at, NoteKind kind, Role from, Step step, std::string text) {
    return {.at = at,
            .connection = 1,
            .kind = kind,
            .from = from,
            .step = step,
            .text = std::move(text),
            .withheld = false,
            .packet = {}};
}

// A host that says nothing after the ClientHello, and a client that badrdp has to end.
Witnesses mute_host() {
    Witnesses out;
    out.port = 3389;
    out.events = {event(0ms, Role::client, Step::tcp_connect, "SYN", 0),
                  event(1ms, Role::server, Step::tcp_accept, "SYN-ACK", 1),
                  event(2ms, Role::client, Step::client_hello, "client_hello", 2),
                  event(20s, Role::client, Step::none, "FIN", 9)};
    out.host = {note(2ms, NoteKind::step, Role::client, Step::client_hello, ""),
                note(3ms, NoteKind::bite, Role::server, Step::server_flight, "says nothing"),
                note(20s, NoteKind::end, Role::client, Step::none, "closed the connection")};
    for (const auto at : {1s, 3s, 7s})
        out.again.push_back({.at = at, .connection = 1, .from = Role::client, .packet = 3});
    return out;
}

CaseResult hung() {
    auto out = a_case("service/mute", "", "xfreerdp", "lenient", Outcome::hung, Verdict::fail);
    out.facts.limit = Limit::wall_clock;
    out.facts.exit = {};
    out.facts.took = 20s;
    out.facts.connections.front().ending = TcpEnd::killed;
    return out;
}

std::vector<std::string> words(const Ladder& ladder, RungKind kind) {
    std::vector<std::string> out;
    for (const auto& rung : ladder.rungs)
        if (rung.kind == kind) out.push_back(label(rung));
    return out;
}

BOOST_AUTO_TEST_CASE(what_acted_has_a_kind_of_its_own) {
    const auto faults = words(ladder_of(mute_host(), hung()), RungKind::fault);
    BOOST_REQUIRE_EQUAL(faults.size(), 1u);
    BOOST_TEST(faults[0] == "fault at server_flight: says nothing");
}

BOOST_AUTO_TEST_CASE(retransmissions_are_one_rung_and_pauses_too) {
    const auto ladder = ladder_of(mute_host(), hung());
    const auto again = words(ladder, RungKind::again), waits = words(ladder, RungKind::wait);
    BOOST_REQUIRE_EQUAL(again.size(), 1u);
    BOOST_TEST(again[0] == "retransmitted 3 times, until 7.0 s");
    BOOST_REQUIRE_EQUAL(waits.size(), 1u);
    BOOST_TEST(waits[0] == "nothing for 13.0 s");
}

BOOST_AUTO_TEST_CASE(our_own_deeds_are_no_deeds_of_the_client) {
    const auto ladder = ladder_of(mute_host(), hung());
    const auto ours = words(ladder, RungKind::ours);
    BOOST_REQUIRE_EQUAL(ours.size(), 2u);
    BOOST_TEST(ours[0] == "badrdp ends the client: no end after 20.0 s");
    BOOST_TEST(ours[1] == "FIN: from the client's kernel, since badrdp ended the client");
    BOOST_TEST(words(ladder, RungKind::host).empty());  // the host cannot know whose FIN it was
}

BOOST_AUTO_TEST_CASE(a_client_that_ends_by_itself_says_how) {
    auto result = hung();
    result.facts.limit = Limit::none;
    result.facts.exit = 131;
    result.facts.connections.front().ending = TcpEnd::client_fin;
    const auto ladder = ladder_of(mute_host(), result);
    BOOST_TEST(words(ladder, RungKind::ours).empty());
    BOOST_TEST(words(ladder, RungKind::client).back() == "the client ends with exit status 131");
    BOOST_TEST(words(ladder, RungKind::host).back() == "client closed the connection");
}

BOOST_AUTO_TEST_CASE(steps_that_packets_show_are_told_once) {
    auto said = mute_host();
    said.host.push_back(note(4ms, NoteKind::step, Role::client, Step::mcs_connect_initial, ""));
    const auto inside = words(ladder_of(said, hung()), RungKind::inside);
    BOOST_REQUIRE_EQUAL(inside.size(), 1u);
    BOOST_TEST(inside[0] == "mcs_connect_initial");
}

BOOST_AUTO_TEST_CASE(pairs_that_repeat_are_folded) {
    Witnesses said = mute_host();
    for (int i = 0; i < 4; ++i)
        for (const auto step : {Step::channel_join_request, Step::channel_join_confirm})
            said.host.push_back(note(5ms, NoteKind::step, wire::sender(step), step, ""));
    const auto inside = words(ladder_of(said, hung()), RungKind::inside);
    BOOST_REQUIRE_EQUAL(inside.size(), 2u);
    BOOST_TEST(inside[0] == "channel_join_request 4 times");
    BOOST_TEST(inside[1] == "channel_join_confirm 4 times");
}

BOOST_AUTO_TEST_CASE(the_wire_stands_between_them_and_says_what_it_did) {
    auto said = mute_host();
    for (const auto at : {4ms, 5ms})
        said.wire.push_back({.at = at, .packet = 4, .says = "dropped: mtu 1000"});
    const auto ladder = ladder_of(said, hung());
    BOOST_TEST(ladder.middle == "wire");
    BOOST_TEST(words(ladder, RungKind::wire).front() == "dropped: mtu 1000 2 times");
}

BOOST_AUTO_TEST_CASE(the_first_difference_is_lit_and_no_other) {
    auto healthy_said = mute_host();
    healthy_said.host.erase(healthy_said.host.begin() + 1);
    healthy_said.events.insert(healthy_said.events.begin() + 3,
                               event(3ms, Role::server, Step::server_flight, "server_flight", 3));
    const auto healthy = ladder_of(healthy_said, hung());
    auto ladder = ladder_of(mute_host(), hung());
    BOOST_TEST(light_difference(ladder, healthy));
    const auto lit = [](const Rung& rung) { return rung.lit; };
    BOOST_TEST(std::ranges::count_if(ladder.rungs, lit) == 1);
    BOOST_TEST(label(*std::ranges::find_if(ladder.rungs, lit)) == "fault at server_flight: says nothing");
    auto same = healthy;
    BOOST_TEST(!light_difference(same, healthy));
}

BOOST_AUTO_TEST_CASE(text_keeps_to_its_width_and_ticket_text_to_ascii) {
    auto said = mute_host();
    said.events[2].detail = std::string(300, 'x');
    said.host[1].text = "says «nothing»";
    const auto ladder = ladder_of(said, hung());
    for (const bool ascii : {false, true}) {
        const auto text = ladder_text(ladder, {.columns = 90, .colour = false, .ascii = ascii});
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);) {
            BOOST_TEST(width(line) <= 90u, line);
            for (const char c : line) BOOST_TEST((!ascii || (c >= ' ' && c <= '~')), line);
        }
    }
}

BOOST_AUTO_TEST_CASE(text_has_a_heading_for_each_part_and_the_frames) {
    const auto text = ladder_text(ladder_of(mute_host(), hung()), {.ascii = true});
    BOOST_TEST(text.find("== tcp ==") < text.find("== tls =="));
    BOOST_TEST(text.contains("    0.0020      3   | client_hello ---"));
    BOOST_TEST(text.contains("> |") == false);
    BOOST_TEST(text.contains(">|\n"));
    BOOST_TEST(text.contains("|<---"));
}

BOOST_AUTO_TEST_CASE(a_page_escapes_what_peers_said) {
    auto said = mute_host();
    said.events[2].detail = "cookie <script>alert(1)</script>";
    const auto html = ladder_html(ladder_of(said, hung()));
    BOOST_TEST(!html.contains("<script"));
    BOOST_TEST(html.contains("&lt;script&gt;"));
}

BOOST_AUTO_TEST_CASE(a_long_ladder_keeps_its_beginning_and_its_end) {
    Ladder ladder;
    for (int i = 0; i < 100; ++i) ladder.rungs.push_back({.what = std::to_string(i)});
    const auto less = shortened(ladder, 20);
    BOOST_TEST(less.rungs.size() == 21u);
    BOOST_TEST(less.rungs[14].what == "14");
    BOOST_TEST(less.rungs[15].what == "80 more");
    BOOST_TEST(less.rungs[16].what == "95");
    BOOST_TEST(shortened(ladder, 100).rungs.size() == 100u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness

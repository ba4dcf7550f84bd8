#include "harness/play/keep.h"

#include <boost/test/unit_test.hpp>

#include "harness/data/scenario/load.h"
#include "tests/harness/play/fake_run.h"
#include "tests/sim/path/frames.h"

BOOST_AUTO_TEST_SUITE(run_keep)

using namespace badrdp;
using namespace badrdp::harness;
using namespace badrdp::harness::test;
using namespace std::chrono_literals;
using link::NoteKind;
using wire::Role;
using wire::Step;
namespace fs = std::filesystem;

namespace {

const link::TimePoint kStart{1'000'000s};

link::Note note(NoteKind kind, std::string text, std::chrono::milliseconds at = 0ms) {
    link::Note out;
    out.at = kStart + at;
    out.connection = 1;
    out.kind = kind;
    out.from = Role::server;
    out.text = std::move(text);
    out.peer_port = 40'000;
    return out;
}

capture::Packet packet(wire::Bytes frame, std::chrono::milliseconds at) {
    const auto size = static_cast<std::uint32_t>(frame.size());
    return {.at = kStart.time_since_epoch() + at, .wire_length = size, .bytes = std::move(frame)};
}

// A connection on which the server says four bytes, and then another four.
std::vector<capture::Packet> conversation() {
    using namespace path::tcp_flag;
    const wire::Bytes four{1, 2, 3, 4};
    return {packet(badrdp::test::tcp(Role::client, syn, 99), 0ms),
            packet(badrdp::test::tcp(Role::server, syn | ack, 999, 100), 1ms),
            packet(badrdp::test::tcp(Role::client, ack, 100, 1000), 2ms),
            packet(badrdp::test::tcp(Role::server, ack, 1000, 100, four), 3ms),
            packet(badrdp::test::tcp(Role::server, ack, 1004, 100, four), 4ms)};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_transcript_is_a_line_a_note_with_times_from_the_first) {
    const auto text = narrate({note(NoteKind::tls, "TLS 1.3"), note(NoteKind::end, "closed", 1500ms)});
    BOOST_TEST(text ==
               "   0.0000  #1      TLS: TLS 1.3\n"
               "   1.5000  #1      server closed\n");
}

BOOST_AUTO_TEST_CASE(a_step_of_the_clients_points_at_the_server) {
    auto step = note(NoteKind::step, "requestedProtocols 0x3");
    step.from = Role::client;
    step.step = Step::x224_request;
    const auto line = narrate(step, kStart);
    BOOST_TEST(line.find("#1  --> x224_request         X.224 Connection Request: ") != std::string::npos,
               line);
    BOOST_TEST(line.ends_with(": requestedProtocols 0x3"));
}

BOOST_AUTO_TEST_CASE(packets_say_at_which_a_step_passed_and_where_a_fault_acted) {
    const auto packets = conversation();
    Evidence evidence;
    capture::Event event;
    event.step = Step::x224_request;
    event.packet = 2;
    evidence.packets.events = {event};
    auto bite = note(NoteKind::bite, "set x224_confirm.tpkt.length = 3", 4ms);
    bite.step = Step::x224_confirm;
    bite.offset = 4;
    evidence.peer = {bite};
    const auto seen = annotate(packets, 3389, evidence);
    BOOST_TEST(seen.at(2).comment == "step: x224_request");
    BOOST_TEST(seen.at(3).comment.empty());
    BOOST_TEST(seen.at(4).comment == "fault: set x224_confirm.tpkt.length = 3 (at step x224_confirm)");
}

BOOST_AUTO_TEST_CASE(what_was_never_sent_is_told_at_the_last_packet_before_it) {
    Evidence evidence;
    auto bite = note(NoteKind::bite, "silence client_info", 3ms);
    bite.step = Step::client_info;
    bite.offset = 400;
    evidence.peer = {bite};
    const auto seen = annotate(conversation(), 3389, evidence);
    BOOST_TEST(seen.at(3).comment ==
               "fault: silence client_info (at step client_info), silence from here on");
}

BOOST_AUTO_TEST_CASE(the_case_is_kept_so_that_it_can_be_played_again) {
    const TempFolder folder;
    FakeRun run([](const CaseOrder&, unsigned, unsigned) { return FakeVisit{}; });
    run.order.context.seed = 7;
    auto& plan = run.client("one");
    plan.cases.push_back(run.a_case(plan, "tls/a"));
    run.scenarios.back().title = "A host";
    run.scenarios.back().why = "It matters.";
    run.scenarios.back().demands.front().why = "it must";
    run.play();
    const auto dir = run.folder.path() / "tls/a/one.lenient";
    const auto loaded = load_scenario(dir / "case.toml", run.folder.path());
    BOOST_TEST_REQUIRE(loaded.complaints.empty());
    BOOST_TEST_REQUIRE(loaded.scenarios.size() == 1u);
    const auto& again = loaded.scenarios.front();
    BOOST_TEST(again.name == "tls/a");
    BOOST_TEST_REQUIRE(again.played.has_value());
    BOOST_TEST(
        (*again.played ==
         Played{.client = "one", .version = "1.0", .options = "lenient", .seed = 7, .net = "loopback"}));
}

// The folders are closed until the run is over; then the umask says who reads what holds no secret.
BOOST_AUTO_TEST_CASE(nobody_else_may_read_what_holds_secrets) {
    FakeRun run([](const CaseOrder&, unsigned, unsigned) { return FakeVisit{}; });
    auto& plan = run.client("one");
    plan.cases.push_back(run.a_case(plan, "tls/a"));
    run.play();
    constexpr auto kOthers = fs::perms::group_all | fs::perms::others_all;
    const auto dir = run.folder.path() / "tls";
    const auto closed = [&](const fs::path& path) {
        return (fs::status(path).permissions() & kOthers) == fs::perms::none;
    };
    BOOST_TEST(closed(dir));
    BOOST_TEST(closed(dir / "a/one.lenient"));
    BOOST_TEST(closed(dir / "a/one.lenient/capture.pcapng"));
    for (const auto* file : {"case.toml", "server.log", "timeline.json"})
        BOOST_TEST(fs::exists(dir / "a/one.lenient" / file), file);
}

BOOST_AUTO_TEST_SUITE_END()

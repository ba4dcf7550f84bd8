#include "harness/play/player.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>
#include <optional>

#include "tests/harness/play/fake_run.h"

BOOST_AUTO_TEST_SUITE(run_player)

using namespace badrdp;
using namespace badrdp::harness;
using namespace badrdp::harness::test;
using namespace std::chrono_literals;

namespace {

// One case over a fake network.
struct OneCase {
    explicit OneCase(FakeWorld::Script script) : world(std::move(script)) {
        context.out = folder.path();
        context.mark = "badrdp run of a test\n";
        context.networks = world.networks();
    }
    explicit OneCase(FakeVisit visit)
        : OneCase([visit](const CaseOrder&, unsigned, unsigned) { return visit; }) {}

    CaseResult play(const std::function<void(Player&)>& meanwhile = {}) {
        boost::asio::io_context loop;
        boost::asio::thread_pool workers(1);
        const CaseOrder order{
            .scenario = &scenario, .client = &client, .baseline = nullptr, .options = options};
        Player player(loop.get_executor(), workers, context, order);
        std::optional<CaseResult> result;
        std::function<void()> talking = [this] { ++talked; };
        boost::asio::co_spawn(loop, player.play(std::move(talking)),
                              [&](std::exception_ptr, CaseResult seen) { result = std::move(seen); });
        if (meanwhile) meanwhile(player);
        run_until(loop, [&] { return result.has_value(); });
        workers.join();
        BOOST_REQUIRE(result.has_value());
        return *result;
    }

    std::filesystem::path dir() const { return folder.path() / ("tls/a/one." + options); }

    TempFolder folder;
    FakeWorld world;
    Scenario scenario = demanding("tls/a");
    Client client = client_named("one");
    std::string options = "lenient";
    RunContext context;
    unsigned talked = 0;  // how often we were told that the client talks, or never will
};

std::string verdict(const CaseResult& result) {
    return std::string(name(result.judgement.verdict)) + ": " + result.judgement.note;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_case_is_judged_by_what_its_client_did) {
    OneCase well(FakeVisit{});
    BOOST_TEST(name(well.play().judgement.verdict) == "pass");
    OneCase badly(FakeVisit{.end = {.exit = 1, .signal = {}, .output = {}}});
    BOOST_TEST(name(badly.play().judgement.verdict) == "fail");
}

// A careless pattern is a fault of its adapter, and said to be.
BOOST_AUTO_TEST_CASE(a_pattern_that_gives_up_judges_no_client) {
    OneCase one(FakeVisit{.end = {.exit = 1, .signal = {}, .output = std::string(1900, 'a')}});
    ReportRow a_row;
    a_row.output = "^(a+)+b$";
    one.client.adapter.reports.insert(one.client.adapter.reports.begin(), a_row);
    BOOST_TEST(
        verdict(one.play()).starts_with("error: the pattern '^(a+)+b$' of the adapter takes too long"));
}

BOOST_AUTO_TEST_CASE(while_we_stand_still_no_client_is_judged) {
    OneCase one(FakeVisit{});
    auto longest = 499ms;
    one.context.stood_still = [&](std::chrono::steady_clock::time_point) { return longest; };
    BOOST_TEST(name(one.play().judgement.verdict) == "pass");
    longest = 500ms;
    BOOST_TEST(verdict(one.play()) ==
               "error: badrdp stood still for 500 ms, because this machine was busy or stopped it");
}

// Whatever the client did then says nothing about the client.
BOOST_AUTO_TEST_CASE(a_display_that_is_gone_is_no_fault_of_the_client) {
    OneCase one(FakeVisit{.end = {.exit = 1, .signal = {}, .output = "failed to open display"}});
    one.context.screens = [](const auto&) {
        return Screen{.at = {":57", {}}, .is_up = [] { return false; }};
    };
    BOOST_TEST(name(one.play().judgement.verdict) == "fail");  // it needs none
    one.client.adapter.display = true;
    BOOST_TEST(verdict(one.play()) ==
               "error: the client's display (Xvfb) ended while it was there: what it did then "
               "proves nothing");
    one.context.screens = [](const auto&) { return Screen{.at = {":57", {}}, .is_up = {}}; };
    BOOST_TEST(name(one.play().judgement.verdict) == "fail");
}

BOOST_AUTO_TEST_CASE(what_the_machine_refuses_is_an_error_that_says_so) {
    OneCase one(FakeVisit{.refuses = "cannot open /dev/net/tun: Operation not permitted"});
    BOOST_TEST(verdict(one.play()) == "error: cannot open /dev/net/tun: Operation not permitted");
    BOOST_TEST(one.talked == 1u);
}

BOOST_AUTO_TEST_CASE(what_we_lost_makes_an_error_of_a_pass) {
    OneCase one(FakeVisit{.lost = "the capture lost 3 packets"});
    BOOST_TEST(verdict(one.play()) == "error: the capture lost 3 packets");
}

BOOST_AUTO_TEST_CASE(a_client_that_never_comes_proves_nothing) {
    OneCase one(FakeVisit{.connections = 0, .deepest = wire::Step::none});
    BOOST_TEST(name(one.play().judgement.verdict) == "moot");
    BOOST_TEST(one.talked == 1u);
}

BOOST_AUTO_TEST_CASE(one_that_comes_too_often_is_ended) {
    OneCase one(FakeVisit{.connections = 4, .stays = true});
    one.client.adapter.reconnects = 3;
    const auto result = one.play();
    BOOST_TEST(name(result.facts.outcome) == "looped");
    BOOST_TEST_REQUIRE(one.world.ended.size() == 1u);
    BOOST_TEST((one.world.ended[0] == Limit::reconnects));
}

// Nor is what its flood keeps from being recorded a loss of ours.
BOOST_AUTO_TEST_CASE(one_that_pours_out_more_than_is_kept_is_ended) {
    FakeVisit visit{.floods = true, .stays = true};
    link::Note note;
    note.kind = link::NoteKind::step;
    note.step = wire::Step::x224_request;
    note.peer_port = 40'000;  // of which no packet was kept
    visit.notes = {note};
    OneCase one(visit);
    const auto result = one.play();
    BOOST_TEST(name(result.facts.outcome) == "bloated");
    BOOST_TEST(name(result.judgement.verdict) == "fail");
    BOOST_TEST_REQUIRE(one.world.ended.size() == 1u);
    BOOST_TEST((one.world.ended[0] == Limit::traffic));
}

BOOST_AUTO_TEST_CASE(the_last_visit_is_the_one_that_is_judged) {
    OneCase one([](const CaseOrder&, unsigned, unsigned visit) {
        return FakeVisit{.end = {.exit = visit == 2 ? 0 : 1, .signal = {}, .output = {}}};
    });
    one.scenario.visits = 2;
    BOOST_TEST(name(one.play().judgement.verdict) == "pass");
    BOOST_TEST(one.world.log.size() == 2u);
    BOOST_TEST(one.talked == 1u);
}

BOOST_AUTO_TEST_CASE(a_visit_that_we_spoiled_is_not_followed_by_another) {
    OneCase one([](const CaseOrder&, unsigned, unsigned visit) {
        return FakeVisit{.lost = visit == 1 ? "late" : ""};
    });
    one.scenario.visits = 2;
    BOOST_TEST(verdict(one.play()) == "error: late");
    BOOST_TEST(one.world.log.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_case_that_is_abandoned_starts_no_client_and_has_no_verdict) {
    OneCase one(FakeVisit{.stays = true});
    const auto result = one.play([](Player& player) { player.abandon(); });  // before there is a client
    BOOST_TEST(verdict(result) == "error: interrupted");
    BOOST_TEST(one.world.started.empty());
}

// The host is ours and cannot have served what the network never saw.
BOOST_AUTO_TEST_CASE(a_connection_that_only_the_host_saw_makes_an_error) {
    FakeVisit visit;
    link::Note note;
    note.kind = link::NoteKind::step;
    note.step = wire::Step::x224_request;
    note.peer_port = 40'000;
    visit.notes = {note};
    OneCase one(visit);
    BOOST_TEST(verdict(one.play()) ==
               "error: the server served a connection from port 40000 that the capture does not show");
}

BOOST_AUTO_TEST_CASE(a_client_has_its_adapters_patience_or_a_longer_one_of_the_scenarios) {
    const auto patience = [](milliseconds adapters, std::optional<milliseconds> scenarios,
                             std::optional<milliseconds> of_the_run) {
        OneCase one(FakeVisit{});
        one.client.adapter.patience = adapters;
        one.scenario.patience = scenarios;
        one.context.patience = of_the_run;
        one.play();
        return one.world.started.at(0).wall_clock;
    };
    BOOST_TEST((patience(20s, {}, {}) == 20s));
    BOOST_TEST((patience(20s, 30s, {}) == 30s));
    BOOST_TEST((patience(20s, 5s, {}) == 20s));
    BOOST_TEST((patience(20s, 30s, 2s) == 2s));
}

BOOST_AUTO_TEST_CASE(who_trusts_the_certificates_signer_is_told_where_it_is) {
    OneCase one(FakeVisit{});
    one.client.adapter.trusts_from = "SSL_CERT_FILE";
    one.scenario.trusted = true;
    one.options = "strict";
    one.client.adapter.options["strict"] = one.client.adapter.options.at("lenient");
    const auto result = one.play();
    BOOST_TEST_REQUIRE(one.world.started.size() == 1U, verdict(result));
    const std::pair<std::string, std::string> wanted{"SSL_CERT_FILE",
                                                     (one.dir() / "home/trusted.pem").string()};
    BOOST_TEST((std::ranges::count(one.world.started.at(0).environment, wanted) == 1));
}

BOOST_AUTO_TEST_CASE(what_is_left_is_the_case_and_not_the_clients_home) {
    OneCase one(FakeVisit{});
    one.play();
    std::set<std::string> left;
    for (const auto& entry : std::filesystem::directory_iterator(one.dir()))
        left.insert(entry.path().filename().string());
    const std::set<std::string> wanted{"capture.pcapng", "case.toml", "server.log", "timeline.json"};
    BOOST_TEST(left == wanted, boost::test_tools::per_element());
}

// Most cases pass, and nobody looks at them again.
BOOST_AUTO_TEST_CASE(events_are_kept_of_what_did_not_pass_and_of_what_is_healthy) {
    OneCase pass(FakeVisit{});
    BOOST_TEST(pass.play().events.empty());
    OneCase fail(FakeVisit{.end = {.exit = 1, .signal = {}, .output = {}}});
    BOOST_TEST(fail.play().events.size() == 1u);
    OneCase healthy(FakeVisit{});
    healthy.scenario.name = "healthy/tls";
    BOOST_TEST(healthy.play().events.size() == 1u);
}

// What cannot be written is in the way of one file; on a full disk it is in the way of all.
BOOST_AUTO_TEST_CASE(what_was_judged_is_not_lost_with_the_room_for_its_evidence) {
    OneCase one{FakeVisit{}};
    std::filesystem::create_directories(one.dir() / "server.log/taken");
    const auto result = one.play();
    BOOST_TEST(name(result.judgement.verdict) == "pass");
    BOOST_TEST(result.unkept.find("server.log") != std::string::npos, result.unkept);
}

BOOST_AUTO_TEST_SUITE_END()

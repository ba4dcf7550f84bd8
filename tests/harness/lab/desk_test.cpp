#include "harness/lab/desk.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "harness/lab/views.h"
#include "tests/harness/lab/lab.h"

BOOST_AUTO_TEST_SUITE(lab_desk)

using namespace badrdp;
using namespace badrdp::harness;
using namespace badrdp::harness::lab;
using badrdp::test::exercise_named;
using badrdp::test::lab;

namespace {

// A seed for each way in which the exercise is broken.
std::vector<std::uint64_t> seeds_of(const Exercise& exercise) {
    std::vector<std::uint64_t> out;
    std::vector<Broken> seen;
    for (std::uint64_t seed = 0; seed < 100 && seen.size() < exercise.broken.size(); ++seed) {
        const Desk desk(lab(), exercise, seed);
        const auto& scenario = desk.scenario();
        const Broken way{*scenario.settings, desk.sight().name, scenario.path, scenario.faults};
        if (std::ranges::find(seen, way) != seen.end()) continue;
        seen.push_back(way);
        out.push_back(seed);
    }
    BOOST_TEST(seen.size() == exercise.broken.size());
    return out;
}

void play_solution(const Exercise& exercise) {
    const auto& id = exercise.id;
    for (const auto seed : seeds_of(exercise)) {
        Desk desk(lab(), exercise, seed);
        desk.connect();
        BOOST_TEST(!desk.works(), id << " with seed " << seed << " is not broken");
        for (const auto& line : exercise.solution) desk.type(line);
        const auto said = desk.connect();
        desk.name_cause(exercise.cause);
        const auto grade = desk.grade();
        BOOST_TEST(grade.works, id << ": " << said);
        BOOST_TEST(grade.lacks.empty(), id << ": " << (grade.lacks.empty() ? "" : grade.lacks[0]));
        BOOST_TEST(grade.in_time, id << ": " << grade.minutes);
        BOOST_TEST(grade.all());
    }
}

void play_wrong_way(const Exercise& exercise) {
    const auto& id = exercise.id;
    for (const auto seed : seeds_of(exercise)) {
        Desk desk(lab(), exercise, seed);
        for (const auto& line : exercise.wrong) desk.type(line);
        const auto said = desk.connect();
        desk.name_cause(exercise.cause);
        const auto grade = desk.grade();
        BOOST_TEST(grade.works == (exercise.wrong_ends != WrongEnd::broken), id << ": " << said);
        if (exercise.wrong_ends == WrongEnd::insecure) BOOST_TEST(!grade.lacks.empty(), id);
        if (exercise.wrong_ends == WrongEnd::costly) BOOST_TEST(!grade.in_time, id);
        BOOST_TEST(!grade.all());
    }
}

}  // namespace

// docs/lab.md says why these four are missing.
BOOST_AUTO_TEST_CASE(exercises_are_over_all_causes_that_a_desk_can_show) {
    std::set<std::string> missing;
    for (const auto& [id, title] : lab().causes) missing.insert(id);
    std::set<Degree> degrees;
    unsigned doubles = 0, hiding = 0;
    for (const auto& exercise : lab().exercises) {
        missing.erase(exercise.cause);
        degrees.insert(exercise.degree);
        doubles += exercise.also.empty() ? 0 : 1;
        hiding += exercise.wrong_ends == WrongEnd::insecure ? 1 : 0;
        BOOST_TEST(exercise.broken.size() >= 2U, exercise.id);
    }
    BOOST_TEST(missing == (std::set<std::string>{"C11", "C27", "C28", "C29"}),
               boost::test_tools::per_element());
    BOOST_TEST(lab().exercises.size() >= 24U);
    BOOST_TEST(degrees.size() == 3U);
    BOOST_TEST(doubles >= 3U);
    BOOST_TEST(hiding >= 3U);
}

BOOST_AUTO_TEST_CASE(each_exercise_is_broken_and_its_solution_mends_it) {
    for (const auto& exercise : lab().exercises) play_solution(exercise);
}

BOOST_AUTO_TEST_CASE(each_wrong_way_ends_as_its_exercise_says) {
    for (const auto& exercise : lab().exercises) play_wrong_way(exercise);
}

BOOST_AUTO_TEST_CASE(a_change_has_to_be_tried_before_it_counts) {
    const auto& exercise = exercise_named("06-holiday");
    Desk desk(lab(), exercise, 1);
    desk.type(exercise.solution.front());
    BOOST_TEST(!desk.works());
    desk.connect();
    BOOST_TEST(desk.works());
    desk.type("Get-Service");  // looks, and changes nothing
    BOOST_TEST(desk.works());
    desk.type("reg add HKLM\\X /v fDenyTSConnections /t REG_DWORD /d 1 /f");
    BOOST_TEST(!desk.works());
}

BOOST_AUTO_TEST_CASE(what_the_desk_does_not_know_changes_nothing_and_costs_nothing) {
    Desk desk(lab(), exercise_named("01-monday"), 1);
    const auto before = desk.scenario();
    for (const auto* line :
         {"rm -rf /", "$(reboot)", "'; drop table", "../../etc/passwd", "restart-service termserv"})
        BOOST_TEST(desk.type(line).minutes == 0U, line);
    BOOST_TEST((desk.scenario() == before));
    BOOST_TEST(desk.type("\x1b[2J" + std::string(10'000, 'x')).typed.size() <= 2000U);
    BOOST_TEST(!desk.deeds().back().typed.contains('\x1b'));
    for (std::size_t i = 0; i < Desk::kMostDeeds + 5; ++i) desk.type("dir");
    BOOST_TEST(desk.deeds().size() == Desk::kMostDeeds);
}

BOOST_AUTO_TEST_CASE(what_makes_the_host_weaker_is_told) {
    Desk desk(lab(), exercise_named("06-holiday"), 1);
    desk.type(R"(sp HKLM:\X UserAuthentication 0)");
    desk.type(R"(sp HKLM:\X fDenyTSConnections 0)");
    desk.connect();
    const auto grade = desk.grade();
    BOOST_TEST(grade.works);
    BOOST_REQUIRE(grade.lacks.size() == 1U);
    BOOST_TEST(grade.lacks[0] == "Network Level Authentication is no longer required");
}

// As Start-Service and Set-Service do, each for itself.
BOOST_AUTO_TEST_CASE(a_service_that_is_disabled_does_not_start) {
    Desk desk(lab(), exercise_named("08-patchday"), 1);
    const auto state = [&] { return desk.scenario().settings->TermService; };
    BOOST_TEST(desk.type("Start-Service TermService").answer.contains("cannot be started"));
    BOOST_TEST((state() == host::ServiceState::disabled));
    desk.type("Set-Service TermService -StartupType Automatic");
    BOOST_TEST((state() == host::ServiceState::stopped));
    BOOST_TEST(desk.type("Start-Service TermService").answer == "");
    BOOST_TEST((state() == host::ServiceState::running));
}

BOOST_AUTO_TEST_CASE(a_value_that_is_none_is_refused) {
    Desk desk(lab(), exercise_named("01-monday"), 1);
    BOOST_TEST(desk.type(R"(sp HKLM:\X SecurityLayer 9)").answer == "ERROR: Invalid syntax.");
    BOOST_TEST(desk.type(R"(sp HKLM:\X PortNumber 99999)").answer == "ERROR: Invalid syntax.");
}

BOOST_AUTO_TEST_CASE(a_capture_holds_packets_and_no_word_of_the_solution) {
    Desk desk(lab(), exercise_named("02-audit"), 1);
    BOOST_TEST(desk.capture().empty());
    desk.connect();
    const auto file = desk.capture();
    BOOST_TEST(file.starts_with("\x0a\x0d\x0d\x0a"));  // pcapng's Section Header Block
    for (const auto* word : {"lab/", "audit", "C03", "MachineKeys", "machine_keys", "CLIENT_RANDOM"})
        BOOST_TEST(!file.contains(word), word);
}

BOOST_AUTO_TEST_CASE(neighbours_have_other_names_and_the_same_student_always_the_same) {
    std::set<std::string> tickets;
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        const Desk desk(lab(), exercise_named("01-monday"), seed);
        BOOST_TEST(desk.ticket() == Desk(lab(), exercise_named("01-monday"), seed).ticket());
        BOOST_TEST(!desk.ticket().contains('{'));
        tickets.insert(desk.ticket());
    }
    BOOST_TEST(tickets.size() >= 4U);
}

// A service that hangs calls itself running; the port that nobody listens on is not listed.
BOOST_AUTO_TEST_CASE(consoles_show_what_windows_would) {
    auto settings = host::defaults_of(host::Persona::server_2019);
    BOOST_TEST(view_of("netstat", {.settings = settings}).contains("0.0.0.0:3389"));
    BOOST_TEST(
        view_of("registry", {.settings = settings}).contains("fDenyTSConnections       REG_DWORD    0x0"));
    BOOST_TEST(view_of("firewall", {.settings = settings}).contains("User Mode (TCP-In)    True"));
    settings.TermService = host::ServiceState::stuck_accepting;
    BOOST_TEST(view_of("services", {.settings = settings}).starts_with("Status   Name"));
    BOOST_TEST(view_of("services", {.settings = settings}).contains("Running  TermService"));
    settings.TermService = host::ServiceState::stopped;
    BOOST_TEST(view_of("services", {.settings = settings}).contains("Stopped  TermService"));
    BOOST_TEST(!view_of("netstat", {.settings = settings}).contains("0.0.0.0:3389"));
    settings.machine_keys = host::MachineKeys::access_denied;
    BOOST_TEST(view_of("events", {.settings = settings}).contains("36870"));
    BOOST_TEST(!view_of("keys", {.settings = settings}).contains("NETWORK SERVICE"));
    for (const auto& view : lab_views()) BOOST_TEST(!view_of(view, {.settings = settings}).empty(), view);
    BOOST_TEST(view_of("nothing", {.settings = settings}) == "");
}

BOOST_AUTO_TEST_SUITE_END()

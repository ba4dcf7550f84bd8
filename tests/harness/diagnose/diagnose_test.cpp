#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <regex>

#include "harness/diagnose/print.h"
#include "tests/capture/events.h"
#include "tests/capture/survey/surveys.h"
#include "tests/golden.h"

namespace badrdp::test {
namespace {

BOOST_AUTO_TEST_SUITE(diagnose)

using harness::diagnosis::Certainty;
using harness::diagnosis::Diagnosis;
using harness::diagnosis::EndedHow;
using harness::diagnosis::HealthState;
using std::chrono::seconds;
using wire::Role;
using wire::Step;

Diagnosis diagnosis_of(const std::vector<std::vector<capture::Packet>>& talks) {
    const auto survey = survey_of(talks);
    BOOST_REQUIRE(!survey.talks.empty());
    return harness::diagnosis::diagnose(survey.talks[0], survey);
}

Diagnosis diagnosis_of(const Talk& talk) {
    return diagnosis_of(std::vector<std::vector<capture::Packet>>{talk.packets});
}

std::vector<std::string> alike(const Diagnosis& found) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < found.alike; ++i) out.push_back(found.causes[i].cause);
    std::ranges::sort(out);
    return out;
}

void is_failed(const Diagnosis& found, Step step, std::string_view by, EndedHow how) {
    BOOST_TEST((found.state == HealthState::failed));
    BOOST_TEST(wire::name(found.step) == wire::name(step));
    BOOST_TEST(found.ended.by == by);
    BOOST_TEST(harness::diagnosis::name(found.ended.how) == harness::diagnosis::name(how));
}

Talk requested() {
    Talk talk;
    talk.open();
    talk.say(Role::client, golden("request-xfreerdp-default"));
    return talk;
}

Talk helloed() {
    auto talk = requested();
    talk.say(Role::server, golden("confirm-xrdp-ssl"));
    talk.say(Role::client, golden("client-hello-xfreerdp"));
    return talk;
}

// A TLS 1.2 handshake as far as its outside goes, and records of these sizes inside it.
Talk secured(std::string_view confirm = "confirm-xrdp-ssl") {
    auto talk = requested();
    talk.say(Role::server, golden(confirm));
    talk.say(Role::client, golden("client-hello-xfreerdp"));
    talk.say(Role::server, golden("server-flight-tls12"));
    for (const auto from : {Role::client, Role::server}) {
        talk.say(from, wire::Bytes{20, 3, 3, 0, 1, 1});
        talk.say(from, tls_record(22, 40));
    }
    return talk;
}

BOOST_AUTO_TEST_CASE(names_a_firewall_where_syns_stay_unanswered) {
    Talk talk;
    talk.syn();
    for (int i = 0; i < 2; ++i) {
        wait(talk, seconds(2));
        talk.put(Role::client, path::tcp_flag::syn, talk.client_next - 1);
        talk.packets.back().at = talk.packets[talk.packets.size() - 2].at;
    }
    wait(talk, seconds(12));
    const auto found = diagnosis_of(talk);
    is_failed(found, Step::tcp_connect, "server", EndedHow::silence);
    BOOST_TEST(found.causes.at(0).cause == "C13");
    BOOST_TEST((found.causes[0].certainty != Certainty::certain));
    BOOST_TEST(found.causes[0].evidence.at(0).says.contains("sent 3 times in 4.0 s"));
    BOOST_TEST(alike(found) == (std::vector<std::string>{"C13", "C14", "C16", "C20"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(claims_no_absence_where_the_capture_ends_too_early) {
    Talk talk;
    talk.syn();
    wait(talk, seconds(1));
    const auto found = diagnosis_of(talk);
    BOOST_TEST((found.state == HealthState::undetermined));
    BOOST_TEST(found.causes.empty());
    BOOST_TEST(found.cannot.at(0) == "the capture ends while this conversation goes on");
}

BOOST_AUTO_TEST_CASE(says_that_a_refused_syn_has_four_faces) {
    Talk talk;
    talk.syn();
    talk.put(Role::server, path::tcp_flag::rst | path::tcp_flag::ack, 0);
    const auto found = diagnosis_of(talk);
    is_failed(found, Step::tcp_connect, "server", EndedHow::rst);
    BOOST_TEST(alike(found) == (std::vector<std::string>{"C13", "C15", "C16", "C17"}),
               boost::test_tools::per_element());
    BOOST_TEST(found.ended.frame == 2u);
}

// RDP_NEG_FAILURE with codes 5 and 2, as freerdp-shadow-cli said them.
BOOST_AUTO_TEST_CASE(is_certain_of_a_host_that_demands_nla) {
    auto talk = requested();
    talk.say(Role::server, golden("confirm-shadow-failure-5"));
    talk.fin(Role::server);
    const auto found = diagnosis_of(talk);
    is_failed(found, Step::x224_confirm, "server", EndedHow::fin);
    BOOST_REQUIRE_EQUAL(found.causes.size(), 1u);
    BOOST_TEST(found.causes[0].cause == "C04");
    BOOST_TEST((found.causes[0].certainty == Certainty::certain));
    BOOST_TEST(found.causes[0].evidence.at(0).frame == 5u);
}

BOOST_AUTO_TEST_CASE(names_another_service_by_what_it_says) {
    auto talk = requested();
    talk.say(Role::server, bytes_of("SSH-2.0-OpenSSH_9.2\r\n"));
    talk.fin(Role::client);
    const auto found = diagnosis_of(talk);
    BOOST_TEST(found.causes.at(0).cause == "C17");
    BOOST_TEST((found.causes[0].certainty == Certainty::certain));
    BOOST_TEST(found.causes[0].evidence.at(0).says.contains("\"SSH-2.0-OpenSSH_9.2\""));
}

BOOST_AUTO_TEST_CASE(names_a_stuck_service_that_acknowledges_and_does_not_answer) {
    auto talk = requested();
    talk.put(Role::server, path::tcp_flag::ack, talk.server_next);
    wait(talk, seconds(9));
    talk.fin(Role::client);
    talk.packets.back().at = talk.packets[talk.packets.size() - 2].at;
    const auto found = diagnosis_of(talk);
    is_failed(found, Step::x224_request, "server", EndedHow::silence);
    BOOST_TEST(found.ended.frame == 4u);
    BOOST_TEST(found.causes.at(0).cause == "C14");
    BOOST_TEST(std::ranges::any_of(found.causes[0].rules_out, [](const auto& other) {
        return other.cause == "C19" && other.frame == 5;
    }));
}

BOOST_AUTO_TEST_CASE(says_alike_of_what_ends_a_client_hello_with_a_reset) {
    auto talk = helloed();
    talk.rst(Role::server);
    const auto found = diagnosis_of(talk);
    is_failed(found, Step::client_hello, "server", EndedHow::rst);
    BOOST_TEST(alike(found) == (std::vector<std::string>{"C02", "C03", "C07", "C08", "C12", "C24"}),
               boost::test_tools::per_element());
    for (const auto& suspect : found.causes) BOOST_TEST((suspect.certainty == Certainty::possible));
}

BOOST_AUTO_TEST_CASE(sees_that_a_reset_was_made_elsewhere) {
    auto talk = helloed();
    talk.rst(Role::server);
    talk.packets.back().bytes[path::kEthernet + 8] = 51;  // time to live: the host's own packets have 64
    const auto found = diagnosis_of(talk);
    BOOST_REQUIRE_EQUAL(found.causes.size(), 1u);
    BOOST_TEST(found.causes[0].cause == "C12");
    BOOST_TEST((found.causes[0].certainty == Certainty::likely));
    BOOST_TEST(found.causes[0].evidence.at(0).says.contains("51 hops left"));
    BOOST_TEST(found.causes[0].rules_out.at(0).frame == talk.packets.size());
}

// RFC 8446 6: 70 protocol_version, 40 handshake_failure.
BOOST_AUTO_TEST_CASE(reads_the_alerts_of_a_host) {
    for (const auto& [description, cause] :
         {std::pair(70, "C07"), std::pair(40, "C08"), std::pair(80, "C03")}) {
        auto talk = helloed();
        talk.say(Role::server, wire::Bytes{21, 3, 3, 0, 2, 2, static_cast<std::uint8_t>(description)});
        talk.fin(Role::server);
        const auto found = diagnosis_of(talk);
        is_failed(found, Step::client_hello, "server", EndedHow::alert);
        BOOST_TEST(found.causes.at(0).cause == cause);
    }
}

BOOST_AUTO_TEST_CASE(names_a_black_hole_only_while_the_other_end_is_alive) {
    for (const bool alive : {true, false}) {
        auto talk = helloed();
        const auto hello = talk.packets.back();
        for (int i = 1; i <= 3; ++i) {
            auto again = hello;
            again.at += seconds(2 * i);
            talk.packets.push_back(again);
        }
        if (alive) {
            talk.put(Role::server, path::tcp_flag::ack, talk.server_next);
            talk.packets.back().at = hello.at + seconds(7);
            auto bytes = path::read_frame(talk.packets.back().bytes).value().value();
            bytes.acknowledgement -= static_cast<std::uint32_t>(golden("client-hello-xfreerdp").size());
            talk.packets.back().bytes = path::to_frame(bytes);
        }
        wait(talk, seconds(20));
        const auto found = diagnosis_of(talk);
        BOOST_TEST((found.state == HealthState::failed));
        BOOST_TEST(found.causes.at(0).cause == "C10");
        BOOST_TEST((found.causes[0].certainty == (alive ? Certainty::likely : Certainty::possible)));
        BOOST_TEST(found.alike == (alive ? 0u : 2u));
    }
}

BOOST_AUTO_TEST_CASE(calls_a_session_healthy_that_the_client_ends) {
    auto talk = secured();
    talk.say(Role::client, tls_record(23, 1200));
    talk.say(Role::server, tls_record(23, 9000));
    auto over = talk;
    over.fin(Role::client);
    BOOST_TEST((diagnosis_of(over).state == HealthState::healthy));
    BOOST_TEST((diagnosis_of(talk).state == HealthState::healthy));  // it goes on

    auto reset = talk;
    reset.rst(Role::server);
    is_failed(diagnosis_of(reset), Step::tls_finished, "server", EndedHow::rst);

    auto left = talk;
    left.fin(Role::server);
    BOOST_TEST((diagnosis_of(left).state == HealthState::undetermined));
}

BOOST_AUTO_TEST_CASE(tells_how_far_nla_came_by_turns_and_sizes) {
    auto talk = secured("confirm-shadow-hybrid");
    talk.say(Role::client, tls_record(23, 90));
    auto first = talk;
    first.say(Role::server, tls_record(23, 41));
    first.fin(Role::server);
    BOOST_TEST(diagnosis_of(first).causes.at(0).cause == "C09");

    talk.say(Role::server, tls_record(23, 230));
    talk.say(Role::client, tls_record(23, 500));
    talk.say(Role::server, tls_record(23, 41));
    talk.fin(Role::server);
    const auto found = diagnosis_of(talk);
    BOOST_TEST(alike(found) == (std::vector<std::string>{"C12", "C22", "C23"}),
               boost::test_tools::per_element());
    BOOST_TEST(found.cannot.at(0).contains("a wrong password looks the same"));
}

// The capture's clock stands in 2023, and the certificate of the golden flight begins in 2026.
BOOST_AUTO_TEST_CASE(holds_a_certificate_in_clear_against_the_clock_of_the_capture) {
    auto talk = secured();
    talk.fin(Role::client);
    const auto found = diagnosis_of(talk);
    BOOST_TEST(found.causes.at(0).cause == "C01");
    BOOST_TEST((found.causes[0].certainty == Certainty::likely));
    BOOST_TEST(found.causes[0].evidence.at(0).says ==
               "the host's certificate begins on 2026-11-20, and the capture was made on 2023-11-14");
    BOOST_TEST(found.alike == 0u);

    for (auto& packet : talk.packets) packet.at += seconds(1'800'000'000 - 1'700'000'000);
    const auto valid = diagnosis_of(talk);
    BOOST_TEST(
        std::ranges::none_of(valid.causes, [](const auto& suspect) { return suspect.cause == "C01"; }));
    BOOST_TEST(valid.cannot.at(0).contains("within its dates (until 2027-11-20)"));
}

capture::NameAsked asked(std::uint16_t type, unsigned times, std::optional<std::uint8_t> rcode) {
    capture::NameAsked out{.name = "host.example", .type = type, .times = times};
    out.asked = {seconds(0), 1};
    out.asked_last = {seconds(5 * (times - 1)), times};
    if (rcode) out.answered = {seconds(1), 2}, out.rcode = *rcode;
    return out;
}

std::vector<harness::diagnosis::NameDiagnosis> of_names(const std::vector<capture::NameAsked>& names,
                                                        std::uint64_t others = 0) {
    static capture::Survey survey;  // what is found points into it
    survey = {};
    survey.names = names;
    survey.others = others;
    return harness::diagnosis::diagnose_names(survey);
}

constexpr std::uint16_t kA = 1, kAaaa = 28;  // RFC 1035 3.2.2, RFC 3596 2.1

BOOST_AUTO_TEST_CASE(names_what_a_name_server_does_not_answer) {
    const auto silent = of_names({asked(kA, 3, {})});
    BOOST_REQUIRE(silent.size() == 1u);
    BOOST_TEST((silent[0].diagnosis.state == HealthState::failed));
    BOOST_TEST(silent[0].diagnosis.causes.at(0).cause == "C20");
    BOOST_TEST(silent[0].diagnosis.causes[0].evidence.at(1).says == "asked 3 times, and never answered");
    BOOST_TEST(of_names({asked(kA, 1, {})}).empty());  // the answer may be on its way

    const auto unknown = of_names({asked(kA, 1, 3)});  // NXDOMAIN [RFC 1035 4.1.1]
    BOOST_REQUIRE(unknown.size() == 1u);
    BOOST_TEST(unknown[0].diagnosis.causes.at(0).scenarios.at(0) == "path/name-unknown");
}

BOOST_AUTO_TEST_CASE(blames_no_name_that_has_an_address_or_may_be_another_programs) {
    auto found = asked(kA, 1, 0);
    found.addresses = {path::ipv4(198, 18, 0, 1)};
    BOOST_TEST(of_names({found, asked(kAaaa, 1, 0)}).empty());
    BOOST_TEST(of_names({asked(kA, 1, 3)}, 1).empty());
}

BOOST_AUTO_TEST_CASE(says_that_udp_is_dropped_beside_a_healthy_session) {
    auto talk = secured();
    talk.say(Role::client, tls_record(23, 1200));
    talk.say(Role::server, tls_record(23, 9000));
    auto survey = survey_of(talk);
    BOOST_REQUIRE(survey.talks.size() == 1u);
    const auto& ends = survey.talks[0];
    capture::UdpTalk udp{.client = ends.client.at, .server = ends.server.at, .syns = 3};
    udp.first_syn = {seconds(1), 40}, udp.last_syn = {seconds(3), 42};
    survey.datagrams = {udp};
    auto found = harness::diagnosis::diagnose(survey.talks[0], survey);
    BOOST_TEST((found.state == HealthState::healthy));
    BOOST_TEST(found.causes.at(0).cause == "C11");
    BOOST_TEST(found.causes[0].evidence.at(0).frame == 40u);

    survey.datagrams[0].answer = {seconds(2), 41};
    found = harness::diagnosis::diagnose(survey.talks[0], survey);
    BOOST_TEST(found.causes.empty());
}

BOOST_AUTO_TEST_CASE(judges_nothing_by_one_direction) {
    auto talk = helloed();
    std::erase_if(talk.packets, [](const capture::Packet& packet) {
        return path::read_frame(packet.bytes).value().value().source.port == 3389;
    });
    wait(talk, seconds(30));
    const auto found = diagnosis_of(talk);
    BOOST_TEST((found.state == HealthState::undetermined));
    BOOST_TEST(found.cannot.at(0) == "the capture holds one direction only");
}

// Every "folder/name" in the rules.
BOOST_AUTO_TEST_CASE(names_only_scenarios_that_the_catalogue_has) {
    const std::filesystem::path root(kProject);
    const std::regex scenario("\"([a-z-]+/[a-z0-9.-]+)\"");
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(root / "harness/diagnose")) {
        if (entry.path().extension() != ".cpp") continue;
        std::ifstream file(entry.path());
        const std::string code{std::istreambuf_iterator<char>(file), {}};
        for (auto found = std::sregex_iterator(code.begin(), code.end(), scenario);
             found != std::sregex_iterator(); ++found) {
            if ((*found)[1].str().ends_with(".h")) continue;
            ++count;
            BOOST_TEST(std::filesystem::exists(root / "scenarios" / ((*found)[1].str() + ".toml")),
                       (*found)[1].str());
        }
    }
    BOOST_TEST(count > 40u);
}

BOOST_AUTO_TEST_CASE(knows_a_check_for_every_cause) {
    for (int i = 1; i <= 24; ++i) {
        const auto checks = harness::diagnosis::checks_for(
            i < 10 ? "C0" + std::to_string(i) : "C" + std::to_string(i), "h:1");
        BOOST_REQUIRE_EQUAL(checks.size(), 1u);
        BOOST_TEST(!checks[0].command.contains("{}"));
        BOOST_TEST(!checks[0].tells.empty());
    }
    BOOST_TEST(harness::diagnosis::checks_for("C99", "h:1").empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::test

// What is told from outside of TLS: sizes, who leaves first, and what an earlier attempt was.
#include <boost/test/unit_test.hpp>

#include "harness/diagnose/diagnosis.h"
#include "tests/capture/events.h"
#include "tests/capture/survey/surveys.h"

namespace badrdp::test {
namespace {

BOOST_AUTO_TEST_SUITE(diagnose_outside)

using harness::diagnosis::Certainty;
using harness::diagnosis::Diagnosis;
using harness::diagnosis::EndedHow;
using harness::diagnosis::HealthState;
using wire::Role;

// AES-GCM in TLS 1.2, which the golden flight chooses, adds 8 bytes of nonce and 16 of tag [RFC 5288 3].
constexpr std::size_t kAdded = 8 + 16;

// TLS 1.2 from outside, and nothing in it yet.
Talk with_tls(std::string_view confirm = "confirm-xrdp-ssl") {
    auto talk = talk_of_hellos("server-flight-tls12", confirm);
    for (const auto from : {Role::client, Role::server}) {
        talk.say(from, wire::Bytes{20, 3, 3, 0, 1, 1});
        talk.say(from, tls_record(22, 40));
    }
    return talk;
}

void inside(Talk& talk, Role from, std::initializer_list<std::size_t> lengths) {
    for (const auto length : lengths) talk.say(from, tls_record(23, kAdded + length));
}

Diagnosis told(const Talk& talk) {
    const auto survey = survey_of(talk);
    BOOST_REQUIRE_EQUAL(survey.talks.size(), 1u);
    return harness::diagnosis::diagnose(survey.talks[0], survey);
}

std::vector<std::string> names_of(const Diagnosis& found) {
    std::vector<std::string> out;
    for (const auto& suspect : found.causes) out.push_back(suspect.cause);
    return out;
}

// The lengths are those of the PDUs in MS-RDPBCGR 4.1.13 to 4.1.22: Synchronize 36, Control and Font 40, with
// a length of MCS in one byte.
Talk finalized(std::initializer_list<std::size_t> host) {
    auto talk = with_tls();
    inside(talk, Role::client, {412, 12, 8, 350});
    inside(talk, Role::server, {110, 11, 34, 330});
    inside(talk, Role::client, {440, 36, 40, 40, 40});
    inside(talk, Role::server, host);
    return talk;
}

// A datagram or a SYN to a KDC, or what comes back, in a frame of its own.
wire::Bytes udp_frame(const path::Endpoint& from, const path::Endpoint& to) {
    auto frame = path::to_frame({.source = from, .destination = to});
    // TCP's header of 20 bytes becomes UDP's of 8 with 12 bytes of a message.
    constexpr std::size_t kIp = path::kEthernet, kUdp = kIp + path::kIpv4;
    frame[kIp + 9] = path::ip_protocol::udp;
    frame[kIp + 10] = frame[kIp + 11] = 0;
    const auto sum = path::checksum({wire::BytesView(frame).subspan(kIp, path::kIpv4)});
    frame[kIp + 10] = static_cast<std::uint8_t>(sum >> 8);
    frame[kIp + 11] = static_cast<std::uint8_t>(sum);
    const wire::Bytes rest{0, 20, 0, 0, 0x6a, 0x0a};  // length, no checksum, an AS-REQ's tag [RFC 4120 5.4.1]
    std::ranges::copy(rest, frame.begin() + static_cast<std::ptrdiff_t>(kUdp + 4));
    return frame;
}

void put(Talk& talk, wire::Bytes frame) {
    capture::Packet packet;
    packet.wire_length = static_cast<std::uint32_t>(frame.size());
    packet.bytes = std::move(frame);
    packet.at = talk.packets.back().at + std::chrono::milliseconds(1);
    talk.packets.push_back(std::move(packet));
}

const path::Endpoint kKdc{path::ipv4(198, 18, 0, 9), 88};

void ask_kdc(Talk& talk, unsigned times, bool answered) {
    const path::Endpoint client{talk.client.address, 50088};
    for (unsigned i = 0; i < times; ++i) put(talk, udp_frame(client, kKdc));
    if (answered) put(talk, udp_frame(kKdc, client));
}

// NLA is agreed on, TLS is up, and the client asks a KDC three times.
Talk nla_and_a_kdc(bool answered) {
    auto talk = with_tls("confirm-shadow-hybrid");
    ask_kdc(talk, 3, answered);
    return talk;
}

BOOST_AUTO_TEST_CASE(knows_a_kdc_that_does_not_answer) {
    auto silent = nla_and_a_kdc(false);
    silent.fin(Role::client);
    const auto found = told(silent);
    BOOST_TEST((found.state == HealthState::failed));
    BOOST_TEST((names_of(found) == std::vector<std::string>{"C27"}));
    BOOST_TEST((found.causes.front().certainty == Certainty::likely));
    BOOST_TEST(found.causes.front().evidence.front().says.contains("198.18.0.9:88"));

    auto answered = nla_and_a_kdc(true);
    answered.fin(Role::client);
    BOOST_TEST(std::ranges::count(names_of(told(answered)), "C27") == 0);

    auto spoken = nla_and_a_kdc(false);  // NTLM in its place
    inside(spoken, Role::client, {57});
    spoken.fin(Role::server);
    BOOST_TEST(names_of(told(spoken)).front() == "C09");

    auto without_nla = with_tls();
    ask_kdc(without_nla, 3, false);
    without_nla.fin(Role::client);
    BOOST_TEST(std::ranges::count(names_of(told(without_nla)), "C27") == 0);
}

BOOST_AUTO_TEST_CASE(knows_a_session_by_the_sizes_of_its_last_answers) {
    auto up = finalized({36, 40, 40, 40});
    up.fin(Role::client);
    BOOST_TEST((told(up).state == HealthState::healthy));
    auto longer = finalized({37, 41, 41, 41});  // the same with a length in two bytes
    longer.fin(Role::client);
    BOOST_TEST((told(longer).state == HealthState::healthy));
    auto without_font_map = finalized({36, 40, 40});
    without_font_map.fin(Role::client);
    BOOST_TEST((told(without_font_map).state == HealthState::failed));
}

BOOST_AUTO_TEST_CASE(takes_a_host_that_answers_an_ultimatum_for_no_end_of_its_own) {
    auto talk = finalized({36, 40, 40, 40});
    auto by_host = talk;
    by_host.fin(Role::server);
    BOOST_TEST((told(by_host).state == HealthState::undetermined));
    inside(talk, Role::client, {9});  // MCS Disconnect Provider Ultimatum [2.2.2.3]
    talk.fin(Role::server);
    BOOST_TEST((told(talk).state == HealthState::healthy));
}

BOOST_AUTO_TEST_CASE(knows_a_set_error_info_before_a_session_by_its_size) {
    auto talk = with_tls();
    inside(talk, Role::client, {412, 12, 8, 350});
    inside(talk, Role::server, {110, 11, 36, 9});
    auto client_first = talk;
    client_first.fin(Role::client);
    talk.fin(Role::server);
    for (const auto& one : {talk, client_first}) {
        const auto found = told(one);
        BOOST_TEST((found.state == HealthState::failed));
        BOOST_TEST(names_of(found) == std::vector<std::string>{"C23"}, boost::test_tools::per_element());
        BOOST_TEST((found.causes.at(0).certainty == Certainty::possible));
    }
    auto another = with_tls();
    inside(another, Role::client, {412, 12, 8, 350});
    inside(another, Role::server, {110, 11, 35});
    another.fin(Role::server);
    BOOST_TEST(told(another).causes.size() > 1u);
}

// An alert that nobody can read is a goodbye: the FIN of the other end only answers it.
BOOST_AUTO_TEST_CASE(says_that_who_speaks_the_last_alert_leaves) {
    auto talk = with_tls();
    talk.say(Role::client, tls_record(21, 26));
    auto answered = talk;
    answered.fin(Role::server);
    answered.fin(Role::client);
    const auto found = told(answered);
    BOOST_TEST(found.ended.by == "client");
    BOOST_TEST((found.ended.how == EndedHow::alert));
    BOOST_TEST(found.says == "The client has seen the host's certificate, and leaves.");

    auto late = with_tls();
    late.fin(Role::server);
    late.say(Role::client, tls_record(21, 26));
    BOOST_TEST(told(late).ended.by == "server");
}

BOOST_AUTO_TEST_CASE(takes_an_errorcode_for_a_refusal_whoever_leaves_first) {
    auto talk = talk_of_hellos("server-flight-tls12");
    talk.packets[4] = [] {
        Talk nla;
        nla.open();
        nla.say(Role::client, golden("request-xfreerdp-default"));
        nla.say(Role::server, golden("confirm-shadow-hybrid"));
        return nla.packets[4];
    }();
    for (const auto from : {Role::client, Role::server}) {
        talk.say(from, wire::Bytes{20, 3, 3, 0, 1, 1});
        talk.say(from, tls_record(22, 40));
    }
    for (const auto& [from, length] : {std::pair(Role::client, 90), std::pair(Role::server, 230),
                                       std::pair(Role::client, 500), std::pair(Role::server, 41)})
        talk.say(from, tls_record(23, static_cast<std::size_t>(length)));
    talk.say(Role::client, tls_record(21, 26));
    talk.fin(Role::client);
    const auto found = told(talk);
    BOOST_TEST(found.causes.at(0).cause == "C23");
    BOOST_TEST(found.alike == 3u);
}

// MS-RDPBCGR 3.3.5.3.2: without rdpNegReq a host that demands more confirms, and closes.
BOOST_AUTO_TEST_CASE(knows_a_host_that_may_not_say_what_it_demands) {
    Talk talk;
    talk.open();
    talk.say(Role::client, golden("request-xfreerdp-sec-rdp"));
    talk.say(Role::server, golden("confirm-xrdp-bare"));
    talk.fin(Role::server);
    const std::vector<std::string> wanted{"C06", "C04", "C24"};
    BOOST_TEST(names_of(told(talk)) == wanted, boost::test_tools::per_element());
    talk.say(Role::client, golden("mcs-connect-initial-xfreerdp-rdp"));  // on its way already
    BOOST_TEST(names_of(told(talk)) == wanted, boost::test_tools::per_element());

    auto asked = talk_of_hellos("server-flight-tls12");
    asked.packets.resize(5);
    asked.server_next = 5001 + 19;
    asked.client_next = 1001;
    asked.fin(Role::server);
    BOOST_TEST(told(asked).causes.at(0).cause == "C24");
}

BOOST_AUTO_TEST_CASE(is_not_certain_of_what_a_client_fell_back_to) {
    auto before = talk_of_hellos("server-flight-alert-40");
    before.fin(Role::server);
    Talk after;
    after.client.port = 40001;
    after.open();
    after.say(Role::client, golden("request-rdesktop-retry"));
    after.say(Role::server, golden("confirm-shadow-failure-5"));
    after.fin(Role::server);
    const auto alone = told(after);
    BOOST_TEST((alone.causes.at(0).certainty == Certainty::certain));
    delay_from(after, 0, std::chrono::seconds(1));
    const auto survey = survey_of({before.packets, after.packets});
    BOOST_REQUIRE_EQUAL(survey.talks.size(), 2u);
    const auto found = harness::diagnosis::diagnose(survey.talks[1], survey);
    BOOST_TEST(found.causes.at(0).cause == "C04");
    BOOST_TEST((found.causes[0].certainty == Certainty::possible));
    BOOST_TEST(found.cannot.at(0).contains("the client asked for more before (frame 1)"));
}

// The host acknowledges what is in no frame: it was not lost on the way, but by whoever captured.
BOOST_AUTO_TEST_CASE(judges_nothing_where_the_capture_itself_has_a_hole) {
    auto talk = with_tls();
    inside(talk, Role::client, {412, 12});
    inside(talk, Role::server, {110});
    inside(talk, Role::client, {8});
    inside(talk, Role::server, {11});
    auto whole = talk;
    talk.packets.erase(talk.packets.end() - 4);  // the client's second record
    for (auto* one : {&talk, &whole}) one->fin(Role::client);
    BOOST_TEST((told(whole).state == HealthState::failed));
    const auto found = told(talk);
    BOOST_TEST((found.state == HealthState::undetermined));
    BOOST_TEST(found.cannot.at(0).contains("the capture lacks packets"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::test

#include "harness/advise/explain/pasted.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <ostream>
#include <sstream>

#include "harness/data/codes/load.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(explain_pasted)

using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;

namespace {

const std::filesystem::path kProject = badrdp::test::kProject;

const std::vector<Family>& families() {
    static const auto all = [] {
        std::vector<Family> out;
        for (const auto& name : family_names(kProject / "scenarios"))
            out.push_back(*load_family(kProject / "scenarios", name).family);
        return out;
    }();
    return all;
}

// "mstsc:0x904/0x7 event:4625", in the order of the text.
std::string found(std::string_view text) {
    std::vector<std::string> out;
    for (const auto& one : read_pasted(text, families()).mentions) out.push_back(one.query.text);
    return fmt::format("{}", fmt::join(out, " "));
}

struct Text {
    std::string_view name;
    std::string_view text;
    std::string_view found;
};
std::ostream& operator<<(std::ostream& os, const Text& text) { return os << text.name; }

// As programs print it: dialogs and threads that are public, and the formats of Windows' own exports.
const std::vector<Text> kTexts{
    {"mstsc_dialog",
     "[Window Title]\nRemote Desktop Connection\n\n[Expanded Information]\nError code: 0x904\n"
     "Extended error code: 0x7\nTimestamp (UTC): 01/01/26 00:00:00 AM\n",
     "mstsc:0x904/0x7"},
    {"the_dialog_in_one_line", "Error code: 0x904 Extended error code: 0x7", "mstsc:0x904/0x7"},
    {"a_dialog_without_a_second_code", "Error code: 0x204\n\n\n\n\nthat is all", "mstsc:0x204"},
    {"a_dialog_whose_pair_says_nothing",  // mRemoteNG#3088
     "An authentication error has occurred (Code: 0x80080005).\n\nRemote computer: POC01\n\nError code: 0x0\n"
     "Extended error code: 0x0\nTimestamp (UTC): 01/21/26 10:53:14 AM\n",
     "ntstatus:0x80080005"},
    {"credssp_dialog",  // rdpwrap#480
     "An authentication error has occurred.\nThe function requested is not supported.\nRemote computer: x\n"
     "This could be due to CredSSP encryption oracle remediation.\n",
     "text:1 text:2"},
    {"a_text_over_two_lines", "An internal\nerror has occurred.", "text:3"},
    {"a_quoted_pair", "0x904 0x7", "mstsc:0x904/0x7"},
    {"a_pair_with_a_slash", "it says 0x904/0x7 since today", "mstsc:0x904/0x7"},
    {"a_second_code_that_no_table_has", "Error code: 0x904\nExtended error code: 0x99", "mstsc:0x904/0x99"},
    {"errinfo_with_freerdps_class", "0x0001000C\n0x00010005\n0x00010101\n",
     "errinfo:0xC errinfo:0x5 errinfo:0x101"},
    {"freerdp_log",
     "[ERROR][com.freerdp.core] - f: ERRCONNECT_SECURITY_NEGO_CONNECT_FAILED [0x0002000C]\n"
     "[ERROR][com.freerdp.core] - f: ERRINFO_LOGOFF_BY_USER [0x0001000C]\n",
     "freerdp:0xC errinfo:0xC"},
    {"freerdp_says_that_all_is_well", "freerdp_set_last_error_ex ERRINFO_SUCCESS, ERRCONNECT_NONE", ""},
    {"freerdp_names_a_status",  // FreeRDP#3308
     "[ERROR][com.freerdp.core.nla] - SPNEGO failed with NTSTATUS: C000006D", "ntstatus:0xC000006D"},
    {"openssl_alert", "error:00000000:SSL routines:f:tlsv1 alert internal error", "tls:80"},
    {"openssl_alert_access_denied", "error:00000000:SSL routines:f:tlsv1 alert access denied", "tls:49"},
    {"openssl_alert_with_its_number", "sslv3 alert handshake failure:SSL alert number 40", "tls:40"},
    {"rustls_alert", "received fatal alert: HandshakeFailure", "tls:40"},
    {"rdesktop_wants_tls", "Failed to connect, SSL required by server.", "text:12"},
    {"rdesktop_wants_nla", "Failed to connect, CredSSP required by server.", "text:13"},
    {"xfreerdp_waits", "Timeout waiting for activation", "text:18"},
    {"guacd_reason", "Disconnect reason code: 0x3.", "errinfo:0x3"},
    {"guacd_words", "RDP server closed/refused connection: DNS lookup failed (incorrect hostname?)",
     "text:25"},
    {"an_exit_status", "xfreerdp exited with 133", "xfreerdp:133"},
    {"a_code_with_its_family", "see tls:80 and mstsc:0x904/0x7", "tls:80 mstsc:0x904/0x7"},
    {"a_signed_status", "the code is -1073741715", "ntstatus:0xC000006D"},
    {"a_status_in_decimal", "Session 1 has been disconnected, reason code 2147942405", "ntstatus:0x80070005"},
    {"an_event_by_its_number", "what is event ID 4625?", "event:4625"},
    {"an_event_that_nobody_knows", "Event ID: 9999", "event:9999"},
    {"the_clients_own_event",
     "Log Name: Microsoft-Windows-TerminalServices-RDPClient/Operational\n"
     "Source: Microsoft-Windows-TerminalServices-ClientActiveXCore\nEvent ID: 226\nDescription:\n"
     "RDPClient_TCP: An error was encountered when transitioning from TcpStateConnectingTransport to "
     "TcpStateDisconnected in response to 2 [error code 0x80004004].\n",
     "client-event:226 ntstatus:0x80004004"},
    {"the_hosts_event_of_the_same_number",
     "Source: Microsoft-Windows-RemoteDesktopServices-RdpCoreTS\nEvent ID: 226\n", "event:226"},
    {"the_reason_in_the_clients_log", "RDP ClientActiveX has been disconnected (Reason= 2308)",
     "mstsc:0x904"},
    {"the_reason_in_the_hosts_log", "Session 2 has been disconnected, reason code 5", "extended:0x5"},
    {"schannel", "The TLS protocol defined fatal alert code is 40.", "tls:40"},
    {"an_event_of_somebody_else", "Source: Microsoft-Windows-GroupPolicy\nEvent ID: 1058\n", ""},
    {"csv",
     "Level,Date and Time,Source,Event ID,Task Category\nError,1/2/2026 3:04:05 PM,Schannel,36874,None\n",
     "event:36874"},
    {"format_list", "TimeCreated : 1/2/2026\nProviderName : TermDD\nId : 56\nMessage : x\n", "event:56"},
    {"format_table",
     "   ProviderName: Schannel\n\nTimeCreated  Id LevelDisplayName Message\n1/2/2026 3:04:05 PM  36888 "
     "Error  x\n",
     "event:36888"},
    {"xml_in_one_line",
     "<Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider "
     "Name='Microsoft-Windows-Security-Auditing'/><EventID Qualifiers='0'>4625</EventID></System><EventData>"
     "<Data Name='Status'>0xc000006d</Data><Data "
     "Name='SubStatus'>0xc000006a</Data></EventData></Event></Events>",
     "event:4625 ntstatus:0xC000006D ntstatus:0xC000006A"},
    {"service_events_of_other_services",
     "Log Name: System\nSource: Service Control Manager\nEvent ID: 7036\nDescription:\nThe Windows Update "
     "service "
     "entered the stopped state.\n\nLog Name: System\nSource: Service Control Manager\nEvent ID: "
     "7036\nDescription:\n"
     "The Remote Desktop Services service entered the stopped state.\n",
     "event:7036"},
    {"nothing_to_be_found", "Dear all, it does not work. 3389 0x7fff8a2b 12:34", ""},
    {"nothing", "", ""},
};

std::string golden(std::string_view name) {
    std::ifstream in(kProject / "tests" / "golden" / name, std::ios::binary);
    BOOST_REQUIRE(in);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

}  // namespace

BOOST_DATA_TEST_CASE(what_was_pasted_speaks_of_these_codes, bdata::make(kTexts), text) {
    BOOST_TEST(found(text.text) == text.found);
}

BOOST_AUTO_TEST_CASE(a_code_is_there_once_with_its_first_line_and_how_often_it_came) {
    const auto pasted = read_pasted("x\nERRINFO_IDLE_TIMEOUT\ny\nERRINFO_IDLE_TIMEOUT\n", families());
    BOOST_REQUIRE_EQUAL(pasted.mentions.size(), 1u);
    BOOST_TEST(pasted.mentions[0].line == 2u);
    BOOST_TEST(pasted.mentions[0].times == 2u);
}

BOOST_AUTO_TEST_CASE(only_the_first_codes_are_kept_and_the_others_counted) {
    std::string text;
    for (unsigned i = 0; i < 40; ++i) text += fmt::format("0xC00001{:02X}\n", i);
    const auto pasted = read_pasted(text, families());
    BOOST_TEST(pasted.mentions.size() == kMostMentions);
    BOOST_TEST(pasted.more == 40 - kMostMentions);
}

BOOST_AUTO_TEST_CASE(words_behind_the_first_codes_are_heard_once) {
    std::string text;
    for (unsigned i = 0; i < kMostMentions; ++i) text += fmt::format("0xC00001{:02X}\n", i);
    std::vector<std::size_t> lines;
    read_pasted(text + "Timeout waiting for activation\n", families(),
                [&](const Query& query, PastedPlace place) {
                    if (query.text == "text:18") lines.push_back(place.line);
                });
    BOOST_TEST(lines == std::vector{kMostMentions + 1}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(windows_writes_its_exports_in_utf_16) {
    std::string little = "\xff\xfe";
    for (const char c : std::string_view("Event ID: 4625")) little += {c, '\0'};
    BOOST_TEST(found(little) == "event:4625");
    std::string big = "\xfe\xff";
    for (const char c : std::string_view("Event ID: 4625")) big += {'\0', c};
    BOOST_TEST(found(big) == "event:4625");
}

BOOST_AUTO_TEST_CASE(a_line_without_an_end_is_read_in_pieces) {
    std::string text(3 * kLongestPastedLine, 'x');
    text += " ERRINFO_IDLE_TIMEOUT";
    const auto pasted = read_pasted(text, families());
    BOOST_REQUIRE_EQUAL(pasted.mentions.size(), 1u);
    BOOST_TEST(pasted.mentions[0].line == 1u);
}

// Four records of tests/data/system.evtx of williballenthin/python-evtx, which a Windows 7 wrote, as
// libevtx's evtxexport 20181227 prints them. Only the services of Remote Desktop count.
BOOST_AUTO_TEST_CASE(what_evtxexport_prints_is_read) {
    const auto pasted = read_pasted(golden("evtxexport-system.txt"), families());
    BOOST_REQUIRE_EQUAL(pasted.mentions.size(), 1u);
    BOOST_TEST(pasted.mentions[0].query.text == "event:7036");
    BOOST_TEST(pasted.mentions[0].times == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

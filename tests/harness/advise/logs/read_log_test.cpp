#include "harness/advise/logs/read_log.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/test/unit_test.hpp>

#include "harness/data/codes/load.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(logs_read)

using namespace badrdp::harness;
using diagnosis::Log;
using diagnosis::LogClock;

namespace {

const std::vector<Family>& tables() {
    static const auto all = [] {
        const auto root = std::filesystem::path(badrdp::test::kProject) / "scenarios";
        std::vector<Family> out;
        for (const auto& name : family_names(root)) out.push_back(*load_family(root, name).family);
        return out;
    }();
    return all;
}

// What the rows of the codes themselves say; no scenario is looked at.
Log log_of(std::string_view text) { return explained_log(read_log("a.log", text, tables()), tables(), {}); }

// "4 17:49:35 client freerdp:0x8", a line each.
std::vector<std::string> told(const Log& log) {
    std::vector<std::string> out;
    for (const auto& line : log.lines)
        out.push_back(fmt::format("{} {} {} {}", line.place.record > 0 ? line.place.record : line.place.line,
                                  line.at ? fmt::format("{}", line.at->count() / 1'000'000) : "-",
                                  badrdp::wire::name(line.side), line.code));
    return out;
}

constexpr std::string_view kFreerdp =
    "[00:00:01:500] [2:3] [INFO][com.freerdp.client.x11] - Authentication only. Don't connect to X.\n"
    "[00:00:02:250] [2:3] [ERROR][com.freerdp.core] - f: ERRCONNECT_TLS_CONNECT_FAILED [0x00020008]\n"
    "[00:00:02:250] [2:3] [ERROR][com.freerdp.crypto] - certificate not trusted, aborting.\n";

constexpr std::string_view kXml =
    "<Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
    "<Provider Name='Schannel'/><EventID>36874</EventID>"
    "<TimeCreated SystemTime='1970-01-01T00:00:03.500Z'/><EventRecordID>77</EventRecordID></System>"
    "<EventData><Data>192.0.2.7:40000</Data></EventData></Event>"
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
    "<Provider Name='Microsoft-Windows-TerminalServices-ClientActiveXCore'/><EventID>1026</EventID>"
    "<TimeCreated SystemTime='1970-01-01T00:00:09Z'/><EventRecordID>78</EventRecordID></System></Event>"
    "</Events>";

}  // namespace

BOOST_AUTO_TEST_CASE(a_client_s_lines_have_their_codes_and_times) {
    const auto log = log_of(kFreerdp);
    BOOST_TEST(log.wrote == "FreeRDP");
    BOOST_TEST((log.clock == LogClock::of_day));
    BOOST_TEST(fmt::format("{}", fmt::join(told(log), "; ")) ==
               "2 2250 client freerdp:0x8; 2 2250 client freerdp:0x8");
}

BOOST_AUTO_TEST_CASE(what_is_said_in_words_alone_is_kept) {
    const auto log =
        log_of("[00:00:02:250] [2:3] [ERROR][com.freerdp.crypto] - certificate not trusted, aborting.\n");
    BOOST_REQUIRE(log.lines.size() == 1);
    BOOST_TEST(log.lines[0].code.starts_with("text:"));
    BOOST_REQUIRE(log.lines[0].causes.size() == 1);
    BOOST_TEST(log.lines[0].causes[0].cause == "C01");
}

BOOST_AUTO_TEST_CASE(events_in_one_line_of_xml_are_parted) {
    const auto log = log_of(kXml);
    BOOST_TEST(log.wrote == "Windows");
    BOOST_TEST((log.clock == LogClock::utc));
    BOOST_TEST(fmt::format("{}", fmt::join(told(log), "; ")) ==
               "77 3500 server event:36874; 78 9000 client client-event:1026");
    BOOST_TEST(fmt::format("{}", fmt::join(log.lines[0].addresses, " ")) == "192.0.2.7 192.0.2.7:40000");
    BOOST_TEST(log.lines[1].addresses.empty());
}

BOOST_AUTO_TEST_CASE(utf_16_of_windows_is_the_same) {
    std::string wide = "\xff\xfe";
    for (const char c : kXml) wide += c, wide += '\0';
    BOOST_TEST(told(log_of(wide)) == told(log_of(kXml)), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_host_s_own_log_is_the_host_s) {
    const auto log = log_of(
        "[20240405-12:11:10] [INFO ] Socket 12: connection received from 192.0.2.7 port 40000\n"
        "[20240405-12:11:11] [ERROR] libxrdp_force_read: header read error\n");
    BOOST_TEST(log.wrote == "xrdp");
    BOOST_REQUIRE(log.lines.size() == 1);
    BOOST_TEST((log.lines[0].side == badrdp::wire::Role::server));
    BOOST_TEST(log.lines[0].place.line == 2);
}

BOOST_AUTO_TEST_CASE(a_log_without_times_has_none) {
    const auto log = log_of("Core(warning): x\nFailed to connect, CredSSP required by server.\n");
    BOOST_TEST(log.wrote == "rdesktop");
    BOOST_TEST((log.clock == LogClock::none));
    BOOST_REQUIRE(log.lines.size() == 1);
    BOOST_TEST(!log.lines[0].at);
}

BOOST_AUTO_TEST_CASE(a_log_without_an_end_is_bounded) {
    std::string text;
    for (std::size_t i = 0; i < kMostLogLines + 4; ++i) text += "ERRINFO_IDLE_TIMEOUT\n";
    text += "ERRINFO_LOGOFF_BY_USER\n";
    const auto log = log_of(text);
    BOOST_TEST(log.lines.size() == kMostLogLines);
    BOOST_TEST(log.left_out == 5U);
    BOOST_TEST(log.lines.front().place.line == 6U);
    BOOST_TEST(log.lines.back().code == "errinfo:0xC");
}

BOOST_AUTO_TEST_CASE(text_is_known_by_its_first_bytes) {
    BOOST_TEST(looks_like_text("[00:00:01:500] [ERROR]\r\n\t"));
    BOOST_TEST(looks_like_text(std::string_view("\xff\xfe<\0", 4)));
    BOOST_TEST(
        looks_like_text("Gr\xc3\xbc\xc3\x9f"
                        "e\n"));
    BOOST_TEST(!looks_like_text(""));
    BOOST_TEST(!looks_like_text(std::string_view("\xd4\xc3\xb2\xa1\x02\0\x04\0", 8)));
}

BOOST_AUTO_TEST_CASE(only_events_that_a_table_has_concern_rdp) {
    BOOST_TEST(concerns_rdp(tables(), "Schannel", 36874));
    BOOST_TEST(!concerns_rdp(tables(), "Schannel", 1));
    BOOST_TEST(!concerns_rdp(tables(), "Microsoft-Windows-Kernel-General", 36874));
}

BOOST_AUTO_TEST_SUITE_END()

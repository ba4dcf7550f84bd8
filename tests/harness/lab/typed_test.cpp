#include "harness/lab/typed.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(lab_typed)

using namespace badrdp::harness;
using namespace badrdp::harness::lab;
namespace bdata = boost::unit_test::data;

BOOST_AUTO_TEST_CASE(lines_are_compared_without_quotes_capitals_and_double_blanks) {
    BOOST_TEST(folded("  Enable-NetFirewallRule  -DisplayGroup \"Remote Desktop\" ") ==
               "enable-netfirewallrule -displaygroup remote desktop");
    BOOST_TEST(folded("") == "");
}

BOOST_AUTO_TEST_CASE(a_number_stands_right_behind_its_word) {
    BOOST_TEST(number_behind("set mtu=1200 store=persistent", "mtu=").value_or(0) == 1200U);
    for (const auto* line : {"mtu = 1200", "mtu=", "mtu=x", "mtu=-1", "mtu=99999999999", ""})
        BOOST_TEST(!number_behind(line, "mtu="), line);
}

struct Typed {
    const char* line;
    const char* name;
    const char* data;
};
std::ostream& operator<<(std::ostream& out, const Typed& row) { return out << row.line; }
// As Microsoft's pages of `reg add` and Set-ItemProperty have them.
const std::vector<Typed> kTyped{
    {R"(reg add "HKLM\SYSTEM\A B" /v SecurityLayer /t REG_DWORD /d 0 /f)", "SecurityLayer", "0"},
    {R"(REG.EXE ADD HKLM\SYSTEM /d 3390 /f /v PortNumber /t REG_DWORD)", "PortNumber", "3390"},
    {R"(Set-ItemProperty -Path 'HKLM:\SYSTEM\A B' -Name UserAuthentication -Value 1)", "UserAuthentication",
     "1"},
    {R"(sp HKLM:\SYSTEM UserAuthentication 1)", "UserAuthentication", "1"},
    {R"(Set-ItemProperty HKLM:\SYSTEM -Value 1 -Name fDenyTSConnections)", "fDenyTSConnections", "1"},
    {R"(New-ItemProperty -Path HKLM:\S -Name Enabled -PropertyType DWord -Value 1)", "Enabled", "1"},
};
BOOST_DATA_TEST_CASE(a_value_that_is_written_is_understood, bdata::make(kTyped), row) {
    const auto write = registry_write(row.line);
    BOOST_REQUIRE(write);
    BOOST_TEST(write->name == row.name);
    BOOST_TEST(write->data == row.data);
    BOOST_TEST(write->key.starts_with("hklm"));
}

BOOST_DATA_TEST_CASE(what_writes_nothing_is_no_write,
                     bdata::make({"", "reg", "reg add", "reg query HKLM /v X", "reg add HKLM /v X",
                                  "reg add /v X /d 1", "Get-ItemProperty HKLM X 1", "sp HKLM X", "\"",
                                  "reg add \"HKLM /v X /d 1"}),
                     line) {
    BOOST_TEST(!registry_write(line), line);
}

BOOST_AUTO_TEST_CASE(the_first_command_that_fits_counts) {
    const std::vector<LabCommand> commands{{.like = {"restart-service *termservice*"}, .remedy = "F01"},
                                           {.like = {"restart-service *"}, .remedy = "F02"}};
    BOOST_TEST(command_named(commands, "Restart-Service TermService -Force")->remedy == "F01");
    BOOST_TEST(command_named(commands, "Restart-Service Spooler")->remedy == "F02");
    BOOST_TEST(command_named(commands, "rm -rf /") == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

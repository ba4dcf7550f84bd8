// The tables of the catalogue, held against the documents that the codes come from.
#include <fmt/format.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <map>
#include <ostream>
#include <set>

#include "harness/data/client/adapter.h"
#include "harness/data/codes/load.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(explain_catalogue)

using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;

namespace {

const std::filesystem::path kRoot = std::filesystem::path(badrdp::test::kProject) / "scenarios";

const std::vector<Family>& families() {
    static const auto all = [] {
        std::vector<Family> out;
        for (const auto& name : family_names(kRoot)) {
            auto loaded = load_family(kRoot, name);
            for (const auto& complaint : loaded.complaints) BOOST_ERROR(to_string(complaint));
            if (loaded.family) out.push_back(std::move(*loaded.family));
        }
        return out;
    }();
    return all;
}

const Family& family(std::string_view name) {
    const auto it = std::ranges::find(families(), name, &Family::name);
    BOOST_REQUIRE(it != families().end());
    return *it;
}

// Read in the documents by a person, one by one.
struct Sample {
    std::string_view family;
    std::uint32_t number;
    std::string_view name;
};
std::ostream& operator<<(std::ostream& os, const Sample& s) { return os << s.family << ' ' << s.name; }

const std::vector<Sample> kSamples{
    // MS-RDPBCGR 2.2.5.1.1, the table of errorInfo.
    {"errinfo", 0x00000001, "ERRINFO_RPC_INITIATED_DISCONNECT"},
    {"errinfo", 0x00000003, "ERRINFO_IDLE_TIMEOUT"},
    {"errinfo", 0x00000007, "ERRINFO_SERVER_DENIED_CONNECTION"},
    {"errinfo", 0x00000009, "ERRINFO_SERVER_INSUFFICIENT_PRIVILEGES"},
    {"errinfo", 0x00000019, "ERRINFO_SERVER_SHUTDOWN"},
    {"errinfo", 0x00000102, "ERRINFO_LICENSE_NO_LICENSE"},
    {"errinfo", 0x0000010A, "ERRINFO_LICENSE_NO_REMOTE_CONNECTIONS"},
    {"errinfo", 0x00000400, "ERRINFO_CB_DESTINATION_NOT_FOUND"},
    {"errinfo", 0x00000412, "ERRINFO_CB_SESSION_ONLINE_VM_SESSMON_FAILED"},
    {"errinfo", 0x000010C9, "ERRINFO_UNKNOWNPDUTYPE2"},
    {"errinfo", 0x000010F3, "ERRINFO_REMOTEAPPSNOTENABLED"},
    {"errinfo", 0x0000111F, "ERRINFO_SECURITYDATATOOSHORT16"},
    {"errinfo", 0x00001134, "ERRINFO_VIRTUALDESKTOPTOOLARGE"},
    {"errinfo", 0x00001191, "ERRINFO_UPDATESESSIONKEYFAILED"},
    {"errinfo", 0x00001195, "ERRINFO_DECRYPTFAILED2"},
    // MS-RDPBCGR 2.2.1.2.2, the table of failureCode.
    {"neg", 1, "SSL_REQUIRED_BY_SERVER"},
    {"neg", 2, "SSL_NOT_ALLOWED_BY_SERVER"},
    {"neg", 3, "SSL_CERT_NOT_ON_SERVER"},
    {"neg", 4, "INCONSISTENT_FLAGS"},
    {"neg", 5, "HYBRID_REQUIRED_BY_SERVER"},
    {"neg", 6, "SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER"},
    // MS-ERREF 2.3.1, and 2.1.1 for SEC_E.
    {"ntstatus", 0xC000006D, "STATUS_LOGON_FAILURE"},
    {"ntstatus", 0xC000015B, "STATUS_LOGON_TYPE_NOT_GRANTED"},
    {"ntstatus", 0xC0000193, "STATUS_ACCOUNT_EXPIRED"},
    {"ntstatus", 0xC0000234, "STATUS_ACCOUNT_LOCKED_OUT"},
    {"ntstatus", 0x8009030D, "SEC_E_UNKNOWN_CREDENTIALS"},
    {"ntstatus", 0x80090331, "SEC_E_ALGORITHM_MISMATCH"},
    // RFC 8446 B.2.
    {"tls", 0, "close_notify"},
    {"tls", 40, "handshake_failure"},
    {"tls", 48, "unknown_ca"},
    {"tls", 70, "protocol_version"},
    {"tls", 80, "internal_error"},
    {"tls", 112, "unrecognized_name"},
    {"tls", 120, "no_application_protocol"},
    // Microsoft's IMsTscAxEvents::OnDisconnected and ExtendedDisconnectReasonCode.
    {"mstsc", 2308, "disconnectReasonAtClientWinsockFDCLOSE"},
    {"mstsc", 516, "disconnectReasonSocketConnectFailed"},
    {"mstsc", 6919, "SSL_ERR_CERT_EXPIRED"},
    {"extended", 7, "exDiscReasonServerDeniedConnection"},
    {"extended", 267, "exDiscReasonLicenseCreatingLicStoreAccDenied"},
    // MS-ERREF again, for what Remote Desktop's logons and event 56 give.
    {"ntstatus", 0xC0000413, "STATUS_AUTHENTICATION_FIREWALL_FAILED"},
    {"ntstatus", 0xC000018B, "STATUS_NO_TRUST_SAM_ACCOUNT"},
    {"ntstatus", 0xC00000B5, "STATUS_IO_TIMEOUT"},
    {"ntstatus", 0xD0000184, "STATUS_INVALID_DEVICE_STATE"},
    {"ntstatus", 0x8009035E, "SEC_E_DELEGATION_POLICY"},
    {"ntstatus", 0x80090346, "SEC_E_BAD_BINDINGS"},
    {"ntstatus", 0x80080005, "CO_E_SERVER_EXEC_FAILURE"},
    {"errinfo", 0x0001000C, "ERRINFO_LOGOFF_BY_USER"},
    // MS-RDPBCGR 2.2.1.12.1.3 and 2.2.17.4.
    {"license", 8, "ERR_INVALID_CLIENT"},
    {"license-state", 1, "ST_TOTAL_ABORT"},
    {"rdstls", 0x533, "RDSTLS_RESULT_ACCOUNT_DISABLED"},
    {"rdsaad", 0xd000006f, "STATUS_INVALID_LOGON_HOURS"},
    // T.125, Reason; RFC 4120 7.5.9.
    {"ultimatum", 3, "rn-user-requested"},
    {"kerberos", 14, "KDC_ERR_ETYPE_NOSUPP"},
    {"kerberos", 33, "KRB_AP_ERR_TKT_NYV"},
    {"kerberos", 41, "KRB_AP_ERR_MODIFIED"},
    {"kerberos", 68, "KDC_ERR_WRONG_REALM"},
};

// rdesktop(1) 1.9.0, EXIT VALUES; every number that the page has, and the three that were only seen.
const std::set<std::uint32_t> kRdesktop{0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12,  16,  17, 18, 19,
                                        20, 21, 22, 23, 24, 25, 26, 30, 32, 34, 35, 36, 37,  38,  39, 40, 41,
                                        42, 50, 51, 52, 53, 62, 63, 64, 69, 70, 71, 76, 136, 137, 139};

// How many there are in the documents: a table that lost one would not show it otherwise.
const std::map<std::string_view, std::size_t> kCounts{
    {"client-event", 9}, {"errinfo", 122}, {"event", 47},        {"extended", 28}, {"freerdp", 30},
    {"kerberos", 14},    {"license", 9},   {"license-state", 4}, {"mac", 6},       {"mstsc", 54},
    {"neg", 7},          {"ntstatus", 51}, {"rdesktop", 49},     {"rdstls", 8},    {"text", 47},
    {"rdsaad", 9},       {"tls", 27},      {"ultimatum", 5},     {"xfreerdp", 69}, {"xfreerdp3", 70},
};

}  // namespace

BOOST_DATA_TEST_CASE(a_code_has_the_name_that_its_document_gives_it, bdata::make(kSamples), sample) {
    const auto* code = family(sample.family).find(sample.number);
    BOOST_REQUIRE(code);
    BOOST_TEST(code->name == sample.name);
    BOOST_TEST((code->means.evidence == Backing::documented));
}

BOOST_AUTO_TEST_CASE(every_code_is_there) {
    for (const auto& one : families()) BOOST_TEST(one.codes.size() == kCounts.at(one.name), one.name);
    BOOST_TEST(families().size() == kCounts.size());
}

BOOST_AUTO_TEST_CASE(the_exit_statuses_are_those_of_the_manual) {
    std::set<std::uint32_t> numbers;
    for (const auto& code : family("rdesktop").codes) numbers.insert(code.number);
    BOOST_TEST((numbers == kRdesktop));
}

BOOST_AUTO_TEST_CASE(a_meaning_is_one_plain_sentence) {
    for (const auto& one : families())
        for (const auto& code : one.codes) {
            const auto& says = code.means.says;
            const auto where = fmt::format("{}:{} \"{}\"", one.name, number_text(one, code.number), says);
            BOOST_TEST(says.ends_with('.'), where);
            BOOST_TEST(says.size() <= 180u, where);
            BOOST_TEST(!code.means.source.empty(), where);
        }
}

// Where a public thread is the source, the source names it.
BOOST_AUTO_TEST_CASE(what_is_reported_names_the_thread) {
    const auto named = [](const Statement& one) {
        return one.evidence != Backing::reported || one.source.contains('#') || one.source.contains(".pas") ||
               one.source.contains("@c1456ca");  // a commit
    };
    for (const auto& one : families()) {
        for (const auto& code : one.codes) {
            BOOST_TEST(named(code.means), one.name << ' ' << code.number);
            for (const auto& remark : code.remarks) BOOST_TEST(named(remark), one.name << ' ' << code.number);
        }
        for (const auto& pair : one.pairs) BOOST_TEST(named(pair.means), one.name << ' ' << pair.code);
    }
    for (const auto& row : load_leads(kRoot).rows) BOOST_TEST(named(row.because), "leads.toml:" << row.line);
}

// Nobody has played these programs here, so nothing about them can have been observed.
BOOST_AUTO_TEST_CASE(nothing_is_observed_with_what_was_never_played) {
    for (const auto* name : {"mstsc", "extended", "event", "client-event", "mac", "xfreerdp3"})
        for (const auto& code : family(name).codes) {
            BOOST_TEST((code.means.evidence != Backing::observed), name << ' ' << code.number);
            for (const auto& remark : code.remarks)
                BOOST_TEST((remark.evidence != Backing::observed), name << ' ' << code.number);
        }
    for (const auto& row : load_leads(kRoot).rows)
        if (row.code.family == "mstsc" || row.code.family == "event")
            BOOST_TEST((row.because.evidence > Backing::sent), "leads.toml:" << row.line);
}

// FreeRDP's errinfo statuses of the licence are (value - 0x110) as a byte [xf_client.c 2.11.7].
BOOST_AUTO_TEST_CASE(the_odd_statuses_of_xfreerdp_follow_their_formula) {
    for (std::uint32_t errinfo = 0x100; errinfo <= 0x10A; ++errinfo) {
        const auto* code = family("xfreerdp").find((errinfo - 0x110) & 0xff);
        BOOST_REQUIRE(code);
        BOOST_REQUIRE_EQUAL(code->same.size(), 1u);
        BOOST_TEST(code->same[0].family == "errinfo");
        BOOST_TEST(code->same[0].number == errinfo);
    }
}

BOOST_AUTO_TEST_CASE(the_pair_of_all_pairs_says_that_the_step_matters_more) {
    const auto* pair = family("mstsc").find(0x904, 0x7);
    BOOST_REQUIRE(pair);
    BOOST_TEST(pair->means.says.contains("the step at which it died matters more than the code"));
    BOOST_TEST((pair->means.evidence == Backing::inferred));
}

// Codes, events and statuses that people were seen to ask about, each in the table of its family.
BOOST_AUTO_TEST_CASE(what_people_ask_about_is_known) {
    const std::vector<std::pair<std::string_view, std::vector<std::uint32_t>>> asked{
        {"ntstatus",
         {0x80080005, 0x80004005, 0x8009035E, 0x80090346, 0xC0000413, 0xC000018B, 0xC00000B5, 0xC0000184,
          0xD0000184, 0x80090302, 0xC000035B}},
        {"mac", {0x2104, 0x207, 0x507, 0x2407}},
        {"mstsc", {0x2107, 0x1F07, 0x607, 0x1104}},
        {"event", {131, 139, 140, 98, 99, 97, 67, 40, 4625, 4776, 36880, 5152, 7036, 7040, 261, 1149, 226}},
        {"client-event", {1024, 1025, 1026, 1027, 1028, 1029, 226}},
        {"license", {1, 2, 3, 4, 6, 7, 8, 11, 12}},
        {"kerberos", {24, 25}},
        {"rdstls", {5, 0x52e, 0x530, 0x532, 0x533, 0x773, 0x775}},
        {"rdsaad", {0x80090308, 0x80070005, 0xd000006d, 0xd000005e, 0xd0000070, 0xd0000071, 0xd0000072}}};
    for (const auto& [name, numbers] : asked)
        for (const auto number : numbers) BOOST_TEST(family(name).find(number), name << ' ' << number);
    for (std::uint32_t id = 201; id <= 209; ++id) BOOST_TEST(family("event").find(id), id);
}

// Whoever sees the dialog, its number or its words, is led to the cause that makes it.
BOOST_AUTO_TEST_CASE(what_is_not_supported_leads_to_credssp) {
    BOOST_TEST(family("ntstatus").find(0x80090302)->causes == std::vector<std::string>{"C09"});
    for (const auto& code : family("text").codes)
        if (code.name == "The function requested is not supported")
            BOOST_TEST(code.causes == std::vector<std::string>{"C09"});
}

BOOST_AUTO_TEST_CASE(every_reference_leads_somewhere) {
    std::vector<std::string> clients;
    for (const auto& adapter : load_adapters(kRoot).adapters) clients.push_back(adapter.name);
    std::size_t files = 0;
    for (const auto& complaint : check_codes(kRoot, load_scenarios(kRoot).scenarios, clients, files))
        BOOST_ERROR(to_string(complaint));
    BOOST_TEST(files == kCounts.size() + 2);
}

BOOST_AUTO_TEST_SUITE_END()

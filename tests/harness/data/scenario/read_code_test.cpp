#include "tests/harness/data/scenario/bad.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(scenario_read_code)

using namespace badrdp;
using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;

namespace {

constexpr std::string_view kNla = "[host]\naccepts = [\"nla\"]\n[host.credssp]\n";

Loaded load_catalogued(const Tree& tree, std::string_view text) {
    return load_scenario(tree.write("x.toml", fmt::format("{}{}{}", kHead, text, kDemand)),
                         std::filesystem::path(badrdp::test::kProject) / "scenarios");
}

const std::vector<Bad> kBad{
    {"a_name_that_is_near", "error_at_negotiate = \"STATUS_LOGON_FAILUR\"",
     "x.toml:8:22: unknown error_at_negotiate 'STATUS_LOGON_FAILUR' (did you mean 'STATUS_LOGON_FAILURE'?)"},
    {"a_number_of_more_bits", "error_at_negotiate = 4294967296",
     "x.toml:8:22: 'error_at_negotiate' must be a code of 32 bits, from -2147483648 to 4294967295, not "
     "4294967296"},
};

}  // namespace

// Numbers from MS-ERREF 2.3.1 and 2.1.1; SEC_E_* has no row among the words of scenario files.
BOOST_AUTO_TEST_CASE(a_status_is_told_as_windows_and_explain_tell_it) {
    struct Row {
        std::string_view written;
        std::uint32_t code;
    };
    for (const auto& [written, code] :
         {Row{"-1073741715", 0xC000006D}, Row{"0xC000006D", 0xC000006D},
          Row{"\"STATUS_LOGON_FAILURE\"", 0xC000006D}, Row{"\"SEC_E_LOGON_DENIED\"", 0x8009030C},
          Row{"\"sec_e_logondenied\"", 0x8009030C}}) {
        const Tree tree;
        const auto loaded =
            load_catalogued(tree, fmt::format("{}error_at_authenticate = {}\n", kNla, written));
        BOOST_TEST(complaints(tree, loaded) == "");
        BOOST_REQUIRE_EQUAL(loaded.scenarios.size(), 1u);
        BOOST_TEST(loaded.scenarios[0].host.server.credssp.error_at_authenticate.value_or(0) == code,
                   written);
    }
}

// [MS-RDPBCGR 2.2.5.1.1]
BOOST_AUTO_TEST_CASE(so_is_what_a_host_says_as_it_takes_its_leave) {
    const Tree tree;
    const auto loaded = load_catalogued(tree,
                                        "[host.session]\nparting = \"error_info\"\nerror_info = "
                                        "\"ERRINFO_DISCONNECTED_BY_OTHERCONNECTION\"\n");
    BOOST_TEST(complaints(tree, loaded) == "");
    BOOST_REQUIRE_EQUAL(loaded.scenarios.size(), 1u);
    BOOST_TEST(loaded.scenarios[0].host.server.parting.error_info == 5u);
}

BOOST_DATA_TEST_CASE(says_what_is_wrong_with_a_code, bdata::make(kBad), bad) {
    const Tree tree;
    BOOST_TEST(complaints(tree, load_catalogued(tree, std::string(kNla) + std::string(bad.text))) ==
               bad.complaints);
}

BOOST_AUTO_TEST_SUITE_END()

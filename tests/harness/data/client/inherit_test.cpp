#include "harness/data/client/inherit.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <ostream>
#include <sstream>

#include "harness/os/usage_error.h"
#include "tests/harness/os/sandbox/play.h"

namespace badrdp::inherit_tests {

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
namespace bdata = boost::unit_test::data;

constexpr std::string_view kParent = R"(# Of old.

"a/one".lenient = { outcome = "refused", exit = 1, connections = ["0x3", "0x1"] }
"a/one".nla = { outcome = "refused", exit = 1, connections = ["0x3"] }
"b/many".lenient = { outcome = "refused", exit = 2 }
"b/many[v=1]".lenient = { outcome = "hung", exit = -1 }
"c/other".lenient = { outcome = "active", exit = 12 }

[[known]]
why = "it waits for ever"
breaks = ["outcome"]
since = "1.0"
until = ""
in = ["b/many[v=1] lenient"]
)";

constexpr std::string_view kHeir = R"(# Of late.

inherits = "1.0"
# It asks for early authorization too.
offers = [
    { options = ["lenient"], was = "0x3", now = "0xb" },
]

"b/many".lenient = { outcome = "refused", exit = 3 }
)";

std::string line_of(const BaselineEntry* entry) {
    if (!entry) return "-";
    auto out = std::string(name(entry->outcome.at(0))) + ' ' + std::to_string(entry->exit.at(0));
    for (const auto& run : entry->connections)
        for (const auto& one : run) out += ' ' + one;
    return out + (entry->known ? ", " + entry->known->why : "");
}

struct Family {
    Family() {
        root.write("clients/probe/baseline-1.0.toml", std::string(kParent));
        root.write("clients/probe/baseline-2.0.toml", std::string(kHeir));
    }
    Baseline loaded(std::string_view version) const {
        auto out = load_baseline(root.path(), "probe", version);
        for (const auto& complaint : out.complaints) BOOST_TEST_MESSAGE(to_string(complaint));
        BOOST_TEST_REQUIRE(out.baseline.has_value());
        return std::move(*out.baseline);
    }
    std::string complaint_of(std::string_view version) const {
        const auto out = load_baseline(root.path(), "probe", version);
        return out.complaints.empty() ? "" : out.complaints.front().text;
    }
    std::string text_of(const char* file) const {
        std::ostringstream out;
        out << std::ifstream(root.path() / "clients/probe" / file).rdbuf();
        return out.str();
    }

    TempFolder root;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(harness_client_inherit, Family)

BOOST_AUTO_TEST_CASE(a_baseline_says_what_the_one_that_it_names_says) {
    const auto heir = loaded("2.0");
    BOOST_TEST(heir.inherits == "1.0");
    BOOST_TEST(line_of(heir.find("c/other", "lenient")) == "active 12");
    BOOST_TEST(heir.find("c/other", "lenient")->file == "baseline-1.0.toml");
    BOOST_TEST(heir.find("b/many", "lenient")->file == "baseline-2.0.toml");
    BOOST_TEST(line_of(heir.find("c/none", "lenient")) == "-");
}

BOOST_AUTO_TEST_CASE(who_speaks_of_a_scenario_speaks_of_all_its_variants) {
    const auto heir = loaded("2.0");
    BOOST_TEST(line_of(loaded("1.0").find("b/many[v=1]", "lenient")) == "hung -1, it waits for ever");
    BOOST_TEST(line_of(heir.find("b/many[v=1]", "lenient")) == "refused 3");
    BOOST_TEST(line_of(heir.find("b/many[v=2]", "lenient")) == "refused 3");
}

BOOST_AUTO_TEST_CASE(offers_are_others_with_the_option_sets_that_are_named) {
    const auto heir = loaded("2.0");
    BOOST_TEST(line_of(heir.find("a/one", "lenient")) == "refused 1 0xb 0x1");
    BOOST_TEST(line_of(heir.find("a/one", "nla")) == "refused 1 0x3");
}

BOOST_AUTO_TEST_CASE(a_reason_is_inherited_with_its_entry) {
    root.write("clients/probe/baseline-3.0.toml", "inherits = \"1.0\"\n");
    BOOST_TEST(line_of(loaded("3.0").find("b/many[v=1]", "lenient")) == "hung -1, it waits for ever");
}

BOOST_AUTO_TEST_CASE(goes_on_from_file_to_file) {
    root.write("clients/probe/baseline-2.1.toml", "inherits = \"2.0\"\n");
    BOOST_TEST(line_of(loaded("2.1").find("a/one", "lenient")) == "refused 1 0xb 0x1");
    BOOST_TEST(line_of(loaded("2.1").find("b/many[v=1]", "lenient")) == "refused 3");
}

BOOST_AUTO_TEST_CASE(what_is_written_is_what_differs) {
    const auto file = root.path() / "clients/probe/baseline-2.0.toml";
    save_baseline(own_part(loaded("2.0"), root.path()), file);
    BOOST_TEST(text_of("baseline-2.0.toml") == kHeir);

    auto whole = loaded("2.0");
    for (auto& entry : whole.entries)
        if (entry.scenario == "c/other") entry.exit = {13};
    save_baseline(own_part(whole, root.path()), file);
    BOOST_TEST(line_of(loaded("2.0").find("c/other", "lenient")) == "active 13");
    BOOST_TEST(loaded("2.0").entries.size() == whole.entries.size());
    BOOST_TEST(!text_of("baseline-2.0.toml").contains("a/one"));
}

BOOST_AUTO_TEST_CASE(a_change_of_one_variant_is_written_with_the_others) {
    auto whole = loaded("1.0");
    whole.version = "3.0";
    whole.inherits = "1.0";
    for (auto& entry : whole.entries)
        if (entry.scenario == "b/many[v=1]") entry.exit = {9};
    const auto file = root.path() / "clients/probe/baseline-3.0.toml";
    save_baseline(own_part(whole, root.path()), file);
    BOOST_TEST(line_of(loaded("3.0").find("b/many[v=1]", "lenient")) == "hung 9, it waits for ever");
    BOOST_TEST(line_of(loaded("3.0").find("b/many[v=2]", "lenient")) == "refused 2");
    BOOST_TEST(own_part(whole, root.path()).entries.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_reason_that_somebody_changes_makes_a_difference) {
    auto whole = loaded("1.0");
    whole.inherits = "1.0";
    for (auto& entry : whole.entries)
        if (entry.known) entry.known->why = "it no longer waits for ever";
    BOOST_TEST(own_part(whole, root.path()).entries.size() == 2U);
}

struct Wrong {
    std::string text, complaint;
};
std::ostream& operator<<(std::ostream& out, const Wrong& row) { return out << row.complaint; }

const std::vector<Wrong> kWrong{
    {"inherits = \"1.5\"\n", "there is no baseline-1.5.toml to inherit from"},
    {"inherits = \"../1.0\"\n", "'inherits' must be a version, as in \"3.15\""},
    {"inherits = \"2.0\"\n", "'inherits' leads round in a circle, or over more than eight files"},
    {"offers = [{ options = [\"lenient\"], was = \"0x3\", now = \"0xb\" }]\n",
     "'offers' changes what is inherited: it needs 'inherits'"},
    {"inherits = \"1.0\"\noffers = [{ options = [\"lenient\"], was = \"0x3\", now = \"none\" }]\n",
     "'now' must be requestedProtocols in lower-case hex, as \"0x3\""},
    {"inherits = \"1.0\"\noffers = [{ was = \"0x3\", now = \"0xb\" }]\n", "[[offers]] needs 'options'"},
};

BOOST_DATA_TEST_CASE(complains_of_what_cannot_be_inherited, bdata::make(kWrong), row) {
    root.write("clients/probe/baseline-2.0.toml", row.text);
    BOOST_TEST(complaint_of("2.0") == row.complaint);
    BOOST_TEST(!load_baseline(root.path(), "probe", "2.0").baseline.has_value());
}

BOOST_AUTO_TEST_CASE(complains_of_the_mistakes_of_the_one_that_it_names) {
    root.write("clients/probe/baseline-1.0.toml", "\"a/one\".lenient = { outcome = \"refusd\" }\n");
    BOOST_TEST(complaint_of("2.0").contains("refusd"));
    Baseline orphan{"probe", "2.0", {}, {}};
    orphan.inherits = "0.9";
    BOOST_CHECK_THROW(own_part(orphan, root.path()), UsageError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::inherit_tests

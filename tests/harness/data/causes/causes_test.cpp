#include "harness/data/causes/causes.h"

#include "harness/data/codes/load.h"
#include "harness/data/file/complaint.h"
#include "tests/harness/data/scenario/bad.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(catalogue_causes)

using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;

namespace {

const std::filesystem::path kRoot = std::filesystem::path(badrdp::test::kProject) / "scenarios";

std::string printed(const Tree& tree, std::vector<Complaint> complaints) {
    return ::complaints(tree, Loaded{{}, std::move(complaints)});
}

constexpr std::string_view kRow = "[[cause]]\nid = \"C01\"\ntitle = \"t\"\nphase = \"tls\"\nwire = \"w\"\n";
constexpr std::string_view kSees =
    "[[cause.sees]]\nwhat = \"s\"\nevidence = \"reported\"\nsource = \"a/b#1\"\n";

}  // namespace

BOOST_AUTO_TEST_CASE(a_row_is_read_as_it_was_written) {
    const Tree tree;
    tree.write("causes.toml", fmt::format("schema = 1\n{}names = [\"tls\"]\nvaguer = \"network\"\n{}"
                                          "code = \"mstsc:0x904/0x7\"\n[[cause.sees]]\nwhat = \"x\"\n"
                                          "evidence = \"unknown\"\n",
                                          std::string(kRow) + "looks = [\"here\", \"there\"]\n", kSees));
    const auto loaded = load_causes(tree.root);
    BOOST_TEST(printed(tree, loaded.complaints) == "");
    BOOST_REQUIRE_EQUAL(loaded.causes.size(), 1u);
    const CauseRow wanted{.id = "C01",
                          .title = "t",
                          .phase = "tls",
                          .wire = "w",
                          .looks = {"here", "there"},
                          .sees = {{"s", {"mstsc", 0x904, 7, "mstsc:0x904/0x7"}, Backing::reported, "a/b#1"},
                                   {"x", {}, {}, ""}},
                          .names = {Reason::tls},
                          .vaguer = {Reason::network},
                          .line = 2};
    BOOST_TEST((loaded.causes[0] == wanted));
    BOOST_TEST(find_cause(loaded.causes, "C01") == &loaded.causes[0]);
    BOOST_TEST(!find_cause(loaded.causes, "C02"));
}

BOOST_AUTO_TEST_CASE(a_catalogue_may_have_no_causes) {
    const Tree tree;
    const auto loaded = load_causes(tree.root);
    BOOST_TEST(loaded.causes.empty());
    BOOST_TEST(loaded.complaints.empty());
}

BOOST_AUTO_TEST_CASE(the_table_is_no_scenario) {
    const Tree tree;
    tree.write("causes.toml", "schema = 1\n");
    BOOST_TEST(load_scenarios(tree.root).complaints.empty());
}

const std::string kHonestRow = std::string(kRow) + "names = \"tls\"\n" + std::string(kSees);
const std::vector<std::pair<std::string, std::string>> kTables{
    {"schema = 2\n" + kHonestRow, "causes.toml:1:10: this program reads schema 1, not 2"},
    {"schema = 1\n" + kHonestRow + kHonestRow, "causes.toml:12:1: C01 is there already"},
    {"schema = 1\n" + std::string(kRow) + std::string(kSees), "causes.toml:2:1: [[cause]] needs 'names'"},
    {"schema = 1\n" + std::string(kRow) + "names = \"nothing\"\n" + std::string(kSees),
     "causes.toml:7:9: a client that says nothing names no cause"},
    {"schema = 1\n" + std::string(kRow) + "names = \"tls\"\nvaguer = \"tls\"\n" + std::string(kSees),
     "causes.toml:8:10: 'tls' names the cause already"},
    {"schema = 1\n" + std::string(kRow) + "names = \"tls\"\n",
     "causes.toml:2:1: a [[cause.sees]] is missing: say \"unknown\" where it is"},
    {"schema = 1\n" + kHonestRow + "code = \"904\"\n",
     "causes.toml:12:8: '904' names no code: write the family, a colon and the number, \"mstsc:0x904/0x7\""},
    {"schema = 1\n" + std::string(kRow) +
         "names = \"tls\"\n[[cause.sees]]\nwhat = \"s\"\nevidence = "
         "\"unknown\"\nsource = \"x\"\n",
     "causes.toml:11:10: an unknown has no source"},
    {"schema = 1\n" + kHonestRow + "[[couse]]\n",
     "causes.toml:12:3: unknown key 'couse' (did you mean "
     "'cause'?)"},
};

BOOST_AUTO_TEST_CASE(a_bad_table_is_complained_of_with_its_place) {
    for (const auto& [text, complaint] : kTables) {
        const Tree tree;
        tree.write("causes.toml", text);
        const auto loaded = load_causes(tree.root);
        BOOST_TEST(printed(tree, loaded.complaints) == complaint);
        BOOST_TEST(loaded.causes.empty());
    }
}

BOOST_AUTO_TEST_CASE(a_scenario_of_no_cause_is_complained_of_once_where_it_says_so) {
    const Tree tree;
    const auto text = [](std::string_view cause) {
        return fmt::format("schema = 1\ntitle = \"t\"\nwhy = \"w\"\ncause = \"{}\"\n{}", cause,
                           "\n[[fault]]\nset = \"x224_confirm.tpkt.length\"\nto = \"{n}\"\n\n[vary]\nn = "
                           "[1, 2]\n" +
                               std::string(kDemand));
    };
    tree.write("tls/good.toml", text("C01"));
    tree.write("tls/bad.toml", text("C011"));
    const auto loaded = load_scenarios(tree.root);
    BOOST_TEST(printed(tree, loaded.complaints) == "");
    const std::vector<CauseRow> causes{{.id = "C01"}, {.id = "C24"}};
    BOOST_TEST(printed(tree, check_causes(causes, loaded.scenarios)) ==
               "tls/bad.toml:4:9: causes.toml has no cause 'C011' (did you mean 'C01'?)");
}

BOOST_AUTO_TEST_CASE(every_documented_cause_has_its_row) {
    const auto loaded = load_causes(kRoot);
    for (const auto& complaint : loaded.complaints) BOOST_ERROR(to_string(complaint));
    std::vector<std::string> ids;
    for (const auto& row : loaded.causes) ids.push_back(row.id);
    std::vector<std::string> wanted;
    for (int i = 1; i <= 35; ++i) wanted.push_back(fmt::format("C{:02}", i));
    BOOST_TEST(ids == wanted, boost::test_tools::per_element());
    const auto scenarios = load_scenarios(kRoot).scenarios;
    for (const auto& complaint : check_causes(loaded.causes, scenarios)) BOOST_ERROR(to_string(complaint));
    for (const auto& row : loaded.causes)
        BOOST_TEST(std::filesystem::is_directory(kRoot / row.phase), row.id << " has no phase " << row.phase);
}

BOOST_AUTO_TEST_CASE(every_code_of_a_cause_is_in_the_tables_of_codes) {
    for (const auto& row : load_causes(kRoot).causes)
        for (const auto& sight : row.sees) {
            if (sight.code.family.empty()) continue;
            const auto family = load_family(kRoot, sight.code.family).family;
            BOOST_TEST_CONTEXT(row.id << ' ' << sight.code.text)
            BOOST_TEST((family && family->find(sight.code.number)));
        }
}

BOOST_AUTO_TEST_SUITE_END()

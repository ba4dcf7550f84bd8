#include "harness/data/codes/load.h"

#include "harness/data/file/complaint.h"
#include "tests/harness/data/scenario/bad.h"

BOOST_AUTO_TEST_SUITE(explain_load)

using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;

namespace {

constexpr std::string_view kFamily =
    "schema = 1\ntitle = \"t\"\nseen = \"s\"\nform = \"hex\"\nevidence = \"documented\"\nsource = \"x\"\n";

std::string printed(const Tree& tree, const std::vector<Complaint>& complaints) {
    return ::complaints(tree, Loaded{{}, complaints});
}

Family family(std::string_view rest) {
    const Tree tree;
    tree.write("codes/one.toml", std::string(kFamily) + std::string(rest));
    auto loaded = load_family(tree.root, "one");
    BOOST_REQUIRE_EQUAL(printed(tree, loaded.complaints), "");
    return std::move(*loaded.family);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_code_takes_what_it_does_not_say_from_its_family) {
    const auto one = family("[code.0x904]\nname = \"N\"\nmeans = \"m\"\n");
    BOOST_REQUIRE_EQUAL(one.codes.size(), 1u);
    BOOST_TEST(one.codes[0].number == 0x904u);
    BOOST_TEST(one.codes[0].name == "N");
    BOOST_TEST((one.codes[0].means == Statement{"m", Backing::documented, "x"}));
}

BOOST_AUTO_TEST_CASE(a_code_may_be_known_otherwise_than_its_family) {
    const auto one = family(
        "[code.7]\nmeans = \"m\"\nevidence = \"reported\"\nsource = \"a/b#1\"\naka = [\"A\"]\nsame = "
        "[\"two:0x9\"]\n"
        "[[code.7.remark]]\nsays = \"r\"\nevidence = \"observed\"\nsource = \"c\"\n");
    const auto* code = one.find(7);
    BOOST_REQUIRE(code);
    BOOST_TEST((code->means == Statement{"m", Backing::reported, "a/b#1"}));
    BOOST_TEST((code->remarks == std::vector<Statement>{{"r", Backing::observed, "c"}}));
    BOOST_TEST((code->same == std::vector<CodeName>{{"two", 9, {}, "two:0x9"}}));
    BOOST_TEST(code->aka == std::vector<std::string>{"A"}, boost::test_tools::per_element());
}

// Of the same trouble in another program, or another version, only what differs is said.
BOOST_AUTO_TEST_CASE(a_family_may_be_like_another) {
    const Tree tree;
    tree.write("codes/one.toml",
               std::string(kFamily) +
                   "[code.1]\nname = \"A\"\nmeans = \"a\"\nsame = [\"tls:0x9\"]\n"
                   "[[code.1.remark]]\nsays = \"r\"\nevidence = \"observed\"\nsource = \"c\"\n"
                   "[code.2]\nmeans = \"b\"\n[code.3]\nmeans = \"c\"\n");
    tree.write(
        "codes/two.toml",
        "schema = 1\ntitle = \"t\"\nseen = \"s\"\nform = \"hex\"\nevidence = \"inferred\"\nsource = \"y\"\n"
        "like = \"one\"\nwithout = [3]\n[code.2]\nmeans = \"other\"\n[code.0]\nmeans = \"new\"\n");
    const auto loaded = load_family(tree.root, "two");
    BOOST_REQUIRE_EQUAL(printed(tree, loaded.complaints), "");
    const auto& two = *loaded.family;
    BOOST_REQUIRE_EQUAL(two.codes.size(), 3u);
    BOOST_TEST(two.codes[0].means.says == "new");
    BOOST_TEST(two.codes[1].name == "A");
    BOOST_TEST((two.codes[1].means == Statement{"a", Backing::inferred, "y"}));
    BOOST_TEST(
        (two.codes[1].same == std::vector<CodeName>{{"one", 1, {}, "one:0x1"}, {"tls", 9, {}, "tls:0x9"}}));
    BOOST_TEST(two.codes[1].remarks.empty());
    BOOST_TEST(two.codes[2].means.says == "other");
    BOOST_TEST(two.codes[2].same.empty());

    tree.write("codes/three.toml", std::string(kFamily) + "like = \"three\"\n");
    tree.write("codes/four.toml", std::string(kFamily) + "without = [3]\n[code.2]\nmeans = \"b\"\n");
    BOOST_TEST(printed(tree, load_family(tree.root, "three").complaints) ==
               "codes/three.toml:1:1: a family without a [code.NUMBER] explains nothing\n"
               "codes/three.toml:7:8: no family 'three' that can be read");
    BOOST_TEST(printed(tree, load_family(tree.root, "four").complaints) ==
               "codes/four.toml:7:11: only a family that is 'like' another is without some of its codes");
}

BOOST_AUTO_TEST_CASE(codes_are_in_the_order_of_their_numbers) {
    const auto one =
        family("[code.10]\nmeans = \"m\"\n[code.0x9]\nmeans = \"m\"\n[code.0xC0000001]\nmeans = \"m\"\n");
    std::vector<std::uint32_t> numbers;
    for (const auto& code : one.codes) numbers.push_back(code.number);
    BOOST_TEST(numbers == (std::vector<std::uint32_t>{9, 10, 0xC0000001}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_bits_of_a_class_may_be_there_or_not) {
    auto one = family("class = 0x20000\n[code.0x6]\nmeans = \"m\"\n");
    BOOST_TEST(one.find(0x6) != nullptr);
    BOOST_TEST(one.find(0x20006) == one.find(0x6));
    BOOST_TEST(one.find(0x10006) == nullptr);
}

BOOST_AUTO_TEST_CASE(a_pair_says_what_two_codes_mean_together) {
    const auto one = family(
        "[[pair]]\ncode = 0x904\nextended = 7\nsays = \"p\"\nevidence = \"inferred\"\nsource = \"y\"\n"
        "[code.0x904]\nmeans = \"m\"\n");
    BOOST_REQUIRE(one.find(0x904, 7));
    BOOST_TEST(one.find(0x904, 7)->means.says == "p");
    BOOST_TEST(!one.find(0x904, 0));
}

const std::vector<Bad> kBadFamilies{
    {"no_codes", "", "codes/one.toml:1:1: a family without a [code.NUMBER] explains nothing"},
    {"no_number", "[code.nine]\nmeans = \"m\"\n",
     "codes/one.toml:7:1: 'nine' is no number of at most 32 bits: a code is headed [code.0x904]"},
    {"more_than_32_bits", "[code.0x100000000]\nmeans = \"m\"\n",
     "codes/one.toml:7:1: '0x100000000' is no number of at most 32 bits: a code is headed [code.0x904]"},
    {"no_meaning", "[code.9]\nname = \"n\"\n", "codes/one.toml:7:1: [code.9] needs 'means'"},
    {"an_empty_meaning", "[code.9]\nmeans = \"\"\n", "codes/one.toml:8:9: 'means' must not be empty"},
    {"a_misspelt_key", "[code.9]\nmeans = \"m\"\nnmae = \"n\"\n",
     "codes/one.toml:9:1: unknown key 'nmae' (did you mean 'name'?)"},
    {"twice_in_two_bases", "[code.9]\nmeans = \"m\"\n[code.0x9]\nmeans = \"m\"\n",
     "codes/one.toml:9:1: this code is in line 7 already"},
    {"evidence_without_source", "[code.9]\nmeans = \"m\"\nevidence = \"inferred\"\n",
     "codes/one.toml:7:1: [code.9] needs 'source'"},
    {"source_without_evidence", "[code.9]\nmeans = \"m\"\nsource = \"s\"\n",
     "codes/one.toml:7:1: [code.9] needs 'evidence'"},
    {"unknown_evidence", "[code.9]\nmeans = \"m\"\nevidence = \"observd\"\nsource = \"s\"\n",
     "codes/one.toml:9:12: unknown evidence 'observd' (did you mean 'observed'?)"},
    {"a_reference_that_is_none", "[code.9]\nmeans = \"m\"\nsame = [\"errinfo\"]\n",
     "codes/one.toml:9:9: 'errinfo' names no code: write the family, a colon and the number, "
     "\"errinfo:0x9\""},
    {"a_pair_of_no_code",
     "[[pair]]\ncode = 1\nextended = 7\nsays = \"p\"\nevidence = \"inferred\"\nsource = "
     "\"y\"\n[code.9]\nmeans = \"m\"\n",
     "codes/one.toml:7:1: there is no such code in this family"},
    {"a_remark_without_evidence", "[code.9]\nmeans = \"m\"\n[[code.9.remark]]\nsays = \"r\"\n",
     "codes/one.toml:9:1: [[code.9.remark]] needs 'evidence'\ncodes/one.toml:9:1: [[code.9.remark]] needs "
     "'source'"},
    {"no_toml", "[code.9\n",
     "codes/one.toml:7:8: this is no TOML, in a table header: expected ']', saw '\\n'"},
};

BOOST_DATA_TEST_CASE(a_bad_family_is_told_with_its_line, bdata::make(kBadFamilies), bad) {
    const Tree tree;
    tree.write("codes/one.toml", std::string(kFamily) + std::string(bad.text));
    const auto loaded = load_family(tree.root, "one");
    BOOST_TEST(printed(tree, loaded.complaints) == bad.complaints);
    BOOST_TEST(!loaded.family);
}

BOOST_AUTO_TEST_CASE(a_head_that_is_wrong_is_told_too) {
    const Tree tree;
    tree.write("codes/one.toml", "schema = 2\nform = \"octal\"\n[code.1]\nmeans = \"m\"\n");
    BOOST_TEST(printed(tree, load_family(tree.root, "one").complaints) ==
               "codes/one.toml:1:1: the file needs 'evidence'\n"
               "codes/one.toml:1:1: the file needs 'seen'\n"
               "codes/one.toml:1:1: the file needs 'source'\n"
               "codes/one.toml:1:1: the file needs 'title'\n"
               "codes/one.toml:1:10: this program reads schema 1, not 2\n"
               "codes/one.toml:2:8: unknown form 'octal'; it is one of hex, decimal");
}

BOOST_AUTO_TEST_CASE(a_lead_names_its_code_its_scenarios_and_its_evidence) {
    const Tree tree;
    tree.write("codes/leads.toml",
               "schema = 1\n[[lead]]\ncode = \"mstsc:0x904/0x7\"\nscenario = [\"tls/*\"]\nsays = \"s\"\n"
               "evidence = \"reported\"\nsource = \"a/b#1\"\n");
    const auto loaded = load_leads(tree.root);
    BOOST_TEST(printed(tree, loaded.complaints) == "");
    BOOST_REQUIRE_EQUAL(loaded.rows.size(), 1u);
    BOOST_TEST((loaded.rows[0].code == CodeName{"mstsc", 0x904, 7, "mstsc:0x904/0x7"}));
    BOOST_TEST((loaded.rows[0].because == Statement{"s", Backing::reported, "a/b#1"}));
}

BOOST_AUTO_TEST_CASE(a_check_of_one_answer_is_told) {
    const Tree tree;
    tree.write("codes/checks.toml",
               "schema = 1\nusual = [\"tls/*\"]\n[[check]]\ndo = \"d\"\nwhere = \"w\"\n"
               "[[check.answer]]\nsee = \"s\"\nmeans = [\"*\"]\n"
               "[[check]]\ndo = \"d\"\nwhere = \"w\"\ncompare = \"c\"\n[[check.answer]]\nsee = \"s\"\nmeans "
               "= [\"*\"]\n");
    BOOST_TEST(
        printed(tree, load_checks(tree.root).complaints) ==
        "codes/checks.toml:3:1: a check needs at least two answers\n"
        "codes/checks.toml:9:1: a check with 'compare' takes its answers from a baseline: leave out its own");
}

BOOST_AUTO_TEST_CASE(references_that_lead_nowhere_are_told) {
    const Tree tree;
    tree.write("codes/one.toml", std::string(kFamily) +
                                     "client = \"xfreerdp\"\n[code.9]\nmeans = \"m\"\n"
                                     "same = [\"one:0x8\", \"tow:0x9\"]\n");
    tree.write("codes/two.toml", std::string(kFamily) + "[code.9]\nmeans = \"m\"\n");
    tree.write("codes/leads.toml",
               "schema = 1\n[[lead]]\ncode = \"two:8\"\nscenario = [\"tls/versoin\"]\nsays = \"s\"\n"
               "evidence = \"inferred\"\nsource = \"x\"\n");
    tree.write("codes/checks.toml",
               "schema = 1\nusual = [\"tls/version\", \"tcp/*\"]\n"
               "[[check]]\ndo = \"d\"\nwhere = \"w\"\n[[check.answer]]\nsee = \"s\"\nmeans = [\"udp/*\"]\n"
               "[[check.answer]]\nsee = \"t\"\nmeans = [\"*\"]\n"
               "[[check]]\ndo = \"d\"\nwhere = \"w\"\ncompare = \"nobody\"\n");
    Scenario scenario;
    scenario.name = "tls/version";
    std::size_t files = 0;
    BOOST_TEST(printed(tree, check_codes(tree.root, {scenario}, {"xfreerdp3"}, files)) ==
               "codes/one.toml: no client 'xfreerdp' (did you mean 'xfreerdp3'?)\n"
               "codes/one.toml:8:1: one has no code 0x8\n"
               "codes/one.toml:8:1: no family 'tow' (did you mean 'two'?)\n"
               "codes/leads.toml:2:1: two has no code 0x8\n"
               "codes/leads.toml:2:1: no scenario matches 'tls/versoin' (did you mean 'tls/version'?)\n"
               "codes/checks.toml: no scenario matches 'tcp/*'\n"
               "codes/checks.toml:3:1: no scenario matches 'udp/*'\n"
               "codes/checks.toml:12:1: no client 'nobody'");
    BOOST_TEST(files == 4u);
}

BOOST_AUTO_TEST_CASE(a_catalogue_without_tables_has_nothing_to_complain_of) {
    const Tree tree;
    std::size_t files = 0;
    BOOST_TEST(check_codes(tree.root, {}, {}, files).empty());
    BOOST_TEST(files == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

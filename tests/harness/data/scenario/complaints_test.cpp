#include "tests/harness/data/scenario/bad.h"

BOOST_AUTO_TEST_SUITE(scenario_complaints)

using namespace badrdp::harness;
namespace fs = std::filesystem;
namespace bdata = boost::unit_test::data;

namespace {

const std::vector<Bad> kFiles{
    {"empty", "",
     "x.toml:1:1: a scenario without a [[demand]] says nothing about any client\n"
     "x.toml:1:1: the file needs 'schema'\n"
     "x.toml:1:1: the file needs 'title'\n"
     "x.toml:1:1: the file needs 'why'"},
    {"no_toml", "schema = 1\ntitle = \"t\nwhy = 1\n",
     "x.toml:2:11: a string is not closed on this line, or holds a control character"},
    {"key_twice", "schema = 1\nschema = 1\n", "x.toml:2:10: 'schema' is here twice"},
    {"no_table", "[host\n", "x.toml:1:6: this is no TOML, in a table header: expected ']', saw '\\n'"},
    {"schema_of_the_future",
     "schema = 2\ntitle = \"t\"\nwhy = \"w\"\n[[demand]]\noutcome = \"refused\"\nwhy = \"w\"\n",
     "x.toml:1:10: this program reads schema 1, not 2"},
    {"empty_title", "schema = 1\ntitle = \"\"\nwhy = \"w\"\n[[demand]]\noutcome = \"refused\"\nwhy = \"w\"\n",
     "x.toml:2:9: 'title' must not be empty"},
    {"title_is_no_text",
     "schema = 1\ntitle = 7\nwhy = \"w\"\n[[demand]]\noutcome = \"refused\"\nwhy = \"w\"\n",
     "x.toml:2:9: 'title' must be a string, not an integer"},
    {"demand_is_no_list",
     "schema = 1\ntitle = \"t\"\nwhy = \"w\"\n[demand]\noutcome = \"refused\"\nwhy = \"w\"\n",
     "x.toml:4:1: 'demand' must be a list of tables, each written [[demand]]"},
};

const std::vector<Bad> kTop{
    {"unknown_key", "tittle = \"t\"", "tcp/x.toml:5:1: unknown key 'tittle' (did you mean 'title'?)"},
    {"unknown_key_like_no_other", "colour = \"red\"", "tcp/x.toml:5:1: unknown key 'colour'"},
    {"unknown_table", "[hosts]\nname = \"n\"", "tcp/x.toml:5:2: unknown key 'hosts' (did you mean 'host'?)"},
    {"persona_of_the_host", "[host]\npersona = \"server_2019\"",
     "tcp/x.toml:6:1: unknown key 'persona'; it belongs in [host.settings]"},
    {"visits_of_the_host", "[host]\nvisits = 2",
     "tcp/x.toml:6:1: unknown key 'visits'; it belongs at the top of the file"},
    {"outcome_of_the_file", "outcome = \"refused\"",
     "tcp/x.toml:5:1: unknown key 'outcome'; it belongs in [[demand]]"},
    {"digest_of_the_host", "[host]\ndigest = \"md5\"",
     "tcp/x.toml:6:1: unknown key 'digest'; it belongs in [host.certificate] or in [middlebox]"},
    {"host_is_no_table", "host = \"n\"",
     "tcp/x.toml:5:8: 'host' must be a table, written [host], not a string"},
    {"patience_is_a_number", "patience = 30",
     "tcp/x.toml:5:12: 'patience' must be a duration such as \"10s\", not an integer"},
    {"patience_without_unit", "patience = \"30\"",
     "tcp/x.toml:5:12: 'patience' is no duration: \"30\"; write a whole number and ms, s, m, h or d"},
    {"patience_in_the_past", "patience = \"-1s\"", "tcp/x.toml:5:12: 'patience' must be longer than 0"},
    {"patience_too_long_to_count", "patience = \"99999999999999d\"",
     "tcp/x.toml:5:12: 'patience' is no duration: \"99999999999999d\"; write a whole number and ms, s, m, h "
     "or d"},
    {"mtu_too_small", "mtu = 67", "tcp/x.toml:5:7: 'mtu' must be between 68 and 1500, not 67"},
    {"no_visit", "visits = 0", "tcp/x.toml:5:10: 'visits' must be between 1 and 10, not 0"},
    {"seed_too_large", "seed = 4294967296",
     "tcp/x.toml:5:8: 'seed' must be between 0 and 4294967295, not 4294967296"},
    {"name_is_no_truth", "by_name = \"yes\"",
     "tcp/x.toml:5:11: 'by_name' must be true or false, not a string"},
    {"symptom_holds_a_number", "symptom = [\"a\", 2]",
     "tcp/x.toml:5:17: 'symptom' must be a string, not an integer"},
    {"symptom_clears_the_screen", "symptom = [\"a\\u001b[2J\"]",
     "tcp/x.toml:5:12: 'symptom' holds the control character U+001B, which a terminal would obey"},
    {"symptom_clears_it_in_one_byte_more", "symptom = [\"a\\u009b2J\"]",
     "tcp/x.toml:5:12: 'symptom' holds the control character U+009B, which a terminal would obey"},
    {"symptom_is_empty", "symptom = []", "tcp/x.toml:5:11: 'symptom' must not be empty"},
};

const std::vector<Bad> kVary{
    {"unknown_placeholder", "[host]\nfailure = \"{cod}\"\nselect = \"{code}\"\n[vary]\ncode = [1]",
     "tcp/x.toml:6:11: '{cod}' is not in [vary] (did you mean '{code}'?)"},
    {"placeholder_without_vary", "[host]\nfailure = \"{code}\"",
     "tcp/x.toml:6:11: '{code}' is not in [vary]"},
    {"nobody_asks_for_it", "[vary]\ncode = [1]", "tcp/x.toml:6:1: nothing in this file is \"{code}\""},
    {"one_value_is_no_list", "[host]\nfailure = \"{code}\"\n[vary]\ncode = 1",
     "tcp/x.toml:8:8: 'code' must be a list of values, one for each variant"},
    {"a_value_that_is_no_name", "[host]\nname = \"{n}\"\n[vary]\nn = [\"a\", \"b/c\"]",
     "tcp/x.toml:8:11: a variant's value must be a number, true, false or a word of letters, digits and any "
     "of .:_-"},
    {"the_same_value_twice", "[host]\nfailure = \"{code}\"\n[vary]\ncode = [1, 1]",
     "tcp/x.toml:8:12: 'code' lists 1 twice"},
    {"too_many_combinations",
     "[host]\nname = \"{a}\"\n[vary]\na = [1,2,3,4,5,6,7,8,9,10]\nb = [1,2,3,4,5,6,7,8,9,10]\n"
     "c = [1,2,3,4,5,6,7,8,9,10,11]",
     "tcp/x.toml:10:1: [vary] makes more than 1000 scenarios of this file"},
    {"one_variant_is_wrong", "[host]\nfailure = \"{code}\"\n[vary]\ncode = [1, -2, 3]",
     "tcp/x.toml:6:11: 'failure' must be between 0 and 4294967295, not -2"},
    {"wrong_in_every_variant_is_said_once",
     "sede = 1\n[host]\nfailure = \"{code}\"\n[vary]\ncode = [1, 2, 3]",
     "tcp/x.toml:5:1: unknown key 'sede' (did you mean 'seed'?)"},
};

}  // namespace

BOOST_DATA_TEST_CASE(says_what_is_wrong_with_a_file, bdata::make(kFiles), bad) {
    check(bad, "x.toml", "", "");
}
BOOST_DATA_TEST_CASE(says_what_is_wrong_at_the_top, bdata::make(kTop), bad) {
    check(bad, "tcp/x.toml", kHead, kDemand);
}
BOOST_DATA_TEST_CASE(says_what_is_wrong_with_variants, bdata::make(kVary), bad) {
    check(bad, "tcp/x.toml", kHead, kDemand);
}

BOOST_AUTO_TEST_CASE(a_healthy_scenario_has_no_faults) {
    const Tree tree;
    const auto file =
        tree.write("healthy/x.toml", fmt::format("{}[[fault]]\nreset = \"x224_confirm\"{}", kHead, kDemand));
    BOOST_TEST(complaints(tree, load_scenario(file, tree.root)) ==
               "healthy/x.toml:5:1: a healthy scenario has no faults");
}

BOOST_AUTO_TEST_CASE(a_file_or_a_folder_that_is_not_there_is_named) {
    const Tree tree;
    BOOST_TEST(complaints(tree, load_scenario(tree.root / "x.toml", tree.root)) ==
               "x.toml: there is no such file");
    fs::create_directory(tree.root / "folder");
    BOOST_TEST(complaints(tree, load_scenario(tree.root / "folder", tree.root)) == "folder: is no file");
    BOOST_TEST(complaints(tree, load_scenarios(tree.root / "nowhere")) ==
               "nowhere: there is no such folder of scenarios");
}

BOOST_AUTO_TEST_CASE(a_bad_file_takes_nothing_from_the_good_ones) {
    const Tree tree;
    tree.write("tcp/bad.toml", fmt::format("{}sede = 1\n{}", kHead, kDemand));
    tree.write("tcp/good.toml", fmt::format("{}{}", kHead, kDemand));
    tree.write("everywhere.toml", "schema = 1\n[[demand]]\noutcome = \"dead\"\nwhy = \"w\"\n");
    const auto loaded = load_scenarios(tree.root);
    BOOST_TEST(
        complaints(tree, loaded) ==
        "everywhere.toml:3:11: unknown outcome 'dead'; it is one of active, authenticated, done, refused, "
        "disconnected, timed_out, hung, looped, bloated, crashed\n"
        "tcp/bad.toml:5:1: unknown key 'sede' (did you mean 'seed'?)");
    BOOST_REQUIRE_EQUAL(loaded.scenarios.size(), 1u);
    BOOST_TEST(loaded.scenarios[0].id() == "tcp/good");
}

// What stands in a file is repeated, and what it says to a terminal is not.
BOOST_AUTO_TEST_CASE(a_complaint_is_a_line_that_no_terminal_obeys) {
    const auto line = to_string({"x.toml", 1, 2, "'memory' is no size: \"a\x1b]0;own\x07\nb\""});
    BOOST_TEST(line.starts_with("x.toml:1:2: 'memory' is no size: "));
    for (const char obeyed : {'\x1b', '\x07', '\n'}) BOOST_TEST(line.find(obeyed) == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

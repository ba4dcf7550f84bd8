#include "harness/data/profile/profile.h"

#include "tests/harness/data/scenario/bad.h"

BOOST_AUTO_TEST_SUITE(profile_load)

using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;

BOOST_AUTO_TEST_CASE(a_profile_is_named_after_its_file) {
    const Tree tree;
    const auto file =
        tree.write("merge.toml",
                   "schema = 1\nprofile = \"before a merge\"\nscenarios = [\"tls\", \"path/*\"]\n"
                   "exclude = [\"tls/mute\"]\ntags = [\"middlebox\"]\nwithout_tags = [\"slow\"]\n"
                   "clients = [\"xfreerdp\"]\ncases = \"fewest\"\n"
                   "fail_on = [\"unsupported\", \"known\"]\nat_least = 20\nretries = 0\n");
    BOOST_TEST(is_profile(file));
    const auto loaded = load_profile(file);
    BOOST_REQUIRE_EQUAL(complaints(tree, Loaded{{}, loaded.complaints}), "");
    const Profile wanted{.name = "merge",
                         .title = "before a merge",
                         .scenarios = {"tls", "path/*"},
                         .exclude = {"tls/mute"},
                         .tags = {"middlebox"},
                         .without_tags = {"slow"},
                         .clients = {"xfreerdp"},
                         .fewest = true,
                         .fail_on = {Verdict::unsupported, Verdict::known},
                         .at_least = 20,
                         .retries = 0};
    BOOST_TEST((loaded.profile == wanted));
}

BOOST_AUTO_TEST_CASE(what_is_left_out_narrows_nothing) {
    const Tree tree;
    const auto loaded = load_profile(tree.write("all.toml", "schema = 1\nprofile = \"all\"\n"));
    BOOST_TEST((loaded.profile == Profile{.name = "all", .title = "all"}));
}

BOOST_AUTO_TEST_CASE(a_scenario_is_no_profile) {
    const Tree tree;
    BOOST_TEST(!is_profile(tree.write("tls/a.toml", fmt::format("{}{}", kHead, kDemand))));
}

namespace {

const std::vector<Bad> kBadProfiles{
    {"no name", "", "bad.toml:1:1: the file needs 'profile'"},
    {"a word that it does not know", "profile = \"p\"\nscenario = [\"tls\"]\n",
     "bad.toml:3:1: unknown key 'scenario' (did you mean 'scenarios'?)"},
    {"a verdict that is red anyway", "profile = \"p\"\nfail_on = [\"fail\"]\n",
     "bad.toml:3:12: unknown verdict 'fail'; it is one of unsupported, changed, known, unsteady"},
    {"a number that is none", "profile = \"p\"\nat_least = 0\n",
     "bad.toml:3:12: 'at_least' must be between 1 and 1000000, not 0"},
    {"a tag that is none", "profile = \"p\"\ntags = [\"Slow one\"]\n",
     "bad.toml:3:9: 'Slow one' is no tag: a tag is of small letters, digits and hyphens, as in "
     "\"middlebox\""},
    {"some of them", "profile = \"p\"\ncases = \"some\"\n",
     "bad.toml:3:9: unknown number of cases 'some'; it is one of all, fewest"},
};

}  // namespace

BOOST_DATA_TEST_CASE(what_is_wrong_is_said_with_its_place, bdata::make(kBadProfiles), bad) {
    const Tree tree;
    const auto loaded = load_profile(tree.write("bad.toml", fmt::format("schema = 1\n{}", bad.text)));
    BOOST_TEST(complaints(tree, Loaded{{}, loaded.complaints}) == bad.complaints);
    BOOST_TEST(!loaded.profile);
}

BOOST_AUTO_TEST_SUITE_END()

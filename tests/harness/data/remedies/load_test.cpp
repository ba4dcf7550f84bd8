#include "harness/data/remedies/load.h"

#include "harness/data/file/complaint.h"
#include "tests/harness/data/scenario/bad.h"

BOOST_AUTO_TEST_SUITE(remedy_load)

using namespace badrdp;
using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;

namespace {

constexpr std::string_view kHeading =
    "schema = 1\nid = \"F06\"\ntitle = \"t\"\ncommands = [\"c\"]\nsource = \"articles\"\n";

std::string printed(const Tree& tree, const std::vector<Complaint>& found) {
    return ::complaints(tree, Loaded{{}, found});
}

Remedy remedy(std::string_view rest) {
    const Tree tree;
    auto loaded = load_remedy(tree.write("remedies/one.toml", fmt::format("{}{}", kHeading, rest)));
    BOOST_REQUIRE_EQUAL(printed(tree, loaded.complaints), "");
    return std::move(loaded.remedies.at(0));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_remedy_is_named_after_its_file) {
    const auto one = remedy("");
    BOOST_TEST(one.name == "one");
    BOOST_TEST(one.id == "F06");
    BOOST_TEST((one.source == RemedySource::articles));
    BOOST_TEST((one.change == Change{}));
}

BOOST_AUTO_TEST_CASE(every_kind_of_change_is_read) {
    const auto one = remedy(
        "[change]\nno_middlebox = true\nby_address = true\ntrusted = true\nmtu_of_path = true\n"
        "licensed = true\nfirst_visit = true\n"
        "[[change.setting]]\nkey = \"TermService\"\nfrom = [\"stopped\"]\nto = \"running\"\n"
        "[[change.path]]\nremove = [\"drop\"]\ntraffic = [\"syn\"]\ncauses = [\"C13\"]\n"
        "[[change.fault]]\nremove = [\"silence\"]\n"
        "[change.options]\nfrom = [\"tls\"]\nto = \"rdp\"\n");
    Change wanted;
    wanted.settings = {{"TermService", {"stopped"}, "running"}};
    wanted.path = {{{"drop"}, {"C13"}, {path::Traffic::syn}}};
    wanted.faults = {{{"silence"}, {}}};
    wanted.no_middlebox = wanted.by_address = wanted.trusted = wanted.mtu_of_path = true;
    wanted.licensed = wanted.first_visit = true;
    wanted.options = OptionChange{{"tls"}, "rdp"};
    BOOST_TEST((one.change == wanted));
}

BOOST_AUTO_TEST_CASE(a_claim_has_a_cause_and_two_words) {
    const auto one = remedy("[claims]\nC01 = [\"may_help\", \"unverified\"]\n");
    BOOST_REQUIRE(one.claim_on("C01"));
    BOOST_TEST((*one.claim_on("C01") == ClaimRow{"C01", Claim::may_help, ClaimBasis::unverified}));
    BOOST_TEST(!one.claim_on("C02"));
    BOOST_TEST(
        (remedy("[claims]\nC01 = [\"refuted\", \"documented\"]\n").claim_on("C01")->claim == Claim::refuted));
}

const std::vector<Bad> kBad{
    {"unknown key", "cost = 1\n", "remedies/one.toml:6:1: unknown key 'cost'"},
    {"unknown setting", "[[change.setting]]\nkey = \"SecurtyLayer\"\nto = \"rdp\"\n",
     "remedies/one.toml:7:7: unknown setting 'SecurtyLayer' (did you mean 'SecurityLayer'?)"},
    {"unknown value", "[[change.setting]]\nkey = \"SecurityLayer\"\nto = \"rpd\"\n",
     "remedies/one.toml:8:6: 'SecurityLayer' has no value 'rpd' (did you mean 'rdp'?)"},
    {"unknown verb", "[[change.path]]\nremove = [\"drpo\"]\n",
     "remedies/one.toml:7:11: unknown verb 'drpo' (did you mean 'drop'?)"},
    {"no cause", "[claims]\nD01 = [\"cures\", \"documented\"]\n",
     "remedies/one.toml:7:1: 'D01' is no cause: they are named \"C01\" and so on"},
    {"one word", "[claims]\nC01 = \"cures\"\n",
     "remedies/one.toml:7:7: a claim is two words: [\"cures\", \"documented\"]"},
    {"unknown basis", "[claims]\nC01 = [\"cures\", \"documents\"]\n",
     "remedies/one.toml:7:17: unknown basis 'documents' (did you mean 'documented'?)"},
    {"both", "not_modelled = \"n\"\n[change]\ntrusted = true\n",
     "remedies/one.toml:1:1: a remedy that has a [change] is modelled: 'not_modelled' contradicts it"},
};

BOOST_DATA_TEST_CASE(what_is_wrong_is_said_with_its_place, bdata::make(kBad), bad) {
    const Tree tree;
    const auto loaded = load_remedy(tree.write("remedies/one.toml", fmt::format("{}{}", kHeading, bad.text)));
    BOOST_TEST(printed(tree, loaded.complaints) == bad.complaints);
    BOOST_TEST(loaded.remedies.empty());
}

BOOST_AUTO_TEST_CASE(an_id_is_given_once) {
    const Tree tree;
    tree.write("remedies/a.toml", kHeading);
    tree.write("remedies/b.toml", kHeading);
    const auto loaded = load_remedies(tree.root);
    BOOST_TEST(printed(tree, loaded.complaints) == "remedies/b.toml: F06 is already 'a.toml'");
}

BOOST_AUTO_TEST_CASE(a_catalogue_without_remedies_has_none) {
    const Tree tree;
    const auto loaded = load_remedies(tree.root);
    BOOST_TEST(loaded.remedies.empty());
    BOOST_TEST(loaded.complaints.empty());
}

BOOST_AUTO_TEST_SUITE_END()

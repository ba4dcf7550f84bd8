#include "harness/cli/falsified.h"

#include "harness/os/text.h"
#include "tests/harness/cli/say.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(cli_falsified)

using namespace badrdp::harness;
using namespace badrdp::harness::test;

namespace {

// No client sees a desktop of a host that turns everybody away, and any may leave early.
std::string refusing(const std::string& demand) {
    return "schema = 1\ntitle = \"t\"\nwhy = \"w\"\n[host]\nfailure = 5\n[[demand]]\noptions = "
           "\"lenient\"\n" +
           demand + "\nwhy = \"w\"\n";
}

std::filesystem::path with_builtin(const Catalogue& catalogue) {
    const auto adapter =
        std::filesystem::path(badrdp::test::kProject) / "scenarios/clients/builtin/adapter.toml";
    return catalogue.folder.write("clients/builtin/adapter.toml", text_of(adapter));
}

}  // namespace

BOOST_AUTO_TEST_CASE(demands_of_the_whole_catalogue_are_simulated_where_that_is_asked_for) {
    const Catalogue catalogue;
    with_builtin(catalogue);
    const auto calm = catalogue.say({"check", "--demands"});
    BOOST_TEST(calm.status == 0, calm.out << calm.error);
    const auto one = catalogue.folder.write("tls/one.toml", refusing("never = [\"active\"]")).string();
    catalogue.folder.write("tls/sound.toml", refusing("never = [\"mcs_connect_initial\"]"));
    const auto two =
        catalogue.folder.write("tls/two.toml", refusing("within = \"10s\"\nnever = [\"active\"]")).string();
    BOOST_TEST(catalogue.say({"check"}).status == 0);
    const auto said = catalogue.say({"check", "--demands"});
    BOOST_TEST(said.status == 2);
    const auto first = said.out.find(one + ":6:1: 'never' cannot fail with options lenient: ");
    const auto second = said.out.find(two + ":6:1: 'never' cannot fail with options lenient: ");
    BOOST_TEST(first != std::string::npos, said.out);
    BOOST_TEST((second != std::string::npos && first < second), said.out);
    BOOST_TEST(std::ranges::count(said.out, '\n') == 2, said.out);
}

// What is wrong otherwise is said first.
BOOST_AUTO_TEST_CASE(a_catalogue_that_cannot_be_read_is_not_simulated) {
    const Catalogue catalogue;
    with_builtin(catalogue);
    catalogue.folder.write("tls/one.toml", refusing("never = [\"active\"]"));
    catalogue.folder.write("tls/odd.toml", "schema = 7\n");
    const auto said = catalogue.say({"check", "--demands"});
    BOOST_TEST(said.status == 2);
    BOOST_TEST(said.out.find("tls/odd.toml:") != std::string::npos, said.out);
    BOOST_TEST(said.out.find("cannot fail") == std::string::npos, said.out);
}

BOOST_AUTO_TEST_CASE(variants_of_one_file_stay_together) {
    std::vector<Scenario> scenarios(4);
    scenarios[0].file = scenarios[1].file = "a.toml";
    scenarios[2].file = scenarios[3].file = "b.toml";
    scenarios[1].variant = "code=2";
    const auto files = by_file(scenarios);
    BOOST_REQUIRE_EQUAL(files.size(), 2u);
    BOOST_TEST(files[0].size() == 2u);
    BOOST_TEST(files[0][1].variant == "code=2");
    BOOST_TEST(files[1][0].file == "b.toml");
}

BOOST_AUTO_TEST_SUITE_END()

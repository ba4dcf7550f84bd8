// The remedies that come with badrdp: all of them are there, and each acts on something.
#include <set>

#include "harness/advise/remedy/experiment.h"
#include "harness/advise/remedy/tried.h"
#include "harness/data/remedies/load.h"
#include "tests/harness/data/scenario/bad.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(remedy_catalogue)

using namespace badrdp::harness;

namespace {

// The fixes that articles, threads and Microsoft's pages name for "0x904, extended 0x7", F01 to F25, two that
// none of them names, three of threads of 2026, four of Kerberos, one of consoles, and twelve of what else
// failed in 2026; the causes are C01 to C35.
constexpr unsigned kFixes = 47, kCauses = 35;
// Where no packet was sent, nothing is played.
constexpr std::string_view kUnplayed = "C33";

std::string numbered(char letter, unsigned number) { return fmt::format("{}{:02}", letter, number); }

const LoadedRemedies& loaded() {
    static const auto all = load_remedies(std::filesystem::path(badrdp::test::kProject) / "scenarios");
    return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(nothing_is_wrong_with_its_files) {
    for (const auto& complaint : loaded().complaints) BOOST_ERROR(to_string(complaint));
}

BOOST_AUTO_TEST_CASE(every_fix_of_the_tables_is_there) {
    std::vector<std::string> ids, wanted;
    for (const auto& remedy : loaded().remedies) ids.push_back(remedy.id);
    for (unsigned number = 1; number <= kFixes; ++number) wanted.push_back(numbered('F', number));
    BOOST_TEST(ids == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_cause_of_the_tables_has_a_fix_that_somebody_names) {
    std::set<std::string> claimed;
    for (const auto& remedy : loaded().remedies)
        for (const auto& claim : remedy.claims) claimed.insert(claim.cause);
    for (unsigned number = 1; number <= kCauses; ++number)
        BOOST_TEST(claimed.contains(numbered('C', number)), numbered('C', number));
    BOOST_TEST(claimed.size() == kCauses);
}

// The restart of a service that has no such name is meant to change nothing, and is no omission.
BOOST_AUTO_TEST_CASE(each_changes_something_or_says_why_not) {
    for (const auto& remedy : loaded().remedies) {
        const bool changes = remedy.change != Change{};
        BOOST_TEST((changes || !remedy.not_modelled.empty() || remedy.id == "F02"), remedy.id);
        BOOST_TEST(!remedy.commands.empty(), remedy.id);
    }
}

// A cause that is only written down as what a host does on the wire could not be mended by any setting.
BOOST_AUTO_TEST_CASE(every_cause_has_a_scenario_on_which_a_fix_can_be_tried) {
    std::set<std::string> reached;
    for (const auto& scenario :
         load_scenarios(std::filesystem::path(badrdp::test::kProject) / "scenarios").scenarios)
        if (is_worth_a_try(scenario, loaded().remedies)) reached.insert(scenario.cause);
    for (unsigned number = 1; number <= kCauses; ++number)
        BOOST_TEST(reached.contains(numbered('C', number)) == (numbered('C', number) != kUnplayed),
                   numbered('C', number));
}

BOOST_AUTO_TEST_CASE(what_was_tried_speaks_of_remedies_and_causes_that_there_are) {
    const auto all = load_all_tried(std::filesystem::path(badrdp::test::kProject) / "scenarios");
    for (const auto& complaint : all.complaints) BOOST_ERROR(to_string(complaint));
    BOOST_TEST(all.tried.size() >= 3u);  // the built-in client, and two that others wrote
    std::set<std::string> ids, causes{std::string(kHealthy)};
    for (const auto& remedy : loaded().remedies) ids.insert(remedy.id);
    for (unsigned number = 1; number <= kCauses; ++number) causes.insert(numbered('C', number));
    for (const auto& tried : all.tried)
        for (const auto& row : tried.rows) {
            BOOST_TEST(causes.contains(row.cause), row.cause);
            for (const auto& [effect, remedies] : row.remedies)
                for (const auto& id : remedies) BOOST_TEST(ids.contains(id), id);
        }
}

// An expired certificate, NLA and TLS that do not match, an MTU drop, a reset, a stuck service: what badrdp
// is named for is cured by something, and not by everything that people try.
BOOST_AUTO_TEST_CASE(each_of_the_five_failures_has_a_cure_and_a_remedy_that_is_none) {
    const auto all = load_all_tried(std::filesystem::path(badrdp::test::kProject) / "scenarios");
    for (const std::string cause : {"C01", "C04", "C10", "C12", "C14"})
        for (const auto* client : {"builtin", "xfreerdp"}) {
            bool cured = false, in_vain = false;
            for (const auto& tried : all.tried)
                for (const auto& row : tried.rows) {
                    if (tried.client != client || row.cause != cause) continue;
                    cured = cured || row.remedies.contains(Effect::cures);
                    in_vain = in_vain || row.remedies.contains(Effect::none);
                }
            BOOST_TEST((cured && in_vain), cause << " with " << client);
        }
}

BOOST_AUTO_TEST_SUITE_END()

#include "harness/play/falsify.h"

#include <fmt/format.h>

#include "harness/data/scenario/load.h"
#include "tests/harness/data/scenario/tree.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(falsify)

using namespace badrdp::harness;

namespace {

// "lenient never ours/x.toml:7 " for each clause that nobody breaks.
std::string unbroken(std::string_view host, std::string_view demand) {
    const Tree tree;
    const auto file =
        tree.write("ours/x.toml", fmt::format("schema = 1\ntitle = \"t\"\nwhy = \"w\"\n{}\n[[demand]]\n"
                                              "options = \"lenient\"\n{}\nwhy = \"w\"\n",
                                              host, demand));
    const auto loaded = load_scenario(file, tree.root);
    for (const auto& complaint : loaded.complaints) BOOST_ERROR(to_string(complaint));
    const auto adapters = load_adapters(std::filesystem::path(badrdp::test::kProject) / "scenarios").adapters;
    const auto builtin = std::ranges::find(adapters, "builtin", &Adapter::name);
    std::string out;
    for (const auto& clause : unbroken_clauses(loaded.scenarios, *builtin))
        out += fmt::format("{} {} {}:{} ", clause.options, clause.clause, clause.file, clause.line);
    return out;
}

constexpr std::string_view kRefusing = "[host]\nfailure = 5\n";
constexpr std::string_view kResetting = "[[fault]]\nreset = \"client_hello\"\n";

}  // namespace

// No client sees a desktop of a host that turns everybody away.
BOOST_AUTO_TEST_CASE(what_the_host_never_comes_to_cannot_be_forbidden) {
    BOOST_TEST(unbroken(kRefusing, "never = [\"active\"]") == "lenient never ours/x.toml:7 ");
    BOOST_TEST(unbroken(kResetting, "never = [\"license\"]\noutcome = [\"refused\", \"disconnected\"]") ==
               "lenient never ours/x.toml:7 ");
}

// A client may say what nobody waits for.
BOOST_AUTO_TEST_CASE(what_a_client_may_say_can_be_forbidden) {
    BOOST_TEST(unbroken(kRefusing, "never = [\"mcs_connect_initial\"]") == "");
    BOOST_TEST(unbroken(kRefusing, "never = [\"active\", \"mcs_connect_initial\"]") == "");
}

// Whoever gets less far meets no fault, and is no verdict.
BOOST_AUTO_TEST_CASE(what_must_be_reached_for_the_fault_to_act_cannot_be_demanded) {
    BOOST_TEST(unbroken(kResetting, "reaches = \"client_hello\"") == "lenient reaches ours/x.toml:7 ");
    BOOST_TEST(unbroken(kResetting, "reaches = \"tls_finished\"") == "");
    BOOST_TEST(unbroken("", "reaches = \"client_hello\"") == "");
}

BOOST_AUTO_TEST_CASE(how_a_client_ends_and_what_it_says_can_fail_anywhere) {
    for (const auto host : {kRefusing, kResetting})
        BOOST_TEST(unbroken(host,
                            "outcome = [\"refused\", \"disconnected\"]\nwithin = \"10s\"\nsays = \"tls\"\n"
                            "connections = 4") == "");
}

// A simulation has no name server: what cannot be tried is not complained of.
BOOST_AUTO_TEST_CASE(of_what_cannot_be_simulated_nothing_is_said) {
    BOOST_TEST(unbroken("patience = \"30s\"\n[names]\nanswer = \"nxdomain\"\n", "never = [\"active\"]") ==
               "");
}

// One of the variants lets the client so far.
BOOST_AUTO_TEST_CASE(a_clause_that_fails_in_one_variant_can_fail) {
    const auto of = [](std::string_view places) {
        return unbroken(fmt::format("[[fault]]\nreset = \"{{at}}\"\n[vary]\nat = [{}]\n", places),
                        "never = [\"license\"]");
    };
    BOOST_TEST(of("\"client_hello\", \"mcs_connect_initial\"") == "lenient never ours/x.toml:9 ");
    BOOST_TEST(of("\"client_hello\", \"demand_active\"") == "");
}

BOOST_AUTO_TEST_SUITE_END()

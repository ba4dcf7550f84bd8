// What badrdp says of a code in logs and scenario files is what `badrdp explain` says of it.
#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>
#include <set>

#include "harness/data/codes/load.h"
#include "harness/data/scenario/load.h"
#include "harness/data/scenario/words.h"
#include "sim/auth/ntstatus.h"
#include "sim/host/model.h"
#include "sim/wire/tls/tls_alerts.h"
#include "sim/wire/x224/negotiation.h"
#include "tests/root.h"

using namespace badrdp;
using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;

namespace {

struct Table {
    std::string_view family;
    std::span<const wire::Named> names;
    std::span<const Word> words;
};
std::ostream& operator<<(std::ostream& os, const Table& table) { return os << table.family; }

const std::vector<Table> kTables{{"neg", wire::kFailureCodes, failure_words()},
                                 {"tls", wire::kAlerts, alert_words()},
                                 {"ntstatus", auth::kStatuses, status_words()}};

}  // namespace

BOOST_AUTO_TEST_SUITE(codes_names)

BOOST_DATA_TEST_CASE(a_code_has_one_name, bdata::make(kTables), table) {
    const auto loaded =
        load_family(std::filesystem::path(test::kProject) / "scenarios", std::string(table.family));
    BOOST_REQUIRE(loaded.family.has_value());
    std::size_t common = 0;
    for (const auto& row : table.names) {
        BOOST_TEST(name_of(table.words, row.value) == row.name);
        const auto* code = loaded.family->find(row.value);
        if (!code) continue;
        ++common;
        BOOST_TEST(code->name == row.name, row.name);
    }
    BOOST_TEST(common >= 6u);
}

// Everything that a host may refuse a request with, and every alert that people ask about.
BOOST_AUTO_TEST_CASE(what_is_explained_can_be_said) {
    for (const auto& [family, names, words] : kTables) {
        if (family == "ntstatus") continue;  // of which most come from elsewhere
        const auto loaded =
            load_family(std::filesystem::path(test::kProject) / "scenarios", std::string(family));
        for (const auto& code : loaded.family->codes)
            if (!code.name.empty())
                BOOST_TEST(value_of(words, code.name).value_or(~0u) == code.number, code.name);
    }
}

// `badrdp show` sends people to the event log: what they find there must not be unknown.
BOOST_AUTO_TEST_CASE(every_event_that_a_host_logs_can_be_explained) {
    const auto root = std::filesystem::path(test::kProject) / "scenarios";
    const auto family = load_family(root, "event");
    BOOST_TEST_REQUIRE(family.family.has_value());
    std::set<unsigned> logged;
    for (const auto& scenario : load_scenarios(root).scenarios)
        if (scenario.settings)
            for (const auto& event : badrdp::host::events_of(*scenario.settings)) logged.insert(event.id);
    BOOST_TEST(logged.size() > 8u);
    for (const auto id : logged)
        BOOST_TEST(
            std::ranges::any_of(family.family->codes, [&](const auto& code) { return code.number == id; }),
            "event " << id);
}

BOOST_AUTO_TEST_SUITE_END()

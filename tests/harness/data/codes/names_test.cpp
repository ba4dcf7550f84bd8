// What badrdp says of a code in logs and scenario files is what `badrdp explain` says of it.
#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <ostream>
#include <set>

#include "harness/data/causes/causes.h"
#include "harness/data/codes/load.h"
#include "harness/data/scenario/load.h"
#include "harness/data/scenario/words.h"
#include "sim/auth/ntstatus.h"
#include "sim/host/model.h"
#include "sim/wire/tls/tls_alerts.h"
#include "sim/wire/x224/negotiation.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(codes_names)

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

BOOST_DATA_TEST_CASE(a_code_has_one_name, bdata::make(kTables), table) {
    const auto loaded =
        load_family(std::filesystem::path(badrdp::test::kProject) / "scenarios", std::string(table.family));
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
            load_family(std::filesystem::path(badrdp::test::kProject) / "scenarios", std::string(family));
        for (const auto& code : loaded.family->codes)
            if (!code.name.empty())
                BOOST_TEST(value_of(words, code.name).value_or(~0u) == code.number, code.name);
    }
}

// `badrdp show` sends people to the event log: what they find there must not be unknown.
BOOST_AUTO_TEST_CASE(every_event_that_a_host_logs_can_be_explained) {
    const auto root = std::filesystem::path(badrdp::test::kProject) / "scenarios";
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

// A sentence may name an event or a status in passing; who reads it looks it up.
std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// The numbers behind each `word` of the text: "event 36874", "Id=1057,1058".
std::set<std::uint32_t> numbers_behind(std::string_view word, const std::string& text) {
    std::set<std::uint32_t> out;
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
        auto from = at + word.size();
        for (;;) {
            const auto to = std::min(text.find_first_not_of("0123456789", from), text.size());
            if (to == from) break;
            out.insert(static_cast<std::uint32_t>(std::stoul(text.substr(from, to - from))));
            if (to >= text.size() || text[to] != ',') break;
            from = to + 1;
        }
    }
    return out;
}

BOOST_AUTO_TEST_CASE(every_event_and_status_that_a_sentence_names_can_be_explained) {
    const auto root = std::filesystem::path(badrdp::test::kProject) / "scenarios";
    const auto event = load_family(root, "event").family;
    const auto client = load_family(root, "client-event").family;
    const auto status = load_family(root, "ntstatus").family;
    BOOST_REQUIRE((event && client && status));
    std::vector<std::filesystem::path> files{root / "causes.toml", root / "codes" / "checks.toml"};
    for (const auto& file : std::filesystem::directory_iterator(root / "remedies"))
        files.push_back(file.path());
    for (const auto& folder : std::filesystem::recursive_directory_iterator(root))
        if (folder.path().extension() == ".toml" && folder.path().parent_path().parent_path() == root)
            files.push_back(folder.path());
    std::size_t named = 0;
    for (const auto& file : files) {
        const auto text = text_of(file);
        for (const auto* word : {"event ", "Event ", "events ", "event:", "Id="})
            for (const auto id : numbers_behind(word, text)) {
                ++named;
                BOOST_TEST((event->find(id) || client->find(id)), file.filename() << " names event " << id);
            }
        for (auto at = text.find("0xC0000"); at != text.npos; at = text.find("0xC0000", at + 1)) {
            const auto number = parse_code_number(std::string_view(text).substr(at, 10));
            if (!number) continue;  // "0xC0000..." of something longer
            ++named;
            BOOST_TEST(status->find(*number), file.filename() << " names " << text.substr(at, 10));
        }
    }
    BOOST_TEST(named > 30u);
}

// What a code says leads to a cause that is there.
BOOST_AUTO_TEST_CASE(every_cause_that_a_code_names_is_a_row) {
    const auto root = std::filesystem::path(badrdp::test::kProject) / "scenarios";
    const auto causes = load_causes(root).causes;
    std::size_t named = 0;
    for (const auto& name : family_names(root)) {
        const auto family = load_family(root, name).family;
        BOOST_REQUIRE(family);
        for (const auto& code : family->codes)
            for (const auto& cause : code.causes) {
                ++named;
                BOOST_TEST(find_cause(causes, cause), name << " names " << cause);
            }
    }
    BOOST_TEST(named > 20u);
}

BOOST_AUTO_TEST_SUITE_END()

#include "harness/data/client/baseline.h"

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <system_error>

#include "harness/data/client/inherit.h"
#include "harness/data/client/known_until.h"
#include "harness/data/client/version.h"
#include "harness/data/file/parse_toml.h"
#include "harness/data/file/strings.h"
#include "harness/data/file/table.h"

namespace badrdp::harness {
namespace {

const std::vector<std::string> kDemandFields{"outcome",   "reaches",     "never",  "within",
                                             "says",      "connections", "offers", "prefers",
                                             "proves_by", "brings",      "leaves"};

std::vector<std::string> names_of_steps() {
    std::vector<std::string> out;
    for (const auto& row : wire::kSteps) out.emplace_back(row.name);
    return out;
}

std::optional<std::string> demand_field_named(std::string_view wanted) {
    const auto it = std::ranges::find(kDemandFields, wanted);
    return it == kDemandFields.end() ? std::nullopt : std::optional(*it);
}

// What requestedProtocols may read as: see connection_words().
bool is_connection_word(std::string_view word) {
    if (word == "none" || word == "-" || word == "...") return true;
    return word.starts_with("0x") && word.size() > 2 && word.size() <= 10 &&
           word.find_first_not_of("0123456789abcdef", 2) == word.npos;
}

KnownBreak read_known_break(Table& table) {
    KnownBreak out;
    if (const auto breaks = table.need("breaks"))
        for (const auto& one : breaks->list())
            if (auto field = one.word("field of a demand", demand_field_named, kDemandFields))
                out.fields.push_back(std::move(*field));
    table.text("why", out.why);
    table.text("since", out.since);
    if (const auto until = table.take("until")) {
        out.until = until->text().value_or("");
        if (!out.until.empty() && !is_date(out.until) && !parse_version(out.until))
            until->complain(
                "'until' must be a version of the client or a date, as in \"2.12\" or \"2026-12-31\"");
    }
    table.text("owner", out.owner);
    table.text("link", out.link);
    return out;
}

// One entry of the file: \"scenario\".options = { ... }, or a table of that name.
class EntryReader {
public:
    EntryReader(Reading& reading, const toml::table& raw, std::string title)
        : reading_(reading), raw_(raw), table_(reading, raw, std::move(title)) {}

    void read(BaselineEntry& entry) {
        entry.line = static_cast<unsigned>(table_.at().line);
        entry.outcome = words<Outcome>("outcome", outcome_named, strings(outcome_names()));
        entry.exit = exits();
        entry.step = words<wire::Step>("step", wire::step_named, names_of_steps());
        entry.connections = connections();
        entry.reason = words<Reason>("reason", reason_named, strings(reason_names()));
        entry.time = words<TimeClass>("time", time_class_named, strings(time_class_names()));
        table_.text("varies", entry.varies);
        entry.known = known();
        table_.done();
    }

private:
    template <class E, class Named>
    std::vector<E> words(std::string_view key, Named named, const std::vector<std::string>& all) {
        std::vector<E> out;
        if (const auto value = table_.take(key))
            for (const auto& one : value->list())
                if (const auto found = one.word(key, named, all)) out.push_back(*found);
        return out;
    }

    std::vector<int> exits() {
        std::vector<int> out;
        const auto read_one = [&](const toml::node& node) {
            const auto* number = node.as_integer();
            if (number && number->get() >= -1 && number->get() <= 255)
                out.push_back(static_cast<int>(number->get()));
            else
                reading_.complain(node.source().begin, "'exit' must be a whole number between -1 and 255");
        };
        if (!table_.take("exit")) return out;
        const auto& node = *raw_.get("exit");
        if (const auto* array = node.as_array())
            for (const auto& one : *array) read_one(one);
        else
            read_one(node);
        return out;
    }

    // A list is one run; a list of lists is one list for each way that it went.
    std::vector<std::vector<std::string>> connections() {
        if (!table_.take("connections")) return {};
        const auto& node = *raw_.get("connections");
        const auto* array = node.as_array();
        if (!array) {
            reading_.complain(node.source().begin, "'connections' must be a list such as [\"0x3\"]");
            return {};
        }
        if (array->empty() || !array->is_homogeneous(toml::node_type::array)) return {one_run(*array)};
        std::vector<std::vector<std::string>> out;
        for (const auto& run : *array) out.push_back(one_run(*run.as_array()));
        return out;
    }

    std::vector<std::string> one_run(const toml::array& array) {
        std::vector<std::string> out;
        for (const auto& node : array) {
            const auto* word = node.as_string();
            if (word && is_connection_word(word->get()))
                out.push_back(word->get());
            else
                reading_.complain(node.source().begin,
                                  "a connection is \"0x3\" (requestedProtocols in lower-case hex), \"none\", "
                                  "\"-\" or \"...\"");
        }
        return out;
    }

    std::optional<KnownBreak> known() {
        auto table = table_.table("known");
        if (!table) return std::nullopt;
        auto out = read_known_break(*table);
        table->done();
        return out;
    }

    Reading& reading_;
    const toml::table& raw_;
    Table table_;
};

// [[known]] and [[varies]] give one reason for all the entries that they name.
constexpr std::string_view kKnown = "known", kVaries = "varies";
// Whose entries it takes over, and with which offers.
constexpr std::string_view kInheritsFrom = "inherits", kWithOffers = "offers";
bool is_no_scenario(std::string_view key) {
    return key == kKnown || key == kVaries || key == kInheritsFrom || key == kWithOffers;
}

// The entries that `in` names: "scenario options".
std::vector<BaselineEntry*> read_places(Table& table, Baseline& baseline) {
    std::vector<BaselineEntry*> out;
    const auto in = table.need("in");
    if (!in) return out;
    std::vector<std::string> all;
    for (const auto& entry : baseline.entries) all.push_back(entry.scenario + ' ' + entry.options);
    for (const auto& one : in->list()) {
        const auto text = one.text();
        if (!text) continue;
        const auto found = std::ranges::find(all, *text);
        if (found == all.end())
            one.complain(fmt::format("no entry is '{}'{}", *text, did_you_mean(*text, all)));
        else
            out.push_back(&baseline.entries[static_cast<std::size_t>(found - all.begin())]);
    }
    return out;
}

void read_shared_reasons(Reading& reading, const toml::table& root, Baseline& baseline) {
    Table file(reading, root, "the file");
    const auto twice = [](Table& table, const BaselineEntry& entry, std::string_view what) {
        table.complain(fmt::format("'{} {}' has {} already", entry.scenario, entry.options, what));
    };
    for (auto& table : file.tables(kKnown)) {
        const auto known = read_known_break(table);
        for (auto* entry : read_places(table, baseline)) {
            if (entry->known) twice(table, *entry, "a known break");
            entry->known = known;
        }
        table.done();
    }
    for (auto& table : file.tables(kVaries)) {
        std::string why;
        if (const auto value = table.need("why")) why = value->text().value_or("");
        for (auto* entry : read_places(table, baseline)) {
            if (!entry->varies.empty()) twice(table, *entry, "a reason to vary");
            entry->varies = why;
        }
        table.done();
    }
}

std::string offered(Table& table, std::string_view key) {
    const auto value = table.need(key);
    auto text = value ? value->text().value_or("") : std::string();
    if (value && !(text.starts_with("0x") && is_connection_word(text)))
        value->complain(fmt::format("'{}' must be requestedProtocols in lower-case hex, as \"0x3\"", key));
    return text;
}

// Whom it inherits from, and where that is written.
std::optional<Value> read_inheritance(Reading& reading, const toml::table& root, Baseline& baseline) {
    Table file(reading, root, "the file");
    auto inherits = file.take(kInheritsFrom);
    if (inherits) baseline.inherits = inherits->text().value_or("");
    if (inherits && !parse_version(baseline.inherits))
        inherits->complain("'inherits' must be a version, as in \"3.15\"");
    for (auto& table : file.tables(kWithOffers)) {
        if (!inherits) table.complain("'offers' changes what is inherited: it needs 'inherits'");
        OfferChange change;
        if (const auto options = table.need("options"))
            for (const auto& one : options->list())
                if (auto name = one.text()) change.options.push_back(std::move(*name));
        change.was = offered(table, "was");
        change.now = offered(table, "now");
        table.done();
        baseline.offers.push_back(std::move(change));
    }
    return inherits;
}

void read_entries(Reading& reading, const toml::table& root, Baseline& baseline) {
    const auto no_table = [&](const toml::key& key, std::string_view what) {
        reading.complain(
            key.source().begin,
            fmt::format("'{}' must be {}: an entry is \"scenario\".options = {{ ... }}", key.str(), what));
    };
    for (const auto& [scenario, by_options] : root) {
        if (is_no_scenario(scenario.str())) continue;
        const auto* sets = by_options.as_table();
        if (!sets) {
            no_table(scenario, "a scenario");
            continue;
        }
        for (const auto& [options, fields] : *sets) {
            const auto* table = fields.as_table();
            if (!table) {
                no_table(options, "an option set");
                continue;
            }
            BaselineEntry entry;
            entry.scenario = scenario.str();
            entry.options = options.str();
            entry.file = baseline.file.filename().string();
            EntryReader(reading, *table, fmt::format("[\"{}\".{}]", entry.scenario, entry.options))
                .read(entry);
            baseline.entries.push_back(std::move(entry));
        }
    }
}

}  // namespace

std::string minor_version(std::string_view version) {
    std::size_t dots = 0;
    std::string out;
    for (const char c : version) {
        if (c == '.' && ++dots == 2) break;
        if (c != '.' && (c < '0' || c > '9')) break;
        out += c;
    }
    while (out.ends_with('.')) out.pop_back();
    return out.empty() ? "unknown" : out;
}

std::filesystem::path baseline_file(const std::filesystem::path& root, std::string_view client,
                                    std::string_view version) {
    return baseline_folder(root, client) / fmt::format("baseline-{}.toml", minor_version(version));
}

std::filesystem::path baseline_folder(const std::filesystem::path& root, std::string_view client) {
    return root / "clients" / client;
}

namespace {

constexpr unsigned kMostAncestors = 8;

LoadedBaseline load_descendant(const std::filesystem::path& folder, std::string_view client,
                               std::string_view version, unsigned ancestors);

// Adds what the one that it names says.
void take_over(const std::filesystem::path& folder, const Value& named, unsigned ancestors, Baseline& heir) {
    if (ancestors == kMostAncestors)
        return named.complain("'inherits' leads round in a circle, or over more than eight files");
    auto parent = load_descendant(folder, heir.client, heir.inherits, ancestors + 1);
    for (auto& complaint : parent.complaints) named.reading().complaints.push_back(std::move(complaint));
    if (parent.baseline) return inherit(heir, *parent.baseline);
    if (parent.complaints.empty())
        named.complain(fmt::format("there is no baseline-{}.toml to inherit from", heir.inherits));
}

LoadedBaseline load_descendant(const std::filesystem::path& folder, std::string_view client,
                               std::string_view version, unsigned ancestors) {
    Baseline baseline{std::string(client), minor_version(version), {}, {}};
    baseline.file = folder / fmt::format("baseline-{}.toml", baseline.version);
    const auto own = folder / fmt::format("baseline-{}.toml", version);
    if (std::error_code none; std::filesystem::exists(own, none)) {
        baseline.version = version;
        baseline.file = own;
    }
    std::error_code error;
    if (!std::filesystem::exists(baseline.file, error) && !error) return {};

    Reading reading(baseline.file);
    reading.variants = false;
    if (const auto table = parse_toml_file(baseline.file)) {
        const auto inherits = read_inheritance(reading, *table, baseline);
        read_entries(reading, *table, baseline);
        read_shared_reasons(reading, *table, baseline);
        if (inherits && reading.complaints.empty()) take_over(folder, *inherits, ancestors, baseline);
    } else {
        reading.complain(table.error().at, table.error().why);
    }
    if (!reading.complaints.empty()) return {std::nullopt, std::move(reading.complaints)};
    return {std::move(baseline), {}};
}

}  // namespace

LoadedBaseline load_baseline_in(const std::filesystem::path& folder, std::string_view client,
                                std::string_view version) {
    return load_descendant(folder, client, version, 0);
}

LoadedBaseline load_baseline(const std::filesystem::path& root, std::string_view client,
                             std::string_view version) {
    return load_baseline_in(baseline_file(root, client, version).parent_path(), client, version);
}

}  // namespace badrdp::harness

#include "harness/data/history/history.h"

#include <algorithm>
#include <ranges>
#include <unordered_map>
#include <utility>

#include "harness/data/history/tables.h"
#include "harness/os/text.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kWordText = 500;      // characters of one text
constexpr std::size_t kMostRead = 500'000;  // results; ours has fewer

std::string entered(std::string_view text) { return clipped(whole_utf8(text), kWordText); }

std::optional<Verdict> verdict_named(std::string_view word) {
    const auto* const found = std::ranges::find(kVerdicts, word, [](const Verdict one) { return name(one); });
    return found == kVerdicts.end() ? std::nullopt : std::optional(*found);
}

// Texts that are kept once.
class PastWords {
public:
    explicit PastWords(const Database& database)
        : add_(database, "INSERT INTO word (text) VALUES (?) ON CONFLICT DO NOTHING"), database_(database) {}

    std::int64_t id(std::string_view text) {
        auto word = entered(text);
        if (const auto known = ids_.find(word); known != ids_.end()) return known->second;
        add_.with({word}).next();
        SqlStatement find(database_, "SELECT id FROM word WHERE text = ?");
        find.with({word}).next();
        return ids_.emplace(std::move(word), find.number(0)).first->second;
    }

private:
    SqlStatement add_;
    const Database& database_;
    std::unordered_map<std::string, std::int64_t> ids_;
};

std::int64_t id_of(const Database& database, const PastName& one) {
    const std::initializer_list<SqlValue> values{entered(one.scenario), entered(one.client),
                                                 entered(one.options), entered(one.net),
                                                 std::int64_t{one.last_round}};
    SqlStatement add(database,
                     "INSERT INTO name (scenario, client, options, net, last_round) VALUES (?, ?, ?, ?, ?) "
                     "ON CONFLICT DO NOTHING");
    add.with(values).next();
    SqlStatement find(database,
                      "SELECT id FROM name WHERE scenario = ? AND client = ? AND options = ? AND "
                      "net = ? AND last_round = ?");
    find.with(values).next();
    return find.number(0);
}

void remove_runs(const Database& database, const std::vector<std::string>& folders) {
    SqlStatement remove(database, "DELETE FROM run WHERE folder = ?");
    for (const auto& folder : folders) remove.with({entered(folder)}).next();
}

// False: there were none.
bool remove_results_of_no_run(Database& database) {
    database.run("DELETE FROM result WHERE run NOT IN (SELECT id FROM run)");
    return database.number("SELECT changes()") > 0;
}

std::int64_t add_run(const Database& database, const PastRun& run) {
    SqlStatement add(database,
                     "INSERT INTO run (folder, started, badrdp, ms, exit_status, whole) VALUES (?, ?, ?, "
                     "?, ?, ?)");
    add.with({entered(run.folder), entered(run.started), entered(run.badrdp), run.took.count(),
              std::int64_t{run.exit_status}, std::int64_t{run.whole}})
        .next();
    return database.number("SELECT last_insert_rowid()");
}

// Of a case that is there twice the last stays.
void add_cases(const Database& database, std::int64_t run, const std::vector<PastCase>& cases) {
    PastWords words(database);
    SqlStatement add(database, "INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const auto& one : cases)
        add.with({id_of(database, one.name), run, words.id(one.version), words.id(name(one.verdict)),
                  words.id(one.outcome ? name(*one.outcome) : std::string_view()), words.id(name(one.reason)),
                  words.id(name(one.step)), one.took.count(), words.id(one.note), std::int64_t{one.plays},
                  std::int64_t{one.good}})
            .next();
}

// The oldest runs beyond the limits; never the newest of all.
void remove_oldest(const Database& database, HistoryLimits limits) {
    std::unordered_map<std::int64_t, std::size_t> sizes;
    std::size_t results = 0;
    SqlStatement counted(database, "SELECT run, count(*) FROM result GROUP BY run");
    while (counted.next()) results += sizes[counted.number(0)] = static_cast<std::size_t>(counted.number(1));
    std::vector<std::int64_t> runs;
    SqlStatement ordered(database, "SELECT id FROM run ORDER BY started, id");
    while (ordered.next()) runs.push_back(ordered.number(0));
    SqlStatement remove(database, "DELETE FROM run WHERE id = ?");
    for (std::size_t i = 0; i + 1 < runs.size(); ++i) {
        if (runs.size() - i <= limits.runs && results <= limits.results) return;
        results -= sizes[runs[i]];
        remove.with({runs[i]}).next();
    }
}

// What is left of a file that has lost rows is used for the next ones.
void keep_small(Database& database, HistoryLimits limits) {
    remove_oldest(database, limits);
    if (!remove_results_of_no_run(database)) return;
    database.run("DELETE FROM name WHERE id NOT IN (SELECT name FROM result)");
    database.run(
        "DELETE FROM word WHERE id NOT IN (SELECT version FROM result UNION SELECT note FROM result UNION "
        "SELECT verdict FROM result UNION SELECT outcome FROM result UNION SELECT reason FROM result UNION "
        "SELECT step FROM result)");
}

// Nothing: a word of it is not known here.
std::optional<PastCase> case_in(const SqlStatement& row, const PastName& of) {
    const auto verdict = verdict_named(row.text(2));
    const auto outcome = row.text(3);
    const auto reason = reason_named(row.text(4));
    const auto step = wire::step_named(row.text(5));
    if (!verdict || !reason || !step || (!outcome.empty() && !outcome_named(outcome))) return std::nullopt;
    return PastCase{.name = of,
                    .version = entered(row.text(1)),
                    .verdict = *verdict,
                    .outcome = outcome_named(outcome),
                    .reason = *reason,
                    .step = *step,
                    .took = std::chrono::milliseconds(row.number(6)),
                    .note = entered(row.text(7)),
                    .plays = static_cast<unsigned>(row.number(8)),
                    .good = static_cast<unsigned>(row.number(9))};
}

std::vector<std::pair<std::int64_t, PastName>> names_in(const Database& database) {
    SqlStatement all(database, "SELECT id, scenario, client, options, net, last_round FROM name");
    std::vector<std::pair<std::int64_t, PastName>> out;
    while (all.next())
        out.emplace_back(all.number(0), PastName{.scenario = entered(all.text(1)),
                                                 .client = entered(all.text(2)),
                                                 .options = entered(all.text(3)),
                                                 .net = entered(all.text(4)),
                                                 .last_round = all.number(5) != 0});
    std::ranges::sort(out, {}, &std::pair<std::int64_t, PastName>::second);
    return out;
}

// A run's id -> its place, of those from this place on.
std::unordered_map<std::int64_t, std::size_t> places_in(const Database& database, std::size_t first) {
    SqlStatement all(database, "SELECT id FROM run ORDER BY started, id");
    std::unordered_map<std::int64_t, std::size_t> out;
    for (std::size_t place = 0; all.next(); ++place)
        if (place >= first) out.emplace(all.number(0), place);
    return out;
}

}  // namespace

History::History(const std::filesystem::path& file, Use use) : database_(file, history_options(use)) {
    demand_history_tables(database_, use);
    if (use == Use::read) database_.run("BEGIN");
}

void History::add(const PastRun& run, const std::vector<PastCase>& cases,
                  const std::vector<std::string>& instead_of, HistoryLimits limits) {
    Transaction write(database_);
    remove_runs(database_, {run.folder});
    remove_runs(database_, instead_of);
    remove_results_of_no_run(database_);  // a new one may get the number of one that went
    add_cases(database_, add_run(database_, run), cases);
    keep_small(database_, limits);
    write.commit();
}

std::vector<PastRun> History::runs() const {
    SqlStatement all(database_,
                     "SELECT folder, started, badrdp, ms, exit_status, whole FROM run ORDER BY started, "
                     "id");
    std::vector<PastRun> out;
    while (all.next())
        out.push_back({.folder = entered(all.text(0)),
                       .started = entered(all.text(1)),
                       .badrdp = entered(all.text(2)),
                       .took = std::chrono::milliseconds(all.number(3)),
                       .exit_status = static_cast<int>(all.number(4)),
                       .whole = all.number(5) != 0});
    return out;
}

std::vector<PastResult> History::results(const std::function<bool(const PastName&)>& wanted,
                                         std::size_t first_run) const {
    const auto places = places_in(database_, first_run);
    std::vector<PastResult> out;
    if (places.empty()) return out;
    // Ids grow as runs are entered: most of the others have lower ones.
    const auto least = std::ranges::min(places | std::views::keys);
    for (const auto& [id, one] : names_in(database_)) {
        if (!wanted(one)) continue;
        SqlStatement rows(database_,
                          "SELECT run, (SELECT text FROM word WHERE id = version), (SELECT text FROM "
                          "word WHERE id = verdict), (SELECT text FROM word WHERE id = outcome), (SELECT "
                          "text FROM word WHERE id = reason), (SELECT text FROM word WHERE id = step), "
                          "ms, (SELECT text FROM word WHERE id = note), plays, good FROM result WHERE "
                          "name = ? AND run >= ?");
        rows.with({id, least});
        const auto first = out.size();
        while (rows.next()) {
            if (out.size() == kMostRead) database_.refuse("too many results");
            const auto place = places.find(rows.number(0));
            if (auto found = case_in(rows, one); found && place != places.end())
                out.push_back({place->second, std::move(*found)});
        }
        std::ranges::sort(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(), {}, &PastResult::run);
    }
    return out;
}

}  // namespace badrdp::harness

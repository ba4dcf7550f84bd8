#include "harness/data/history/tables.h"

namespace badrdp::harness {
namespace {

constexpr std::int64_t kHistorySchema = 1;

// Words are kept once; results are short rows of numbers, by case, since of a case people ask.
constexpr const char* kMakeTables = R"sql(
CREATE TABLE run (id INTEGER PRIMARY KEY, folder TEXT NOT NULL UNIQUE, started TEXT NOT NULL,
  badrdp TEXT NOT NULL, ms INTEGER NOT NULL, exit_status INTEGER NOT NULL, whole INTEGER NOT NULL);
CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE name (id INTEGER PRIMARY KEY, scenario TEXT NOT NULL, client TEXT NOT NULL,
  options TEXT NOT NULL, net TEXT NOT NULL, last_round INTEGER NOT NULL,
  UNIQUE (scenario, client, options, net, last_round));
CREATE TABLE result (name INTEGER NOT NULL, run INTEGER NOT NULL, version INTEGER NOT NULL,
  verdict INTEGER NOT NULL, outcome INTEGER NOT NULL, reason INTEGER NOT NULL, step INTEGER NOT NULL,
  ms INTEGER NOT NULL, note INTEGER NOT NULL, plays INTEGER NOT NULL, good INTEGER NOT NULL,
  PRIMARY KEY (name, run)) WITHOUT ROWID;
CREATE VIEW history AS
  SELECT run.started, run.folder, name.scenario, name.client, version.text AS version, name.options,
    name.net, name.last_round, verdict.text AS verdict, outcome.text AS outcome, reason.text AS reason,
    step.text AS step, result.ms / 1000.0 AS seconds, note.text AS note, result.plays, result.good
  FROM result JOIN run ON run.id = result.run JOIN name ON name.id = result.name
    JOIN word AS version ON version.id = result.version JOIN word AS verdict ON verdict.id = result.verdict
    JOIN word AS outcome ON outcome.id = result.outcome JOIN word AS reason ON reason.id = result.reason
    JOIN word AS step ON step.id = result.step JOIN word AS note ON note.id = result.note;
PRAGMA user_version = 1;
)sql";

}  // namespace

DatabaseOptions history_options(History::Use use) {
    return {.writing = use == History::Use::write,
            .mode = 0666,
            .patience = std::chrono::seconds(10),
            .largest = 256u << 20,  // ours stays far below
            .longest = 64 << 10,
            .instructions = 200'000'000};  // to read, or to enter a run: ours take a quarter
}

void demand_history_tables(Database& database, History::Use use) {
    if (use == History::Use::write) {
        Transaction making(database);
        if (database.number("SELECT count(*) FROM sqlite_schema") == 0) database.run(kMakeTables);
        making.commit();
    }
    if (database.number("PRAGMA user_version") != kHistorySchema)
        database.refuse("no history that this version of badrdp knows");
}

}  // namespace badrdp::harness

#include "harness/data/history/database.h"

#include <fmt/core.h>

#include <fstream>
#include <utility>

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

constexpr int kHistorySchema = 1;
constexpr int kMostWait = 10'000;                // milliseconds, for others that write
constexpr std::uintmax_t kLargest = 256u << 20;  // bytes; ours stays far below
constexpr int kLongestText = 64 << 10;           // bytes
constexpr int kBreath = 100'000;                 // instructions of SQLite between two looks
constexpr std::int64_t kMostBreaths = 2'000;     // of one that reads, or enters a run: ours take a quarter

// Somebody may have put a question without an end in the place of a table.
int count_breaths(void* spent) { return ++*static_cast<std::int64_t*>(spent) > kMostBreaths ? 1 : 0; }

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

HistoryDatabase::HistoryDatabase(const fs::path& file, History::Use use) : file_(file) {
    demand_plain_file(use);
    try {
        open(use);
        demand_tables(use);
    } catch (const HistoryTrouble&) {
        sqlite3_close(handle_);
        throw;
    }
}

HistoryDatabase::~HistoryDatabase() { sqlite3_close(handle_); }

void HistoryDatabase::run(std::string_view sql) const { HistoryStatement(*this, sql).run(); }

std::int64_t HistoryDatabase::number(std::string_view sql) const {
    HistoryStatement asked(*this, sql);
    return asked.step() ? asked.number(0) : 0;
}

void HistoryDatabase::fail() const {
    throw HistoryTrouble(fmt::format("{}: {}", file_.string(), sqlite3_errmsg(handle_)));
}

// It is made with the mode that the umask leaves, so that whoever shares the folder shares it.
void HistoryDatabase::demand_plain_file(History::Use use) const {
    const auto refuse = [&](std::string_view why) {
        throw HistoryTrouble(fmt::format("{}: {}", file_.string(), why));
    };
    std::error_code none;
    const auto status = fs::symlink_status(file_, none);
    if (fs::exists(status) && !fs::is_regular_file(status)) refuse("no plain file");
    if (!fs::exists(status) && use == History::Use::read) refuse("there is no such file");
    if (!fs::exists(status) && !std::ofstream(file_, std::ios::app)) refuse("cannot be written");
    if (const auto size = fs::file_size(file_, none); !none && size > kLargest)
        refuse("longer than any history");
}

void HistoryDatabase::open(History::Use use) {
    std::error_code none;
    const auto folder = fs::canonical(file_.parent_path().empty() ? "." : file_.parent_path(), none);
    const auto place = (folder / file_.filename()).string();
    const int how = use == History::Use::write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    if (sqlite3_open_v2(place.c_str(), &handle_, how | SQLITE_OPEN_NOFOLLOW, nullptr) != SQLITE_OK) fail();
    sqlite3_busy_timeout(handle_, kMostWait);
    sqlite3_limit(handle_, SQLITE_LIMIT_LENGTH, kLongestText);
    sqlite3_progress_handler(handle_, kBreath, count_breaths, &spent_);
    // As SQLite wants it for files that somebody else may have written.
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    run("PRAGMA cell_size_check = ON");
}

// Whoever comes first makes them.
void HistoryDatabase::demand_tables(History::Use use) const {
    if (use == History::Use::write) {
        HistoryWrite write(*this);
        if (number("SELECT count(*) FROM sqlite_schema") == 0 &&
            sqlite3_exec(handle_, kMakeTables, nullptr, nullptr, nullptr) != SQLITE_OK)
            fail();
        write.commit();
    }
    if (number("PRAGMA user_version") != kHistorySchema)
        throw HistoryTrouble(fmt::format("{}: no history that this version of badrdp knows", file_.string()));
}

HistoryWrite::HistoryWrite(const HistoryDatabase& database) : database_(database) {
    database.spent_ = 0;
    database.run("BEGIN IMMEDIATE");
}

HistoryWrite::~HistoryWrite() {
    if (open_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void HistoryWrite::commit() {
    database_.run("COMMIT");
    open_ = false;
}

HistoryStatement::HistoryStatement(const HistoryDatabase& database, std::string_view sql)
    : database_(database) {
    if (sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()), &statement_,
                           nullptr) != SQLITE_OK)
        database.fail();
}

HistoryStatement& HistoryStatement::bind(int place, std::int64_t value) {
    if (sqlite3_bind_int64(statement_, place, value) != SQLITE_OK) database_.fail();
    return *this;
}

HistoryStatement& HistoryStatement::bind(int place, std::string_view text) {
    const auto bound = sqlite3_bind_text64(statement_, place, text.empty() ? "" : text.data(), text.size(),
                                           SQLITE_TRANSIENT, SQLITE_UTF8);
    if (bound != SQLITE_OK) database_.fail();
    return *this;
}

bool HistoryStatement::step() {
    const int came = sqlite3_step(statement_);
    if (came != SQLITE_ROW && came != SQLITE_DONE) database_.fail();
    return came == SQLITE_ROW;
}

void HistoryStatement::run() {
    step();
    if (sqlite3_reset(statement_) != SQLITE_OK) database_.fail();
}

std::string HistoryStatement::text(int column) const {
    const auto* bytes = sqlite3_column_text(statement_, column);
    if (!bytes) return {};
    return {reinterpret_cast<const char*>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

}  // namespace badrdp::harness

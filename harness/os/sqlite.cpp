#include "harness/os/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

constexpr int kBreath = 100'000;  // instructions between two looks at what is left

// Somebody may have put a question without an end in the place of a table.
int spend_breath(void* left) { return --*static_cast<std::int64_t*>(left) < 0 ? 1 : 0; }

}  // namespace

void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }
void SqlStatement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Database::refuse(std::string_view why) const {
    throw DatabaseTrouble(fmt::format("{}: {}", file_.string(), why));
}

void Database::fail() const { refuse(sqlite3_errmsg(database_.get())); }

Database::Database(const fs::path& file, const DatabaseOptions& options)
    : file_(file), budget_(options.instructions / kBreath), left_(budget_) {
    demand_plain_file(options);
    open(options);
    sqlite3_busy_timeout(database_.get(), static_cast<int>(options.patience.count()));
    sqlite3_limit(database_.get(), SQLITE_LIMIT_LENGTH, options.longest);
    sqlite3_progress_handler(database_.get(), kBreath, spend_breath, &left_);
    // As SQLite wants it for files that somebody else may have written; foreign keys could act as triggers
    // do.
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_ENABLE_FKEY, 0, nullptr);
    run("PRAGMA cell_size_check = ON");
}

// It is made without being opened, since to close it would let go of the locks that others in this process
// have on it. SQLite gives those beside it the same mode.
void Database::demand_plain_file(const DatabaseOptions& options) const {
    if (options.writing && ::mknod(file_.c_str(), S_IFREG | options.mode, 0) != 0 && errno != EEXIST)
        refuse(fmt::format("cannot be written: {}", std::generic_category().message(errno)));
    std::error_code none;
    const auto status = fs::symlink_status(file_, none);
    if (!fs::exists(status)) refuse("there is no such file");
    if (!fs::is_regular_file(status)) refuse("no plain file");
    if (const auto size = fs::file_size(file_, none); !none && size > options.largest)
        refuse(fmt::format("longer than {} bytes", options.largest));
}

// SQLite would refuse a link to its folder too; that one is followed.
void Database::open(const DatabaseOptions& options) {
    std::error_code error;
    const auto folder = fs::canonical(file_.parent_path().empty() ? "." : file_.parent_path(), error);
    if (error) refuse(fmt::format("cannot be opened: {}", error.message()));
    const int how = options.writing ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    sqlite3* opened = nullptr;
    const auto status = sqlite3_open_v2((folder / file_.filename()).c_str(), &opened,
                                        how | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, nullptr);
    database_.reset(opened);
    if (status != SQLITE_OK) fail();
    if (options.writing && sqlite3_db_readonly(opened, "main") != 0) refuse("cannot be written");
}

void Database::run(std::string_view sql) {
    if (sqlite3_exec(database_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        fail();
}

std::int64_t Database::number(std::string_view sql) const {
    SqlStatement asked(*this, sql);
    return asked.next() ? asked.number(0) : 0;
}

SqlStatement::SqlStatement(const Database& database, std::string_view sql) : database_(&database) {
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(database.database_.get(), sql.data(), static_cast<int>(sql.size()), &prepared,
                           nullptr) != SQLITE_OK)
        database.fail();
    statement_.reset(prepared);
}

SqlStatement& SqlStatement::with(std::initializer_list<SqlValue> values) {
    auto* statement = statement_.get();
    sqlite3_reset(statement);  // what it failed with before was told then
    int place = 0;
    for (const auto& value : values) {
        ++place;
        const auto* text = std::get_if<std::string>(&value);
        const auto status = text ? sqlite3_bind_text64(statement, place, text->data(), text->size(),
                                                       SQLITE_TRANSIENT, SQLITE_UTF8)
                                 : sqlite3_bind_int64(statement, place, std::get<std::int64_t>(value));
        if (status != SQLITE_OK) database_->fail();
    }
    if (place != sqlite3_bind_parameter_count(statement))
        throw std::logic_error(fmt::format("{}: {} values", sqlite3_sql(statement), place));
    return *this;
}

bool SqlStatement::next() {
    const auto status = sqlite3_step(statement_.get());
    if (status == SQLITE_ROW) return true;
    if (status != SQLITE_DONE) database_->fail();
    sqlite3_reset(statement_.get());  // a statement that is left open holds a lock
    return false;
}

std::int64_t SqlStatement::number(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string SqlStatement::text(int column) const {
    const auto* text = sqlite3_column_text(statement_.get(), column);
    if (!text) return {};
    return {reinterpret_cast<const char*>(text),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Transaction::Transaction(Database& database) : database_(&database) {
    database.left_ = database.budget_;
    database.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    if (!open_) return;
    try {
        database_->run("ROLLBACK");
    } catch (const std::exception&) {  // then SQLite has taken it back itself
        open_ = false;
    }
}

void Transaction::commit() {
    database_->run("COMMIT");
    open_ = false;
}

}  // namespace badrdp::harness

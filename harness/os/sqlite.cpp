#include "harness/os/sqlite.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <stdexcept>

#include "harness/os/fd.h"

namespace badrdp::harness {

void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }
void SqlStatement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Database::refuse(std::string_view what) const {
    throw std::runtime_error(
        fmt::format("{}: {}: {}", file_.string(), what, sqlite3_errmsg(database_.get())));
}

Database::Database(const std::filesystem::path& file, std::chrono::milliseconds patience) : file_(file) {
    // SQLite makes files as the umask says; those beside this one follow it.
    const Fd made(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600), file.string());
    sqlite3* opened = nullptr;
    const auto status =
        sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(opened);
    if (status != SQLITE_OK) refuse("cannot be opened");
    sqlite3_busy_timeout(opened, static_cast<int>(patience.count()));
    // Against a file that others made: its schema calls no function with side effects, and damage is noticed.
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    run("PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON");
}

void Database::run(std::string_view sql) {
    if (sqlite3_exec(database_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        refuse(sql);
}

SqlStatement::SqlStatement(const Database& database, std::string_view sql) : database_(&database) {
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(database.database_.get(), sql.data(), static_cast<int>(sql.size()), &prepared,
                           nullptr) != SQLITE_OK)
        database.refuse(sql);
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
        if (status != SQLITE_OK) database_->refuse(sqlite3_sql(statement));
    }
    if (place != sqlite3_bind_parameter_count(statement))
        throw std::logic_error(fmt::format("{}: {} values", sqlite3_sql(statement), place));
    return *this;
}

bool SqlStatement::next() {
    const auto status = sqlite3_step(statement_.get());
    if (status == SQLITE_ROW) return true;
    if (status != SQLITE_DONE) database_->refuse(sqlite3_sql(statement_.get()));
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

Transaction::Transaction(Database& database) : database_(&database) { database.run("BEGIN IMMEDIATE"); }

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

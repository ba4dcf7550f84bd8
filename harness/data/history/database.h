// The file of a history as SQLite has it open: the only place that knows SQLite, with what reads and writes
// through it.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "harness/data/history/history.h"

namespace badrdp::harness {

// With a rollback journal, as SQLite has it by itself: it works on a network's file system, and for readers
// who may not write beside the file. A run writes once, for milliseconds, and whoever comes meanwhile waits.
class HistoryDatabase {
public:
    // Its tables are there afterwards. Throws HistoryTrouble.
    HistoryDatabase(const std::filesystem::path& file, History::Use use);
    ~HistoryDatabase();
    HistoryDatabase(const HistoryDatabase&) = delete;
    HistoryDatabase& operator=(const HistoryDatabase&) = delete;

    sqlite3* handle() const { return handle_; }
    void run(std::string_view sql) const;
    std::int64_t number(std::string_view sql) const;  // the first of the first row; 0: there is none
    [[noreturn]] void fail() const;                   // with SQLite's own words

private:
    void demand_plain_file(History::Use use) const;
    void open(History::Use use);
    void demand_tables(History::Use use) const;

    std::filesystem::path file_;
    sqlite3* handle_ = nullptr;
    mutable std::int64_t spent_ = 0;  // how long it has worked, since it was opened or a write began

    friend class HistoryWrite;
};

// A transaction that comes to nothing unless it is committed.
class HistoryWrite {
public:
    explicit HistoryWrite(const HistoryDatabase& database);
    ~HistoryWrite();
    HistoryWrite(const HistoryWrite&) = delete;
    HistoryWrite& operator=(const HistoryWrite&) = delete;

    void commit();

private:
    const HistoryDatabase& database_;
    bool open_ = true;
};

// One statement of ours.
class HistoryStatement {
public:
    HistoryStatement(const HistoryDatabase& database, std::string_view sql);
    ~HistoryStatement() { sqlite3_finalize(statement_); }
    HistoryStatement(const HistoryStatement&) = delete;
    HistoryStatement& operator=(const HistoryStatement&) = delete;

    HistoryStatement& bind(int place, std::int64_t value);  // places count from 1
    HistoryStatement& bind(int place, std::string_view text);

    bool step();  // whether there is another row
    void run();   // once, and ready to be bound again

    std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }
    std::string text(int column) const;

private:
    const HistoryDatabase& database_;
    sqlite3_stmt* statement_ = nullptr;
};

}  // namespace badrdp::harness

// SQLite as far as it is needed here: a database in a file, statements with their values, and errors that
// name the file. One thread at a time; several processes may have the same file open.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

struct sqlite3;
struct sqlite3_stmt;

namespace badrdp::harness {

using SqlValue = std::variant<std::int64_t, std::string>;

// One line, which begins with the file's name. Everything here throws it.
class DatabaseTrouble : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct DatabaseOptions {
    bool writing = true;                        // makes the file if there is none
    unsigned mode = 0600;                       // of a file that is made, less the umask
    std::chrono::milliseconds patience{5'000};  // a statement's, with others that have it locked
    std::uintmax_t largest = UINTMAX_MAX;       // bytes of the file, when it is opened
    int longest = 1'000'000'000;                // bytes of a text, and of a row
    std::int64_t instructions = INT64_MAX;      // of SQLite, since the file was opened or a
                                                // transaction began; then statements fail
};

// A file is not trusted. It has to be a plain one, its last component no link; its schema starts nothing (no
// triggers, no functions with side effects, no foreign keys); and what is no database, or a damaged one, is
// an error at the first statement.
class Database {
public:
    explicit Database(const std::filesystem::path& file, const DatabaseOptions& options = {});
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void run(std::string_view sql);  // one statement or several, without values; their rows are dropped
    std::int64_t number(std::string_view sql) const;  // the first of the first row; 0: there is none

    [[noreturn]] void refuse(std::string_view why) const;

private:
    friend class SqlStatement;
    friend class Transaction;
    void demand_plain_file(const DatabaseOptions& options) const;
    void open(const DatabaseOptions& options);
    [[noreturn]] void fail() const;  // with SQLite's own words

    struct Close {
        void operator()(sqlite3* database) const;
    };
    std::filesystem::path file_;
    std::int64_t budget_ = 0;  // both in breaths of so many instructions
    std::int64_t left_ = 0;
    std::unique_ptr<sqlite3, Close> database_;
};

// One statement, prepared once. The database outlives it.
class SqlStatement {
public:
    SqlStatement(const Database& database, std::string_view sql);

    // For its question marks, from left to right, as many as there are; it begins anew.
    SqlStatement& with(std::initializer_list<SqlValue> values);
    bool next();  // a row is there; false: there is none any more, and the statement has been carried out

    // Of the row, from 0 on; another type than the column's is converted, and NULL is 0 or nothing.
    std::int64_t number(int column) const;
    std::string text(int column) const;

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    const Database* database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// All that is run while it is there, or nothing: what is not committed is taken back when it goes.
class Transaction {
public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    void commit();

private:
    Database* database_;
    bool open_ = true;
};

}  // namespace badrdp::harness

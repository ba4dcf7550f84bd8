// SQLite as far as it is needed here: a database in a file, statements with their values, and errors that
// name the file. One thread at a time; several processes may have the same file open.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

struct sqlite3;
struct sqlite3_stmt;

namespace badrdp::harness {

using SqlValue = std::variant<std::int64_t, std::string>;

class Database {
public:
    // Makes the file, 0600, if there is none. `patience` is how long a statement waits for another process to
    // let go. A file is not trusted: what is no database, or a damaged one, is an error at the first
    // statement. Here and below, throws std::runtime_error with the file's name.
    explicit Database(const std::filesystem::path& file,
                      std::chrono::milliseconds patience = std::chrono::seconds(5));

    void run(std::string_view sql);  // one statement or several, without values; their rows are dropped

private:
    friend class SqlStatement;
    [[noreturn]] void refuse(std::string_view what) const;

    struct Close {
        void operator()(sqlite3* database) const;
    };
    std::filesystem::path file_;
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

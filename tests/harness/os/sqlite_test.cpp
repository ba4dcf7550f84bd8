#include "harness/os/sqlite.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "harness/os/files.h"
#include "harness/os/private_folder.h"
#include "tests/harness/os/sandbox/ordinary_user.h"

BOOST_AUTO_TEST_SUITE(os_sqlite)

using namespace badrdp::harness;

namespace {

struct Shelf {
    PrivateFolder folder;
    std::filesystem::path file = folder.path() / "shelf.sqlite";
};

auto says(std::string part) {
    return [part = std::move(part)](const std::exception& e) {
        BOOST_TEST_MESSAGE(e.what());
        return std::string(e.what()).contains(part);
    };
}

void fill(const std::filesystem::path& file) {
    Database database(file);
    database.run("CREATE TABLE books (title TEXT); INSERT INTO books VALUES ('kept')");
}

std::int64_t rows_of(Database& database) {
    SqlStatement count(database, "SELECT count(*) FROM books");
    BOOST_TEST(count.next());
    return count.number(0);
}

unsigned mode_of_made(mode_t mask, const DatabaseOptions& options) {
    const Shelf shelf;
    const auto before = ::umask(mask);
    const Database database(shelf.file, options);
    ::umask(before);
    struct stat seen {};
    BOOST_REQUIRE(::stat(shelf.file.c_str(), &seen) == 0);
    return seen.st_mode & 07777U;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_was_written_is_there_when_the_file_is_opened_again) {
    const Shelf shelf;
    using namespace std::string_literals;
    const auto odd = "a\0b'; DROP TABLE books; --"s;
    {
        Database database(shelf.file);
        database.run("CREATE TABLE books (title TEXT, pages INTEGER)");
        SqlStatement add(database, "INSERT INTO books VALUES (?, ?)");
        BOOST_TEST(!add.with({odd, std::int64_t{-1} << 40}).next());
        BOOST_TEST(!add.with({std::string("b"), std::int64_t{7}}).next());
    }
    Database again(shelf.file);
    SqlStatement all(again, "SELECT title, pages FROM books ORDER BY pages");
    BOOST_REQUIRE(all.next());
    BOOST_TEST(all.text(0) == odd);
    BOOST_TEST(all.number(1) == std::int64_t{-1} << 40);
    BOOST_REQUIRE(all.next());
    BOOST_TEST(all.text(0) == "b");
    BOOST_TEST(!all.next());
}

BOOST_AUTO_TEST_CASE(nobody_else_may_read_the_file) { BOOST_TEST(mode_of_made(0, {}) == 0600U); }

BOOST_AUTO_TEST_CASE(a_file_that_is_shared_has_the_mode_that_the_umask_leaves) {
    BOOST_TEST(mode_of_made(0027, {.mode = 0666}) == 0640U);
    BOOST_TEST(mode_of_made(0002, {.mode = 0666}) == 0664U);
}

BOOST_AUTO_TEST_CASE(what_is_not_committed_is_taken_back) {
    const Shelf shelf;
    Database database(shelf.file);
    database.run("CREATE TABLE books (title TEXT)");
    {
        const Transaction lost(database);
        database.run("INSERT INTO books VALUES ('lost')");
    }
    BOOST_TEST(rows_of(database) == 0);
    {
        Transaction kept(database);
        database.run("INSERT INTO books VALUES ('kept')");
        kept.commit();
    }
    BOOST_TEST(rows_of(database) == 1);
}

BOOST_AUTO_TEST_CASE(errors_name_the_file) {
    const Shelf shelf;
    Database database(shelf.file);
    BOOST_CHECK_EXCEPTION(database.run("no SQL"), DatabaseTrouble, says("shelf.sqlite: "));
    BOOST_CHECK_EXCEPTION(SqlStatement(database, "SELECT * FROM nowhere"), std::runtime_error,
                          says("nowhere"));
    BOOST_CHECK_EXCEPTION(Database(shelf.folder.path() / "none" / "x"), DatabaseTrouble,
                          says("none/x: cannot be written: No such file or directory"));
    SqlStatement one(database, "SELECT ?");
    BOOST_CHECK_THROW(one.with({}), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_database_is_refused) {
    const Shelf shelf;
    write_private(shelf.file, std::string(5000, 'x'));
    BOOST_CHECK_EXCEPTION(Database(shelf.file).run("CREATE TABLE a (b)"), std::runtime_error,
                          says("shelf.sqlite"));
}

// Another process's transaction is not waited for without end.
BOOST_AUTO_TEST_CASE(a_file_that_somebody_holds_is_an_error_after_a_while) {
    const Shelf shelf;
    Database mine(shelf.file), other(shelf.file, {.patience = std::chrono::milliseconds(1)});
    mine.run("CREATE TABLE books (title TEXT)");
    const Transaction held(mine);
    BOOST_CHECK_EXCEPTION(Transaction{other}, std::runtime_error, says("locked"));
}

BOOST_AUTO_TEST_CASE(who_reads_changes_nothing) {
    const Shelf shelf;
    const DatabaseOptions reading{.writing = false};
    BOOST_CHECK_EXCEPTION(Database(shelf.file, reading), DatabaseTrouble,
                          says("shelf.sqlite: there is no such file"));
    BOOST_TEST(!std::filesystem::exists(shelf.file));
    fill(shelf.file);
    Database database(shelf.file, reading);
    BOOST_TEST(rows_of(database) == 1);
    BOOST_CHECK_EXCEPTION(database.run("DELETE FROM books"), DatabaseTrouble,
                          says("shelf.sqlite: attempt to write a readonly database"));
}

BOOST_AUTO_TEST_CASE(who_may_not_write_is_told_at_once_and_may_read) {
    namespace fs = std::filesystem;
    const Shelf shelf;
    fill(shelf.file);
    fs::permissions(shelf.folder.path(), fs::perms{0555});
    fs::permissions(shelf.file, fs::perms{0444});
    BOOST_TEST(test::as_ordinary_user([&] {
                   Database database(shelf.file, {.writing = false});
                   return std::to_string(rows_of(database));
               }) == "1");
    BOOST_TEST(test::as_ordinary_user([&] {
                   const Database database(shelf.file);
                   return std::string("opened");
               }) == "refused: " + shelf.file.string() + ": cannot be written");
    fs::permissions(shelf.folder.path(), fs::perms{0700});
}

BOOST_AUTO_TEST_CASE(a_number_is_the_first_of_the_first_row) {
    const Shelf shelf;
    Database database(shelf.file);
    BOOST_TEST(database.number("VALUES (7, 8), (9, 10)") == 7);
    BOOST_TEST(database.number("SELECT 7 WHERE false") == 0);
}

// Whoever can put a link there would choose what is written to.
BOOST_AUTO_TEST_CASE(a_link_is_no_file_and_a_link_to_the_folder_is_followed) {
    const Shelf shelf;
    fill(shelf.file);
    const auto& folder = shelf.folder.path();
    std::filesystem::create_symlink(shelf.file, folder / "link");
    std::filesystem::create_symlink(folder / "elsewhere", folder / "astray");
    for (const bool writing : {false, true})
        for (const auto* name : {"link", "astray", "."})
            BOOST_CHECK_EXCEPTION(Database(folder / name, {.writing = writing}), DatabaseTrouble,
                                  says(std::string(name) + ": no plain file"));
    BOOST_TEST(!std::filesystem::exists(folder / "elsewhere"));
    std::filesystem::create_directory_symlink(folder, folder / "here");
    Database database(folder / "here" / "shelf.sqlite");
    BOOST_TEST(rows_of(database) == 1);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_too_long_is_refused) {
    const Shelf shelf;
    fill(shelf.file);
    const auto size = std::filesystem::file_size(shelf.file);
    Database(shelf.file, {.largest = size});
    BOOST_CHECK_EXCEPTION(Database(shelf.file, {.largest = size - 1}), DatabaseTrouble,
                          says("shelf.sqlite: longer than " + std::to_string(size - 1) + " bytes"));
}

// SQLite looks at what does not fit a page of 4,096 bytes.
BOOST_AUTO_TEST_CASE(a_text_that_is_too_long_is_refused) {
    const Shelf shelf;
    {
        Database database(shelf.file);
        database.run("CREATE TABLE books (title TEXT)");
        SqlStatement add(database, "INSERT INTO books VALUES (?)");
        for (const std::size_t length : {9'000U, 9'001U}) add.with({std::string(length, 'x')}).next();
    }
    const Database database(shelf.file, {.longest = 9'000});
    SqlStatement all(database, "SELECT title FROM books ORDER BY rowid");
    BOOST_TEST(all.next());
    BOOST_TEST(all.text(0).size() == 9'000U);
    BOOST_CHECK_EXCEPTION(all.next(), DatabaseTrouble, says("shelf.sqlite: string or blob too big"));
    SqlStatement asked(database, "SELECT ?");
    BOOST_CHECK_THROW(asked.with({std::string(9'001, 'x')}), DatabaseTrouble);
}

BOOST_AUTO_TEST_CASE(a_question_without_an_end_ends_and_a_transaction_begins_anew) {
    const Shelf shelf;
    fill(shelf.file);
    Database database(shelf.file, {.instructions = 1'000'000});
    const auto asked = [&](const std::string& most) {
        return database.number("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT " +
                               most + ") SELECT count(*) FROM n");
    };
    BOOST_CHECK_EXCEPTION(asked("-1"), DatabaseTrouble, says("shelf.sqlite: interrupted"));
    BOOST_CHECK_THROW(asked("30000"), DatabaseTrouble);  // ten instructions a row at least, all of them spent
    const Transaction anew(database);
    BOOST_TEST(asked("30000") == 30'000);
    BOOST_CHECK_THROW(asked("-1"), DatabaseTrouble);
}

// It was written by whoever may write there.
BOOST_AUTO_TEST_CASE(nothing_in_the_file_starts_by_itself) {
    const Shelf shelf;
    fill(shelf.file);
    Database database(shelf.file);
    database.run(
        "CREATE TRIGGER more AFTER INSERT ON books BEGIN INSERT INTO books VALUES ('more'); END;"
        "CREATE TABLE shelf (id INTEGER PRIMARY KEY); INSERT INTO shelf VALUES (1);"
        "CREATE TABLE place (shelf REFERENCES shelf ON DELETE CASCADE); INSERT INTO place VALUES (1);"
        "INSERT INTO books VALUES ('second'); DELETE FROM shelf");
    BOOST_TEST(rows_of(database) == 2);
    BOOST_TEST(database.number("SELECT count(*) FROM place") == 1);
}

BOOST_AUTO_TEST_SUITE_END()

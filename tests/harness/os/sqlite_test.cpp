#include "harness/os/sqlite.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "harness/os/files.h"
#include "harness/os/private_folder.h"

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

std::int64_t rows_of(Database& database) {
    SqlStatement count(database, "SELECT count(*) FROM books");
    BOOST_TEST(count.next());
    return count.number(0);
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

BOOST_AUTO_TEST_CASE(nobody_else_may_read_the_file) {
    const Shelf shelf;
    const auto before = ::umask(0);
    const Database database(shelf.file);
    ::umask(before);
    struct stat seen {};
    BOOST_REQUIRE(::stat(shelf.file.c_str(), &seen) == 0);
    BOOST_TEST((seen.st_mode & 0777U) == 0600U);
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
    BOOST_CHECK_EXCEPTION(database.run("no SQL"), std::runtime_error, says("shelf.sqlite"));
    BOOST_CHECK_EXCEPTION(SqlStatement(database, "SELECT * FROM nowhere"), std::runtime_error,
                          says("nowhere"));
    BOOST_CHECK_EXCEPTION(Database(shelf.folder.path() / "none" / "x"), std::system_error, says("none/x"));
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
    Database mine(shelf.file), other(shelf.file, std::chrono::milliseconds(1));
    mine.run("CREATE TABLE books (title TEXT)");
    const Transaction held(mine);
    BOOST_CHECK_EXCEPTION(Transaction{other}, std::runtime_error, says("locked"));
}

BOOST_AUTO_TEST_SUITE_END()

#include "harness/lab/store.h"

#include <fmt/format.h>

#include "harness/os/usage_error.h"

namespace badrdp::harness::lab {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::int64_t kMark = 0x6272646C;  // "brdl", in the file's head [SQLite file format 1.3.17]

// Without WAL's shared memory: nobody else has the file. What a killed process has written is there; a
// machine that goes down may lose what the log holds. That goes into the file at the start, at the end, and
// when it has 4,096 pages (16 MiB: an hour of the clock alone): a class would wait for the disk each time.
constexpr std::string_view kHeld =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4096;"
    "BEGIN IMMEDIATE; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)";

constexpr std::string_view kTables =
    "CREATE TABLE class (seed INTEGER NOT NULL, minutes INTEGER NOT NULL, teacher_link TEXT NOT NULL,"
    "  teacher_word TEXT NOT NULL, clock INTEGER NOT NULL);"
    "CREATE TABLE student (number INTEGER PRIMARY KEY, name TEXT NOT NULL, link TEXT NOT NULL,"
    "  form_word TEXT NOT NULL);"
    "CREATE TABLE entry (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL,"
    "  student INTEGER NOT NULL, exercise TEXT NOT NULL, text TEXT NOT NULL, data TEXT NOT NULL);";

}  // namespace

Store::Store(const std::filesystem::path& file) : database_(file, {.patience = std::chrono::seconds(1)}) {
    bool is_new = false;
    try {
        database_.run("PRAGMA locking_mode = EXCLUSIVE");
        is_new = database_.number("SELECT count(*) FROM sqlite_schema") == 0;
        const bool mine = database_.number("PRAGMA application_id") == kMark &&
                          database_.number("PRAGMA user_version") == kVersion;
        if (!is_new && !mine)
            throw UsageError(fmt::format(
                "{} is not the state of a lab of this version: name another with --state", file.string()));
        database_.run(kHeld);
    } catch (const DatabaseTrouble& why) {
        throw UsageError(fmt::format(
            "{}; another lab has it, or it is none of a lab: name another with --state", why.what()));
    }
    if (!is_new) return;
    Transaction making(database_);
    database_.run(kTables);
    database_.run(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kMark, kVersion));
    making.commit();
}

std::optional<Roll> Store::roll() const {
    SqlStatement of_class(database_, "SELECT seed, minutes, teacher_link, teacher_word FROM class");
    if (!of_class.next()) return std::nullopt;
    Roll out{.seed = static_cast<std::uint64_t>(of_class.number(0)),
             .minutes = static_cast<unsigned>(of_class.number(1)),
             .teacher_link = of_class.text(2),
             .teacher_word = of_class.text(3),
             .members = {}};
    SqlStatement students(database_, "SELECT name, link, form_word FROM student ORDER BY number");
    while (students.next())
        out.members.push_back(
            {.name = students.text(0), .link = students.text(1), .form_word = students.text(2)});
    return out;
}

void Store::begin(const Roll& roll) {
    Transaction beginning(database_);
    SqlStatement of_class(database_, "INSERT INTO class VALUES (?, ?, ?, ?, 0)");
    of_class.with({static_cast<std::int64_t>(roll.seed), std::int64_t{roll.minutes}, roll.teacher_link,
                   roll.teacher_word});
    of_class.next();
    SqlStatement student(database_, "INSERT INTO student (name, link, form_word) VALUES (?, ?, ?)");
    for (const auto& member : roll.members) student.with({member.name, member.link, member.form_word}).next();
    beginning.commit();
}

std::vector<Entry> Store::entries() const {
    std::vector<Entry> out;
    SqlStatement all(database_, "SELECT at, kind, student, exercise, text, data FROM entry ORDER BY number");
    while (all.next()) {
        const auto kind = entry_kind_named(all.text(1));
        if (!kind) throw std::runtime_error(fmt::format("the lesson has an entry '{}'", all.text(1)));
        out.push_back({.at = all.number(0),
                       .kind = *kind,
                       .student = static_cast<int>(all.number(2)),
                       .exercise = all.text(3),
                       .text = all.text(4),
                       .data = all.text(5)});
    }
    return out;
}

void Store::add(const Entry& entry) {
    Transaction adding(database_);
    SqlStatement(database_,
                 "INSERT INTO entry (at, kind, student, exercise, text, data) VALUES (?, ?, ?, ?, ?, ?)")
        .with({entry.at, std::string(name(entry.kind)), std::int64_t{entry.student}, entry.exercise,
               entry.text, entry.data})
        .next();
    SqlStatement(database_, "UPDATE class SET clock = ?").with({entry.at}).next();
    adding.commit();
}

std::int64_t Store::clock() const { return database_.number("SELECT clock FROM class"); }

void Store::set_clock(std::int64_t now) {
    SqlStatement(database_, "UPDATE class SET clock = ?").with({now}).next();
}

}  // namespace badrdp::harness::lab

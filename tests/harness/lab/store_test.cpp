#include "harness/lab/store.h"

#include <boost/test/unit_test.hpp>

#include "harness/lab/lesson.h"
#include "harness/lab/results.h"
#include "harness/os/files.h"
#include "harness/os/private_folder.h"
#include "harness/os/usage_error.h"
#include "tests/harness/lab/lab.h"

BOOST_AUTO_TEST_SUITE(lab_store)

using namespace badrdp::harness;
using namespace badrdp::harness::lab;
using badrdp::test::lab;

namespace {

struct Kept {
    PrivateFolder folder;
    std::filesystem::path file = folder.path() / "lesson.sqlite";
};

void desk_entry(Lesson& lesson, Entry::Kind kind, std::string text = {}) {
    lesson.happen({.kind = kind, .student = 0, .exercise = "06-holiday", .text = std::move(text)});
}

void try_at(Lesson& lesson) {
    auto entry = entry_of(lesson.room().students()[0].places[5].desk.try_again());
    entry.student = 0;
    entry.exercise = "06-holiday";
    lesson.happen(entry);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_lesson_goes_on_where_it_was) {
    const Kept kept;
    const auto roll = Classroom::new_roll({"Ada", "Linus"}, 7, 60);
    std::string results, link;
    Answers answers;
    {
        Store store(kept.file);
        BOOST_TEST(!store.roll());
        store.begin(roll);
        Classroom room(lab(), roll);
        std::int64_t clock = 1'000'000;
        Lesson lesson(room, &store, [&] { return clock; });
        desk_entry(lesson, Entry::Kind::open);
        try_at(lesson);
        desk_entry(lesson, Entry::Kind::hint);
        clock += 90'000;
        desk_entry(lesson, Entry::Kind::type, lab().exercises[5].solution.front());
        try_at(lesson);
        desk_entry(lesson, Entry::Kind::hand_in,
                   text_of({.cause = "C16", .attempt = 1, .frame = 2, .look_alike = {}}));
        desk_entry(lesson, Entry::Kind::part, "C15");
        lesson.happen({.kind = Entry::Kind::extend, .student = 1, .text = "5"});
        lesson.happen({.kind = Entry::Kind::reveal, .text = "yes"});
        clock += 4'000;
        lesson.keep_time();
        results = results_json(room);
    }
    Store store(kept.file);
    const auto again = store.roll();
    BOOST_REQUIRE(again);
    BOOST_TEST(again->teacher_link == roll.teacher_link);
    BOOST_TEST(again->members.at(1).form_word == roll.members[1].form_word);
    Classroom room(lab(), *again);
    const Lesson lesson(room, &store, [] { return std::int64_t{5}; });
    BOOST_TEST(lesson.now() == 94'000);  // the time in which no lab was running is none of the lesson's
    BOOST_TEST(results_json(room) == results);
    BOOST_TEST(room.revealed());
    BOOST_TEST(*room.time_of(room.students()[1]) == 65 * 60'000);
    const auto& place = room.students()[0].places[5];
    BOOST_TEST(place.desk.works());
    BOOST_TEST(place.desk.grade().points() == 5U);
    BOOST_TEST(place.desk.attempts().at(0).capture.starts_with("\x0a\x0d\x0d\x0a"));
    BOOST_TEST(*seconds_of(place) == 90);
}

BOOST_AUTO_TEST_CASE(one_lab_holds_a_file_at_a_time) {
    const Kept kept;
    const Store mine(kept.file);
    BOOST_CHECK_EXCEPTION(Store(kept.file), UsageError,
                          [](const auto& e) { return std::string(e.what()).contains("--state"); });
}

BOOST_AUTO_TEST_CASE(a_file_of_something_else_is_left_alone) {
    const Kept kept;
    {
        Database other(kept.file);
        other.run("CREATE TABLE books (title TEXT)");
    }
    const auto before = file_text(kept.file);
    BOOST_CHECK_THROW(Store{kept.file}, UsageError);
    BOOST_TEST(file_text(kept.file) == before);
    const std::string text =
        "no database at all, and long enough to be taken for the head of a file of that kind";
    write_private(kept.file, text);
    BOOST_CHECK_THROW(Store{kept.file}, UsageError);
    BOOST_TEST(file_text(kept.file) == text);
}

// Three hours of a clock that is kept every second.
BOOST_AUTO_TEST_CASE(a_long_lesson_takes_no_more_and_more_of_the_disk) {
    const Kept kept;
    Store store(kept.file);
    store.begin(Classroom::new_roll({"Ada"}, 1, 0));
    for (std::int64_t second = 1; second <= 3 * 3600; ++second) store.set_clock(second * 1000);
    std::uintmax_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(kept.folder.path()))
        bytes += entry.file_size();
    BOOST_TEST(bytes < 20u << 20);
    BOOST_TEST(store.clock() == 3 * 3600 * 1000);
}

BOOST_AUTO_TEST_CASE(an_entry_that_fits_nobody_is_an_error) {
    Classroom room(lab(), Classroom::new_roll({"Ada"}, 1, 0));
    using Kind = Entry::Kind;
    BOOST_CHECK_THROW(room.apply({.kind = Kind::hint, .student = 1}), std::runtime_error);
    BOOST_CHECK_THROW(room.apply({.kind = Kind::hint, .student = 0, .exercise = "none"}), std::runtime_error);
    for (const auto* text : {"", "{}", "[]", R"({"works": 1})", R"({"works": true, "said": "", "seen": 1})"})
        BOOST_CHECK_THROW(
            room.apply({.kind = Kind::attempt, .student = 0, .exercise = "06-holiday", .text = text}),
            std::runtime_error);
    BOOST_TEST(!entry_kind_named("dance"));
    for (const auto kind : {Kind::open, Kind::part, Kind::extend})
        BOOST_TEST((entry_kind_named(name(kind)) == kind));
}

BOOST_AUTO_TEST_SUITE_END()

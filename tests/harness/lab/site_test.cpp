#include "harness/lab/site.h"

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "harness/lab/pages.h"
#include "harness/live/http/target.h"
#include "harness/os/usage_error.h"
#include "tests/harness/lab/lab.h"

BOOST_AUTO_TEST_SUITE(lab_site)

using namespace badrdp;
using namespace badrdp::harness;
using namespace badrdp::harness::lab;
using badrdp::test::exercise_named;
using badrdp::test::lab;

namespace {

struct Room {
    boost::asio::io_context loop;
    Classroom room{lab(), Classroom::new_roll({"Ada <b>", "=1+1"}, 1, 10)};
    std::int64_t clock = 0;
    Lesson lesson{room, nullptr, [this] { return clock; }};
    std::vector<std::string> troubles;
    Hosts hosts{loop.get_executor(), {}};
    Site site{lab(), lesson,
              hosts, boost::asio::ip::make_address("127.0.0.1"),
              0,     [this](const std::string& trouble) { troubles.push_back(trouble); }};

    const Student& ada() { return room.students()[0]; }
    std::string teacher_word() { return room.roll().teacher_word; }
    http::Response get(const std::string& target) { return site.answer({.method = "GET", .target = target}); }
    http::Response post(const std::string& target, const std::string& word, const std::string& more = {}) {
        return site.answer({.method = "POST",
                            .target = target,
                            .content_type = "application/x-www-form-urlencoded",
                            .body = "word=" + word + more});
    }
    std::string desk(const std::string& id) { return student_path(ada()) + "/" + id; }
};

}  // namespace

// The whole way of a student in one exercise, as a browser without scripts goes it.
BOOST_AUTO_TEST_CASE(a_ticket_leads_to_a_debrief) {
    Room room;
    const auto path = room.desk("06-holiday");
    const auto word = room.ada().form_word;
    BOOST_TEST(room.get(student_path(room.ada())).body.contains(path));
    auto page = room.get(path).body;
    BOOST_TEST(page.contains("Refused at once"));
    BOOST_TEST(page.contains("fDenyTSConnections"));  // among the values of the registry
    BOOST_TEST(!page.contains(exercise_named("06-holiday").debrief.substr(0, 30)));
    BOOST_TEST(room.post(path + "/connect", word).status == 303U);
    BOOST_TEST(room.get(path).body.contains("network: "));
    BOOST_TEST(room.get(path + "/capture-1.pcapng").type == "application/octet-stream");
    const auto line = http::percent_encoded(exercise_named("06-holiday").solution.front());
    BOOST_TEST(room.post(path + "/type", word, "&line=" + line).status == 303U);
    BOOST_TEST(room.get(path).body.contains("The operation completed successfully."));
    BOOST_TEST(room.post(path + "/connect", word).status == 303U);
    BOOST_TEST(room.get(path).body.contains("connected: the desktop is there"));
    BOOST_TEST(room.post(path + "/hand-in", word, "&cause=C99").status == 400U);
    BOOST_TEST(room.post(path + "/hand-in", word, "&cause=C16&also=C99").status == 400U);
    BOOST_TEST(room.post(path + "/part", word, "&look_alike=C15").status == 303U);
    BOOST_TEST(!room.ada().places[5].finished);  // the cause comes first
    BOOST_TEST(!room.get(path).body.contains("looks the same"));
    BOOST_TEST(room.post(path + "/hand-in", word, "&cause=C16&also=&try=1&frame=2").status == 303U);
    BOOST_TEST(room.get(path).body.contains("looks the same"));
    BOOST_TEST(room.post(path + "/part", word, "&look_alike=C99").status == 400U);
    BOOST_TEST(room.post(path + "/part", word, "&look_alike=C15").status == 303U);
    page = room.get(path).body;
    BOOST_TEST(page.contains("6 of 6 points"));
    BOOST_TEST(page.contains("You named the cause."));
    BOOST_TEST(page.contains("as secure as before"));
    BOOST_TEST(page.contains(exercise_named("06-holiday").debrief.substr(0, 30)));
    BOOST_TEST(!page.contains("<form"));
    BOOST_TEST(room.get(teacher_path(room.room)).body.contains("handed in: all right"));
    // What was handed in stays as it is.
    const auto deeds = room.ada().places[5].desk.deeds().size();
    room.post(path + "/type", word, "&line=dir");
    BOOST_TEST(room.ada().places[5].desk.deeds().size() == deeds);
}

BOOST_AUTO_TEST_CASE(a_form_without_the_word_of_its_page_does_nothing) {
    Room room;
    const auto path = room.desk("06-holiday");
    for (const auto& word : {std::string(), std::string("x"), room.room.students()[1].form_word})
        BOOST_TEST(room.post(path + "/type", word, "&line=dir").status == 403U);
    BOOST_TEST(room.get(path + "/type").status != 303U);
    BOOST_TEST(room.ada().places[5].desk.deeds().empty());
    BOOST_TEST(room.post(teacher_path(room.room) + "/reveal", room.ada().form_word, "&on=yes").status ==
               403U);
    BOOST_TEST(!room.room.revealed());
}

BOOST_AUTO_TEST_CASE(who_has_no_link_sees_nothing) {
    Room room;
    for (const auto& target : {"/s/x", "/t/x", "/s", "/s/", "/t/", "/x/y", "/s/x/01-monday", "/favicon.ico"})
        BOOST_TEST(room.get(target).status == 404U, target);
    BOOST_TEST(room.get("/t/" + room.ada().link).status == 404U);
    BOOST_TEST(room.get("/s/" + room.room.roll().teacher_link).status == 404U);
    BOOST_TEST(room.get(room.desk("07-none")).status == 404U);
    BOOST_TEST(room.get("/").body.contains("Ask your teacher"));
}

BOOST_AUTO_TEST_CASE(what_students_are_called_and_type_is_text) {
    Room room;
    const auto path = room.desk("01-monday");
    room.post(path + "/type", room.ada().form_word,
              "&line=" + http::percent_encoded("<script>alert(1)</script>"));
    for (const auto& page : {room.get(path).body, room.get(teacher_path(room.room)).body,
                             room.get(student_path(room.ada())).body}) {
        BOOST_TEST(!page.contains("<script"));
        BOOST_TEST(!page.contains("<b>"));
    }
    const auto csv = room.get(teacher_path(room.room) + "/results.csv").body;
    BOOST_TEST(csv.contains("\"'=1+1\""), csv);
}

BOOST_AUTO_TEST_CASE(a_teacher_reveals_and_resets) {
    Room room;
    const auto path = room.desk("01-monday");
    room.post(path + "/connect", room.ada().form_word);
    BOOST_TEST(room.ada().places[0].desk.attempts().size() == 1U);
    const auto teacher = teacher_path(room.room), word = room.teacher_word();
    BOOST_TEST(room.post(teacher + "/reveal", word, "&on=yes").status == 303U);
    BOOST_TEST(room.get(path).body.contains("What it was"));
    BOOST_TEST(room.post(teacher + "/reveal", word, "&on=no").status == 303U);
    BOOST_TEST(!room.get(path).body.contains("What it was"));
    BOOST_TEST(room.post(teacher + "/reset", word, "&student=2").status == 400U);
    BOOST_TEST(room.post(teacher + "/reset", word, "&student=0").status == 303U);
    BOOST_TEST(room.ada().places[0].desk.attempts().empty());
    const auto results = boost::json::parse(room.get(teacher + "/results.json").body);
    BOOST_TEST(results.as_array().size() == 2 * lab().exercises.size());
    BOOST_TEST(results.at(0).at("state").as_string() == "not begun");
}

BOOST_AUTO_TEST_CASE(the_host_of_a_desk_is_changed_with_it) {
    Room room;
    const auto& place = room.ada().places[0];
    BOOST_TEST(room.hosts.all().empty());  // nobody has looked at a desk yet
    BOOST_TEST(room.get(desk_path(room.ada(), place)).body.contains("127.82.0.1:"));
    BOOST_REQUIRE(room.hosts.all().size() == 1U);
    const auto* host = room.hosts.all().begin()->second.get();
    const auto before = host->live().scenario();
    room.post(desk_path(room.ada(), place) + "/type", room.ada().form_word,
              "&line=" + http::percent_encoded(place.desk.exercise().solution.front()));
    BOOST_TEST((host->made_of() == place.desk.scenario()));
    BOOST_TEST((!(host->live().scenario() == before)));
}

BOOST_AUTO_TEST_CASE(an_own_client_is_told_the_line_and_gets_a_file) {
    Room room;
    const auto page = room.get(room.desk("06-holiday")).body;
    constexpr std::string_view line = "xfreerdp /v:";
    const auto at = page.find(line);
    BOOST_REQUIRE(at != page.npos);
    const auto begin = at + line.size();
    const auto place = page.substr(begin, page.find(' ', begin) - begin);
    BOOST_TEST(place.starts_with("127.82.0.6:"), place);
    const auto file = room.get(room.desk("06-holiday") + "/host.rdp");
    BOOST_TEST(file.status == 200U);
    BOOST_TEST(file.body.contains("full address:s:" + place), file.body);
    BOOST_TEST(room.get(room.desk("17-tunnel") + "/host.rdp").status == 404U);
}

// A tunnel that swallows large packets is nothing that a socket on loopback could show.
BOOST_AUTO_TEST_CASE(every_desk_opens_and_some_without_a_host_of_their_own) {
    Room room;
    for (const auto& exercise : lab().exercises) {
        const auto page = room.get(room.desk(exercise.id));
        BOOST_TEST(page.status == 200U, exercise.id);
        BOOST_TEST(page.body.contains("Your own client may connect") ==
                       (exercise.broken[0].path.empty() && exercise.broken[0].name == NameLeads::to_the_host),
                   exercise.id);
    }
    BOOST_TEST(room.troubles == std::vector<std::string>{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_desk_is_reset_and_the_others_stay) {
    Room room;
    for (const auto* id : {"01-monday", "06-holiday"})
        room.post(room.desk(id) + "/connect", room.ada().form_word);
    const auto teacher = teacher_path(room.room);
    BOOST_TEST(room.post(teacher + "/reset", room.teacher_word(), "&student=0&exercise=none").status == 400U);
    BOOST_TEST(room.post(teacher + "/reset", room.teacher_word(), "&exercise=01-monday").status == 400U);
    BOOST_TEST(room.post(teacher + "/reset", room.teacher_word(), "&student=0&exercise=01-monday").status ==
               303U);
    BOOST_TEST(room.ada().places[0].desk.attempts().empty());
    BOOST_TEST(room.ada().places[5].desk.attempts().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_paused_lesson_takes_nothing_and_its_clock_stands) {
    Room room;
    const auto path = room.desk("06-holiday"), teacher = teacher_path(room.room);
    room.clock = 60'000;
    BOOST_TEST(room.post(teacher + "/pause", room.teacher_word(), "&on=yes").status == 303U);
    room.clock = 300'000;
    BOOST_TEST(room.lesson.now() == 60'000);
    BOOST_TEST(room.get(path).body.contains("The lesson is paused."));
    BOOST_TEST(!room.get(path).body.contains("<form"));
    for (const auto* deed : {"/type", "/connect", "/hint", "/hand-in", "/part"})
        BOOST_TEST(room.post(path + deed, room.ada().form_word, "&line=dir&cause=C16").status == 409U, deed);
    BOOST_TEST(room.ada().places[5].desk.deeds().empty());
    BOOST_TEST(room.post(teacher + "/pause", room.teacher_word(), "&on=no").status == 303U);
    room.clock = 301'000;
    BOOST_TEST(room.lesson.now() == 61'000);
    BOOST_TEST(room.post(path + "/type", room.ada().form_word, "&line=dir").status == 303U);
}

// Ten minutes, as the roll says.
BOOST_AUTO_TEST_CASE(a_lesson_ends_and_the_teacher_extends_it) {
    Room room;
    const auto path = room.desk("06-holiday"), teacher = teacher_path(room.room);
    const auto& linus = room.room.students()[1];
    room.clock = 600'000;
    const auto types = [&](const Student& who) {
        return room.post(student_path(who) + "/06-holiday/type", who.form_word, "&line=dir").status;
    };
    BOOST_TEST(types(room.ada()) == 409U);
    BOOST_TEST(room.get(path).body.contains("The time is over"));
    for (const auto* bad : {"", "0", "-1", "1000", "x"})
        BOOST_TEST(
            room.post(teacher + "/extend", room.teacher_word(), std::string("&minutes=") + bad).status ==
            400U);
    BOOST_TEST(room.post(teacher + "/extend", room.teacher_word(), "&minutes=5&student=1").status == 303U);
    BOOST_TEST(types(room.ada()) == 409U);
    BOOST_TEST(types(linus) == 303U);
    BOOST_TEST(room.get(teacher).body.contains("which has 10 minutes"));
    BOOST_TEST(room.post(teacher + "/extend", room.teacher_word(), "&minutes=1&student=").status == 303U);
    BOOST_TEST(room.get(teacher).body.contains("which has 11 minutes"));
    BOOST_TEST(types(room.ada()) == 303U);
    room.clock = 660'000;
    BOOST_TEST(types(room.ada()) == 409U);
    BOOST_TEST(types(linus) == 303U);
    // What is there can be handed in.
    BOOST_TEST(room.post(path + "/hand-in", room.ada().form_word, "&cause=C16").status == 303U);
}

BOOST_AUTO_TEST_CASE(a_debrief_shows_the_ladder_before_and_after) {
    Room room;
    const auto path = room.desk("06-holiday"), word = room.ada().form_word;
    const auto debrief = student_path(room.ada()) + "/debrief";
    BOOST_TEST(room.get(debrief).body.contains("Nothing yet."));
    room.get(path);
    room.post(path + "/connect", word);
    room.post(path + "/type", word,
              "&line=" + http::percent_encoded(exercise_named("06-holiday").solution.front()));
    room.post(path + "/connect", word);
    room.post(path + "/hand-in", word, "&cause=C16&try=1&frame=2");
    BOOST_TEST(room.get(debrief).body.contains("Nothing yet."));
    room.clock = 125'000;
    room.post(path + "/part", word, "&look_alike=C15");
    const auto page = room.get(debrief).body;
    BOOST_TEST(page.contains("6 of 6 points"));
    BOOST_TEST(page.contains("It took 2:05 minutes."));
    const auto before = page.find("Before"), after = page.find("After");
    BOOST_REQUIRE((before != page.npos && after != page.npos && before < after));
    BOOST_TEST(page.substr(before, after - before).contains("RST"));
    BOOST_TEST(page.substr(after).contains("x224_confirm"));
    BOOST_TEST(room.get(student_path(room.room.students()[1]) + "/debrief").body.contains("Nothing yet."));
}

// Nobody's patience is without end.
BOOST_AUTO_TEST_CASE(a_desk_takes_so_much_and_no_more) {
    Room room;
    const auto path = room.desk("06-holiday"), word = room.ada().form_word;
    for (std::size_t i = 0; i < Desk::kMostTries; ++i)
        BOOST_TEST(room.post(path + "/connect", word).status == 303U);
    BOOST_TEST(room.post(path + "/connect", word).status == 409U);
    for (std::size_t i = 0; i < Desk::kMostDeeds + 3; ++i)
        BOOST_TEST(room.post(path + "/type", word, "&line=dir").status ==
                   (i < Desk::kMostDeeds ? 303U : 409U));
    BOOST_TEST(room.ada().places[5].desk.deeds().size() == Desk::kMostDeeds);
    for (const auto* number : {"0", "41", "x", "-1", "1x", "99999999999999999999999"})
        BOOST_TEST(room.get(path + "/capture-" + number + ".pcapng").status == 404U, number);
}

BOOST_AUTO_TEST_CASE(two_students_cannot_reach_each_other) {
    Room room;
    const auto& linus = room.room.students()[1];
    const auto his = student_path(linus) + "/06-holiday";
    BOOST_TEST(room.ada().link != linus.link);
    BOOST_TEST(room.ada().link.size() == 43U);
    for (const auto* deed : {"/type", "/connect", "/hint", "/hand-in", "/part"})
        BOOST_TEST(room.post(his + deed, room.ada().form_word, "&line=dir&cause=C16").status == 403U, deed);
    for (const auto* deed : {"/reset", "/pause", "/extend", "/reveal"})
        BOOST_TEST(
            room.post(teacher_path(room.room) + deed, room.ada().form_word, "&student=1&on=yes&minutes=9")
                    .status == 403U,
            deed);
    for (const auto& page : {room.get(student_path(room.ada())).body, room.get(room.desk("06-holiday")).body,
                             room.get(student_path(room.ada()) + "/debrief").body})
        for (const auto& secret :
             {linus.link, linus.form_word, room.teacher_word(), room.room.roll().teacher_link})
            BOOST_TEST(!page.contains(secret));
    BOOST_TEST(linus.places[5].desk.deeds().empty());
}

BOOST_AUTO_TEST_CASE(a_lab_has_somebody_in_it) {
    BOOST_CHECK_THROW(Classroom::new_roll({}, 1, 0), UsageError);
    const auto of = [](std::size_t students) {
        return Classroom::new_roll(std::vector<std::string>(students, "x"), 1, 0);
    };
    BOOST_CHECK_THROW(of(Classroom::kMostStudents + 1), UsageError);
    boost::asio::io_context loop;
    Classroom room(lab(), of(Classroom::kMostStudents));
    Lesson lesson(room, nullptr, [] { return std::int64_t{0}; });
    Hosts hosts(loop.get_executor(), {});
    const auto make = [&](const char* address, std::uint16_t port) {
        Site(lab(), lesson, hosts, boost::asio::ip::make_address(address), port, {});
    };
    make("127.0.0.1", 65535);  // at an address each
    // Elsewhere at a port each.
    const auto last = static_cast<std::uint16_t>(65536 - lab().exercises.size() * Classroom::kMostStudents);
    make("198.18.0.1", last);
    BOOST_CHECK_THROW(make("198.18.0.1", static_cast<std::uint16_t>(last + 1)), UsageError);
    make("198.18.0.1", 0);
}

BOOST_AUTO_TEST_SUITE_END()

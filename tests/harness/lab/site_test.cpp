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
    Classroom room{lab(), {"Ada <b>", "=1+1"}, 1};
    std::vector<std::string> troubles;
    Hosts hosts{loop.get_executor(), {}};
    Site site{lab(), room,
              hosts, boost::asio::ip::make_address("127.0.0.1"),
              0,     [this](const std::string& trouble) { troubles.push_back(trouble); }};

    Student& ada() { return room.students()[0]; }
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
    BOOST_TEST(room.get(path + "/capture.pcapng").type == "application/octet-stream");
    const auto line = http::percent_encoded(exercise_named("06-holiday").solution.front());
    BOOST_TEST(room.post(path + "/type", word, "&line=" + line).status == 303U);
    BOOST_TEST(room.get(path).body.contains("The operation completed successfully."));
    BOOST_TEST(room.post(path + "/connect", word).status == 303U);
    BOOST_TEST(room.get(path).body.contains("connected: the desktop is there"));
    BOOST_TEST(room.post(path + "/hand-in", word, "&cause=C99").status == 400U);
    BOOST_TEST(room.post(path + "/hand-in", word, "&cause=C16").status == 303U);
    page = room.get(path).body;
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
    BOOST_TEST(room.post(teacher_path(room.room) + "/reveal", room.ada().form_word, "&shown=yes").status ==
               403U);
    BOOST_TEST(!room.room.revealed());
}

BOOST_AUTO_TEST_CASE(who_has_no_link_sees_nothing) {
    Room room;
    for (const auto& target : {"/s/x", "/t/x", "/s", "/s/", "/t/", "/x/y", "/s/x/01-monday", "/favicon.ico"})
        BOOST_TEST(room.get(target).status == 404U, target);
    BOOST_TEST(room.get("/t/" + room.ada().link).status == 404U);
    BOOST_TEST(room.get("/s/" + room.room.teacher_link()).status == 404U);
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
    BOOST_TEST(room.ada().places[0].desk.tries() == 1U);
    const auto teacher = teacher_path(room.room), word = room.room.teacher_word();
    BOOST_TEST(room.post(teacher + "/reveal", word, "&shown=yes").status == 303U);
    BOOST_TEST(room.get(path).body.contains("What it was"));
    BOOST_TEST(room.post(teacher + "/reveal", word, "&shown=no").status == 303U);
    BOOST_TEST(!room.get(path).body.contains("What it was"));
    BOOST_TEST(room.post(teacher + "/reset", word, "&student=2").status == 400U);
    BOOST_TEST(room.post(teacher + "/reset", word, "&student=0").status == 303U);
    BOOST_TEST(room.ada().places[0].desk.tries() == 0U);
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

BOOST_AUTO_TEST_CASE(a_lab_has_somebody_in_it) {
    BOOST_CHECK_THROW(Classroom(lab(), {}, 1), UsageError);
    BOOST_CHECK_THROW(Classroom(lab(), std::vector<std::string>(201, "x"), 1), UsageError);
}

BOOST_AUTO_TEST_SUITE_END()

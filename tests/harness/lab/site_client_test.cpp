#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "harness/lab/pages.h"
#include "harness/lab/pages_client.h"
#include "harness/lab/site.h"
#include "harness/live/http/target.h"
#include "tests/harness/lab/lab.h"

BOOST_AUTO_TEST_SUITE(lab_site_client)

using namespace badrdp;
using namespace badrdp::harness;
using namespace badrdp::harness::lab;
using badrdp::test::lab;

namespace {

// Clients that only say what was asked of them.
struct Listed : DeskClients {
    ClientLook look(int student, std::string_view exercise, const std::string& options) const override {
        auto out = shown;
        if (options == "entra") out.lacks = "it has no such options";
        const auto at = states.find({student, std::string(exercise)});
        if (at != states.end()) out.state = at->second;
        return out;
    }
    std::string start(int student, ClientWish wish) override {
        if (!refusal.empty()) return refusal;
        states[{student, wish.exercise}] = ClientState::running;
        wishes.push_back(std::move(wish));
        return {};
    }
    void end(int student, std::string_view exercise) override {
        ended.insert(std::to_string(student) + " " + std::string(exercise));
    }
    std::optional<http::Passage> window(int student, std::string_view exercise) const override {
        if (look(student, exercise, {}).state != ClientState::running) return std::nullopt;
        return http::Passage{.to = "/run/" + std::to_string(student)};
    }

    ClientLook shown{.name = "a <client> 2.11"};
    std::string refusal{};
    std::map<std::pair<int, std::string>, ClientState> states{};
    std::vector<ClientWish> wishes{};
    std::set<std::string> ended{};
};

struct Desks {
    Desks() { site.offer(clients, {{"core/rfb.js", "export default 1;"}, {"screen.js", "1;"}}); }

    boost::asio::io_context loop;
    Classroom room{lab(), Classroom::new_roll({"Ada", "Linus"}, 1, 10)};
    std::int64_t clock = 0;
    Lesson lesson{room, nullptr, [this] { return clock; }};
    Hosts hosts{loop.get_executor(), {}};
    Listed clients;
    Site site{lab(), lesson, hosts, boost::asio::ip::make_address("127.0.0.1"), 0, [](const std::string&) {}};

    const Student& ada() { return room.students()[0]; }
    const Student& linus() { return room.students()[1]; }
    http::Response get(const std::string& target) { return site.answer({.method = "GET", .target = target}); }
    http::Response open(const std::string& target, bool web_socket, const std::string& origin) {
        return site.answer({.method = "GET", .target = target, .origin = origin, .web_socket = web_socket});
    }
    http::Response post(const std::string& target, const std::string& word, const std::string& more = {}) {
        return site.answer({.method = "POST",
                            .target = target,
                            .content_type = "application/x-www-form-urlencoded",
                            .body = "word=" + word + more});
    }
};

std::string policy_in(const http::Response& response) {
    for (const auto& [name, value] : response.headers)
        if (name == "Content-Security-Policy") return value;
    return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_button_starts_the_users_client_at_his_own_host) {
    Desks desks;
    const auto desk = student_path(desks.ada()) + "/13-kiosk";
    auto page = desks.get(desk);
    BOOST_TEST(page.body.contains("Start a &lt;client&gt; 2.11"));
    BOOST_TEST(!page.body.contains("<iframe"));
    BOOST_TEST(desks.post(desk + "/client", desks.ada().form_word).status == 303U);
    BOOST_REQUIRE(desks.clients.wishes.size() == 1);
    const auto& wish = desks.clients.wishes.front();
    BOOST_TEST(wish.options == "strict");  // client = "strict" in the exercise
    BOOST_TEST(wish.port != 0);
    BOOST_TEST(wish.trusted.empty());
    page = desks.get(desk);
    BOOST_TEST(page.body.contains(wish.address + ":" + std::to_string(wish.port)));
    BOOST_TEST(page.body.contains("<iframe src=\"" + desk + "/screen\" title="));
    BOOST_TEST(!page.body.contains("<script"));
    BOOST_TEST(policy_in(page).contains("frame-src 'self'"));
    BOOST_TEST(!policy_in(page).contains("script-src"));
    BOOST_TEST(desks.post(desk + "/client-end", desks.ada().form_word).status == 303U);
    BOOST_TEST(desks.clients.ended.contains("0 13-kiosk"));
}

// F26 gives the host a certificate of an authority that the user's machine trusts: its client is told.
BOOST_AUTO_TEST_CASE(whom_the_users_machine_trusts_its_client_trusts) {
    Desks desks;
    const auto desk = student_path(desks.ada()) + "/13-kiosk";
    const auto& cure = badrdp::test::exercise_named("13-kiosk").solution.front();
    BOOST_TEST(
        desks.post(desk + "/type", desks.ada().form_word, "&line=" + http::percent_encoded(cure)).status ==
        303U);
    BOOST_TEST(desks.post(desk + "/client", desks.ada().form_word).status == 303U);
    BOOST_REQUIRE(desks.clients.wishes.size() == 1);
    BOOST_TEST(desks.clients.wishes.front().trusted.starts_with("-----BEGIN CERTIFICATE-----"));
}

BOOST_AUTO_TEST_CASE(a_window_is_for_its_own_page_alone) {
    Desks desks;
    const auto desk = student_path(desks.ada()) + "/06-holiday";
    const auto window = desk + "/window";
    BOOST_TEST(desks.open(window, true, "http://127.0.0.1").status == 409U);  // nothing runs
    desks.post(desk + "/client", desks.ada().form_word);
    const auto led = desks.open(window, true, "http://127.0.0.1");
    BOOST_REQUIRE(led.passage);
    BOOST_TEST(led.passage->to == "/run/0");
    BOOST_TEST(desks.open(window, true, "").status == 403U);
    BOOST_TEST(desks.open(window, false, "http://127.0.0.1").status == 403U);
    const auto his = student_path(desks.linus()) + "/06-holiday/window";
    BOOST_TEST(desks.open(his, true, "http://127.0.0.1").status == 409U);  // his own, and he has none
    const auto screen = desks.get(desk + "/screen");
    BOOST_TEST(screen.body.contains("src=\"/viewer/screen.js\""));
    BOOST_TEST(policy_in(screen).contains("script-src 'self'; connect-src 'self';"));
    BOOST_TEST(policy_in(screen).contains("frame-ancestors 'self'"));
    BOOST_TEST(desks.get("/viewer/core/rfb.js").type == "text/javascript; charset=utf-8");
    for (const auto* none : {"/viewer", "/viewer/core", "/viewer/core/none.js", "/viewer/core/%2e%2e/x.js"})
        BOOST_TEST((desks.get(none).status == 404U || desks.get(none).status == 400U), none);
}

BOOST_AUTO_TEST_CASE(a_client_is_started_by_its_students_form_and_no_other) {
    Desks desks;
    const auto desk = student_path(desks.ada()) + "/06-holiday", word = desks.ada().form_word;
    for (const auto* deed : {"/client", "/client-end"})
        BOOST_TEST(desks.post(desk + deed, desks.linus().form_word).status == 403U);
    BOOST_TEST(desks.get(desk + "/client").status == 404U);
    BOOST_TEST(desks.post(student_path(desks.ada()) + "/20-duplex/client", word).status ==
               409U);  // no socket
    desks.clients.refusal = "40 clients run already";
    BOOST_TEST(desks.post(desk + "/client", word).body.contains("40 clients run already"));
    desks.clients.refusal.clear();
    desks.post(teacher_path(desks.room) + "/pause", desks.room.roll().teacher_word, "&on=yes");
    BOOST_TEST(desks.post(desk + "/client", word).status == 409U);
    desks.post(teacher_path(desks.room) + "/pause", desks.room.roll().teacher_word, "&on=no");
    desks.clock = 11 * 60'000;
    BOOST_TEST(desks.post(desk + "/client", word).status == 409U);
    BOOST_TEST(desks.clients.wishes.empty());
    BOOST_TEST(desks.clients.ended.empty());
}

BOOST_AUTO_TEST_CASE(a_desk_that_is_reset_has_no_client) {
    Desks desks;
    desks.post(teacher_path(desks.room) + "/reset", desks.room.roll().teacher_word,
               "&student=1&exercise=06-holiday");
    BOOST_TEST(desks.clients.ended.contains("1 06-holiday"));
}

BOOST_AUTO_TEST_CASE(what_it_said_is_text_of_the_page) {
    Desks desks;
    const auto desk = student_path(desks.ada()) + "/06-holiday";
    desks.clients.states[{0, "06-holiday"}] = ClientState::ended;
    desks.clients.shown.said = "one <b>\n[ERROR] two\n";
    desks.clients.shown.how = "ended with exit status 131 after 0.4 s";
    const auto wanted =
        "ended with exit status 131 after 0.4 s. What it said:</p><pre tabindex=0>one "
        "&lt;b&gt;\n[ERROR] two\n</pre>";
    BOOST_TEST(desks.get(desk).body.contains(wanted), desks.get(desk).body);
    BOOST_TEST(desks.get(desk + "/screen").body.contains(wanted));
    BOOST_TEST(desks.get(desk).body.contains("Start a &lt;client&gt; 2.11 again"));
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_named) {
    Desks desks;
    const auto desk = student_path(desks.ada()) + "/06-holiday";
    desks.clients.shown.lacks_window = "there is no X; install y";
    BOOST_TEST(desks.get(desk).body.contains("Its window cannot be shown: there is no X; install y."));
    desks.clients.shown.lacks_window.clear();
    desks.site.offer(desks.clients, {});
    BOOST_TEST(desks.get(desk).body.contains("install novnc"));
    desks.clients.shown.lacks = "it is not on this machine; install freerdp2-x11";
    const auto page = desks.get(desk).body;
    BOOST_TEST(page.contains("cannot be started here: it is not on this machine; install freerdp2-x11."));
    BOOST_TEST(!page.contains("/client\""));
    desks.clients.shown.lacks.clear();  // client = "entra" in the exercise
    BOOST_TEST(desks.get(student_path(desks.ada()) + "/34-badge").body.contains("it has no such options"));
}

BOOST_AUTO_TEST_SUITE_END()

#include "harness/lab/pages.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/lab/page_parts.h"
#include "harness/lab/pages_client.h"
#include "harness/lab/typed.h"
#include "harness/lab/views.h"
#include "harness/os/text.h"

namespace badrdp::harness::lab {
namespace {

std::string history_part(const Desk& desk) {
    std::string out;
    unsigned minutes = 0;
    for (const auto& deed : desk.deeds()) {
        out += fmt::format("PS C:\\&gt; {}\n{}", escaped(deed.typed), shown_lines(deed.answer));
        minutes += deed.minutes;
    }
    if (out.empty()) return {};
    return fmt::format("<pre tabindex=0>{}</pre><p>So far this cost {}.</p>", out,
                       counted(minutes, "minute"));
}

std::string work_part(const Student& student, const Place& place) {
    const auto path = desk_path(student, place);
    const auto& desk = place.desk;
    auto out = std::string("<h2 id=desk>Your desk at the host</h2>") + history_part(desk);
    out += form(
        path + "/type", student.form_word,
        fmt::format("<label>A command, as you would type it into PowerShell there<input type=text name=line "
                    "maxlength={} autocomplete=off spellcheck=false required></label><button>Do it</button>",
                    kLongestLine));
    out += "<p class=faint>What you type is done to a model of a host, and to no machine.</p>";
    return out;
}

std::string capture_link(const std::string& path, std::size_t number, std::string_view text) {
    return fmt::format("<a href=\"{}/capture-{}.pcapng\">{}</a>", path, number, text);
}

std::string user_part(const Student& student, const Place& place, bool open) {
    const auto path = desk_path(student, place);
    const auto& attempts = place.desk.attempts();
    std::string out = "<h2 id=user>The user</h2>";
    if (!attempts.empty() && !place.desk.changed_since())
        out += fmt::format("<p class={}>{}</p>", attempts.back().works ? "good" : "bad",
                           escaped(attempts.back().said));
    if (open)
        out += form(path + "/connect", student.form_word, "<button>Let the user connect again</button>");
    if (attempts.empty()) return out;
    out += "<p>The packets of each try, for Wireshark:";
    for (std::size_t i = 1; i <= attempts.size(); ++i)
        out += " " + capture_link(path, i,
                                  fmt::format("try {} ({})", i, attempts[i - 1].works ? "worked" : "failed"));
    return out + "</p>";
}

std::string hints_part(const Student& student, const Place& place) {
    const auto& desk = place.desk;
    if (desk.hints().empty() && desk.next_hint().empty()) return {};
    std::string out = "<h2 id=hints>Hints</h2>";
    for (const auto& hint : desk.hints()) out += fmt::format("<p>{}</p>", escaped(hint));
    if (!desk.next_hint().empty())
        out += form(desk_path(student, place) + "/hint", student.form_word,
                    "<button>Where should I look? (takes a point)</button>");
    return out;
}

std::string options_of(const LabData& data, const Exercise& exercise, std::string_view first) {
    auto out = fmt::format("<option value=\"\">{}</option>", first);
    for (const auto& id : exercise.choices)
        out += fmt::format("<option value={}>{}</option>", escaped(id), escaped(data.causes.at(id).title));
    return out;
}

std::string hand_in_part(const LabData& data, const Student& student, const Place& place) {
    const auto& exercise = place.desk.exercise();
    std::string tries = "<option value=\"\">none</option>";
    for (std::size_t i = 1; i <= place.desk.attempts().size(); ++i)
        tries += fmt::format("<option value={0}>try {0}</option>", i);
    return "<h2>Hand it in</h2>" +
           form(desk_path(student, place) + "/hand-in", student.form_word,
                fmt::format(
                    "<label>What was the cause?<select name=cause required>{}</select></label>"
                    "<label>Was there a second one?<select name=also>{}</select></label>"
                    "<label>Which try shows it?<select name=try>{}</select></label>"
                    "<label>Which frame of it proves it? (a number, as Wireshark counts)<input type=text "
                    "name=frame inputmode=numeric pattern=\"[0-9]*\" maxlength=9 autocomplete=off></label>"
                    "<button>Hand in</button>",
                    options_of(data, exercise, "choose one"), options_of(data, exercise, "no"), tries));
}

// Once the cause is named, the name of the look-alike gives nothing away.
std::string look_alike_part(const LabData& data, const Student& student, const Place& place) {
    const auto& exercise = place.desk.exercise();
    std::string options = "<option value=\"\">choose one</option>";
    for (const auto& id : exercise.choices)
        options += fmt::format("<option value={}>{}</option>", escaped(id), escaped(data.causes.at(id).wire));
    return fmt::format(
               "<h2 id=grade>One more question</h2><p>To the user this looks the same: “{}”. What would the "
               "packets have shown then?</p>",
               escaped(data.causes.at(exercise.look_alike).title)) +
           form(desk_path(student, place) + "/part", student.form_word,
                fmt::format("<label>The packets<select name=look_alike required>{}</select></label>"
                            "<button>Hand in</button>",
                            options));
}

std::string views_part(const Desk& desk) {
    std::string out =
        "<h2>What the host shows</h2><p class=faint>A model of a Windows host: what its consoles would "
        "say.</p>";
    for (const auto& view : lab_views())
        out += fmt::format(
            "<details><summary>{}</summary><div class=body><pre tabindex=0>{}</pre></div></details>\n",
            escaped(title_of(view)), shown_lines(view_of(view, desk.sight())));
    return out;
}

}  // namespace

std::string student_path(const Student& student) { return "/s/" + student.link; }
std::string desk_path(const Student& student, const Place& place) {
    return student_path(student) + "/" + place.desk.exercise().id;
}
std::string teacher_path(const Classroom& room) { return "/t/" + room.roll().teacher_link; }

std::string student_page(const Student& student) {
    auto body = fmt::format("<h1>Tickets for {}</h1><ol>", escaped(student.name));
    for (const auto& place : student.places)
        body += fmt::format("<li><a href=\"{}\">{}</a> <span class=faint>{}, {}</span></li>",
                            desk_path(student, place), escaped(place.desk.exercise().title),
                            name(place.desk.exercise().degree), escaped(state_of(place)));
    return lab_page(
        "badrdp lab",
        body + fmt::format("</ol><p>In each of them a user cannot connect. Look, find the cause, mend "
                           "it, and do not make the host less secure.</p><p><a href=\"{}/debrief\">What "
                           "you have handed in</a></p>",
                           student_path(student)));
}

std::string desk_page(const LabData& data, const Student& student, std::size_t place_index,
                      const DeskLook& look) {
    const auto& place = student.places.at(place_index);
    const auto& exercise = place.desk.exercise();
    const bool open = !place.handed_in && !look.paused;
    auto body = fmt::format(
        "<p><a href=\"{}\">All tickets of {}</a></p><h1>{}</h1><blockquote>{}</blockquote>",
        student_path(student), escaped(student.name), escaped(exercise.title), escaped(place.desk.ticket()));
    if (!look.address.empty())
        body += fmt::format(
            "<p>Your own client may connect to <code>{0}</code>, as badrdp with canary-7f3a: <code>xfreerdp "
            "/v:{0} /u:badrdp /p:canary-7f3a /cert:ignore</code>, or by <a href=\"{1}/{2}\">a .rdp "
            "file</a>.</p>",
            escaped(look.address), desk_path(student, place), kRdpFile);
    if (look.paused) body += "<p class=bad>The lesson is paused.</p>";
    if (look.over) body += "<p class=bad>The time is over: hand in what you have.</p>";
    if (place.finished) body += "<h2 id=grade>How it went</h2>" + grade_part(place);
    if (place.handed_in && !place.finished && !look.paused) body += look_alike_part(data, student, place);
    if (place.finished || look.revealed) body += solution_part(data, exercise);
    body += views_part(place.desk);
    const bool works = open && !look.over;
    if (works) body += work_part(student, place);
    body += user_part(student, place, works);
    body +=
        client_part(look.client, desk_path(student, place), student.form_word, !look.address.empty(), works);
    if (works) body += hints_part(student, place);
    if (open) body += hand_in_part(data, student, place);
    return lab_page(exercise.title, body);
}

std::string nobody_page() {
    return lab_page(
        "badrdp lab",
        "<h1>badrdp lab</h1><p>Every student has a link of his own. Ask your teacher for yours.</p>");
}

}  // namespace badrdp::harness::lab

// The wall, and what a lesson is talked over with.
#include <fmt/format.h>

#include <algorithm>

#include "harness/lab/page_parts.h"
#include "harness/lab/pages.h"
#include "harness/os/text.h"

namespace badrdp::harness::lab {
namespace {

constexpr std::size_t kMostRungs = 40;

std::string drawn(std::string_view title, const Attempt& attempt) {
    return fmt::format("<h3>{}</h3><p>The user was told: {}</p><div class=wide>{}</div>", title,
                       escaped(attempt.said),
                       ladder_html(shortened(findings_in(attempt).ladder, kMostRungs)));
}

std::string ladders_part(const Desk& desk) {
    const auto& attempts = desk.attempts();
    const auto failed = std::ranges::find(attempts, false, &Attempt::works);
    std::string out;
    if (failed != attempts.end()) out += drawn("Before", *failed);
    if (desk.works()) out += drawn("After", attempts.back());
    return out;
}

std::string students_options(const Classroom& room, std::string_view first) {
    std::string out(first);
    for (std::size_t i = 0; i < room.students().size(); ++i)
        out += fmt::format("<option value={}>{}</option>", i, escaped(room.students()[i].name));
    return out;
}

std::string switch_form(const Classroom& room, std::string_view deed, bool on, std::string_view turn_on,
                        std::string_view turn_off) {
    return form(fmt::format("{}/{}", teacher_path(room), deed), room.roll().teacher_word,
                fmt::format("<input type=hidden name=on value={}><button>{}</button>", on ? "no" : "yes",
                            on ? turn_off : turn_on));
}

std::string teacher_forms(const Classroom& room) {
    auto out = switch_form(room, "pause", room.paused(), "Pause the lesson", "Go on with the lesson");
    out += switch_form(room, "reveal", room.revealed(), "Show everybody the solutions", "Hide the solutions");
    if (room.roll().minutes != 0)
        out += form(teacher_path(room) + "/extend", room.roll().teacher_word,
                    fmt::format("<label>More minutes<input type=text name=minutes inputmode=numeric "
                                "pattern=\"[0-9]+\" maxlength=3 required></label><label>for<select "
                                "name=student>{}</select></label><button>Extend</button>",
                                students_options(room, "<option value=\"\">everybody</option>")));
    std::string exercises = "<option value=\"\">all of them</option>";
    for (const auto& place : room.students().front().places)
        exercises += fmt::format("<option value={}>{}</option>", escaped(place.desk.exercise().id),
                                 escaped(place.desk.exercise().title));
    return out + form(teacher_path(room) + "/reset", room.roll().teacher_word,
                      fmt::format(
                          "<label>Desks of<select name=student required>{}</select></label><label>at<select "
                          "name=exercise>{}</select></label><button>Reset</button>",
                          students_options(room, "<option value=\"\">choose one</option>"), exercises));
}

std::string row_of(const Student& student) {
    auto out = fmt::format("<tr><th scope=row><a href=\"{}/debrief\">{}</a></th>", student_path(student),
                           escaped(student.name));
    for (const auto& place : student.places)
        out +=
            fmt::format("<td>{}<br><span class=faint>{}, {}{}</span></td>", escaped(state_of(place)),
                        counted(place.desk.deeds().size(), "command"),
                        counted(place.desk.attempts().size(), "connection"),
                        place.desk.hints().empty() ? "" : ", " + counted(place.desk.hints().size(), "hint"));
    return out + "</tr>";
}

}  // namespace

std::string debrief_page(const LabData& data, const Student& student) {
    auto body = fmt::format("<p><a href=\"{}\">All tickets of {}</a></p><h1>What {} has handed in</h1>",
                            student_path(student), escaped(student.name), escaped(student.name));
    bool any = false;
    for (const auto& place : student.places) {
        if (!place.finished) continue;
        any = true;
        body +=
            fmt::format("<section><h2>{}</h2>{}", escaped(place.desk.exercise().title), grade_part(place));
        body += solution_part(data, place.desk.exercise()) + ladders_part(place.desk) + "</section>";
    }
    if (!any) body += "<p>Nothing yet.</p>";
    return lab_page("badrdp lab: debrief", body);
}

std::string wall_page(const Classroom& room, std::int64_t now) {
    auto body = fmt::format(
        "<h1>The lab</h1><p>{} of the lesson{}{}</p>", minutes_text(now),
        room.minutes() == 0 ? std::string() : fmt::format(", which has {} minutes", room.minutes()),
        room.paused() ? ", which is paused" : "");
    body +=
        "<div class=wide role=region aria-label=\"The class\" tabindex=0><table class=rows><thead><tr><th "
        "scope=col>Student</th>";
    for (const auto& place : room.students().front().places)
        body += fmt::format("<th scope=col>{}</th>", escaped(place.desk.exercise().title));
    body += "</tr></thead><tbody>";
    for (const auto& student : room.students()) body += row_of(student);
    body += "</tbody></table></div>" + teacher_forms(room);
    return lab_page("badrdp lab: the wall",
                    body + fmt::format("<p><a href=\"{0}/results.csv\">Results as CSV</a>, <a "
                                       "href=\"{0}/results.json\">as JSON</a></p>",
                                       teacher_path(room)));
}

}  // namespace badrdp::harness::lab

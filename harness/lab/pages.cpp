#include "harness/lab/pages.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/lab/typed.h"
#include "harness/lab/views.h"
#include "harness/live/index_page.h"
#include "harness/os/lines.h"
#include "harness/os/text.h"

namespace badrdp::harness::lab {
namespace {

constexpr std::string_view kLabStyle = R"css(
body { max-width: 60rem; overflow-wrap: break-word; }
h1 { font-size: 1.4rem; color: var(--text); } h2 { font-weight: 600; }
pre { overflow-x: auto; white-space: pre-wrap;
  padding: .6rem .8rem; background: var(--card); border: 1px solid var(--line);
  border-radius: .4rem; font: .82em/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, monospace; }
blockquote { margin: .6rem 0; padding: .4rem 1rem; border-left: 3px solid var(--line);
  background: var(--card); }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: .6rem 0; }
label { flex: 1 1 16rem; } input[type=text], select { width: 100%; font: inherit; padding: .45rem; }
button { font: inherit; padding: .45rem .9rem; min-height: 2.75rem; }
.good { color: var(--pass); } .bad { color: var(--fail); }
.rows td, .rows th { text-align: left; padding: .3rem .6rem; border-top: 1px solid var(--line);
  vertical-align: top; }
:focus-visible { outline: 3px solid var(--moot); outline-offset: 2px; }
)css";

std::string shown_lines(std::string_view text) {
    std::string out;
    for (const auto line : split_lines(text)) out += escaped(line) + "\n";
    return out;
}

std::string page(std::string_view title, const std::string& body) {
    return live_page(title, "<main>" + body + "</main>\n", kLabStyle);
}

// A form that posts to `action`; `inside` is markup.
std::string form(const std::string& action, const std::string& word, std::string_view inside) {
    return fmt::format(
        "<form method=post action=\"{}\"><input type=hidden name=word value=\"{}\">{}</form>\n", action, word,
        inside);
}

std::string mark(bool good, std::string_view yes, std::string_view no) {
    return fmt::format("<li class={}>{}</li>", good ? "good" : "bad", escaped(good ? yes : no));
}

std::string grade_part(const Place& place) {
    const auto grade = place.desk.grade();
    const auto& exercise = place.desk.exercise();
    std::string out = "<h2 id=grade>How it went</h2><ul>";
    out += mark(grade.works, "The user gets in again.",
                "The user does not get in, as far as anybody has tried.");
    if (grade.works) {
        out += mark(grade.lacks.empty(), "The host is as secure as before.",
                    "The host is less secure than before:");
        for (const auto& lack : grade.lacks) out += fmt::format("<li class=bad>{}</li>", escaped(lack));
    }
    out += mark(grade.in_time, fmt::format("It cost {} minutes.", grade.minutes),
                fmt::format("It cost {} minutes, and {} would have done.", grade.minutes, exercise.minutes));
    for (const auto& deed : place.desk.deeds())
        if (!deed.cost.empty())
            out += fmt::format("<li><code>{}</code>: {}</li>", escaped(deed.typed), escaped(deed.cost));
    out += mark(grade.named, "You named the cause.", "The cause was another one.");
    return out + "</ul>";
}

std::string debrief_part(const LabData& data, const Exercise& exercise) {
    auto out = fmt::format("<h2>What it was</h2><p>{}: {}</p><p>{}</p><p>What cures it:</p><pre tabindex=0>",
                           escaped(exercise.cause), escaped(data.causes.at(exercise.cause)),
                           escaped(exercise.debrief));
    for (const auto& line : exercise.solution) out += escaped(line) + "\n";
    return out + "</pre>";
}

std::string history_part(const Desk& desk) {
    std::string out;
    unsigned minutes = 0;
    for (const auto& deed : desk.deeds()) {
        out += fmt::format("PS C:\\&gt; {}\n{}", escaped(deed.typed), shown_lines(deed.answer));
        minutes += deed.minutes;
    }
    if (out.empty()) return {};
    return fmt::format("<pre tabindex=0>{}</pre><p>So far this cost {} minutes.</p>", out, minutes);
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
    out += "<h2 id=user>The user</h2>";
    if (!desk.last_try().empty())
        out += fmt::format("<p class={}>{}</p>", desk.works() ? "good" : "bad", escaped(desk.last_try()));
    out += form(path + "/connect", student.form_word, "<button>Let the user connect again</button>");
    if (desk.tries() > 0)
        out += fmt::format(
            "<p><a href=\"{}/capture.pcapng\">The packets of the last try</a>, for Wireshark</p>", path);
    return out;
}

std::string hand_in_part(const LabData& data, const Student& student, const Place& place) {
    std::string options = "<option value=\"\">choose one</option>";
    for (const auto& id : place.desk.exercise().choices)
        options += fmt::format("<option value={}>{}</option>", escaped(id), escaped(data.causes.at(id)));
    return "<h2>Hand it in</h2>" +
           form(desk_path(student, place) + "/hand-in", student.form_word,
                fmt::format("<label>What was the cause?<select name=cause required>{}</select></label>"
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
std::string teacher_path(const Classroom& room) { return "/t/" + room.teacher_link(); }

std::string student_page(const Student& student) {
    auto body = fmt::format("<h1>Tickets for {}</h1><ol>", escaped(student.name));
    for (const auto& place : student.places)
        body += fmt::format("<li><a href=\"{}\">{}</a> <span class=faint>{}</span></li>",
                            desk_path(student, place), escaped(place.desk.exercise().title),
                            escaped(state_of(place)));
    return page("badrdp lab",
                body +
                    "</ol><p>In each of them a user cannot connect. Look, find the cause, mend it, and do "
                    "not make the host less secure.</p>");
}

std::string desk_page(const LabData& data, const Student& student, std::size_t place_index, bool revealed,
                      const std::string& address) {
    const auto& place = student.places.at(place_index);
    const auto& exercise = place.desk.exercise();
    auto body = fmt::format(
        "<p><a href=\"{}\">All tickets of {}</a></p><h1>{}</h1><blockquote>{}</blockquote>",
        student_path(student), escaped(student.name), escaped(exercise.title), escaped(place.desk.ticket()));
    if (!address.empty())
        body +=
            fmt::format("<p>Your own client may connect to <code>{}</code>, as badrdp with canary-7f3a.</p>",
                        escaped(address));
    if (place.handed_in) body += grade_part(place);
    if (place.handed_in || revealed) body += debrief_part(data, exercise);
    body += views_part(place.desk);
    if (!place.handed_in) body += work_part(student, place) + hand_in_part(data, student, place);
    return page(exercise.title, body);
}

std::string wall_page(const Classroom& room) {
    auto body = std::string("<h1>The lab</h1><div class=wide><table class=rows><thead><tr><th>Student</th>");
    for (const auto& place : room.students().front().places)
        body += fmt::format("<th>{}</th>", escaped(place.desk.exercise().title));
    body += "</tr></thead><tbody>";
    for (std::size_t i = 0; i < room.students().size(); ++i) {
        const auto& student = room.students()[i];
        body += fmt::format("<tr><th><a href=\"{}\">{}</a>", student_path(student), escaped(student.name));
        body +=
            form(teacher_path(room) + "/reset", room.teacher_word(),
                 fmt::format("<input type=hidden name=student value={}><button aria-label=\"Reset {}\">Reset"
                             "</button>",
                             i, escaped(student.name)));
        body += "</th>";
        for (const auto& place : student.places)
            body += fmt::format("<td>{}<br><span class=faint>{}, {}</span></td>", escaped(state_of(place)),
                                counted(place.desk.deeds().size(), "command"),
                                counted(place.desk.tries(), "connection"));
        body += "</tr>";
    }
    body += "</tbody></table></div>";
    body +=
        form(teacher_path(room) + "/reveal", room.teacher_word(),
             room.revealed()
                 ? "<input type=hidden name=shown value=no><button>Hide the solutions</button>"
                 : "<input type=hidden name=shown value=yes><button>Show everybody the solutions</button>");
    return page(
        "badrdp lab: the wall",
        body +
            fmt::format("<p><a href=\"{0}/results.csv\">Results as CSV</a>, <a href=\"{0}/results.json\">as "
                        "JSON</a></p>",
                        teacher_path(room)));
}

std::string nobody_page() {
    return page("badrdp lab",
                "<h1>badrdp lab</h1><p>Every student has a link of his own. Ask your teacher for yours.</p>");
}

}  // namespace badrdp::harness::lab

#include "harness/lab/page_parts.h"

#include <fmt/format.h>

#include "harness/lab/results.h"
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
iframe { width: 100%; aspect-ratio: 1; max-height: 50rem; border: 1px solid var(--line); }
#window { width: 100%; aspect-ratio: 4/3; background: #282828; } h1.small { font-size: 1rem; margin: 0; }
:focus-visible { outline: 3px solid var(--moot); outline-offset: 2px; }
)css";

std::string mark(bool good, std::string_view yes, std::string_view no) {
    return fmt::format("<li class={}>{}</li>", good ? "good" : "bad", escaped(good ? yes : no));
}

}  // namespace

std::string lab_page(std::string_view title, const std::string& body) {
    return live_page(title, "<main>" + body + "</main>\n", kLabStyle);
}

std::string form(const std::string& action, const std::string& word, std::string_view inside) {
    return fmt::format(
        "<form method=post action=\"{}\"><input type=hidden name=word value=\"{}\">{}</form>\n", action, word,
        inside);
}

std::string shown_lines(std::string_view text) {
    std::string out;
    for (const auto line : split_lines(text)) out += escaped(line) + "\n";
    return out;
}

std::string minutes_text(std::int64_t milliseconds) {
    return fmt::format("{}:{:02}", milliseconds / 60'000, milliseconds / 1000 % 60);
}

std::string grade_part(const Place& place) {
    const auto grade = place.desk.grade();
    const auto& exercise = place.desk.exercise();
    auto out = fmt::format("<p class=score>{} of {} points</p><ul>", grade.points(), Grade::kMost);
    out += mark(grade.works, "The user gets in again.",
                "The user does not get in, as far as anybody has tried.");
    if (grade.works) {
        out += mark(grade.lacks.empty(), "The host is as secure as before.",
                    "The host is less secure than before:");
        for (const auto& lack : grade.lacks) out += fmt::format("<li class=bad>{}</li>", escaped(lack));
    }
    out += mark(grade.in_time, fmt::format("It cost {}.", counted(grade.minutes, "minute")),
                fmt::format("It cost {}, and {} would have done.", counted(grade.minutes, "minute"),
                            exercise.minutes));
    for (const auto& deed : place.desk.deeds())
        if (!deed.cost.empty())
            out += fmt::format("<li><code>{}</code>: {}</li>", escaped(deed.typed), escaped(deed.cost));
    out += mark(grade.named, "You named the cause.",
                exercise.also.empty() ? "The cause was another one."
                                      : "There were two causes, and you named not both.");
    out += mark(grade.proven, "Your frame proves it.", "Your frame does not prove it.");
    out += mark(grade.parted, "You know how its look-alike would have looked.",
                "Its look-alike would have looked otherwise.");
    if (grade.hints > 0)
        out += fmt::format("<li class=bad>{}, a point each.</li>", counted(grade.hints, "hint"));
    if (const auto took = seconds_of(place))
        out += fmt::format("<li>It took {} minutes.</li>", minutes_text(*took * 1000));
    return out + "</ul>";
}

std::string solution_part(const LabData& data, const Exercise& exercise) {
    std::string out = "<h2>What it was</h2>";
    for (const auto& id : {exercise.cause, exercise.also})
        if (!id.empty()) out += fmt::format("<p>{}: {}</p>", escaped(id), escaped(data.causes.at(id).title));
    out += fmt::format("<p>{}</p><p>What cures it:</p><pre tabindex=0>", escaped(exercise.debrief));
    for (const auto& line : exercise.solution) out += escaped(line) + "\n";
    return out + fmt::format("</pre><p>The wrong way: {}.</p>", escaped(exercise.teaches));
}

}  // namespace badrdp::harness::lab

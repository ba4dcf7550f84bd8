#include "harness/lab/results.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "capture/json_text.h"
#include "harness/os/text.h"

namespace badrdp::harness::lab {
namespace {

// A spreadsheet takes what begins with one of these for a formula.
std::string cell(std::string text) {
    if (!text.empty() && std::string_view("=+-@\t\r").contains(text[0])) text.insert(0, 1, '\'');
    std::string out = "\"";
    for (const char c : printable(text)) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

boost::json::object result_of(const Student& student, const Place& place) {
    const auto& desk = place.desk;
    const auto grade = desk.grade();
    boost::json::array typed, lacks;
    for (const auto& deed : desk.deeds()) typed.push_back(boost::json::string(deed.typed));
    for (const auto& lack : grade.lacks) lacks.push_back(boost::json::string(lack));
    const auto took = seconds_of(place);
    return {{"student", student.name},
            {"exercise", desk.exercise().id},
            {"degree", name(desk.exercise().degree)},
            {"state", state_of(place)},
            {"points", grade.points()},
            {"works", grade.works},
            {"less_secure", std::move(lacks)},
            {"minutes", grade.minutes},
            {"in_time", grade.in_time},
            {"cause_named", grade.named},
            {"proven", grade.proven},
            {"look_alike_parted", grade.parted},
            {"hints", grade.hints},
            {"tries", desk.attempts().size()},
            {"seconds", took ? boost::json::value(*took) : boost::json::value()},
            {"typed", std::move(typed)}};
}

}  // namespace

std::optional<std::int64_t> seconds_of(const Place& place) {
    if (!place.began || !place.ended) return std::nullopt;
    return (*place.ended - *place.began) / 1000;
}

std::string results_csv(const Classroom& room) {
    std::string out =
        "student,exercise,degree,state,points,works,as secure,minutes,in time,cause named,proven,look-alike "
        "parted,hints,tries,seconds\r\n";
    for (const auto& student : room.students())
        for (const auto& place : student.places) {
            const auto grade = place.desk.grade();
            const auto took = seconds_of(place);
            out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", cell(student.name),
                               cell(place.desk.exercise().id), name(place.desk.exercise().degree),
                               cell(state_of(place)), grade.points(), grade.works,
                               grade.works && grade.lacks.empty(), grade.minutes, grade.in_time, grade.named,
                               grade.proven, grade.parted, grade.hints, place.desk.attempts().size(),
                               took ? std::to_string(*took) : std::string());
        }
    return out;
}

std::string results_json(const Classroom& room) {
    boost::json::array out;
    for (const auto& student : room.students())
        for (const auto& place : student.places) out.push_back(result_of(student, place));
    return capture::json_text(out) + "\n";
}

}  // namespace badrdp::harness::lab

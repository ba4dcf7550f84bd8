#include "harness/lab/classroom.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "capture/json_text.h"
#include "harness/live/http/guard.h"
#include "harness/os/text.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness::lab {
namespace {

unsigned points_of(const Grade& grade) {
    return unsigned{grade.works} + unsigned{grade.works && grade.lacks.empty()} +
           unsigned{grade.works && grade.in_time} + unsigned{grade.named};
}

// A spreadsheet takes what begins with one of these for a formula.
std::string cell(std::string text) {
    if (!text.empty() && std::string_view("=+-@\t\r").contains(text[0])) text.insert(0, 1, '\'');
    std::string out = "\"";
    for (const char c : printable(text)) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

}  // namespace

Classroom::Classroom(const LabData& data, const std::vector<std::string>& names, std::uint64_t seed)
    : teacher_link_(http::secret_word()), teacher_word_(http::secret_word()) {
    if (names.empty() || names.size() > kMostStudents)
        throw UsageError(fmt::format("a lab has 1 to {} students", kMostStudents));
    for (const auto& name : names) {
        Student student{
            .name = name, .link = http::secret_word(), .form_word = http::secret_word(), .places = {}};
        for (std::size_t i = 0; i < data.exercises.size(); ++i)
            student.places.push_back(
                {Desk(data, data.exercises[i], seed + students_.size() * 1000 + i * 10)});
        students_.push_back(std::move(student));
    }
}

Student* Classroom::by_link(std::string_view link) {
    for (auto& student : students_)
        if (http::same_secret(link, student.link)) return &student;
    return nullptr;
}

std::string state_of(const Place& place) {
    if (place.handed_in) {
        const auto grade = place.desk.grade();
        return grade.all() ? "handed in: all right" : fmt::format("handed in: {} of 4", points_of(grade));
    }
    if (place.desk.works()) return "works again";
    return place.desk.deeds().empty() && place.desk.tries() == 0 ? "not begun" : "at work";
}

std::string results_csv(const Classroom& room) {
    std::string out = "student,exercise,state,works,as secure,minutes,in time,cause named,tries\r\n";
    for (const auto& student : room.students())
        for (const auto& place : student.places) {
            const auto grade = place.desk.grade();
            out += fmt::format("{},{},{},{},{},{},{},{},{}\r\n", cell(student.name),
                               cell(place.desk.exercise().id), cell(state_of(place)), grade.works,
                               grade.works && grade.lacks.empty(), grade.minutes, grade.in_time, grade.named,
                               place.desk.tries());
        }
    return out;
}

std::string results_json(const Classroom& room) {
    boost::json::array out;
    for (const auto& student : room.students())
        for (const auto& place : student.places) {
            const auto grade = place.desk.grade();
            boost::json::array typed, lacks;
            for (const auto& deed : place.desk.deeds()) typed.push_back(boost::json::string(deed.typed));
            for (const auto& lack : grade.lacks) lacks.push_back(boost::json::string(lack));
            out.push_back(boost::json::object{{"student", student.name},
                                              {"exercise", place.desk.exercise().id},
                                              {"state", state_of(place)},
                                              {"works", grade.works},
                                              {"less_secure", std::move(lacks)},
                                              {"minutes", grade.minutes},
                                              {"in_time", grade.in_time},
                                              {"cause_named", grade.named},
                                              {"tries", place.desk.tries()},
                                              {"typed", std::move(typed)}});
        }
    return capture::json_text(out) + "\n";
}

}  // namespace badrdp::harness::lab

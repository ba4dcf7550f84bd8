// The students of a lab and their desks: who has which link, how far each is.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/lab/desk.h"

namespace badrdp::harness::lab {

struct Place {
    Desk desk;
    bool handed_in = false;
};

struct Student {
    std::string name;
    std::string link;           // nobody guesses it: whoever has it is the student
    std::string form_word;      // in each of his forms, so that no other page can post them
    std::vector<Place> places;  // in the order of the exercises
};

class Classroom {
public:
    static constexpr std::size_t kMostStudents = 200;

    // Links are new each time; how hosts are broken follows from `seed`. Throws UsageError if there is
    // nobody, or too many.
    Classroom(const LabData& data, const std::vector<std::string>& names, std::uint64_t seed);

    std::vector<Student>& students() { return students_; }
    const std::vector<Student>& students() const { return students_; }
    Student* by_link(std::string_view link);
    const std::string& teacher_link() const { return teacher_link_; }
    const std::string& teacher_word() const { return teacher_word_; }

    bool revealed() const { return revealed_; }  // the solutions are shown to everybody
    void reveal(bool shown) { revealed_ = shown; }

private:
    std::vector<Student> students_;
    std::string teacher_link_;
    std::string teacher_word_;
    bool revealed_ = false;
};

// "not begun", "at work", "works again", "handed in: all right", "handed in: 2 of 4".
std::string state_of(const Place& place);

std::string results_csv(const Classroom& room);  // [RFC 4180]; no cell is a formula
std::string results_json(const Classroom& room);

}  // namespace badrdp::harness::lab

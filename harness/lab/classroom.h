// The students of a lab and their desks: who has which link, how far each is. What happens in a lesson is a
// list of entries; the same entries always lead to the same classroom, so that they are all that has to be
// kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/lab/desk.h"

namespace badrdp::harness::lab {

// Who is in the class. Links and words are secrets of 43 letters.
struct Roll {
    struct Member {
        std::string name;
        std::string link;       // nobody guesses it: whoever has it is the student
        std::string form_word;  // in each of his forms, so that no other page can post them
    };
    std::uint64_t seed = 1;  // decides how hosts are broken
    unsigned minutes = 0;    // how long the lesson is; 0: as long as it likes
    std::string teacher_link;
    std::string teacher_word;
    std::vector<Member> members;
};

struct Place {
    Desk desk;
    bool handed_in = false;               // the cause and its proof
    bool finished = false;                // and the look-alike
    std::optional<std::int64_t> began{};  // milliseconds of the lesson
    std::optional<std::int64_t> ended{};
};

struct Student {
    std::string name;
    std::string link;
    std::string form_word;
    std::vector<Place> places;  // in the order of the exercises
    unsigned more_minutes = 0;  // that the teacher gave him alone
};

// Something that happened in the lesson.
struct Entry {
    enum class Kind : std::uint8_t { open, type, attempt, hint, hand_in, part, reset, reveal, pause, extend };

    std::int64_t at = 0;  // milliseconds of the lesson
    Kind kind = Kind::open;
    int student = -1;        // from 0; -1: everybody
    std::string exercise{};  // its id; empty: all of them
    std::string text{};      // what was typed, "yes", "10"
    std::string data{};      // of a try, its capture

    friend bool operator==(const Entry&, const Entry&) = default;
};
std::string_view name(Entry::Kind);
std::optional<Entry::Kind> entry_kind_named(std::string_view word);

// A try and what is handed in, as the text of an entry, and back. Throws std::runtime_error if it is none.
Entry entry_of(const Attempt& attempt);
Attempt attempt_of(const Entry& entry);
std::string text_of(const Answers& answers);
Answers answers_of(const std::string& text);

class Classroom {
public:
    static constexpr std::size_t kMostStudents = 150;

    // New links. Throws UsageError if there is nobody, or too many.
    static Roll new_roll(const std::vector<std::string>& names, std::uint64_t seed, unsigned minutes);

    Classroom(const LabData& data, Roll roll);

    // Throws std::runtime_error if it speaks of a student or an exercise that there is not.
    void apply(const Entry& entry);

    const Roll& roll() const { return roll_; }
    const std::vector<Student>& students() const { return students_; }
    const Student* by_link(std::string_view link) const;

    bool revealed() const { return revealed_; }  // the solutions are shown to everybody
    bool paused() const { return paused_; }
    // How long the lesson is by now, for whoever got no more of his own; 0: as long as it likes.
    unsigned minutes() const { return roll_.minutes == 0 ? 0 : roll_.minutes + more_minutes_; }
    // How many milliseconds of the lesson the student has; nothing: as many as he likes.
    std::optional<std::int64_t> time_of(const Student& student) const;

private:
    void apply_to(Place& place, const Entry& entry);

    Roll roll_;
    std::vector<Student> students_;
    bool revealed_ = false;
    bool paused_ = false;
    unsigned more_minutes_ = 0;
};

// "not begun", "at work", "works again", "handed in: all right", "handed in: 4 of 6".
std::string state_of(const Place& place);

}  // namespace badrdp::harness::lab

#include "harness/lab/classroom.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <charconv>
#include <stdexcept>

#include "capture/json_text.h"
#include "harness/live/http/guard.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness::lab {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 10> kKinds{"open", "type",  "attempt", "hint",  "hand_in",
                                                  "part", "reset", "reveal",  "pause", "extend"};

// What a state file holds was written by us, but by which version nobody knows.
template <class Read>
auto read_kept(std::string_view text, Read read) {
    try {
        return read(json::parse(text).as_object());
    } catch (const std::exception& why) {
        throw std::runtime_error(fmt::format("an entry of the lesson cannot be read: {}", why.what()));
    }
}

std::string text_at(const json::object& object, std::string_view key) {
    return std::string(object.at(key).as_string());
}

json::object kept(const Security& security) {
    return {{"protection", static_cast<unsigned>(security.protection)},
            {"fit_certificate", security.fit_certificate}};
}

Security security_in(const json::object& text) {
    const auto protection = text.at("protection").to_number<unsigned>();
    return {.protection = Protection(std::min(protection, static_cast<unsigned>(Protection::nla))),
            .fit_certificate = text.at("fit_certificate").as_bool()};
}

unsigned minutes_in(std::string_view text) {
    unsigned out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

}  // namespace

std::string_view name(Entry::Kind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }

std::optional<Entry::Kind> entry_kind_named(std::string_view word) {
    const auto found = std::ranges::find(kKinds, word);
    if (found == kKinds.end()) return std::nullopt;
    return static_cast<Entry::Kind>(found - kKinds.begin());
}

Entry entry_of(const Attempt& attempt) {
    json::object text{{"works", attempt.works}, {"seen", kept(attempt.seen)}, {"said", attempt.said}};
    if (attempt.due) text["due"] = kept(*attempt.due);
    return {.kind = Entry::Kind::attempt, .text = capture::json_text(text), .data = attempt.capture};
}

Attempt attempt_of(const Entry& entry) {
    return read_kept(entry.text, [&](const json::object& text) {
        Attempt out{.works = text.at("works").as_bool(),
                    .seen = security_in(text.at("seen").as_object()),
                    .said = text_at(text, "said"),
                    .capture = entry.data};
        if (const auto* due = text.if_contains("due")) out.due = security_in(due->as_object());
        return out;
    });
}

std::string text_of(const Answers& answers) {
    return capture::json_text(json::object{{"cause", answers.cause},
                                           {"also", answers.also},
                                           {"attempt", answers.attempt},
                                           {"frame", answers.frame}});
}

Answers answers_of(const std::string& text) {
    return read_kept(text, [](const json::object& read) {
        return Answers{.cause = text_at(read, "cause"),
                       .also = text_at(read, "also"),
                       .attempt = read.at("attempt").to_number<std::size_t>(),
                       .frame = read.at("frame").to_number<std::uint64_t>()};
    });
}

Roll Classroom::new_roll(const std::vector<std::string>& names, std::uint64_t seed, unsigned minutes) {
    if (names.empty() || names.size() > kMostStudents)
        throw UsageError(fmt::format("a lab has 1 to {} students", kMostStudents));
    Roll out{.seed = seed,
             .minutes = minutes,
             .teacher_link = http::secret_word(),
             .teacher_word = http::secret_word(),
             .members = {}};
    for (const auto& name : names)
        out.members.push_back({.name = name, .link = http::secret_word(), .form_word = http::secret_word()});
    return out;
}

Classroom::Classroom(const LabData& data, Roll roll) : roll_(std::move(roll)) {
    for (const auto& member : roll_.members) {
        Student student{
            .name = member.name, .link = member.link, .form_word = member.form_word, .places = {}};
        for (std::size_t i = 0; i < data.exercises.size(); ++i)
            student.places.push_back(
                {Desk(data, data.exercises[i], roll_.seed + students_.size() * 1000 + i * 10)});
        students_.push_back(std::move(student));
    }
}

const Student* Classroom::by_link(std::string_view link) const {
    for (const auto& student : students_)
        if (http::same_secret(link, student.link)) return &student;
    return nullptr;
}

std::optional<std::int64_t> Classroom::time_of(const Student& student) const {
    if (minutes() == 0) return std::nullopt;
    return std::int64_t{minutes() + student.more_minutes} * 60'000;
}

void Classroom::apply_to(Place& place, const Entry& entry) {
    using Kind = Entry::Kind;
    auto& desk = place.desk;
    switch (entry.kind) {
        case Kind::open: place.began = place.began.value_or(entry.at); return;
        case Kind::type: desk.type(entry.text); return;
        case Kind::attempt: desk.add(attempt_of(entry)); return;
        case Kind::hint: desk.take_hint(); return;
        case Kind::hand_in:
            desk.answer(answers_of(entry.text));
            place.handed_in = true;
            return;
        case Kind::part:
            desk.part(entry.text);
            place.finished = true;
            place.ended = entry.at;
            return;
        case Kind::reset:
            desk.reset();
            place.handed_in = place.finished = false;
            place.began.reset();
            place.ended.reset();
            return;
        case Kind::reveal:
        case Kind::pause:
        case Kind::extend: return;  // of no desk
    }
}

void Classroom::apply(const Entry& entry) {
    if (entry.student >= static_cast<int>(students_.size()))
        throw std::runtime_error(fmt::format("the lesson has no student {}", entry.student + 1));
    if (entry.kind == Entry::Kind::reveal) revealed_ = entry.text == "yes";
    if (entry.kind == Entry::Kind::pause) paused_ = entry.text == "yes";
    if (entry.kind == Entry::Kind::extend) {
        auto& minutes = entry.student < 0 ? more_minutes_
                                          : students_[static_cast<std::size_t>(entry.student)].more_minutes;
        minutes += minutes_in(entry.text);
    }
    bool met = entry.exercise.empty();
    for (std::size_t i = 0; i < students_.size(); ++i) {
        if (entry.student >= 0 && i != static_cast<std::size_t>(entry.student)) continue;
        for (auto& place : students_[i].places) {
            if (!entry.exercise.empty() && place.desk.exercise().id != entry.exercise) continue;
            apply_to(place, entry);
            met = true;
        }
    }
    if (!met) throw std::runtime_error(fmt::format("the lesson has no exercise '{}'", entry.exercise));
}

std::string state_of(const Place& place) {
    if (place.finished) {
        const auto grade = place.desk.grade();
        return grade.all() ? "handed in: all right"
                           : fmt::format("handed in: {} of {}", grade.points(), Grade::kMost);
    }
    if (place.desk.works()) return "works again";
    return place.desk.deeds().empty() && place.desk.attempts().empty() ? "not begun" : "at work";
}

}  // namespace badrdp::harness::lab

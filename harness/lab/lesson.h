// A lesson that is held: its clock, and each entry kept before it counts.
#pragma once

#include <functional>

#include "harness/lab/store.h"

namespace badrdp::harness::lab {

class Lesson {
public:
    using Milliseconds = std::function<std::int64_t()>;  // of a clock that never goes back

    // What `store` holds has happened already; null: nothing is kept. The clock goes on where it was kept, so
    // that neither a pause nor the time in which no lab was running counts. All of these outlive the lesson.
    Lesson(Classroom& room, Store* store, Milliseconds clock);

    const Classroom& room() const { return room_; }
    std::int64_t now() const;  // milliseconds of the lesson
    bool is_over(const Student& student) const;

    void happen(Entry entry);  // now
    void keep_time();          // so that a lab that is killed loses little of it

private:
    Classroom& room_;
    Store* store_;
    Milliseconds clock_;
    std::int64_t before_ = 0;  // of the lesson, when the clock below was last looked at
    std::int64_t since_ = 0;
};

}  // namespace badrdp::harness::lab

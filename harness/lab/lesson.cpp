#include "harness/lab/lesson.h"

namespace badrdp::harness::lab {

Lesson::Lesson(Classroom& room, Store* store, Milliseconds clock)
    : room_(room), store_(store), clock_(std::move(clock)), since_(clock_()) {
    if (!store_) return;
    before_ = store_->clock();
    for (const auto& entry : store_->entries()) room_.apply(entry);
}

std::int64_t Lesson::now() const { return room_.paused() ? before_ : before_ + clock_() - since_; }

bool Lesson::is_over(const Student& student) const {
    const auto most = room_.time_of(student);
    return most && now() >= *most;
}

void Lesson::happen(Entry entry) {
    entry.at = now();
    before_ = entry.at;
    since_ = clock_();
    if (store_) store_->add(entry);
    room_.apply(entry);
}

void Lesson::keep_time() {
    if (store_) store_->set_clock(now());
}

}  // namespace badrdp::harness::lab

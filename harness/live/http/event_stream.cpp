#include "harness/live/http/event_stream.h"

#include <fmt/format.h>

#include <utility>

namespace badrdp::harness::http {

void EventStream::push(std::string_view event, std::string_view data) {
    if (closed_) return;
    if (waiting_.size() == kMost) {
        waiting_.pop_front();
        ++lost_;
    }
    waiting_.push_back(fmt::format("event: {}\ndata: {}\n\n", event, data));
    if (wake_) wake_();
}

std::optional<std::string> EventStream::take() {
    if (lost_ > 0) return fmt::format("event: lost\ndata: {}\n\n", std::exchange(lost_, 0));
    if (waiting_.empty()) return std::nullopt;
    auto first = std::move(waiting_.front());
    waiting_.pop_front();
    return first;
}

}  // namespace badrdp::harness::http

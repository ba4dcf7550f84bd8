// Events on their way to one listener: bounded, so that one who does not read costs nothing.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace badrdp::harness::http {

class EventStream {
public:
    static constexpr std::size_t kMost = 1000;  // that wait to be sent; of more the oldest are lost

    // `data` is one line. In the form of server-sent events [HTML 9.2.6].
    void push(std::string_view event, std::string_view data);
    std::optional<std::string> take();

    // Called when there is something to take.
    void on_push(std::function<void()> wake) { wake_ = std::move(wake); }

    void close() { closed_ = true; }
    bool closed() const { return closed_; }

private:
    std::deque<std::string> waiting_;
    std::size_t lost_ = 0;
    std::function<void()> wake_;
    bool closed_ = false;
};

}  // namespace badrdp::harness::http

#include "capture/ladder.h"

#include <fmt/format.h>

namespace badrdp::capture {
namespace {

constexpr std::size_t kArrow = 80;  // columns from client to server
constexpr std::size_t kStroke = 4;  // the least that is drawn of an arrow, its head included

std::string line_text(const Event& event) {
    auto text = event.detail.empty() ? event.what : fmt::format("{}: {}", event.what, event.detail);
    if (const auto room = kArrow - kStroke; text.size() > room) text = text.substr(0, room - 3) + "...";
    return text;
}

std::string arrow(const Event& event) {
    const auto text = line_text(event);
    const std::string stroke(kArrow - text.size() - 2, '-');
    return event.from == wire::Role::client ? fmt::format("{} {}>", text, stroke)
                                            : fmt::format("<{} {}", stroke, text);
}

}  // namespace

std::string ladder(const Timeline& timeline) {
    if (timeline.events.empty()) return "no packets\n";
    const auto start = timeline.events.front().at;
    auto out = fmt::format("{:>12} {:>5}  {:<{}}{:>{}}\n", "seconds", "conn", "client", kArrow / 2, "server",
                           kArrow - kArrow / 2);
    for (const auto& event : timeline.events)
        out += fmt::format("{:>12.6f} {:>5}  {}\n", std::chrono::duration<double>(event.at - start).count(),
                           event.connection, arrow(event));
    return out;
}

}  // namespace badrdp::capture

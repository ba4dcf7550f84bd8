#include "harness/advise/logs/log_time.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace badrdp::harness {
namespace {

using diagnosis::LogClock;
using namespace std::chrono;
using namespace std::string_view_literals;

constexpr std::size_t kFarthest = 256;  // a time stands at the beginning of a line
constexpr std::size_t kLongestDate = 24;

bool is_cipher(char c) { return c >= '0' && c <= '9'; }

// A decimal number of `least` to `most` digits at the head of `text`, which is then behind it.
std::optional<int> eat_number(std::string_view& text, std::size_t least, std::size_t most) {
    std::size_t size = 0;
    int value = 0;
    while (size < text.size() && size < most && is_cipher(text[size]))
        value = 10 * value + (text[size++] - '0');
    if (size < least) return std::nullopt;
    text.remove_prefix(size);
    return value;
}

bool eat(std::string_view& text, std::string_view word) {
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

// "07:04:43", and what stands behind it.
struct Watch {
    seconds time{0};
    std::string_view behind{};
};

std::optional<Watch> watch_at(std::string_view text) {
    const auto hour = eat_number(text, 1, 2);
    if (!hour || *hour > 23 || !eat(text, ":")) return std::nullopt;
    const auto minute = eat_number(text, 2, 2);
    if (!minute || *minute > 59 || !eat(text, ":")) return std::nullopt;
    const auto second = eat_number(text, 2, 2);
    if (!second || *second > 60 || (!text.empty() && is_cipher(text[0]))) return std::nullopt;
    return Watch{hours(*hour) + minutes(*minute) + seconds(*second), text};
}

// ".454855600", ",123", and FreeRDP's ":123]".
nanoseconds eat_fraction(std::string_view& text) {
    const bool freerdp = text.size() > 4 && text[0] == ':' && text[4] == ']';
    if (text.empty() || (text[0] != '.' && text[0] != ',' && !freerdp)) return nanoseconds(0);
    auto rest = text.substr(1);
    std::int64_t value = 0, unit = 1'000'000'000;
    while (!rest.empty() && is_cipher(rest[0])) {
        if (unit > 1) {
            value = 10 * value + (rest[0] - '0');
            unit /= 10;
        }
        rest.remove_prefix(1);
    }
    if (rest.size() + 1 < text.size()) text = rest;
    return nanoseconds(value * unit);
}

// "AM" and "PM", which make twelve o'clock the first hour.
seconds of_twelve(seconds time, std::string_view& text) {
    auto rest = text;
    while (eat(rest, " ")) {
    }
    const bool before = eat(rest, "AM"), after = !before && eat(rest, "PM");
    if (!before && !after) return time;
    text = rest;
    const bool twelve = time >= 12h;
    return before ? time - (twelve ? 12h : 0h) : time + (twelve ? 0h : 12h);
}

// How far a zone that is named is ahead of UTC; nothing: none is.
std::optional<seconds> zone_at(std::string_view text) {
    if (eat(text, "Z") || eat(text, " UTC") || eat(text, " GMT")) return 0s;
    const bool east = eat(text, "+");
    if (!east && !eat(text, "-")) return std::nullopt;
    const auto hour = eat_number(text, 2, 2);
    eat(text, ":");
    const auto minute = eat_number(text, 2, 2);
    if (!hour || !minute || *hour > 14 || *minute > 59) return std::nullopt;
    const auto ahead = hours(*hour) + minutes(*minute);
    return east ? ahead : -ahead;
}

std::optional<int> month_named(std::string_view& text) {
    constexpr std::array kMonths{"Jan"sv, "Feb"sv, "Mar"sv, "Apr"sv, "May"sv, "Jun"sv,
                                 "Jul"sv, "Aug"sv, "Sep"sv, "Oct"sv, "Nov"sv, "Dec"sv};
    const auto* const found =
        std::ranges::find_if(kMonths, [&](std::string_view month) { return eat(text, month); });
    return found == kMonths.end() ? std::nullopt : std::optional(int(found - kMonths.begin()) + 1);
}

std::optional<sys_days> day_of(int y, int m, int d) {
    const year_month_day date(year(y < 100 ? 2000 + y : y), month(unsigned(m)), day(unsigned(d)));
    if (!date.ok() || date.year() < year(1970) || date.year() > year(2200)) return std::nullopt;
    return sys_days(date);
}

// "2026-01-02", "2026/01/02", "20260102", "Jan 2, 2026", "2.1.2026", and "1/2/2026", whose month comes first
// if `twelve` hours are counted; all of `text`.
std::optional<sys_days> date_in(std::string_view text, bool twelve) {
    if (const auto month = month_named(text)) {
        while (eat(text, " ")) {
        }
        const auto day = eat_number(text, 1, 2);
        if (!day || (!eat(text, ", ") && !eat(text, " "))) return std::nullopt;
        const auto year = eat_number(text, 4, 4);
        return year && text.empty() ? day_of(*year, *month, *day) : std::nullopt;
    }
    const auto first = eat_number(text, 1, 8);
    if (!first) return std::nullopt;
    if (text.empty()) return day_of(*first / 10'000, *first / 100 % 100, *first % 100);
    const char parted = text[0];
    if ((parted != '-' && parted != '/' && parted != '.') || !eat(text, std::string_view(&parted, 1)))
        return std::nullopt;
    const auto second = eat_number(text, 1, 2);
    if (!second || !eat(text, std::string_view(&parted, 1))) return std::nullopt;
    const auto third = eat_number(text, 1, 4);
    if (!third || !text.empty()) return std::nullopt;
    if (*first > 31) return day_of(*first, *second, *third);
    const bool month_first = parted == '/' && (twelve || *second > 12);
    return month_first ? day_of(*third, *first, *second) : day_of(*third, *second, *first);
}

// The date that ends right before the time.
std::optional<sys_days> date_before(std::string_view text, bool twelve) {
    while (!text.empty() && (text.back() == ' ' || text.back() == 'T' || text.back() == '-' ||
                             text.back() == ',' || text.back() == '\t'))
        text.remove_suffix(1);
    const auto far = text.size() > kLongestDate ? text.size() - kLongestDate : 0;
    for (auto at = far; at < text.size(); ++at) {
        const bool begins = at == 0 || std::isalnum(static_cast<unsigned char>(text[at - 1])) == 0;
        if (!begins) continue;
        if (const auto date = date_in(text.substr(at), twelve)) return date;
    }
    return std::nullopt;
}

}  // namespace

std::optional<LogTime> time_in(std::string_view line) {
    line = line.substr(0, kFarthest);
    for (std::size_t at = 0; at < line.size(); ++at) {
        const bool begins =
            is_cipher(line[at]) && (at == 0 || (!is_cipher(line[at - 1]) && line[at - 1] != ':'));
        const auto watch = begins ? watch_at(line.substr(at)) : std::nullopt;
        if (!watch) continue;
        auto behind = watch->behind;
        const auto fraction = eat_fraction(behind);
        const auto before = line.substr(0, at);
        auto rest = behind;
        const auto time = of_twelve(watch->time, rest) + fraction;
        const auto date = date_before(before, rest.size() != behind.size());
        if (!date) return LogTime{time, LogClock::of_day};
        const bool says_utc = before.contains("(UTC)");
        const auto zone = says_utc ? std::optional(0s) : zone_at(rest);
        return LogTime{nanoseconds(date->time_since_epoch()) + time - zone.value_or(0s),
                       zone ? LogClock::utc : LogClock::local};
    }
    return std::nullopt;
}

}  // namespace badrdp::harness

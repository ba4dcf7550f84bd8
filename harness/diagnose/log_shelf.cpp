#include <algorithm>
#include <bitset>
#include <cmath>
#include <numeric>
#include <utility>

#include "harness/diagnose/log.h"

namespace badrdp::harness::diagnosis {
namespace {

using namespace std::chrono;
using capture::Talk;
using wire::Role;

constexpr nanoseconds kBefore = 1s;  // a line may stand so far before the first packet that it speaks of
constexpr nanoseconds kAfter = 60s;  // and so far behind the last: an end that waits in vain says so late
constexpr nanoseconds kAtOnce = 2s;  // behind the last packet, where another conversation is to be had
constexpr seconds kQuarter = 15min;  // zones differ by whole ones
constexpr std::int64_t kMostQuarters = 14 * 4;  // and by no more than this
constexpr std::int64_t kDayQuarters = 24 * 4;
constexpr std::size_t kMostVoters = 500;  // lines that find out the zone
constexpr std::size_t kMostBeside = 256;  // conversations that a line is held against, the last that began

struct Span {
    nanoseconds begin{0}, end{0};
    std::size_t talk = 0;  // its place among those of the file
};

std::vector<Span> spans_of(std::span<const Talk> talks) {
    std::vector<Span> out;
    for (const auto& talk : talks) {
        const auto& one = talk.client.first;
        const auto& other = talk.server.first;
        const auto begin = !one ? other.at : !other ? one.at : std::min(one.at, other.at);
        out.push_back({begin, talk.last().at, out.size()});
    }
    std::ranges::stable_sort(out, {}, &Span::begin);
    return out;
}

nanoseconds day_at_or_behind(nanoseconds of_day, nanoseconds least) {
    constexpr nanoseconds kDay = 24h;
    const auto days = (least - of_day + kDay - 1ns) / kDay;
    return of_day + days * kDay;
}

// The line's time by the capture's clock, if it can be near this conversation.
std::optional<nanoseconds> time_beside(const Log& log, const LogLine& line, seconds shift, const Span& span) {
    if (!line.at) return std::nullopt;
    auto at = *line.at + shift;
    if (log.clock == LogClock::of_day) at = day_at_or_behind(at, span.begin - kBefore);
    return at >= span.begin - kBefore && at <= span.end + kAfter ? std::optional(at) : std::nullopt;
}

std::int64_t quotient(nanoseconds a, nanoseconds b, bool up) {
    const auto whole = a / b, rest = (a % b).count();
    return whole + (up && rest > 0 ? 1 : 0) - (!up && rest < 0 ? 1 : 0);
}

using Zones = std::bitset<2 * kMostQuarters + 1>;

// Adds the quarters with which the line would fall into the conversation.
void add_fits(Zones& fit, LogClock clock, nanoseconds line, const Span& span) {
    auto least = quotient(span.begin - kBefore - line, kQuarter, true);
    auto most = quotient(span.end + kAfter - line, kQuarter, false);
    if (clock == LogClock::of_day) {
        most = std::min(most, least + kDayQuarters - 1);
    } else {
        least = std::max(least, -kMostQuarters);
        most = std::min(most, kMostQuarters);
    }
    for (auto q = least; q <= most; ++q) {
        auto one = q;
        if (clock == LogClock::of_day) {
            one = ((q % kDayQuarters) + kDayQuarters) % kDayQuarters;
            if (one > kMostQuarters) one -= kDayQuarters;
        }
        fit.set(static_cast<std::size_t>(one + kMostQuarters));
    }
}

// For each whole number of quarters how many lines would then fall into a conversation. A log may go back
// for weeks: lines that fit none have no vote.
std::map<std::int64_t, std::size_t> votes(const Log& log, std::span<const Span> spans) {
    std::map<std::int64_t, std::size_t> out;
    std::size_t voters = 0;
    for (const auto& line : log.lines) {
        if (!line.at) continue;
        Zones fit;
        for (const auto& span : spans) add_fits(fit, log.clock, *line.at, span);
        for (std::size_t i = 0; i < fit.size(); ++i)
            if (fit.test(i)) ++out[static_cast<std::int64_t>(i) - kMostQuarters];
        if (fit.any() && ++voters == kMostVoters) break;
    }
    return out;
}

// What is to be added to the log's times; nothing: it has none, or whatever is, none falls into a
// conversation.
std::optional<seconds> shift_of(const Log& log, std::span<const Span> spans) {
    if (log.clock == LogClock::none || spans.empty()) return std::nullopt;
    if (log.clock == LogClock::utc) return 0s;
    std::optional<std::pair<std::size_t, std::int64_t>> best;
    for (const auto& [quarters, count] : votes(log, spans))
        if (!best || count > best->first ||
            (count == best->first && std::abs(quarters) < std::abs(best->second)))
            best = {count, quarters};
    return best ? std::optional(best->second * kQuarter) : std::nullopt;
}

// Where a line belongs.
struct Belongs {
    std::optional<std::size_t> talk{};
    std::optional<nanoseconds> at{};
    bool to_several = false;
};

struct Partner {
    const Span* span = nullptr;
    nanoseconds at{0};
    bool at_once = false;
};

bool names(const LogLine& line, const Talk& talk) {
    return std::ranges::find(line.addresses, capture::to_text(talk.client.at)) != line.addresses.end() ||
           std::ranges::find(line.addresses, capture::to_text(talk.client.at.address)) !=
               line.addresses.end();
}

template <class Wanted>
void keep_if_any(std::vector<Partner>& from, Wanted wanted) {
    if (std::ranges::any_of(from, wanted))
        std::erase_if(from, [&](const Partner& one) { return !wanted(one); });
}

Belongs belongs(const Log& log, const LogLine& line, seconds shift, std::span<const Span> spans,
                std::span<const Talk> talks) {
    std::vector<Partner> partners;
    for (std::size_t i = spans.size(); i-- > 0 && partners.size() < kMostBeside;)
        if (const auto at = time_beside(log, line, shift, spans[i]))
            partners.push_back({&spans[i], *at, *at >= spans[i].begin && *at <= spans[i].end + kAtOnce});
    if (partners.empty()) return {};
    keep_if_any(partners, [&](const Partner& one) { return names(line, talks[one.span->talk]); });
    keep_if_any(partners, [](const Partner& one) { return one.at_once; });
    // A client that comes again and again speaks of its latest connection; who of several clients is meant
    // cannot be told.
    const auto& client = talks[partners.front().span->talk].client.at.address;
    const bool several = std::ranges::any_of(
        partners, [&](const Partner& one) { return talks[one.span->talk].client.at.address != client; });
    if (several) return {.to_several = true};
    return {.talk = partners.front().span->talk, .at = partners.front().at - partners.front().span->begin};
}

bool same_saying(const LogLine& a, const LogLine& b) {
    return a.code == b.code && a.place.file == b.place.file && a.place.line == b.place.line;
}

}  // namespace

std::string_view name(LogClock clock) {
    switch (clock) {
        case LogClock::none: return "none";
        case LogClock::of_day: return "of_day";
        case LogClock::local: return "local";
        case LogClock::utc: return "utc";
    }
    return "none";
}

LogShelf::LogShelf(std::vector<Log> logs) : logs_(std::move(logs)) {
    for (const auto& log : logs_) told_.push_back({.log = &log});
}

std::vector<std::vector<LogLine>> LogShelf::lines_of(std::span<const Talk> talks) {
    std::vector<std::vector<LogLine>> out(talks.size());
    const auto spans = spans_of(talks);
    for (auto& told : told_) {
        const auto& log = *told.log;
        const auto shift = shift_of(log, spans);
        const auto laid_before = told.laid;
        const bool only_one = log.clock == LogClock::none && talks.size() == 1;
        for (const auto& line : log.lines) {
            auto found = only_one ? Belongs{.talk = 0}
                         : shift  ? belongs(log, line, *shift, spans, talks)
                                  : Belongs{};
            told.ambiguous += found.to_several ? 1 : 0;
            if (!found.talk) continue;
            ++told.laid;
            auto& lines = out[*found.talk];
            if (std::ranges::any_of(lines, [&](const LogLine& one) { return same_saying(one, line); }))
                continue;
            lines.push_back(line);
            lines.back().at = found.at;
        }
        if (shift && told.laid > laid_before) told.shift = shift->count();
    }
    for (auto& lines : out) std::ranges::stable_sort(lines, {}, [](const LogLine& one) { return one.at; });
    return out;
}

const std::vector<ToldLog>& LogShelf::finish() {
    for (auto& told : told_)
        if (told.laid == 0) told.alone = diagnose_log(*told.log);
    return told_;
}

}  // namespace badrdp::harness::diagnosis

#include "harness/judge/words.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <cstring>

#include "harness/judge/record.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kQuoted = 160;  // bytes of the client's own words that a finding repeats

// Cut at a character's edge: what was whole UTF-8 stays whole.
std::string in_quotes(std::string_view said) {
    if (said.size() <= kQuoted) return fmt::format("\"{}\"", said);
    auto end = kQuoted;
    while (end > 0 && (static_cast<unsigned char>(said[end]) & 0xc0) == 0x80) --end;
    return fmt::format("\"{}…\"", said.substr(0, end));
}

std::string signal_text(int signal) {
    const char* abbreviation = sigabbrev_np(signal);
    return abbreviation ? fmt::format("signal {}, SIG{}", signal, abbreviation)
                        : fmt::format("signal {}", signal);
}

std::string how_it_ended(const Facts& facts) {
    switch (facts.limit) {
        case Limit::wall_clock: return fmt::format("killed after {}", seconds_text(facts.took));
        case Limit::memory: return "killed at its memory limit";
        case Limit::disk: return "killed when it filled its HOME";
        case Limit::output: return "killed at its output limit";
        case Limit::reconnects: return fmt::format("killed after {} connections", facts.connections.size());
        case Limit::traffic: return "killed at its limit of traffic";
        case Limit::none: break;
    }
    if (facts.signal) return signal_text(*facts.signal);
    if (facts.outcome == Outcome::timed_out) return fmt::format("gave up after {}", seconds_text(facts.took));
    return facts.exit ? fmt::format("exit {}", *facts.exit) : "";
}

}  // namespace

std::string why_we_ended_it(Limit limit, std::chrono::milliseconds took) {
    if (limit == Limit::wall_clock) return "no end after " + seconds_text(took);
    return fmt::format("its limit of {}", name(limit));
}

std::string seconds_text(std::chrono::milliseconds time) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
    if (seconds >= 120) return fmt::format("{} min {:02} s", seconds / 60, seconds % 60);
    return fmt::format("{:.1f} s", static_cast<double>(time.count()) / 1000);
}

std::string outcome_text(const Facts& facts) {
    const auto how = how_it_ended(facts);
    return how.empty() ? std::string(name(facts.outcome)) : fmt::format("{} ({})", name(facts.outcome), how);
}

std::string reason_text(const Facts& facts) {
    return facts.said.empty() ? std::string(name(facts.reason))
                              : fmt::format("{} ({})", name(facts.reason), in_quotes(facts.said));
}

std::string connections_text(const Facts& facts) {
    if (facts.connections.empty()) return "0";
    return fmt::format("{} ({})", facts.connections.size(), fmt::join(connection_words(facts), ", "));
}

int exit_word(const Facts& facts) {
    if (facts.exit) return *facts.exit;
    return facts.signal ? 128 + *facts.signal : -1;
}

std::string one_of(const std::vector<std::string>& words) {
    if (words.empty()) return "";
    if (words.size() == 1) return words.front();
    return fmt::format("{} or {}", fmt::join(words.begin(), words.end() - 1, ", "), words.back());
}

}  // namespace badrdp::harness

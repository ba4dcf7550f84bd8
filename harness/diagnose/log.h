// What logs say beside a capture, or without one: lines that name codes, laid on the clock of conversations,
// and the causes that those codes part or name.
#pragma once

#include <map>
#include <span>

#include "harness/diagnose/diagnosis.h"

namespace badrdp::harness::diagnosis {

// What the times in a log are.
enum class LogClock : std::uint8_t {
    none,    // it has none
    of_day,  // since midnight, in a zone that it does not name
    local,   // with their day, in a zone that it does not name
    utc,
};

std::string_view name(LogClock clock);

struct Log {
    std::string name{};   // of the file
    std::string wrote{};  // the program: "FreeRDP"; "Windows": an event log
    LogClock clock = LogClock::none;
    std::vector<LogLine> lines{};  // in the order of the file
    std::uint64_t left_out = 0;    // lines with codes before those
    std::optional<capture::FileError> error{};
};

// A log that has been held against captures. It has an answer of its own where nothing of it belongs to a
// conversation.
struct ToldLog {
    const Log* log = nullptr;
    std::size_t laid = 0;       // lines that belong to a conversation
    std::size_t ambiguous = 0;  // that fall into several, and name none
    // What was added to its times, in seconds: whole quarters of an hour, for its zone. Nothing: it has no
    // times, or they fit no conversation.
    std::optional<std::int64_t> shift{};
    std::optional<Diagnosis> alone{};
};

// The logs of one command.
class LogShelf {
public:
    static constexpr std::size_t kMostTalks = 10'000;  // of a file; later ones are told without logs

    explicit LogShelf(std::vector<Log> logs);
    LogShelf(const LogShelf&) = delete;
    LogShelf& operator=(const LogShelf&) = delete;

    bool empty() const { return told_.empty(); }

    // For each conversation of a capture the lines that belong to it, times since its first frame. Those of a
    // log without times belong to the only conversation there is.
    std::vector<std::vector<LogLine>> lines_of(std::span<const capture::Talk> talks);

    // When all captures have been told.
    const std::vector<ToldLog>& finish();

private:
    std::vector<Log> logs_;
    std::vector<ToldLog> told_;
};

// What the lines say goes into the diagnosis: they name evidence, and part causes that leave the same
// packets. What packets prove stays.
void judge_with_log(Diagnosis& found, std::vector<LogLine> lines);

// Of lines alone: what they name is `likely` at most.
Diagnosis diagnose_log(const Log& log);

}  // namespace badrdp::harness::diagnosis

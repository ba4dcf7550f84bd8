// Where the records of a log begin, and what time each bears: a line, or an event of Windows that takes many.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/advise/explain/pasted.h"
#include "harness/advise/logs/log_time.h"

namespace badrdp::harness {

struct LogRecord {
    std::size_t begin = 0, end = 0;  // bytes of the text
    std::uint64_t number = 0;        // of an event in its log; 0: none
    std::optional<LogTime> time{};   // that of the line before, where it has none of its own
};

// Of text in plain_text()'s form, in their order.
std::vector<LogRecord> records_of(std::string_view text);

// The record that this byte is in; null: none begins before it.
const LogRecord* record_at(const std::vector<LogRecord>& records, std::size_t at);

// Numeric IPv4 addresses in it, and those with a port behind them once more with it: "192.0.2.1",
// "192.0.2.1:40000".
std::vector<std::string> addresses_in(std::string_view text);

}  // namespace badrdp::harness

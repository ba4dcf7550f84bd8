// The time that a line of a log bears, as programs and Windows write it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/diagnose/log.h"

namespace badrdp::harness {

struct LogTime {
    std::chrono::nanoseconds at{0};  // since the epoch; of the kind of_day since midnight
    diagnosis::LogClock clock = diagnosis::LogClock::of_day;

    friend bool operator==(const LogTime&, const LogTime&) = default;
};

// The first time in the line: ISO 8601, "[12:00:00:123]" of FreeRDP, "[20260101-12:00:00]" of xrdp, "Mar 15,
// 2012 07:04:43.45 UTC" of evtxexport, "1/2/2026 3:04:05 PM" of Windows, "Jan  2 03:04:05" of syslog. A day
// without its year is passed over, and so are days before 1970 and behind 2200. What names no zone is local.
std::optional<LogTime> time_in(std::string_view line);

}  // namespace badrdp::harness

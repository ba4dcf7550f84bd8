#include "harness/advise/logs/log_time.h"

#include <fmt/chrono.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

BOOST_AUTO_TEST_SUITE(log_time)

using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;

namespace {

struct Line {
    std::string_view text;
    std::string_view is;  // date and time, milliseconds, clock; empty: none
};
std::ostream& operator<<(std::ostream& os, const Line& line) { return os << line.text; }

// Lines as the programs print them.
const std::vector<Line> kLines{
    {"[17:49:35:908] [2:3] [ERROR][com.freerdp.core] - f: x", "1970-01-01 17:49:35.908 of_day"},
    {"Password: [17:49:35:908] [2:3] [WARN][com.freerdp.crypto] - x", "1970-01-01 17:49:35.908 of_day"},
    {"[20240405-12:11:10] [ERROR] libxrdp_force_read: header read error", "2024-04-05 12:11:10.000 local"},
    {"[2024-04-05T12:11:10.250+0200] [INFO ] Socket 12", "2024-04-05 10:11:10.250 utc"},
    {"Written time\t\t\t: Mar 15, 2012 07:04:43.454855600 UTC", "2012-03-15 07:04:43.454 utc"},
    {"<TimeCreated SystemTime=\"2016-07-08T18:12:51.681640800Z\"/>", "2016-07-08 18:12:51.681 utc"},
    {"Date:          1/2/2026 3:04:05 PM", "2026-01-02 15:04:05.000 local"},
    {"Error,1/2/2026 12:04:05 AM,Schannel,36874,None", "2026-01-02 00:04:05.000 local"},
    {"Datum: 02.01.2026 15:04:05", "2026-01-02 15:04:05.000 local"},
    {"Timestamp (UTC): 01/21/26 10:53:14 AM", "2026-01-21 10:53:14.000 utc"},
    {"Timestamp (UTC): 01/01/26 00:00:00 AM", "2026-01-01 00:00:00.000 utc"},
    {"Nov 30 12:00:01 host guacd[12]: ERROR: x", "1970-01-01 12:00:01.000 of_day"},
    {"2026-11-30 12:00:01,250 INFO x", "2026-11-30 12:00:01.250 local"},
    {"no time, but 10:61:00 and 1:2:3 and ::1", ""},
    {"from 00:1b:21:aa:bb:cc", ""},
    {"Date: 13/32/2026 03:04:05", "1970-01-01 03:04:05.000 of_day"},
    {"", ""},
};

std::string told(std::string_view text) {
    const auto found = time_in(text);
    if (!found) return {};
    const auto millis = std::chrono::floor<std::chrono::milliseconds>(found->at);
    const auto whole = std::chrono::floor<std::chrono::seconds>(millis);
    return fmt::format("{:%Y-%m-%d %H:%M:%S}.{:03} {}", fmt::gmtime(static_cast<std::time_t>(whole.count())),
                       (millis - whole).count(), diagnosis::name(found->clock));
}

BOOST_DATA_TEST_CASE(each_way_to_write_a_time_is_read, bdata::make(kLines), line) {
    BOOST_TEST(told(line.text) == line.is);
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()

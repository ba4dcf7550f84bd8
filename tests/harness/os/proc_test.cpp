#include "harness/os/proc.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <string>

BOOST_AUTO_TEST_SUITE(harness_client_proc)

namespace {
using namespace badrdp::harness;

ProcessRow parse(const std::string& text) { return parse_stat(text.data(), text.size()); }

// proc(5): pid comm state ppid, then up to rss, which is the 24th.
const std::string kBetween = " 1 1 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0 12345 8192000 ";
}  // namespace

BOOST_AUTO_TEST_CASE(reads_pid_parent_and_resident_pages) {
    const auto row = parse("77 (xfreerdp) S 42" + kBetween + "321 18446744073709551615 1 1");
    BOOST_TEST(row.pid == 77);
    BOOST_TEST(row.parent == 42);
    BOOST_TEST(row.resident_pages == 321);
    BOOST_TEST(!row.dead);
}

BOOST_AUTO_TEST_CASE(a_name_may_hold_anything) {
    const auto row = parse("77 (a) R 1 (b) ) Z 42" + kBetween + "321 0");
    BOOST_TEST(row.pid == 77);
    BOOST_TEST(row.parent == 42);
    BOOST_TEST(row.dead);
}

BOOST_AUTO_TEST_CASE(what_is_no_stat_has_no_pid) {
    for (const std::string bad : {"", "77", "77 (x", "x (y) S 1 2", "77 (x) S", "77 (x) S 42 1 1"})
        BOOST_TEST(parse(bad).pid == 0, bad);
}

BOOST_AUTO_TEST_CASE(finds_this_process_and_its_parent) {
    pid_t parent = 0;
    for_each_process([&](const ProcessRow& row) {
        if (row.pid == ::getpid()) parent = row.parent;
    });
    BOOST_TEST(parent == ::getppid());
}

BOOST_AUTO_TEST_CASE(a_process_is_not_below_itself) {
    BOOST_TEST(resident_bytes_below(::getpid()) == 0u);
    BOOST_TEST(resident_bytes_below(::getppid()) > 0u);
}

BOOST_AUTO_TEST_SUITE_END()

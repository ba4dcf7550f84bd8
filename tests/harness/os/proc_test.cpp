#include "harness/os/proc.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>
#include <vector>

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

// Four processes with one piece of memory in common, as programs on Chromium are.
BOOST_AUTO_TEST_CASE(what_processes_share_can_be_counted_once) {
    constexpr std::size_t kShared = 32 << 20;
    constexpr std::size_t kProcesses = 4;
    auto* shared = static_cast<char*>(
        ::mmap(nullptr, kShared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    BOOST_REQUIRE(shared != MAP_FAILED);
    std::array<int, 2> ready{}, leash{};
    BOOST_REQUIRE(::pipe(ready.data()) == 0 && ::pipe(leash.data()) == 0);
    std::vector<pid_t> children;
    for (std::size_t i = 0; i < kProcesses; ++i) {
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(leash[1]);
            for (std::size_t at = 0; at < kShared; at += 4096) shared[at] = 1;
            char byte = 0;
            if (::write(ready[1], &byte, 1) != 1 || ::read(leash[0], &byte, 1) > 0) ::_exit(1);
            ::_exit(0);
        }
        children.push_back(child);
    }
    for (std::size_t i = 0; i < kProcesses; ++i) {
        char byte = 0;
        BOOST_REQUIRE(::read(ready[0], &byte, 1) == 1);
    }
    const auto before = std::chrono::steady_clock::now();
    std::size_t each = 0;
    while (each < kProcesses * kShared &&
           std::chrono::steady_clock::now() - before < std::chrono::seconds(20))
        each = resident_bytes_below(::getpid());  // a look may be a tenth of a second old
    const auto together = proportional_bytes_below(::getpid());
    for (const int end : {leash[0], leash[1], ready[0], ready[1]}) ::close(end);
    for (const auto child : children) ::waitpid(child, nullptr, 0);
    ::munmap(shared, kShared);
    BOOST_TEST(each >= kProcesses * kShared);
    BOOST_TEST(together >= kShared / 2);  // this process has touched none of it
    BOOST_TEST(together < each - 2 * kShared);
}

BOOST_AUTO_TEST_SUITE_END()

#include "harness/os/narration.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <optional>
#include <string>

BOOST_AUTO_TEST_SUITE(os_narration)

using badrdp::harness::Narration;
using namespace std::chrono_literals;

namespace {

struct Pipe {
    Pipe() { BOOST_REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0); }
    ~Pipe() { close_both(); }
    void close_both() {
        for (auto& end : ends)
            if (end >= 0) ::close(std::exchange(end, -1));
    }
    // Reads until `end` has come, or the writer is gone.
    std::string read_until(std::string_view end) {
        std::string all;
        std::array<char, 4096> some{};
        while (!all.ends_with(end)) {
            const auto got = ::read(ends[0], some.data(), some.size());
            if (got <= 0) break;
            all.append(some.data(), static_cast<std::size_t>(got));
        }
        return all;
    }

    std::array<int, 2> ends{-1, -1};
};

}  // namespace

BOOST_AUTO_TEST_CASE(what_was_said_is_written_in_its_order) {
    Pipe pipe;
    {
        Narration narration(pipe.ends[1]);
        for (int i = 0; i < 100; ++i) narration.say(std::to_string(i));
    }
    std::string wanted;
    for (int i = 0; i < 100; ++i) wanted += std::to_string(i) + "\n";
    BOOST_TEST(pipe.read_until("99\n") == wanted);
}

// A pipe holds 64 KiB, and then a write waits for its reader.
BOOST_AUTO_TEST_CASE(a_reader_that_stops_holds_nobody_up) {
    Pipe pipe;
    std::optional<Narration> narration;
    narration.emplace(pipe.ends[1], 32 * 1024);
    const std::string line(1023, 'x');
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < 1000; ++i) narration->say(line);  // ten times what both of them hold
    BOOST_TEST((std::chrono::steady_clock::now() - began < 10s));
    // The reader goes on: there is room again, and he is told what he missed.
    const auto first = pipe.read_until("xxx\n");
    BOOST_TEST(first.size() > 0u);
    std::string all;
    while (all.find("left out") == all.npos) {
        narration->say("and then");
        all += pipe.read_until("\n");
    }
    BOOST_TEST(all.contains(" lines were left out: nobody read them\n"));
}

BOOST_AUTO_TEST_CASE(a_reader_that_never_comes_back_is_not_waited_for) {
    Pipe pipe;
    const auto began = std::chrono::steady_clock::now();
    {
        Narration narration(pipe.ends[1]);
        for (int i = 0; i < 1000; ++i) narration.say(std::string(1023, 'x'));
    }
    BOOST_TEST((std::chrono::steady_clock::now() - began < 20s));
    ::close(std::exchange(pipe.ends[0], -1));  // or its thread would stay in its write
}

BOOST_AUTO_TEST_CASE(a_terminal_that_is_gone_is_no_end) {
    Pipe pipe;
    ::close(std::exchange(pipe.ends[0], -1));
    Narration narration(pipe.ends[1]);
    for (int i = 0; i < 1000; ++i) narration.say("nobody hears it");
}

BOOST_AUTO_TEST_SUITE_END()

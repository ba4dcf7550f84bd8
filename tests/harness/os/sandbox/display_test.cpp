#include "harness/os/sandbox/display.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <cstring>

#include "harness/os/fd.h"
#include "harness/os/proc.h"
#include "tests/harness/os/sandbox/play.h"

namespace badrdp::display_tests {

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
namespace fs = std::filesystem;

std::string socket_of(const std::string& display) { return "/tmp/.X11-unix/X" + display.substr(1); }
std::string lock_of(const std::string& display) { return "/tmp/.X" + display.substr(1) + "-lock"; }

// The X11 greeting: an X server answers it, whoever else sits on the socket does not.
bool greets(const std::string& display) {
    const Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto path = socket_of(display);
    std::memcpy(address.sun_path, path.data(), path.size());
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) return false;
    const unsigned char hello[12]{'l', 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    unsigned char answer = 0xff;
    return ::write(fd.get(), hello, sizeof hello) == sizeof hello && ::read(fd.get(), &answer, 1) == 1 &&
           answer == 1;  // Success
}

bool gone(const std::string& display) {
    return !fs::exists(socket_of(display)) && !fs::exists(lock_of(display));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(harness_client_display, *boost::unit_test::precondition([](auto) {
                          return boost::test_tools::assertion_result(fs::exists("/usr/bin/Xvfb"));
                      }))

BOOST_AUTO_TEST_CASE(serves_while_it_lives_and_leaves_nothing_behind) {
    const TempFolder folder;
    std::string name;
    {
        const Display display(folder.path());
        name = display.name();
        BOOST_TEST_REQUIRE(name.starts_with(':'));
        BOOST_TEST(greets(name));
        BOOST_TEST(greets(name));  // its first client has left, and it has not started anew
    }
    BOOST_TEST(gone(name));
}

BOOST_AUTO_TEST_CASE(two_displays_do_not_get_in_each_others_way) {
    const TempFolder folder;
    const Display one(folder.path());
    const Display two(folder.path());
    BOOST_TEST(one.name() != two.name());
    BOOST_TEST(greets(one.name()));
    BOOST_TEST(greets(two.name()));
}

BOOST_AUTO_TEST_CASE(a_server_that_somebody_killed_is_told) {
    const TempFolder folder;
    const Display display(folder.path());
    BOOST_TEST(display.is_up());
    pid_t pid = 0;
    for_each_process([&](const ProcessRow& row) {
        if (row.parent == ::getpid() && !row.dead) pid = row.pid;
    });
    BOOST_TEST_REQUIRE(pid > 0);
    const Fd server(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)), "pidfd");
    BOOST_TEST_REQUIRE(::kill(pid, SIGKILL) == 0);
    pollfd end{server.get(), POLLIN, 0};
    BOOST_TEST_REQUIRE(::poll(&end, 1, 10'000) == 1);
    BOOST_TEST(!display.is_up());
}

BOOST_AUTO_TEST_CASE(goes_when_we_are_killed) {
    const TempFolder folder;
    auto tell = make_pipe();
    const pid_t us = ::fork();
    BOOST_REQUIRE(us >= 0);
    if (us == 0) {
        const Display display(folder.path());
        const auto name = display.name() + "\n";
        if (::write(tell.write.get(), name.data(), name.size()) < 0) ::_exit(1);
        for (;;) ::pause();
    }
    tell.write.reset();
    std::string name;
    for (char c = 0; ::read(tell.read.get(), &c, 1) == 1 && c != '\n';) name += c;
    BOOST_TEST_REQUIRE(name.starts_with(':'));
    BOOST_TEST(greets(name));
    ::kill(us, SIGKILL);
    ::waitpid(us, nullptr, 0);
    BOOST_TEST(eventually([&] { return gone(name); }));
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there_is_named) {
    BOOST_CHECK_EXCEPTION(Display("/nowhere"), std::system_error, [](const auto& e) {
        return std::string_view(e.what()).find("/nowhere/xvfb.log") != std::string_view::npos;
    });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::display_tests

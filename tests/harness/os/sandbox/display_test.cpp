#include "harness/os/sandbox/display.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <cstring>
#include <fstream>

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

// What a server answers to the X11 greeting (X Window System Protocol, "Connection Setup"): 1 is Success, 0
// Failed; anything else did not come from an X server.
int answer_to(const std::string& display, std::string_view protocol, std::string_view data) {
    const Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto path = socket_of(display);
    std::memcpy(address.sun_path, path.data(), path.size());
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) return -1;
    std::string hello{
        'l', 0, 11, 0, 0, 0, static_cast<char>(protocol.size()), 0, static_cast<char>(data.size()), 0, 0, 0};
    for (const auto field : {protocol, data}) (hello += field).resize((hello.size() + 3) / 4 * 4);
    unsigned char answer = 0xff;
    if (::write(fd.get(), hello.data(), hello.size()) != static_cast<ssize_t>(hello.size())) return -1;
    return ::read(fd.get(), &answer, 1) == 1 ? answer : -1;
}

std::string contents(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

bool greets(const DisplayAddress& display) {
    const auto cookie = contents(display.cookie);
    return cookie.size() == 44 && answer_to(display.name, "MIT-MAGIC-COOKIE-1", cookie.substr(28)) == 1;
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
        name = display.address().name;
        BOOST_TEST_REQUIRE(name.starts_with(':'));
        BOOST_TEST(greets(display.address()));
        BOOST_TEST(greets(display.address()));  // its first client has left, and it has not started anew
    }
    BOOST_TEST(gone(name));
    BOOST_TEST(fs::is_empty(folder.path()));
}

BOOST_AUTO_TEST_CASE(two_displays_do_not_get_in_each_others_way) {
    const TempFolder folder;
    const Display one(folder.path());
    const TempFolder beside;
    const Display two(beside.path());
    BOOST_TEST(one.address().name != two.address().name);
    BOOST_TEST(greets(one.address()));
    BOOST_TEST(greets(two.address()));
}

// Its socket has an abstract name too, which everybody in the network's namespace can call.
BOOST_AUTO_TEST_CASE(lets_nobody_in_without_its_cookie) {
    const TempFolder folder;
    const TempFolder other_folder;
    const Display display(folder.path());
    const Display other(other_folder.path());
    const auto& [name, cookie] = display.address();
    BOOST_TEST(answer_to(name, "", "") == 0);
    BOOST_TEST(answer_to(name, "MIT-MAGIC-COOKIE-1", std::string(16, '\0')) == 0);
    BOOST_TEST(answer_to(name, "MIT-MAGIC-COOKIE-1", contents(other.address().cookie).substr(28)) == 0);
    BOOST_TEST(greets(display.address()));
}

// The folder may have been a client's at an earlier visit.
BOOST_AUTO_TEST_CASE(what_was_left_at_its_names_is_neither_followed_nor_kept) {
    const TempFolder folder;
    const TempFolder others;
    const auto secret = others.write("secret", "of somebody else");
    const auto log = others.write("log", "of somebody else");
    fs::create_symlink(secret, folder / "xauthority");
    fs::create_hard_link(log, folder / "xvfb.log");
    {
        const Display display(folder.path());
        BOOST_TEST(greets(display.address()));
        BOOST_TEST(!fs::is_symlink(display.address().cookie));
        BOOST_TEST((fs::status(display.address().cookie).permissions() == fs::perms{0644}));
    }
    BOOST_TEST(contents(secret) == "of somebody else");
    BOOST_TEST(contents(log) == "of somebody else");
    fs::create_directories(folder / "xauthority/taken");
    const Display display(folder.path());
    BOOST_TEST(greets(display.address()));
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
    BOOST_TEST(fs::exists(folder.path() / "xvfb.log"));
}

// [RFC 6143 7.1.1]; whoever may open the socket is let in, so nobody else may.
BOOST_AUTO_TEST_CASE(who_reaches_its_socket_may_look_and_nobody_else,
                     *boost::unit_test::precondition([](auto) {
                         return boost::test_tools::assertion_result(fs::exists("/usr/bin/Xtigervnc"));
                     })) {
    const TempFolder folder;
    {
        const Display display(folder.path(), SeenBy::vnc);
        BOOST_TEST(greets(display.address()));
        BOOST_TEST(answer_to(display.address().name, "", "") == 0);
        BOOST_TEST(display.vnc().parent_path() == folder.path());
        BOOST_TEST((fs::status(display.vnc()).permissions() == fs::perms{0600}));
        const Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, display.vnc().c_str(), display.vnc().native().size());
        BOOST_TEST_REQUIRE(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
                           0);
        std::array<char, 12> greeting{};
        BOOST_TEST(::recv(fd.get(), greeting.data(), greeting.size(), MSG_WAITALL) == 12);
        BOOST_TEST(std::string_view(greeting.data(), greeting.size()) == "RFB 003.008\n");
    }
    BOOST_TEST(fs::is_empty(folder.path()));
    const TempFolder beside;
    BOOST_TEST(Display(beside.path()).vnc().empty());
}

BOOST_AUTO_TEST_CASE(goes_when_we_are_killed) {
    const TempFolder folder;
    auto tell = make_pipe();
    const pid_t us = ::fork();
    BOOST_REQUIRE(us >= 0);
    if (us == 0) {
        const Display display(folder.path());
        const auto name = display.address().name + "\n";
        if (::write(tell.write.get(), name.data(), name.size()) < 0) ::_exit(1);
        for (;;) ::pause();
    }
    tell.write.reset();
    std::string name;
    for (char c = 0; ::read(tell.read.get(), &c, 1) == 1 && c != '\n';) name += c;
    BOOST_TEST_REQUIRE(name.starts_with(':'));
    BOOST_TEST(greets({name, folder.path() / "xauthority"}));
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

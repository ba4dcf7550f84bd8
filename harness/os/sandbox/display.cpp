#include "harness/os/sandbox/display.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/os/fd.h"
#include "harness/os/log_file.h"
#include "harness/os/sandbox/own_user.h"
#include "harness/os/service.h"

namespace badrdp::harness {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kPatience = 20s;  // to come up, on a machine that is busy

struct Kind {
    const char* program;
    const char* package;
    const char* log;
};
constexpr Kind kXvfb{"/usr/bin/Xvfb", "xvfb", "xvfb.log"};
constexpr Kind kXvnc{"/usr/bin/Xtigervnc", "tigervnc-standalone-server", "xvnc.log"};
const Kind& kind_of(SeenBy seen) { return seen == SeenBy::vnc ? kXvnc : kXvfb; }

std::string why_not_there(const Kind& kind) {
    if (::access(kind.program, X_OK) == 0) return {};
    return fmt::format("there is no {}; install {}", kind.program, kind.package);
}

// Both write the number of their display to descriptor 3. The one that is looked at lets nobody change its
// size, and keeps its clipboard for itself.
std::vector<std::string> command_of(SeenBy seen, const std::string& cookie, const std::string& vnc) {
    std::vector<std::string> out{
        kind_of(seen).program, "-displayfd", "3", "-nolisten", "tcp", "-noreset", "-auth", cookie};
    const auto with = [&](std::initializer_list<std::string> more) { out.insert(out.end(), more); };
    if (seen == SeenBy::nobody) {
        with({"-screen", "0", "1280x1024x24"});
        return out;
    }
    with({"-geometry", "1024x768", "-depth", "24", "-SecurityTypes", "None", "-rfbport=-1", "-rfbunixpath",
          vnc, "-AlwaysShared", "-AcceptSetDesktopSize=0", "-AcceptCutText=0", "-SendCutText=0"});
    return out;
}

// X servers compile keymaps with a program that it finds on the PATH.
std::vector<std::string> own_environment() {
    std::vector<std::string> out;
    for (char** at = environ; *at != nullptr; ++at) out.emplace_back(*at);
    return out;
}

// What a server writes once clients may come: the number of its display and a line end. Empty if it died
// instead.
std::string read_number(const Fd& ready) {
    const auto deadline = Clock::now() + kPatience;
    std::string number;
    while (number.find('\n') == std::string::npos) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
        pollfd wait{ready.get(), POLLIN, 0};
        const int got = left > 0ms ? ::poll(&wait, 1, static_cast<int>(left.count())) : 0;
        if (got < 0 && errno == EINTR) continue;
        std::array<char, 16> text;
        const ssize_t size = got > 0 ? ::read(ready.get(), text.data(), text.size()) : 0;
        if (size <= 0) return {};
        number.append(text.data(), static_cast<std::size_t>(size));
    }
    number.pop_back();
    return number;
}

// A record of an authority file (Xau(3), libXau's Xauth.h): family, address, number, name and data, each but
// the first behind its length of two bytes, most significant first. FamilyWild fits every address and number.
std::string authority() {
    constexpr std::string_view name = "MIT-MAGIC-COOKIE-1";
    std::array<char, 16> secret;
    if (::getrandom(secret.data(), secret.size(), 0) != static_cast<ssize_t>(secret.size()))
        throw std::system_error(errno, std::generic_category(), "no random bytes for an X server's cookie");
    std::string out("\xff\xff\0\0\0\0", 6);
    for (const std::string_view field : {name, std::string_view(secret.data(), secret.size())}) {
        out += '\0';
        out += static_cast<char>(field.size());
        out += field;
    }
    return out;
}

// Made anew, whatever a client has left at that name. Root's client, whom its folder lets in, is another
// user.
void write_cookie(const std::filesystem::path& file) {
    std::filesystem::remove_all(file);
    const auto trouble = "cannot write " + file.string();
    const Fd out(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600), trouble);
    const auto text = authority();
    const bool whole = ::write(out.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (!whole || ::fchmod(out.get(), 0644) != 0)
        throw std::system_error(errno, std::generic_category(), trouble);
}

// What a server of ours has left there stays, and anything else goes.
std::filesystem::path own_log(std::filesystem::path file) {
    struct stat seen {};
    const bool is_there = ::lstat(file.c_str(), &seen) == 0;
    const bool is_ours = S_ISREG(seen.st_mode) && seen.st_uid == ::geteuid() && seen.st_nlink == 1;
    if (is_there && !is_ours) std::filesystem::remove_all(file);
    return file;
}

}  // namespace

struct Display::State {
    State(const std::filesystem::path& directory, SeenBy seen) {
        const auto& kind = kind_of(seen);
        if (const auto why = why_not_there(kind); !why.empty()) throw std::runtime_error(why);
        log_path = own_log(directory / kind.log);
        const LogFile log(log_path);
        address.cookie = std::filesystem::absolute(directory / "xauthority");
        write_cookie(address.cookie);
        auto ready = make_pipe();
        if (seen == SeenBy::vnc) vnc = std::filesystem::absolute(directory / "vnc");
        server = Service({.command = command_of(seen, address.cookie.string(), vnc.string()),
                          .environment = own_environment(),
                          .output = log.fd().get(),
                          .ready = ready.write.get()});
        ready.write.reset();
        const auto number = read_number(ready.read);
        if (number.empty())
            throw std::runtime_error(
                fmt::format("{} did not come up; it says why in {}", kind.program, log_path.string()));
        address.name = ":" + number;
    }
    ~State() {
        std::error_code gone;
        std::filesystem::remove(address.cookie, gone);
        if (server.is_up()) std::filesystem::remove(log_path, gone);
        server.stop();
        if (!vnc.empty()) std::filesystem::remove(vnc, gone);
    }

    std::filesystem::path log_path;
    Service server;
    DisplayAddress address;
    std::filesystem::path vnc;
};

Display::Display(const std::filesystem::path& directory, SeenBy seen)
    : state_(std::make_unique<State>(directory, seen)) {}
Display::~Display() = default;
Display::Display(Display&&) noexcept = default;
Display& Display::operator=(Display&&) noexcept = default;
const DisplayAddress& Display::address() const { return state_->address; }

const std::filesystem::path& Display::vnc() const { return state_->vnc; }
bool Display::is_up() const { return state_->server.is_up(); }

std::string why_not_seen() { return why_not_there(kXvnc); }

DisplayAddress seen_from(const std::filesystem::path& home, DisplayAddress display) {
    if (display.cookie.empty() || !is_shut_out(best_sandbox_mode())) return display;
    const auto own = home / display.cookie.filename();
    std::filesystem::copy_file(display.cookie, own);
    display.cookie = own;
    return display;
}

void show_at(const DisplayAddress& display, SandboxOrder& order) {
    if (display.name.empty()) return;
    order.environment.emplace_back("DISPLAY", display.name);
    const auto socket =
        std::filesystem::path("/tmp/.X11-unix/X" + display.name.substr(display.name.find(':') + 1));
    if (std::error_code none; std::filesystem::exists(socket, none)) order.shows.push_back(socket);
    if (display.cookie.empty()) return;
    order.environment.emplace_back("XAUTHORITY", display.cookie.string());
    order.shows.push_back(display.cookie);
}

}  // namespace badrdp::harness

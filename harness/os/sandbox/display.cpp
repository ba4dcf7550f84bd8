#include "harness/os/sandbox/display.h"

#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/os/fd.h"
#include "harness/os/log_file.h"
#include "harness/os/service.h"

namespace badrdp::harness {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr const char* kProgram = "/usr/bin/Xvfb";
constexpr auto kPatience = 20s;  // to come up, on a machine that is busy

// Xvfb compiles keymaps with a program that it finds on the PATH.
std::vector<std::string> own_environment() {
    std::vector<std::string> out;
    for (char** at = environ; *at != nullptr; ++at) out.emplace_back(*at);
    return out;
}

// What Xvfb writes once clients may come: the number of its display and a line end. Empty if it died instead.
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

}  // namespace

struct Display::State {
    explicit State(const std::filesystem::path& directory) {
        if (::access(kProgram, X_OK) != 0)
            throw std::runtime_error(fmt::format("there is no {}; install xvfb", kProgram));
        const auto log_path = directory / "xvfb.log";
        const LogFile log(log_path);
        auto ready = make_pipe();
        xvfb = Service({.command = {kProgram, "-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten",
                                    "tcp", "-noreset"},
                        .environment = own_environment(),
                        .output = log.fd().get(),
                        .ready = ready.write.get()});
        ready.write.reset();
        const auto number = read_number(ready.read);
        if (number.empty())
            throw std::runtime_error(
                fmt::format("Xvfb did not come up; it says why in {}", log_path.string()));
        name = ":" + number;
    }

    Service xvfb;
    std::string name;
};

Display::Display(const std::filesystem::path& directory) : state_(std::make_unique<State>(directory)) {}
Display::~Display() = default;
Display::Display(Display&&) noexcept = default;
Display& Display::operator=(Display&&) noexcept = default;
const std::string& Display::name() const { return state_->name; }

bool Display::is_up() const { return state_->xvfb.is_up(); }

std::filesystem::path display_socket(std::string_view display) {
    return "/tmp/.X11-unix/X" + std::string(display.substr(std::min(display.find(':') + 1, display.size())));
}

}  // namespace badrdp::harness

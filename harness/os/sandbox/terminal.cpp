#include "harness/os/sandbox/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace badrdp::harness {
namespace {

using namespace std::chrono_literals;

constexpr auto kThinks = 100ms;               // how long a program must be silent to be answered
constexpr unsigned kMostAnswers = 100;        // to a program that asks for ever
constexpr std::size_t kLongestPrompt = 4096;  // of what it has said, a prompt is looked for in so much
constexpr winsize kWindow{24, 132, 0, 0};

[[noreturn]] void no_terminal(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

Terminal open_terminal() {
    Terminal out;
    out.ours = Fd(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK),
                  "cannot open a terminal for the client");
    if (::unlockpt(out.ours.get()) != 0) no_terminal("cannot unlock the client's terminal");
    // By the descriptor, since its name may lead elsewhere in this mount namespace [ioctl_tty(2)].
    const int flags = O_RDWR | O_NOCTTY | O_CLOEXEC;
    out.program =
        Fd(::ioctl(out.ours.get(), TIOCGPTPEER, flags), "cannot open the client's end of its terminal");
    termios settings{};
    if (::tcgetattr(out.program.get(), &settings) != 0) no_terminal("cannot ask the client's terminal");
    settings.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    settings.c_oflag &= ~static_cast<tcflag_t>(OPOST);
    if (::tcsetattr(out.program.get(), TCSANOW, &settings) != 0 ||
        ::ioctl(out.program.get(), TIOCSWINSZ, &kWindow) != 0)
        no_terminal("cannot set up the client's terminal");
    return out;
}

Typist::Typist(const boost::asio::any_io_executor& executor, Fd terminal, std::vector<TypedAnswer> answers,
               std::function<void(std::string_view)> heard)
    : terminal_(executor, terminal.release()),
      silence_(executor),
      answers_(std::move(answers)),
      heard_(std::move(heard)) {}

void Typist::listen(std::shared_ptr<void> owner) {
    owner_ = std::move(owner);
    terminal_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                         [this, alive = owner_](boost::system::error_code failed) {
                             if (failed || !owner_) return;
                             hear();
                             if (owner_) listen(alive);
                         });
}

// EIO says that the program has closed its end, and nobody will ask any more. Ours stays open: closing it
// would be a hang-up, of which the program dies.
void Typist::hear() {
    std::array<char, 16'384> piece{};
    const ssize_t got = ::read(terminal_.native_handle(), piece.data(), piece.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
        owner_.reset();
        silence_.cancel();
        return;
    }
    const std::string_view said(piece.data(), static_cast<std::size_t>(got));
    heard_(said);
    unanswered_ += said;
    if (unanswered_.size() > kLongestPrompt) unanswered_.erase(0, unanswered_.size() - kLongestPrompt);
    silence_.expires_after(kThinks);
    silence_.async_wait([this, alive = owner_](boost::system::error_code failed) {
        if (!failed && owner_) answer();
    });
}

// A terminal that takes no more holds a screen full of answers already.
void Typist::answer() {
    for (const auto& one : answers_) {
        if (answered_ >= kMostAnswers || !one.asked(unanswered_)) continue;
        ++answered_;
        unanswered_.clear();
        [[maybe_unused]] const auto typed =
            ::write(terminal_.native_handle(), one.text.data(), one.text.size());
        return;
    }
}

void Typist::stop() {
    if (!terminal_.is_open()) return;
    std::array<char, 65'536> rest{};  // more than a kernel keeps
    for (std::size_t left = rest.size(); left > 0;) {
        const ssize_t got = ::read(terminal_.native_handle(), rest.data(), left);
        if (got <= 0) break;
        heard_({rest.data(), static_cast<std::size_t>(got)});
        left -= static_cast<std::size_t>(got);
    }
    owner_.reset();
    silence_.cancel();
    terminal_.close();
}

}  // namespace badrdp::harness

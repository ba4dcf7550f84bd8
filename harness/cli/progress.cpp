#include "harness/cli/progress.h"

#include <fmt/core.h>
#include <unistd.h>

#include "harness/report/progress.h"

namespace badrdp::harness {

ProgressPrinter::ProgressPrinter() : terminal_(::isatty(STDERR_FILENO) == 1) {}

void ProgressPrinter::operator()(const Progress& now) {
    using namespace std::chrono_literals;
    if (!terminal_ && now.took < next_) return;
    next_ = now.took + 5s;
    const auto line = progress_line(now.done, now.total, now.failed, now.running,
                                    std::chrono::duration_cast<std::chrono::seconds>(now.took));
    if (terminal_)
        fmt::print(stderr, "\r\033[K{}", line);
    else
        fmt::print(stderr, "{}\n", line);
    std::fflush(stderr);
}

void ProgressPrinter::over() const {
    if (terminal_) fmt::print(stderr, "\r\033[K");
}

}  // namespace badrdp::harness

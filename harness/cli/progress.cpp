#include "harness/cli/progress.h"

#include <unistd.h>

#include <cstdio>
#include <string>

#include "harness/report/progress.h"

namespace badrdp::harness {

ProgressPrinter::ProgressPrinter() : terminal_(::isatty(STDERR_FILENO) == 1) {}

void ProgressPrinter::operator()(const Progress& now) {
    using namespace std::chrono_literals;
    if (!terminal_ && now.took < next_) return;
    next_ = now.took + 5s;
    const auto line = progress_line(now.done, now.total, now.failed, now.running,
                                    std::chrono::duration_cast<std::chrono::seconds>(now.took));
    // A terminal that is gone must not end the run: its reports are still to be written.
    std::fputs((terminal_ ? "\r\033[K" + line : line + "\n").c_str(), stderr);
    std::fflush(stderr);
}

void ProgressPrinter::over() const {
    if (terminal_) std::fputs("\r\033[K", stderr);
}

}  // namespace badrdp::harness

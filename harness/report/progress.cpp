#include "harness/report/progress.h"

#include <fmt/core.h>

namespace badrdp::harness {
namespace {

std::string rough(std::chrono::seconds time) {
    const auto seconds = time.count();
    if (seconds < 90) return fmt::format("{} s", seconds);
    if (seconds < 90 * 60) return fmt::format("{} min", (seconds + 30) / 60);
    return fmt::format("{} h", (seconds + 1800) / 3600);
}

}  // namespace

std::string progress_line(std::size_t done, std::size_t total, std::size_t failed, std::size_t running,
                          std::chrono::seconds taken) {
    auto line = fmt::format("{} of {} played", done, total);
    if (failed > 0) line += fmt::format(", {} to look at", failed);
    if (running > 0) line += fmt::format(", {} running", running);
    line += fmt::format(", {}", rough(taken));
    // From a few cases nothing can be told of the rest.
    if (done >= 5 && done < total && taken.count() >= 5) {
        const auto left = taken * static_cast<long>(total - done) / static_cast<long>(done);
        line += fmt::format(" (about {} left)", rough(left));
    }
    return line;
}

}  // namespace badrdp::harness

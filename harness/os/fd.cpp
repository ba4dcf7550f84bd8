#include "harness/os/fd.h"

#include <fcntl.h>

#include <array>

namespace badrdp::harness {

Pipe make_pipe() {
    auto made = pipe_if_any();
    if (!made) throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
    return std::move(*made);
}

std::optional<Pipe> pipe_if_any() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) < 0) return std::nullopt;
    return Pipe{Fd(ends[0], "pipe"), Fd(ends[1], "pipe")};
}

}  // namespace badrdp::harness

// A PID namespace of a test's own: what is signalled there is nobody of this machine's.
#pragma once

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>

#include "harness/os/fd.h"
#include "tests/harness/os/sandbox/read_all.h"

namespace badrdp::harness::test {

// What `told` gives in the first process of a namespace with a /proc of its own, as root; "refused: why" if
// there is none to be had, and then `told` was not called.
inline std::string in_a_pid_namespace(const std::function<std::string()>& told) {
    auto pipe = make_pipe();
    const auto tell = [&](const std::string& text) {
        ::_exit(::write(pipe.write.get(), text.data(), text.size()) < 0 ? 1 : 0);
    };
    const pid_t child = ::fork();
    if (child == 0) {
        if (::unshare(CLONE_NEWPID | CLONE_NEWNS) != 0) tell("refused: unshare");
        const pid_t first = ::fork();
        if (first != 0) {
            ::waitpid(first, nullptr, 0);
            ::_exit(first < 0 ? 1 : 0);
        }
        if (::getpid() != 1 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("proc", "/proc", "proc", 0, nullptr) != 0)
            tell("refused: /proc");
        try {
            tell(told());
        } catch (const std::exception& error) {
            tell(std::string("refused: ") + error.what());
        }
    }
    pipe.write.reset();
    auto text = read_all(pipe.read);
    ::waitpid(child, nullptr, 0);
    return text;
}

}  // namespace badrdp::harness::test

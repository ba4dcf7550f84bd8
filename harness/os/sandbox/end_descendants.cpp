#include "harness/os/sandbox/end_descendants.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "harness/os/proc.h"

namespace badrdp::harness {
namespace {

// In a row, of a millisecond at least, in which no child was there to be killed and none had ended.
constexpr int kMostInVain = 3000;

// Sends SIGKILL to our direct children and says how many there are.
int kill_children() {
    const pid_t self = ::getpid();
    int killed = 0;
    for_each_process([&](const ProcessRow& row) {
        if (row.parent == self && !row.dead && ::kill(row.pid, SIGKILL) == 0) ++killed;
    });
    return killed;
}

}  // namespace

// Without a PID namespace nobody kills the rest for us. Orphans come to us, the subreaper, so killing our
// children until there are none reaches every generation, in whichever session it hides.
void end_descendants(pid_t program) {
    ::kill(-program, SIGKILL);
    for (int in_vain = 0; in_vain < kMostInVain;) {
        const int killed = kill_children();
        pid_t gone = ::waitpid(-1, nullptr, killed > 0 ? 0 : WNOHANG);
        const bool nothing = gone == 0 && killed == 0;
        while (gone > 0) gone = ::waitpid(-1, nullptr, WNOHANG);
        if (gone < 0 && errno != EINTR) return;  // no child is left
        in_vain = nothing ? in_vain + 1 : 0;
        if (nothing) ::poll(nullptr, 0, 1);  // dying, or just being born
    }
}

}  // namespace badrdp::harness

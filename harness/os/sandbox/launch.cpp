#include "harness/os/sandbox/launch.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <stdexcept>

#include "harness/os/argv.h"
#include "harness/os/sandbox/landlock.h"
#include "harness/os/sandbox/name_files.h"
#include "harness/os/sandbox/own_user.h"
#include "harness/os/sandbox/root_plan.h"
#include "harness/os/sandbox/sandbox_init.h"
#include "harness/os/sandbox/terminal.h"

namespace badrdp::harness {
namespace {

struct Cloned {
    pid_t pid = 0;
    Fd pidfd;
};

int clone_flags(SandboxMode mode) {
    switch (mode) {
        case SandboxMode::pid_namespace: return CLONE_NEWPID;
        case SandboxMode::user_and_pid_namespace: return CLONE_NEWUSER | CLONE_NEWPID;
        case SandboxMode::process_group: break;
    }
    return 0;
}

// Signals wait meanwhile: a handler of ours must not run in a copy of us.
class Deaf {
public:
    Deaf() {
        sigset_t every;
        ::sigfillset(&every);
        ::sigprocmask(SIG_SETMASK, &every, &before_);
    }
    ~Deaf() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }
    Deaf(const Deaf&) = delete;
    Deaf& operator=(const Deaf&) = delete;

private:
    sigset_t before_;
};

struct Birth {
    pid_t pid = 0;
    int pidfd = -1;
    int error = 0;
    bool entered = true;  // the network namespace
};

// clone and not clone3, which container runtimes hide.
template <class Child>
Birth clone_here(SandboxMode mode, int more_flags, Child child) {
    Birth born;
    const auto flags = static_cast<unsigned long>(clone_flags(mode) | more_flags | CLONE_PIDFD | SIGCHLD);
    born.pid = static_cast<pid_t>(::syscall(SYS_clone, flags, nullptr, &born.pidfd, nullptr, nullptr));
    if (born.pid == 0) child();
    if (born.pid < 0) born.error = errno;
    return born;
}

// A thread of ours that went there might not be let back, and a sandbox with a user namespace of its own has
// no rights there. So a copy of us goes, has the child in our name (CLONE_PARENT, and the pidfd among our
// descriptors: CLONE_FILES), and is gone.
template <class Child>
Birth clone_there(int net_namespace, SandboxMode mode, Child child) {
    auto told = make_pipe();
    const auto flags = static_cast<unsigned long>(CLONE_FILES | SIGCHLD);
    const auto copy = static_cast<pid_t>(::syscall(SYS_clone, flags, nullptr, nullptr, nullptr, nullptr));
    if (copy == 0) {
        Birth born;
        if (::setns(net_namespace, CLONE_NEWNET) < 0) {
            born.error = errno;
            born.entered = false;
        } else {
            born = clone_here(mode, CLONE_PARENT, child);
        }
        ::_exit(::write(told.write.get(), &born, sizeof born) == sizeof born ? 0 : 1);
    }
    Birth born;
    if (copy < 0) born.error = errno;
    while (copy > 0 && ::waitpid(copy, nullptr, 0) < 0 && errno == EINTR) {
    }
    told.write.reset();
    if (copy > 0 && ::read(told.read.get(), &born, sizeof born) != sizeof born) born.error = ECHILD;
    return born;
}

template <class Child>
Cloned clone_into(SandboxMode mode, int net_namespace, Child child) {
    const auto born = [&] {
        const Deaf meanwhile;
        return net_namespace < 0 ? clone_here(mode, 0, child) : clone_there(net_namespace, mode, child);
    }();
    if (born.error != 0)
        throw std::system_error(born.error, std::generic_category(),
                                born.entered
                                    ? fmt::format("clone ({})", name(mode))
                                    : "cannot enter the network namespace of the client, which takes "
                                      "CAP_SYS_ADMIN here and in the user namespace that owns it");
    return {born.pid, Fd(born.pidfd, "pidfd")};
}

int reap(const Fd& pidfd) {
    siginfo_t info{};
    while (::waitid(P_PIDFD, static_cast<id_t>(pidfd.get()), &info, WEXITED) < 0 && errno == EINTR) {
    }
    return info.si_status;
}

void write_map(const std::string& file, const std::string& text) {
    const Fd map(::open(file.c_str(), O_WRONLY | O_CLOEXEC), "cannot open " + file);
    if (::write(map.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        throw std::system_error(errno, std::generic_category(), "cannot write " + file);
}

// Inside, the user stays who he is; without a map he would be nobody, and could not read his own HOME. Root
// takes the program's user along.
void map_user(pid_t init, std::optional<uid_t> user) {
    const auto proc = fmt::format("/proc/{}/", init);
    const auto guest = user ? fmt::format("\n{0} {0} 1\n", *user) : std::string();
    if (!user) write_map(proc + "setgroups", "deny");
    write_map(proc + "uid_map", fmt::format("{0} {0} 1", ::geteuid()) + guest);
    write_map(proc + "gid_map", fmt::format("{0} {0} 1", ::getegid()) + guest);
}

// A pipe that already holds all the program will ever read. Nobody stands by to write the rest, so it must
// fit into the pipe's buffer.
Fd filled_stdin(const std::string& text) {
    auto [read, write] = make_pipe();
    ::fcntl(write.get(), F_SETFL, O_NONBLOCK);
    if (!text.empty() && ::write(write.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        throw std::runtime_error(fmt::format("stdin text of {} bytes does not fit into a pipe", text.size()));
    return std::move(read);
}

std::vector<std::string> environment_of(const SandboxOrder& order) {
    std::vector<std::string> out;
    for (const auto& [key, value] : order.environment) out.push_back(key + "=" + value);
    return out;
}

std::string said(const BirthTrouble& trouble, const SandboxOrder& order, const RootPlan& root) {
    switch (trouble.step) {
        case BirthStep::mount_namespace:
            return "cannot give the client files of its own, which takes CAP_SYS_ADMIN or a user namespace";
        case BirthStep::root:
            return fmt::format("cannot enter {} at {}",
                               order.root.empty() ? "the client's view of this machine" : order.root.string(),
                               root.steps[trouble.at].at);
        case BirthStep::privileges: return "cannot drop the privileges of the client";
        case BirthStep::descriptors: return "cannot lay out the descriptors of the sandbox";
        case BirthStep::directory: return "cannot enter " + order.directory.string();
        case BirthStep::rules: return "cannot put the client under Landlock's rules";
        case BirthStep::fork: return "cannot fork in the sandbox";
        case BirthStep::exec: break;
    }
    const auto* hint = trouble.error == EACCES && ::geteuid() == 0
                           ? " as a user of its own, who must be allowed to run and to read it"
                           : "";
    return "cannot start " + order.command.front() + hint;
}

// In a root nobody has put this machine's names there yet, and no user of it is known.
RootPlan lay_out_files(SandboxMode mode, const SandboxOrder& order, std::optional<uid_t> user) {
    if (order.root.empty() && order.resolv_conf.empty() && order.in_place.empty() && !has_walls(mode))
        return {};
    auto overlays = name_files(order.resolv_conf);
    for (const auto& [file, at] : order.in_place) overlays.push_back({file.string(), at.string()});
    if (!order.root.empty()) {
        if (order.resolv_conf.empty())
            for (const auto* file : {"/etc/resolv.conf", "/etc/hosts"})
                overlays.push_back({file, file, false});
        if (!user)
            for (const auto* file : {"/etc/passwd", "/etc/group"}) overlays.push_back({file, file, false});
    }
    return plan_root(order, overlays, user);
}

// Blocks for the millisecond until the exec has closed the pipe.
void wait_for_birth(const Fd& birth, const SandboxOrder& order, const RootPlan& root) {
    BirthTrouble trouble{};
    ssize_t got = 0;
    do got = ::read(birth.get(), &trouble, sizeof trouble);
    while (got < 0 && errno == EINTR);
    if (got == sizeof trouble)
        throw std::system_error(trouble.error, std::generic_category(), said(trouble, order, root));
}

// A program may open its own stdout again, by name.
void give_what_is_his(const SandboxOrder& order, const Fd& log, uid_t user) {
    if (!order.directory.empty()) give(order.directory, user);
    if (::fchown(log.get(), user, user) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot give the log to the client");
}

// Root can look where the program's user cannot: a file in a closed folder can be run all the same.
Fd open_program(const SandboxOrder& order) {
    const int raw = order.root.empty() ? ::open(order.command.front().c_str(), O_PATH | O_CLOEXEC) : -1;
    return raw < 0 ? Fd() : Fd(raw, order.command.front());
}

// Tries what walls take, as far as it differs from kernel to kernel.
bool can_mount() {
    return ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ::mount("tmpfs", kMachineStage, "tmpfs", MS_NOSUID | MS_NODEV, "size=4k") == 0;
}

}  // namespace

Held launch(SandboxMode mode, const SandboxOrder& order, const Fd& log, std::size_t file_size) {
    if (order.command.empty()) throw std::runtime_error("cannot start a client: its command is empty");
    const auto texts = environment_of(order);
    const auto argv = argv_of(order.command);
    const auto envp = argv_of(texts);
    const auto directory = order.directory.empty() ? std::string("/") : order.directory.string();
    auto terminal = order.terminal ? open_terminal() : Terminal{};
    const Fd in = order.terminal ? Fd() : filled_stdin(order.stdin_text);
    const int of_program = order.terminal ? terminal.program.get() : -1;
    const Fd file = open_program(order);
    const auto user = own_user(mode);
    const auto root = lay_out_files(mode, order, user);
    if (user) give_what_is_his(order, log, *user);
    const auto rules = landlock_rules(
        order, log, {.files = root.steps.empty(), .signals = mode == SandboxMode::process_group});
    auto leash = make_pipe();
    auto birth = make_pipe();
    auto news = make_pipe();
    const InitOrder init{.mode = mode,
                         .argv = argv.data(),
                         .envp = envp.data(),
                         .directory = directory.c_str(),
                         .in = order.terminal ? of_program : in.get(),
                         .log = order.terminal ? of_program : log.get(),
                         .file = file.get(),
                         .terminal = order.terminal,
                         .leash = leash.read.get(),
                         .birth = birth.write.get(),
                         .news = news.write.get(),
                         .niceness = order.niceness,
                         .file_size = file_size,
                         .rules = rules.get(),
                         .root = &root,
                         .user = user,
                         .alone = user || mode == SandboxMode::user_and_pid_namespace};
    auto cloned = clone_into(mode, order.net_namespace, [&init] { be_init(init); });
    birth.write.reset();
    news.write.reset();
    try {
        if (mode == SandboxMode::user_and_pid_namespace) map_user(cloned.pid, user);
        if (::write(leash.write.get(), "g", 1) != 1)
            throw std::system_error(errno, std::generic_category(), "cannot start the sandbox");
        wait_for_birth(birth.read, order, root);
    } catch (...) {
        leash.write.reset();
        reap(cloned.pidfd);
        throw;
    }
    return {cloned.pid, std::move(cloned.pidfd), std::move(leash.write), std::move(news.read),
            std::move(terminal.ours)};
}

bool can_clone(SandboxMode mode, bool walls) {
    try {
        auto go = make_pipe();
        const auto cloned = clone_into(mode, -1, [gate = go.read.get(), ours = go.write.get(), walls] {
            ::close(ours);  // or it would wait for itself when we die
            char byte = 0;
            ::_exit(::read(gate, &byte, 1) == 1 && (!walls || can_mount()) ? 0 : 1);
        });
        bool mapped = true;
        try {
            if (mode == SandboxMode::user_and_pid_namespace) map_user(cloned.pid, std::nullopt);
        } catch (const std::system_error&) {
            mapped = false;
        }
        const bool told = ::write(go.write.get(), "g", 1) == 1;
        return reap(cloned.pidfd) == 0 && mapped && told;
    } catch (const std::system_error&) {
        return false;
    }
}

}  // namespace badrdp::harness

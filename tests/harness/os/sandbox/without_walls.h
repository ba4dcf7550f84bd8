// A program behind no wall, and a bystander of it: what shows that a hostile program gets through where
// nothing keeps it from that.
#pragma once

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>

#include "harness/os/fd.h"
#include "harness/os/sandbox/sandbox_init.h"
#include "tests/harness/os/sandbox/read_all.h"

namespace badrdp::harness::test {

// What a shell says as the user that we are, with our files, and without limits; its processes end with it.
inline std::string said_without_walls(std::string script, const std::string& directory) {
    auto leash = make_pipe(), birth = make_pipe(), news = make_pipe(), said = make_pipe();
    const Fd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC), "/dev/null");
    std::string shell_path = "/bin/sh", option = "-c", path = "PATH=/usr/bin:/bin";
    const std::array<char*, 4> argv{shell_path.data(), option.data(), script.data(), nullptr};
    const std::array<char*, 2> envp{path.data(), nullptr};
    const RootPlan none;
    const InitOrder init{.mode = SandboxMode::process_group,
                         .argv = argv.data(),
                         .envp = envp.data(),
                         .directory = directory.c_str(),
                         .in = nothing.get(),
                         .log = said.write.get(),
                         .leash = leash.read.get(),
                         .birth = birth.write.get(),
                         .news = news.write.get(),
                         .file_size = RLIM_INFINITY,
                         .root = &none};
    const pid_t first = ::fork();
    if (first == 0) be_init(init);
    for (auto* theirs : {&leash.read, &birth.write, &news.write, &said.write}) theirs->reset();
    if (::write(leash.write.get(), "g", 1) != 1) return "cannot be started";
    auto text = read_all(said.read);
    ::waitpid(first, nullptr, 0);
    return text;
}

// A process of our user's, with a word in its environment; it lives until this goes.
class Neighbour {
public:
    explicit Neighbour(std::string word) {
        std::string program = "/bin/cat";
        const std::array<char*, 2> argv{program.data(), nullptr}, envp{word.data(), nullptr};
        auto born = make_pipe();
        pid_ = ::fork();
        if (pid_ == 0) {
            ::dup2(stdin_.read.get(), 0);
            drop_capabilities();
            ::execve(program.c_str(), argv.data(), envp.data());
            ::_exit(127);
        }
        born.write.reset();
        read_all(born.read);  // ends with the exec
    }
    ~Neighbour() {
        ::kill(pid_, SIGKILL);
        if (!dead_) ::waitpid(pid_, nullptr, 0);
    }
    Neighbour(const Neighbour&) = delete;
    Neighbour& operator=(const Neighbour&) = delete;

    std::string pid() const { return std::to_string(pid_); }
    bool lives() {
        dead_ = dead_ || ::waitpid(pid_, nullptr, WNOHANG) != 0;
        return !dead_;
    }

private:
    // Who has none can look into no process that has some.
    static void drop_capabilities() {
        __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
        const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
        if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::syscall(SYS_capset, &header, none.data()) != 0)
            ::_exit(126);
    }

    Pipe stdin_ = make_pipe();
    pid_t pid_ = 0;
    bool dead_ = false;
};

}  // namespace badrdp::harness::test

// A sandbox for a client program: wherever it forks to, nothing of it outlives the case, or us.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/os/sandbox/process_end.h"
#include "sim/auth/secret.h"

namespace badrdp::harness {

// Which mode of the ladder holds the client: see docs/architecture.md.
enum class SandboxMode : std::uint8_t { pid_namespace, user_and_pid_namespace, process_group };
std::string_view name(SandboxMode);
SandboxMode
best_sandbox_mode();  // probed once; the environment variable BADRDP_SANDBOX names another one, for tests

// Whether that mode can give a program files of its own: probed once. Without that it sees what its user
// sees.
bool has_walls(SandboxMode);

// What keeps it in that mode from the machine's files, from other programs, and from other cases' ports, in
// words.
std::string walls_in_words(SandboxMode);

// What is typed at a terminal once the program has asked for it: `asked` is shown what it has said since the
// last answer.
struct TypedAnswer {
    std::function<bool(std::string_view)> asked;
    std::string text;
};

struct SandboxOrder {
    std::vector<std::string> command;
    std::vector<std::pair<std::string, std::string>> environment;  // nothing else is inherited
    // Working directory, the program's own: if we are root, it is given to the program's user with all in it.
    std::filesystem::path directory;
    std::filesystem::path log;  // stdout and stderr, as they come; created 0600
    std::string stdin_text;
    // Stdin and both outputs are a terminal of its own, and its controlling one, which echoes nothing: then
    // `answers` are typed, and stdin_text is not. Who is asked what no answer is for says nothing.
    bool terminal = false;
    std::vector<TypedAnswer> answers;
    std::vector<auth::Secret> secrets;  // masked in the log and in the output, once the sandbox is empty
    // The network namespace that the program lives in, a descriptor of it; -1: ours. Whoever may enter it may
    // use it, on every mode.
    int net_namespace = -1;
    // The one TCP port that the program can connect to, whatever the address, on kernels that can forbid the
    // others (Landlock 4, Linux 6.7); 0: every port.
    std::uint16_t tcp_port = 0;
    // What the program sees as /etc/resolv.conf, in a mount namespace of its own; /etc/hosts then knows
    // localhost alone, and nobody but this name server is asked. Empty: the machine's names.
    std::filesystem::path resolv_conf;
    // Files that the program finds at the paths of others, in a mount namespace of its own: what it finds,
    // and where. On this machine nothing can be put where no file is.
    std::vector<std::pair<std::filesystem::path, std::filesystem::path>> in_place;
    // The file system of another release that the program lives in; empty: this machine's, of which it finds
    // the programs, the libraries and what is in /etc. It may write to neither. Beside that it finds its
    // directory, what is in `shows` (files and folders, read-only, at the same paths), and who this machine's
    // users are.
    std::filesystem::path root;
    std::vector<std::filesystem::path> shows;
    // Its directory is an empty one in memory, which nobody sees when the program is gone.
    bool fresh_directory = false;
    std::size_t scratch_bytes = 64u << 20;  // what fits into that, into its /tmp, and into one on the disk
    int niceness = 10;                      // our own loop stays punctual whatever the program does
    std::chrono::milliseconds wall_clock{20'000};
    std::size_t memory_bytes = 1u << 30;
    std::size_t output_bytes = 4u << 20;
};

// A program that runs in its sandbox, and that no loop watches yet. Starting waits for the program's exec,
// which on a busy machine is longer than a loop has time; any thread may do it that outlives the program (the
// kernel ends a sandbox with the thread that made it). The destructor ends the sandbox.
class StartedSandbox {
public:
    explicit StartedSandbox(SandboxOrder order);  // std::system_error names what failed
    ~StartedSandbox();
    StartedSandbox(StartedSandbox&&) noexcept;
    StartedSandbox& operator=(StartedSandbox&&) noexcept;

private:
    friend class Sandbox;
    struct State;
    std::unique_ptr<State> state_;
};

// The callback comes once, from the loop, when every process of the sandbox is gone. The destructor ends the
// sandbox.
class Sandbox {
public:
    Sandbox(boost::asio::any_io_executor executor, StartedSandbox started,
            std::function<void(ProcessEnd)> ended);
    // Starts the program here and now.
    Sandbox(boost::asio::any_io_executor executor, SandboxOrder order, std::function<void(ProcessEnd)> ended);
    ~Sandbox();
    Sandbox(Sandbox&&) noexcept;
    Sandbox& operator=(Sandbox&&) noexcept;

    void kill(Limit why);  // why it is ended now: reconnects, or none when the harness stops

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace badrdp::harness

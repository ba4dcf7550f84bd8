// A cage for a client program: wherever it forks to, nothing of it outlives the case, or us.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/client/adapter.h"
#include "sim/auth/secret.h"

namespace badrdp::harness {

// Which rung of the ladder holds the client: see docs/architecture.md.
enum class Rung : std::uint8_t { pid_namespace, user_and_pid_namespace, process_group };
std::string_view name(Rung);
Rung best_rung();  // probed once; the environment variable BADRDP_CAGE names another one, for tests

struct CageOrder {
    std::vector<std::string> command;
    std::vector<std::pair<std::string, std::string>> environment;  // nothing else is inherited
    std::filesystem::path directory;                               // working directory
    std::filesystem::path log;  // stdout and stderr, as they come; created 0600
    std::string stdin_text;
    std::vector<auth::Secret> secrets;  // masked in the log and in the output, once the cage is empty
    // The network namespace that the program lives in, a descriptor of it; -1: ours. Whoever may enter it may
    // use it, on every rung.
    int net_namespace = -1;
    // What the program sees as /etc/resolv.conf, in a mount namespace of its own; /etc/hosts then knows
    // localhost alone, and nobody but this name server is asked. Empty: the machine's names.
    std::filesystem::path resolv_conf;
    std::chrono::milliseconds wall_clock{20'000};
    std::size_t memory_bytes = 1u << 30;
    std::size_t output_bytes = 4u << 20;
};

// A program that runs in its cage, and that no loop watches yet. Starting waits for the program's exec, which
// on a busy machine is longer than a loop has time; any thread may do it that outlives the program (the
// kernel ends a cage with the thread that made it). The destructor ends the cage.
class StartedCage {
public:
    explicit StartedCage(CageOrder order);  // std::system_error names what failed
    ~StartedCage();
    StartedCage(StartedCage&&) noexcept;
    StartedCage& operator=(StartedCage&&) noexcept;

private:
    friend class Cage;
    struct State;
    std::unique_ptr<State> state_;
};

// The callback comes once, from the loop, when every process of the cage is gone. The destructor ends the
// cage.
class Cage {
public:
    Cage(boost::asio::any_io_executor executor, StartedCage started, std::function<void(ProcessEnd)> ended);
    // Starts the program here and now.
    Cage(boost::asio::any_io_executor executor, CageOrder order, std::function<void(ProcessEnd)> ended);
    ~Cage();
    Cage(Cage&&) noexcept;
    Cage& operator=(Cage&&) noexcept;

    void kill(Limit why);  // why it is ended now: reconnects, or none when the harness stops

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace badrdp::harness

// A program of this machine that does something for us for a while: watched, and ended when we are to end.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace badrdp::harness {

struct HelperOrder {
    std::vector<std::string> command;                              // its program with its path
    std::vector<std::pair<std::string, std::string>> environment;  // in addition to ours
    std::string input{};                                           // what it reads
    int input_file = -1;                                           // a descriptor that it reads instead
    // It gains no privilege, and has no more than a minute of processor time and a gibibyte of memory.
    bool confined = false;
    int landlock = -1;                                // rules that it obeys; -1: none
    std::function<void(std::string_view)> on_line{};  // of both its outputs, as it comes
};

struct HelperEnd {
    int exit = 0;        // 128 + the signal that ended it
    std::string output;  // both, at most 8 MiB
};

// Waits for its end. SIGINT and SIGTERM end it and what it has started (its process group), and are thrown
// as Interrupted once it is gone. std::system_error if it cannot be started.
HelperEnd run_helper(const HelperOrder& order);

}  // namespace badrdp::harness

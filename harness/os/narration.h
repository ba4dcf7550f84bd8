// Lines for a reader who may stop reading: a pager, Ctrl-S, a full pipe. Whoever says something never waits
// for him.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace badrdp::harness {

class Narration {
public:
    static constexpr std::size_t kMost = 1u << 20;  // bytes that wait to be read

    // Writes to `fd`, which stays open, on a thread of its own; several lines at once where they come fast.
    explicit Narration(int fd, std::size_t most = kMost);
    // Waits until what was said is written, but no longer than a second.
    ~Narration();
    Narration(const Narration&) = delete;
    Narration& operator=(const Narration&) = delete;

    // `line` without its end. Past the bound it is left out, and counted: a line says how many were, once
    // there is room again.
    void say(std::string_view line);

private:
    struct State;
    std::shared_ptr<State> state_;  // the thread's too, which may outlive this in a write that never ends
};

}  // namespace badrdp::harness

#include "harness/os/out_of_memory.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>

namespace badrdp::harness {
namespace {

constexpr std::string_view kNoMemory = "badrdp: out of memory\n";

std::atomic<bool> lacked{false};
std::atomic<int> status_without_memory{1};

[[noreturn]] void no_memory() {
    lacked = true;
    throw std::bad_alloc();
}

[[noreturn]] void ended() {
    [[maybe_unused]] const auto told = ::write(STDERR_FILENO, kNoMemory.data(), kNoMemory.size());
    ::_exit(status_without_memory);
}

}  // namespace

void end_plainly_without_memory(int status) {
    static const auto usual = std::get_terminate();
    status_without_memory = status;
    std::set_new_handler(no_memory);
    std::set_terminate([] {
        if (!lacked) usual();  // says what it was, and leaves a core
        ended();
    });
}

}  // namespace badrdp::harness

// Why a machine does not let us make networks of our own, in one line that says what to do about it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace badrdp::harness {

// What is done one after the other until both taps are up, and how far that came.
enum class NetStage : std::uint8_t {
    user_namespace,
    user_map,
    network_namespace,
    loopback,
    open_tun,
    make_tap
};

struct NetRefusal {
    NetStage stage = NetStage::user_namespace;
    int error = 0;  // errno
};

// `proc_sys` is where the kernel shows its settings: the one that forbids it is named. `root`: whether this
// user is root already, and is told what that root lacks.
std::string to_text(const NetRefusal& refusal, bool root,
                    const std::filesystem::path& proc_sys = "/proc/sys");

}  // namespace badrdp::harness

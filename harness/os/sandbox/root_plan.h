// The files that a program lives in, its own view of this machine or of another release: every mount that
// takes, in order, laid out before the clone, since behind it nothing may allocate.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/os/sandbox/name_files.h"
#include "harness/os/sandbox/sandbox.h"

namespace badrdp::harness {

// What is done at `at`, a path below the stage. A step that is not needed may fail.
struct RootStep {
    enum class What : std::uint8_t { folder, file, link, text, bind, bind_tree, bind_all, mount };
    What what = What::folder;
    std::string at;
    std::string from{};  // what is bound, what a link or a file says, or the kind of file system
    unsigned long flags =
        0;  // of mount(2), for `bind`, `bind_tree` (read-only, with what is mounted in it), `mount`
    std::string data{};  // options of a file system
    bool needed = true;
    bool instead = false;  // only if the step before it has failed
};

struct RootPlan {
    std::string stage;  // a folder on which the new root is put together; empty: the program sees what we see
    std::vector<RootStep> steps;
};

// A read-only view of order.root, or of this machine's programs and libraries if there is none, with /dev,
// /proc, /tmp and /run of its own, `overlays` in its /etc, order.directory, and order.shows; `user` is known
// there, and what may be written is his. std::system_error if there is no such root.
RootPlan plan_root(const SandboxOrder& order, const std::vector<Overlay>& overlays,
                   std::optional<uid_t> user = std::nullopt);

// An empty folder that no program needs to see, of this machine: what is mounted there hides nothing.
inline constexpr const char* kMachineStage = "/sys";

// The step that failed, or -1; errno says why. Then nothing else of this machine's files is to be found,
// and the working directory is the new root. To be called in a mount namespace whose mounts are private.
int enter_root(const std::string& stage, std::span<const RootStep> steps);

}  // namespace badrdp::harness

// How a program comes to live in the file system of another release: every mount that takes, in order, laid
// out before the clone, since behind it nothing may allocate.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "harness/os/sandbox/name_files.h"
#include "harness/os/sandbox/sandbox.h"

namespace badrdp::harness {

// What is done at `at`, a path below the stage. A step that is not needed may fail.
struct RootStep {
    enum class What : std::uint8_t { folder, file, link, bind, bind_all, mount };
    What what = What::folder;
    std::string at;
    std::string from{};       // what is bound, what a link says, or the kind of file system
    unsigned long flags = 0;  // of mount(2), for `bind` and `mount`
    std::string data{};       // options of a file system
    bool needed = true;
    bool instead = false;  // only if the step before it has failed
};

struct RootPlan {
    std::string stage;  // an empty folder of the root, on which the new one is put together; empty: no root
    std::vector<RootStep> steps;
};

// A read-only view of order.root with /dev, /proc, /tmp and /run of its own, this machine's users and
// `overlays` in its /etc, order.directory, and order.shows. std::system_error if there is no such root.
RootPlan plan_root(const SandboxOrder& order, const std::vector<Overlay>& overlays);

// The step that failed, or -1; errno says why. Then nothing else of this machine's files is to be found,
// and the working directory is the new root. To be called in a mount namespace whose mounts are private.
int enter_root(const std::string& stage, std::span<const RootStep> steps);

}  // namespace badrdp::harness

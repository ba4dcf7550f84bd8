// Makes a root of another release with apt and mmdebstrap: first what it will take, then the root itself.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/os/roots/archive.h"
#include "harness/os/roots/store.h"

namespace badrdp::harness {

// The programs that do it, by their paths.
struct RootTools {
    std::string apt_get = "/usr/bin/apt-get";
    std::string apt_cache = "/usr/bin/apt-cache";
    std::string apt_config = "/usr/bin/apt-config";
    std::string mmdebstrap = "/usr/bin/mmdebstrap";
    std::string tar = "/usr/bin/tar";
    std::string unshare = "/usr/bin/unshare";
};

struct RootOrder {
    RootRecipe recipe;
    Archive archive;
    bool stale = false;  // take a Release file that is past its date
    RootTools tools{};
    std::vector<std::string> with{};  // packages that it does not depend on, and needs here
};

struct RootEstimate {
    std::uintmax_t fetched = 0;                     // bytes of packages
    std::uintmax_t installed = 0;                   // bytes of their files, as their makers say
    std::map<std::string, std::string> packages{};  // name -> version
};

// Throws std::runtime_error with one line: what stands in the way, and what to do about it. Interrupted, as
// run_helper. Both leave everything of theirs in the workshop.

// Fetches the suite's lists of packages and no package.
RootEstimate estimate_root(const RootOrder& order, const std::filesystem::path& workshop);

// Makes the root and hands back where it lies. `stage` is told what is being done: "downloading packages".
std::filesystem::path make_root(const RootOrder& order, const std::filesystem::path& workshop,
                                const std::function<void(std::string_view)>& stage);

// How mmdebstrap is called to write `tar`.
std::vector<std::string> mmdebstrap_command(const RootOrder& order, bool as_root,
                                            const std::filesystem::path& tar);

// Of what `apt-get --print-uris` prints, and of what `apt-cache show` does.
std::uintmax_t bytes_to_fetch(std::string_view print_uris);
RootEstimate packages_shown(std::string_view show);

}  // namespace badrdp::harness

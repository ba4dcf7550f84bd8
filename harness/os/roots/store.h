// Where roots are kept: one folder for all runs of a user, one read-only root for each suite and package.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "harness/os/fd.h"
#include "harness/os/roots/recipe.h"

namespace badrdp::harness {

// A root that nobody removes while this lives. Many may hold it at the same time.
class HeldRoot {
public:
    // std::system_error if there is none.
    explicit HeldRoot(const std::filesystem::path& root);

private:
    Fd fd_;
};

class RootStore {
public:
    explicit RootStore(std::filesystem::path folder);

    // $XDG_CACHE_HOME/badrdp/roots, or the same below ~/.cache. std::runtime_error if neither is known.
    static std::filesystem::path usual_folder();

    const std::filesystem::path& folder() const { return folder_; }
    std::filesystem::path path_of(const RootRecipe& recipe) const;
    bool has(const RootRecipe& recipe) const;

    // std::runtime_error if it is not there, or if a run holds it.
    void remove(const RootRecipe& recipe) const;

    // std::runtime_error if it is not there, or if a run holds it: what takes minutes is not begun then.
    void demand_unused(const RootRecipe& recipe) const;

    // Puts the finished root that lies at `made`, on the same file system, in its place, and removes what
    // was there. std::runtime_error if a run holds that one.
    void put(const RootRecipe& recipe, const std::filesystem::path& made) const;

private:
    std::filesystem::path folder_;
};

// A place to make a root in, beside those that are finished; it goes with this. While one lives nobody else
// can make one: std::runtime_error says so. What a maker that was killed left there is removed.
class RootWorkshop {
public:
    explicit RootWorkshop(const RootStore& store);
    ~RootWorkshop();
    RootWorkshop(const RootWorkshop&) = delete;
    RootWorkshop& operator=(const RootWorkshop&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    Fd lock_;
    std::filesystem::path path_;
};

// What is installed in a root, by what dpkg keeps of it: package -> version.
std::map<std::string, std::string> installed_in(const std::filesystem::path& root);

// What its files take on the disk, in bytes; a file with two names counts once.
std::uintmax_t size_on_disk(const std::filesystem::path& root);

}  // namespace badrdp::harness

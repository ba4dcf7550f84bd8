// The folder that one run leaves behind, and the sweeping of what dead runs could not.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/os/fd.h"

namespace badrdp::harness {

// A folder of its own below `parent`, named after the time, mode 0700, locked for as long as this lives.
// `latest` beside it points to it.
class RunFolder {
public:
    explicit RunFolder(const std::filesystem::path& parent);
    ~RunFolder();  // removes the lock: a run that ended by itself has nothing to be swept
    RunFolder(const RunFolder&) = delete;
    RunFolder& operator=(const RunFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    const std::string& mark() const { return mark_; }
    bool is_whole() const;  // nobody removed it meanwhile, or put another in its place

private:
    std::filesystem::path path_;
    std::string mark_;
    Fd lock_;
};

// Lets others read what the run has left, as far as the umask does: the folders, not the files that are
// private for what is in them. Only when no client is there any more: one that no walls hold finds nothing
// before.
void open_to_others(const std::filesystem::path& run);

// In a case's folder while it is played: the client's private HOME, and what it reads in place of this
// machine's names.
inline constexpr std::string_view kHome = "home";
inline constexpr std::string_view kNames = "names";

// The private folders of the case that is played in `dir`. They and nothing else may be swept: a file beside
// them holds the mark of the run that made them, which is in no other folder.
void make_private_folders(const std::filesystem::path& dir, std::string_view mark);
void remove_private_folders(const std::filesystem::path& dir);

// Removes what runs that were killed left below `parent`: the private folders that carry their run's mark,
// and their locks. Returns the runs that were swept. A run that still holds its lock is left alone, and so is
// whatever a run did not mark.
std::vector<std::filesystem::path> sweep(const std::filesystem::path& parent);

}  // namespace badrdp::harness

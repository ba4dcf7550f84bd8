#include "harness/os/sandbox/own_user.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <fstream>
#include <iterator>
#include <system_error>

#include "harness/os/lines.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

// What Debian and systemd give to nobody [Debian Policy 9.2.2; systemd's "Users, Groups, UIDs and GIDs"]:
// below 2^31, since not every program takes an id for unsigned.
constexpr uid_t kUnused = 0x70000000;
// In a container's namespace of 65,536 ids: above adduser's accounts, below systemd's.
constexpr uid_t kUnusedInContainer = 0x8000;
constexpr uid_t kIds = 1u << 28;             // so many at a time on a machine,
constexpr uid_t kIdsInContainer = 1u << 14;  // and so many in a container
constexpr uid_t kIdsOfOneRun = 1u << 12;     // of which one process of ours takes these in turn

std::string text_in(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// No two sandboxes of one run are the same user until it has started thousands, and hardly two of two runs.
uid_t next_of(uid_t first, uid_t count) {
    static std::atomic<uid_t> started{0};
    const auto run = static_cast<uid_t>(::getpid()) * kIdsOfOneRun;
    return first + (run + started++ % kIdsOfOneRun) % count;
}

bool maps(std::string_view uid_map, uid_t first, uid_t count) {
    return std::ranges::any_of(split_lines(uid_map), [&](std::string_view line) {
        const auto words = split_words(line);
        std::array<std::uint64_t, 3> row{};  // inside, outside, how many
        if (words.size() != row.size()) return false;
        for (std::size_t i = 0; i < row.size(); ++i)
            std::from_chars(words[i].data(), words[i].data() + words[i].size(), row[i]);
        return row[0] <= first && std::uint64_t{first} + count <= row[0] + row[2];
    });
}

void chown_one(const fs::path& path, uid_t user) {
    if (::lchown(path.c_str(), user, user) != 0)
        throw std::system_error(errno, std::generic_category(),
                                fmt::format("cannot give {} to the client", path.string()));
}

}  // namespace

std::optional<uid_t> free_ids_in(std::string_view uid_map, uid_t count) {
    for (const auto first : {kUnused, kUnusedInContainer})
        if (maps(uid_map, first, count)) return first;
    return std::nullopt;
}

std::optional<uid_t> own_user(SandboxMode mode) {
    if (::geteuid() != 0) return std::nullopt;
    const auto map = text_in("/proc/self/uid_map");
    for (const auto count : {kIds, kIdsInContainer})
        if (const auto first = free_ids_in(map, count)) return next_of(*first, count);
    if (mode == SandboxMode::process_group)
        throw std::runtime_error(
            "cannot hold a client: no PID namespace is to be had, and root has no second user id here as "
            "whom a client could run; run badrdp as an ordinary user");
    return std::nullopt;
}

bool is_shut_out(SandboxMode mode) { return ::geteuid() == 0 && !has_walls(mode); }

void give(const fs::path& folder, uid_t user) {
    chown_one(folder, user);
    for (const auto& entry : fs::recursive_directory_iterator(folder)) chown_one(entry.path(), user);
}

std::string passwd_with(uid_t user, const fs::path& home, const fs::path& root) {
    return text_in(root / "etc/passwd") +
           fmt::format("badrdp-client:x:{0}:{0}:a client under test:{1}:/bin/sh\n", user,
                       home.empty() ? "/" : home.string());
}

std::string group_with(uid_t user, const fs::path& root) {
    return text_in(root / "etc/group") + fmt::format("badrdp-client:x:{}:\n", user);
}

}  // namespace badrdp::harness

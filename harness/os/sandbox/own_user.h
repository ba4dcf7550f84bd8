// Root's clients are no root: each runs as a user that nobody else is, who owns nothing and can signal
// nobody.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "harness/os/sandbox/sandbox.h"

namespace badrdp::harness {

// A user id, which is its group id too, that no other sandbox has at this time; none if we are not root, or
// if our user namespace has no other id than root's. Without a PID namespace that is refused with
// std::runtime_error: the program could then signal every process of root's.
std::optional<uid_t> own_user(SandboxMode mode);

// Whether a client finds no file in a closed folder of ours: it is another user, and no wall shows it one.
bool is_shut_out(SandboxMode mode);

// The first id of a range in which a user namespace's `uid_map` knows `count` ids that accounts do not use;
// none if it has no such range [user_namespaces(7)].
std::optional<uid_t> free_ids_in(std::string_view uid_map, uid_t count);

// Makes it his, with all that is in it, and follows no link. std::system_error names what cannot be given.
void give(const std::filesystem::path& folder, uid_t user);

// The /etc/passwd or /etc/group of the file system at `root` with a line for him: programs ask who they are,
// and for the accounts of their own release.
std::string passwd_with(uid_t user, const std::filesystem::path& home, const std::filesystem::path& root);
std::string group_with(uid_t user, const std::filesystem::path& root);

}  // namespace badrdp::harness
